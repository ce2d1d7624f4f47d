"""The secret of anonymous askers: given, made, kept to its owner, and never told."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from adapters import check
from bot.settings import BadSettings, Environment, secret_of


def test_it_is_made_once_and_readable_by_its_owner_alone(tmp_path: Path) -> None:
    environment = Environment.read({"POTLUCK_DATA": str(tmp_path / "data")})
    made = secret_of(environment)
    assert len(made) >= 40
    assert secret_of(environment) == made
    file = tmp_path / "data" / "secret.key"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert made not in repr(environment)


def test_the_environment_comes_first(tmp_path: Path) -> None:
    given = {"POTLUCK_DATA": str(tmp_path), "POTLUCK_SECRET": "0123456789abcdef"}
    environment = Environment.read(given)
    assert secret_of(environment) == "0123456789abcdef"
    assert list(tmp_path.iterdir()) == []
    assert "0123456789abcdef" not in repr(environment)


def test_replicas_get_none_of_their_own(tmp_path: Path) -> None:
    environment = Environment.read(
        {"POTLUCK_DATA": str(tmp_path), "DATABASE_URL": "postgresql://a:b@localhost/c"}
    )
    assert secret_of(environment) == ""
    assert list(tmp_path.iterdir()) == []


def test_one_that_could_be_guessed_is_refused_without_repeating_it() -> None:
    with pytest.raises(BadSettings) as bad:
        Environment.read({"POTLUCK_SECRET": "hunter2"})
    assert "at least 16 characters" in str(bad.value)
    assert "hunter2" not in str(bad.value)


@pytest.mark.parametrize(
    ("variables", "says"),
    [
        ({"POTLUCK_SECRET": "0123456789abcdef"}, "is set"),
        ({}, "will be made at start and kept in"),
        ({"DATABASE_URL": "postgresql://a:b@127.0.0.1:1/c"}, "can't be asked anonymously"),
    ],
)
def test_check_says_how_it_stands(tmp_path: Path, variables: dict[str, str], says: str) -> None:
    environ = {"POTLUCK_DATA": str(tmp_path), "PORT": "0", **variables}
    (found,) = [f for f in check.examine(environ) if f.about == "POTLUCK_SECRET"]
    assert says in found.says
    assert "0123456789abcdef" not in found.says

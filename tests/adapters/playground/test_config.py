"""When the playground opens, and with what."""

from __future__ import annotations

from pathlib import Path

import pytest

from adapters.door import Misconfigured
from adapters.playground.config import Config, from_environ


def test_alone_it_is_open_with_what_the_environment_says() -> None:
    assert from_environ({}, False) == Config(Path("data"), "127.0.0.1", 8080)
    given = {"POTLUCK_DATA": "/srv/p", "HOST": "::1", "PORT": "9000"}
    made = from_environ(given, False)
    assert made == Config(Path("/srv/p"), "::1", 9000)
    assert made.file == Path("/srv/p/playground.db")
    assert made.origin == "http://127.0.0.1:9000"


@pytest.mark.parametrize(
    ("asked", "others", "is_open"),
    [
        ("", False, True),
        ("", True, False),
        ("1", True, True),
        (" Yes ", True, True),
        ("0", False, False),
        ("off", True, False),
    ],
)
def test_beside_others_it_opens_only_when_asked(asked: str, others: bool, is_open: bool) -> None:
    made = from_environ({"POTLUCK_PLAYGROUND": asked}, others)
    assert (made is not None) is is_open


@pytest.mark.parametrize(
    "given",
    [{"POTLUCK_PLAYGROUND": "perhaps"}, {"PORT": "http"}, {"PORT": "70000"}, {"PORT": "٣"}],
)
def test_a_wrong_value_says_what_to_do(given: dict[str, str]) -> None:
    with pytest.raises(Misconfigured) as wrong:
        from_environ(given, False)
    assert wrong.value.mend.startswith("Set it to")

"""The environment: defaults, what is accepted, and what is said about what is not."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.settings import BadSettings, Environment


def test_nothing_set_means_the_defaults() -> None:
    environment = Environment.read({"PORT": "", "HOST": "  "})
    assert environment == Environment()
    assert (environment.host, environment.port) == ("127.0.0.1", 8080)
    assert environment.database_url == "sqlite:///data/potluck.db"
    assert environment.is_loopback


def test_the_data_folder_decides_where_the_sqlite_file_is(tmp_path: Path) -> None:
    environment = Environment.read({"POTLUCK_DATA": str(tmp_path)})
    assert environment.database_url == f"sqlite:///{tmp_path}/potluck.db"


@pytest.mark.parametrize(
    ("given", "read"),
    [
        ("postgresql://u:p%40w@db/x", "postgresql+psycopg://u:p%40w@db/x"),
        ("postgres://db/x", "postgresql+psycopg://db/x"),
        ("postgresql+psycopg://db/x?sslmode=require", "postgresql+psycopg://db/x?sslmode=require"),
        ("sqlite:///some.db", "sqlite:///some.db"),
        ("sqlite:////var/lib/some.db", "sqlite:////var/lib/some.db"),
    ],
)
def test_addresses_of_databases_are_read_for_the_driver_in_use(given: str, read: str) -> None:
    assert Environment.read({"DATABASE_URL": given}).database_url == read


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ("mysql://root:canary@db/x", 'begins with "mysql"'),
        ("postgresql+asyncpg://u:canary@db/x", "driver Potluck does not use"),
        ("sqlite+aiosqlite:///x.db", "driver Potluck does not use"),
        ("sqlite://", "in memory"),
        ("sqlite:///:memory:", "in memory"),
        ("canary", "can't be read"),
        ("postgresql://u:can/ary@db:port/x", "can't be read"),
        ("postgresql://u:canary@db:99999999x/x", "can't be read"),
    ],
)
def test_other_databases_are_refused_in_words_without_the_password(given: str, words: str) -> None:
    with pytest.raises(BadSettings) as refused:
        Environment.read({"DATABASE_URL": given})
    said = str(refused.value)
    assert said.startswith("DATABASE_URL: ")
    assert words in said
    assert "canary" not in said


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("PORT", "80a", "whole number from 0 to 65535"),
        ("PORT", "65536", "whole number from 0 to 65535"),
        ("PORT", "-1", "whole number"),
        ("PORT", "٨", "whole number"),
        ("HOST", "http://0.0.0.0", "address to listen on"),
        ("LOG_LEVEL", "warn", 'Did you mean "warning"?'),
        ("POTLUCK_PLAYGROUND", "maybe", "one of 1, true"),
        ("PUBLIC_URL", "potluck.example.com", "an address browsers can open"),
        ("PUBLIC_URL", "ftp://example.com", "an address browsers can open"),
        ("PUBLIC_URL", "https://user:pw@example.com", "an address browsers can open"),
        ("PUBLIC_URL", "https://example.com:99999", "an address browsers can open"),
        ("PUBLIC_URL", "https://exa mple.com", "an address browsers can open"),
        ("PUBLIC_URL", "https://[x", "an address browsers can open"),
        ("PUBLIC_URL", "https://example.com/?a=b", "no ? and no #"),
    ],
)
def test_a_bad_value_is_told_with_what_is_allowed(name: str, value: str, words: str) -> None:
    with pytest.raises(BadSettings) as refused:
        Environment.read({name: value})
    assert str(refused.value).startswith(f"{name}: ")
    assert words in str(refused.value)


def test_several_problems_are_told_at_once() -> None:
    with pytest.raises(BadSettings) as refused:
        Environment.read({"PORT": "x", "LOG_LEVEL": "y", "DATABASE_URL": "z"})
    assert len(refused.value.problems) == 3


@pytest.mark.parametrize(
    ("host", "loopback"),
    [("localhost", True), ("127.0.0.9", True), ("[::1]", True), ("0.0.0.0", False), ("x", False)],  # noqa: S104
)
def test_which_hosts_only_this_machine_can_reach(host: str, loopback: bool) -> None:
    assert Environment.read({"HOST": host}).is_loopback is loopback


@pytest.mark.parametrize(
    ("value", "read"), [("yes", True), ("1", True), ("Off", False), ("", None)]
)
def test_the_playground_is_asked_for_or_not(value: str, read: bool | None) -> None:
    assert Environment.read({"POTLUCK_PLAYGROUND": value}).playground is read


@pytest.mark.parametrize(
    ("environ", "address"),
    [
        ({}, "http://127.0.0.1:8080"),
        ({"HOST": "0.0.0.0", "PORT": "80"}, "http://127.0.0.1:80"),  # noqa: S104
        ({"HOST": "::"}, "http://[::1]:8080"),
        ({"PUBLIC_URL": "https://example.com/"}, "https://example.com"),
        ({"PUBLIC_URL": "https://example.com/potluck/"}, "https://example.com/potluck"),
    ],
)
def test_links_begin_with_the_public_address(environ: dict[str, str], address: str) -> None:
    assert Environment.read(environ).address == address


def test_a_password_is_not_in_the_repr() -> None:
    environment = Environment.read({"DATABASE_URL": "postgresql://u:canary@db/x"})
    assert "canary" not in repr(environment)

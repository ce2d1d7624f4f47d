"""`potluck check`: what it finds, in words that say what to do, and without a secret."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest

from adapters.check import Finding, Level, examine
from bot.store.database import Database
from bot.store.migrate import upgrade
from tests.adapters.slack.fake_slack import Fake, says, status

SLACK = {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_APP_TOKEN": "xapp-1"}
GUID = "00000000-0000-0000-0000-00000000000a"


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to look from."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def look(**environ: str) -> list[Finding]:
    return examine({"PORT": "0"} | environ)


def mend(**environ: str) -> dict[str, str]:
    """What must be mended: about what → what to do."""
    return {f.about: f.says for f in look(**environ) if f.level is Level.MEND}


def of(found: list[Finding], about: str) -> list[str]:
    return [f"{f.level}: {f.says}" for f in found if f.about == about]


def test_a_fresh_clone_needs_no_mending_and_is_left_as_it_is(here: Path) -> None:
    found = look()
    assert not [f for f in found if f.level is Level.MEND]
    assert "note: is not here, so everything is as by default" in of(found, "app.yaml")
    assert any("names no admins" in said for said in of(found, "app.yaml"))
    assert of(found, "playground")[0].startswith("ok: open to this machine")
    assert list(here.iterdir()) == []


@pytest.mark.parametrize(
    ("environ", "about", "words"),
    [
        ({"SLACK_BOT_TOKEN": "xapp-1"}, "SLACK_BOT_TOKEN", "what belongs in SLACK_APP_TOKEN"),
        (
            {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_APP_TOKEN": "xoxb-1"},
            "SLACK_APP_TOKEN",
            "what belongs in SLACK_BOT_TOKEN",
        ),
        ({"SLACK_BOT_TOKEN": "hello"}, "SLACK_BOT_TOKEN", "must begin with xoxb-"),
        ({"SLACK_BOT_TOKEN": "xoxb-1"}, "slack", "Neither SLACK_SIGNING_SECRET nor"),
        ({"SLACK_SIGNING_SECRET": "xoxb-1"}, "SLACK_SIGNING_SECRET", "page Basic Information"),
        ({"MicrosoftAppId": GUID}, "teams", "MicrosoftAppPassword is not"),
        ({"MicrosoftAppPassword": GUID}, "MicrosoftAppPassword", "the secret's Value"),
        (
            {"MicrosoftAppId": "potluck", "MicrosoftAppPassword": "x"},
            "MicrosoftAppId",
            "Application (client) ID",
        ),
        ({"SLACK_TOKEN": "x"}, "SLACK_TOKEN", "Did you mean SLACK_BOT_TOKEN?"),
        ({"MICROSOFT_APP_ID": GUID}, "MICROSOFT_APP_ID", "Did you mean MicrosoftAppId?"),
        ({"HOST": "0.0.0.0"}, "HOST", "anybody may speak as anybody"),  # noqa: S104
        (SLACK | {"HOST": "203.0.113.7"}, "address", "can't listen on"),
        ({"PORT": "x"}, "PORT", "whole number from 0 to 65535"),
        ({"POTLUCK_CONFIG": "nowhere.yaml"}, "nowhere.yaml", "does not exist"),
        ({"POTLUCK_DATA": "/proc/nowhere"}, "POTLUCK_DATA", "can't be written to"),
        ({"POTLUCK_DATA": "/dev/null"}, "POTLUCK_DATA", "is no folder"),
        ({"DATABASE_URL": "mysql://x/y"}, "DATABASE_URL", "PostgreSQL"),
        (
            {"DATABASE_URL": "postgresql://u:canary@127.0.0.1:1/x"},
            "database",
            "Check DATABASE_URL and the server",
        ),
    ],
)
@pytest.mark.usefixtures("here")
def test_what_is_wrong_is_said_with_what_to_do(
    environ: dict[str, str], about: str, words: str
) -> None:
    found = mend(**environ)
    assert list(found) == [about]
    assert words in found[about]
    assert "canary" not in str(found)


def test_mistakes_in_the_file_are_told_by_line(here: Path) -> None:
    (here / "app.yaml").write_text("kudos:\n  alowance: 5\nadmins: [slak:U1]\n", encoding="utf-8")
    assert mend() == {
        "app.yaml, line 2": '"alowance" is no key in kudos. Did you mean "allowance"?'
        " Known keys: allowance, undo_minutes, guests, channel, roundup."
    }
    (here / "app.yaml").write_text("admins: [slak:U1]\n", encoding="utf-8")
    assert "names no platform Potluck knows" in mend()["app.yaml"]


def test_the_data_folder_is_tried(here: Path) -> None:
    (here / "data").mkdir()
    assert of(look(), "POTLUCK_DATA") == [f"ok: {here}/data can be written to"]


def test_a_database_says_how_it_stands(database_url: str) -> None:
    (said,) = of(look(DATABASE_URL=database_url), "database")
    assert said.startswith("ok: ")
    assert said.endswith("is up to date")


@pytest.mark.usefixtures("here")
def test_a_database_in_use_is_a_running_potluck_and_no_fault() -> None:
    url = "sqlite:///potluck.db"
    database = Database(url)
    upgrade(database)
    try:
        (said,) = of(look(DATABASE_URL=url), "database")
        assert said == "note: SQLite; a running Potluck is using potluck.db"
    finally:
        database.close()
    (said,) = of(look(DATABASE_URL=url), "database")
    assert said == "ok: SQLite; potluck.db is up to date"


@pytest.mark.usefixtures("here")
def test_a_database_behind_this_version_is_no_fault() -> None:
    database = Database("sqlite:///potluck.db")
    with database.engine.connect() as connection, connection.begin():
        connection.exec_driver_sql("CREATE TABLE something (id INTEGER)")
    database.close()
    (said,) = of(look(DATABASE_URL="sqlite:///potluck.db"), "database")
    assert said == "ok: SQLite; potluck.db will be brought up to date at the next start"


@pytest.mark.usefixtures("here")
def test_a_database_of_a_newer_version_is_noticed() -> None:
    url = "sqlite:///potluck.db"
    database = Database(url)
    upgrade(database)
    with database.engine.connect() as connection, connection.begin():
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = 'newer'")
    database.close()
    assert "another version" in mend(DATABASE_URL=url)["database"]


@pytest.mark.usefixtures("here")
def test_what_is_configured_is_said() -> None:
    found = look(
        SLACK_BOT_TOKEN="xoxb-canary",
        SLACK_SIGNING_SECRET="canary0123456789",
        MicrosoftAppId=GUID,
        MicrosoftAppPassword="canary-secret",
        MicrosoftAppTenantId=GUID,
        HOST="0.0.0.0",  # noqa: S104
    )
    assert not [f for f in found if f.level is Level.MEND]
    assert "over HTTP" in of(found, "slack")[0]
    assert "single-tenant" in of(found, "teams")[0]
    assert "shut" in of(found, "playground")[0]
    assert "reverse proxy with TLS" in of(found, "address")[1]
    assert "canary" not in str(found)
    socket = look(**SLACK)
    assert "Socket Mode" in of(socket, "slack")[0]


def test_a_topic_that_badges_name_and_nobody_used_is_mentioned(here: Path) -> None:
    rule = "rule: {all_of: [{count: kudos_given}, {count: kudos_received, topics: [sqk, python]}]}"
    badge = f"    - key: any\n      name: Any\n      words: Some.\n      {rule}\n"
    (here / "app.yaml").write_text(f"badges:\n  kinds:\n{badge}", encoding="utf-8")
    assert not [said for said in of(look(), "app.yaml") if "#" in said]
    database = Database(f"sqlite:///{here / 'data' / 'potluck.db'}")
    upgrade(database)
    with database.engine.begin() as connection:
        at = "2026-01-01 00:00:00.000000"
        connection.exec_driver_sql("INSERT INTO organization VALUES (1, 'Example', ?)", (at,))
        for name in ("sql", "python"):
            connection.exec_driver_sql(
                "INSERT INTO topic (organization_id, name) VALUES (1, ?)", (name,)
            )
    database.close()
    (said,) = [said for said in of(look(), "app.yaml") if "#" in said]
    assert said == (
        "note: badges count deeds about #sqk, which nobody has used yet. Did you mean #sql?"
    )


@pytest.fixture
async def slack() -> AsyncIterator[Fake]:
    made = Fake()
    await made.start()
    yield made
    await made.close()


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize(
    ("scopes", "level", "says_"),
    [
        ("chat:write,files:write", Level.FINE, "accepts the token"),
        ("chat:write, im:write", Level.NOTE, "add the scope files:write"),
        ("", Level.NOTE, "add the scope files:write"),
    ],
)
async def test_slack_is_asked_whether_pictures_can_be_uploaded(
    slack: Fake, scopes: str, level: Level, says_: str
) -> None:
    slack.scopes = scopes
    environ = {"PORT": "0", **SLACK, "SLACK_API_URL": slack.api}
    found = await asyncio.to_thread(examine, environ, asks=True)
    assert len(slack.of("auth.test")) == 1
    (told,) = [f for f in found if f.about == "slack" and says_ in f.says]
    assert told.level is level


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize(
    ("how", "level", "about"),
    [
        (says("invalid_auth"), Level.MEND, "SLACK_BOT_TOKEN"),
        (says("account_inactive"), Level.MEND, "SLACK_BOT_TOKEN"),
        (status(403), Level.NOTE, "slack"),
        (status(503), Level.NOTE, "slack"),
        (status(500), Level.NOTE, "slack"),
        (status(429), Level.NOTE, "slack"),
    ],
)
async def test_a_slack_that_does_not_say_is_no_fault_of_the_token(
    slack: Fake, how: Callable[..., Any], level: Level, about: str
) -> None:
    slack.fail("auth.test", how)
    environ = {"PORT": "0", **SLACK, "SLACK_API_URL": slack.api}
    found = await asyncio.to_thread(examine, environ, asks=True)
    assert [f for f in found if f.about == about and f.level is level]
    assert bool([f for f in found if f.level is Level.MEND]) is (level is Level.MEND)


@pytest.mark.usefixtures("here")
def test_slack_is_not_asked_where_it_is_not_configured() -> None:
    found = examine({"PORT": "0", "SLACK_BOT_TOKEN": "xoxb-1"}, asks=True)
    assert [f for f in found if f.level is Level.MEND]

"""Where links lead: the address that is set, or the port that was really taken."""

from __future__ import annotations

from pathlib import Path

import pytest
from aiohttp import ClientSession

from adapters.check import examine
from adapters.main import running
from bot.settings import Environment, Settings


async def test_links_lead_to_the_port_that_was_taken(tmp_path: Path) -> None:
    environment = Environment(port=0, database_url=f"sqlite:///{tmp_path}/potluck.db")
    async with running(environment, Settings(), []) as up, ClientSession() as browser:
        assert f"{up.dispatcher._settings.public_url}/" == up.address
        async with browser.get(f"{up.address}calendar/calendar.css") as answer:
            assert answer.status == 200
        async with browser.get(f"{up.address}calendar/{'x' * 43}/") as answer:
            assert answer.status == 404


async def test_an_address_that_is_set_stays(tmp_path: Path) -> None:
    environment = Environment(
        port=0,
        database_url=f"sqlite:///{tmp_path}/potluck.db",
        public_url="https://potluck.example.com",
    )
    async with running(environment, Settings(), []) as up:
        assert up.dispatcher._settings.public_url == "https://potluck.example.com"


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ("", "note: not set, so links to calendars open on this machine only"),
        ("http://potluck.example.com", "note: begins with http"),
        ("https://potluck.example.com", "ok: links to calendars begin with https://potluck"),
    ],
)
def test_check_tells_where_links_lead(
    given: str, words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    slack = {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_APP_TOKEN": "xapp-1"}
    found = examine({"PORT": "0", "PUBLIC_URL": given} | slack)
    said = [f"{f.level}: {f.says}" for f in found if f.about == "PUBLIC_URL"]
    assert any(s.startswith(words) for s in said)

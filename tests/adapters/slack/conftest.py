"""Fixtures: a Slack on loopback, and a house whose Slack door is open to it."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientSession, web
from aiohttp.test_utils import TestServer
from sqlalchemy import text

from adapters.door import Core
from adapters.slack.app import SlackDoor
from adapters.slack.config import Config
from adapters.slack.messenger import SlackMessenger
from adapters.web.badges import Drawings
from adapters.web.easel import Easel
from adapters.web.gallery import Gallery
from bot import handlers
from bot.delivery import Delivery
from bot.dispatcher import Dispatcher
from bot.events import Workspace
from bot.profiles import Profiles
from bot.settings import Settings
from bot.store import people
from bot.store.database import Database
from tests.adapters.slack.fake_slack import SECRET, Fake, poke
from tests.world import NOON, Clock

SEALED_WITH = "the secret of these tests"


@pytest.fixture
async def slack() -> AsyncIterator[Fake]:
    made = Fake()
    await made.start()
    yield made
    await made.close()


def told_by_us(caplog: pytest.LogCaptureFixture) -> str:
    """What was logged, but for the access log of the fake's own server."""
    return "\n".join(r.getMessage() for r in caplog.records if r.name != "aiohttp.access")


async def at_once(attempt: int) -> None:
    """A pause between attempts that lets others run and takes no time."""


class House:
    """The core on SQLite with the real door; Slack alone is a fake."""

    def __init__(self, slack: Fake, database: Database, *, app_token: str = "") -> None:
        self.slack = slack
        self.database = database
        config = Config(
            "xoxb-canary-token", "" if app_token else SECRET, app_token, api_url=slack.api
        )
        self.door = SlackDoor(config, wait=at_once)
        self.clock = Clock()
        self.settings = Settings().sealed_with(SEALED_WITH)
        self.easel = Easel()
        self.gallery = Gallery(
            database, self.clock, self.settings, self.easel, Drawings(SEALED_WITH)
        )
        messengers = [self.door.messenger]
        self.delivery = Delivery(database, messengers, self.clock)
        self.dispatcher = Dispatcher(
            database,
            handlers.router(),
            self.settings,
            Profiles(messengers),
            self.clock,
            self.delivery.wake,
        )
        self.url = ""

    async def start(self) -> None:
        """Open the door."""
        app = web.Application()
        self.door.open(Core(self.dispatcher, pictures=self.gallery), app)
        self._server = TestServer(app)
        await self._server.start_server()
        self.url = str(self._server.make_url("/slack/events"))
        self.session = ClientSession()
        await self.door.start()

    async def stop(self) -> None:
        """Close it; whatever was under way is done afterwards."""
        await self.door.stop()
        await self.delivery.stop()
        await self.session.close()
        await self._server.close()
        self.easel.close()

    async def poke(self, payload: dict[str, Any], **headers: str) -> tuple[int, Any]:
        """Send a signed payload over HTTP."""
        return await poke(self.session, self.url, payload, **headers)

    async def deliver(self) -> None:
        """Send all that is due, however fast Slack would have it."""
        async with asyncio.timeout(10):
            while await self.count("parcel_waiting"):
                await self.delivery.drain()
                self.clock.forward(seconds=2)

    async def count(self, what: str) -> int:
        """How many rows there are of something."""
        query = {
            "kudos": "SELECT count(*) FROM kudos",
            "events": "SELECT count(*) FROM seen_event",
            "parcel_waiting": "SELECT count(*) FROM outbox WHERE state IN ('pending', 'leased')",
        }[what]
        with self.database.reading.connect() as connection:
            return int(connection.execute(text(query)).scalar_one())


@pytest.fixture
async def house(slack: Fake, tmp_path: Path, migrated_file: Path) -> AsyncIterator[House]:
    shutil.copy(migrated_file, tmp_path / "potluck.db")
    database = Database(f"sqlite:///{tmp_path / 'potluck.db'}")
    made = House(slack, database)
    await made.start()
    yield made
    await made.stop()
    database.close()


@pytest.fixture
async def messenger(house: House) -> SlackMessenger:
    """The house's, in a workspace that was spoken from."""
    await house.database.write(
        lambda s: people.settle(s, Workspace("slack", "T1"), "default", NOON)
    )
    return house.door.messenger

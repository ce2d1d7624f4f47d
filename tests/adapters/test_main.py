"""The composition root with a door of our own: starting, refusing to start, and ending well."""

from __future__ import annotations

import asyncio
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager, closing
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from aiohttp import ClientSession, web

from adapters.door import Core, Door, Misconfigured
from adapters.doors import Planned
from adapters.main import CannotStart, Running, running
from bot.events import CommandInvoked, Conversation, MessageRef, Workspace
from bot.messages import Message
from bot.messenger import Faces, Messenger
from bot.settings import Environment, Settings
from tests.world import GENERAL, HERE, FakeMessenger, ana, bo


class Teller(FakeMessenger):
    """Remembers, and says when the card and the direct message have been posted."""

    def __init__(self) -> None:
        super().__init__()
        self._both = asyncio.Event()

    async def post(
        self, workspace: Workspace, to: Conversation, message: Message, faces: Faces
    ) -> MessageRef:
        ref = await super().post(workspace, to, message, faces)
        if len(self.shown) == 2:
            self._both.set()
        return ref

    async def told(self) -> None:
        """Wait for both."""
        async with asyncio.timeout(10):
            await self._both.wait()


@dataclass
class FakeDoor:
    """A door that takes what is posted to /say as Ana's words, and remembers its own life."""

    messenger_: Teller = field(default_factory=Teller)
    life: list[str] = field(default_factory=list)
    on_start: Callable[[], None] = lambda: None
    inside: asyncio.Event = field(default_factory=asyncio.Event)
    go_on: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def messenger(self) -> Messenger:
        return self.messenger_

    def open(self, core: Core, app: web.Application) -> None:
        self.core = core
        app.router.add_post("/say", self._say)
        app.router.add_post("/wait", self._wait)

    async def start(self) -> None:
        self.life.append("start")
        self.on_start()

    async def stop(self) -> None:
        self.life.append(f"stop after {len(self.messenger_.shown)} posts")

    async def _say(self, request: web.Request) -> web.Response:
        event = CommandInvoked(
            id=await request.text(),
            workspace=HERE,
            actor=ana,
            conversation=GENERAL,
            name="kudos",
            text=(bo, " for staying calm"),
        )
        await self.core.dispatcher.handle(event)
        return web.Response(text="ok")

    async def _wait(self, request: web.Request) -> web.Response:
        self.inside.set()
        await self.go_on.wait()
        return await self._say(request)


@dataclass(frozen=True)
class Prepared(Planned):
    """A plan whose door exists already."""

    door: Door | None = None

    def build(self) -> Door:
        assert self.door is not None
        return self.door


@pytest.fixture
def door() -> FakeDoor:
    return FakeDoor()


@pytest.fixture
def environment(tmp_path: Path, migrated_file: Path) -> Environment:
    shutil.copy(migrated_file, tmp_path / "potluck.db")
    return Environment.read({"PORT": "0", "POTLUCK_DATA": str(tmp_path)})


def start(environment: Environment, door: FakeDoor) -> AbstractAsyncContextManager[Running]:
    return running(environment, Settings(), [Prepared("fake", None, door=door)])


async def refused(environment: Environment, door: FakeDoor) -> str:
    with pytest.raises(CannotStart) as why:
        async with start(environment, door):
            pass
    assert "\n" not in str(why.value)
    return str(why.value)


async def test_it_is_ready_delivers_and_counts(environment: Environment, door: FakeDoor) -> None:
    async with start(environment, door) as up, ClientSession(up.address) as client:
        assert (await client.get("/readyz")).status == 200
        await client.post("/say", data="1")
        await door.messenger_.told()
        page = await (await client.get("/metrics")).text()
        assert 'potluck_events_total{kind="CommandInvoked",result="ok"} 1.0' in page
        for path, words in {"/": "is running", "/privacy": "stores", "/terms": "warranty"}.items():
            answer = await client.get(path)
            assert answer.status == 200
            assert words in await answer.text()
    assert door.life == ["start", "stop after 2 posts"]


async def test_ending_lets_a_request_under_way_finish_and_sends_what_it_said(
    environment: Environment, door: FakeDoor
) -> None:
    async with ClientSession() as client:
        async with start(environment, door) as up:
            late = asyncio.create_task(client.post(f"{up.address}wait", data="late"))
            await door.inside.wait()
            asyncio.get_running_loop().call_later(0.05, door.go_on.set)
        assert (await late).status == 200
    assert door.life == ["start", "stop after 2 posts"]
    assert door.messenger_.in_("D-bo")


async def test_what_can_not_be_sent_at_the_end_is_sent_after_the_next_start(
    environment: Environment, door: FakeDoor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("adapters.main.FLUSHING", 0.2)
    monkeypatch.setattr("adapters.main.SETTLING", 0.2)
    hangs = asyncio.Event()
    stuck = Teller()

    async def never(*_: object) -> None:
        hangs.set()
        await asyncio.Event().wait()

    monkeypatch.setattr(stuck, "post", never)
    door.messenger_ = stuck
    async with start(environment, door) as up, ClientSession(up.address) as client:
        await client.post("/say", data="1")
        await hangs.wait()
    again = FakeDoor()
    async with start(environment, again):
        await again.messenger_.told()
    assert again.messenger_.in_("D-bo")


async def test_a_port_that_is_taken_is_told_in_a_sentence(
    environment: Environment, door: FakeDoor, tmp_path: Path
) -> None:
    async with start(environment, door) as up:
        port = up.address.rsplit(":", 1)[1].strip("/")
        other = Environment.read({"PORT": port, "POTLUCK_DATA": str(tmp_path / "other")})
        assert f"Can't listen on 127.0.0.1, port {port}" in await refused(other, FakeDoor())


async def test_a_database_in_use_is_told_in_a_sentence(
    environment: Environment, door: FakeDoor
) -> None:
    async with start(environment, door):
        assert "Another Potluck (process" in await refused(environment, FakeDoor())


async def test_a_database_that_does_not_answer_is_told_in_a_sentence(door: FakeDoor) -> None:
    url = "postgresql://u:canary@127.0.0.1:1/x"
    said = await refused(Environment.read({"PORT": "0", "DATABASE_URL": url}), door)
    assert "The database can't be used" in said
    assert "canary" not in said


async def test_the_first_start_makes_the_tables(tmp_path: Path, door: FakeDoor) -> None:
    environment = Environment.read({"PORT": "0", "POTLUCK_DATA": str(tmp_path / "new")})
    async with start(environment, door) as up:
        assert up.address


async def test_a_database_that_can_not_be_brought_up_to_date_is_told_in_a_sentence(
    tmp_path: Path, door: FakeDoor
) -> None:
    with closing(sqlite3.connect(tmp_path / "potluck.db")) as file, file:
        file.execute("CREATE TABLE organization (id integer)")
    said = await refused(Environment.read({"PORT": "0", "POTLUCK_DATA": str(tmp_path)}), door)
    assert said.startswith("The database can't be brought up to date: table organization already")
    assert "stands as it did before" in said


async def test_a_folder_that_can_not_be_made_is_told_in_a_sentence(door: FakeDoor) -> None:
    said = await refused(Environment.read({"PORT": "0", "POTLUCK_DATA": "/dev/null/x"}), door)
    assert "POTLUCK_DATA" in said


async def test_a_database_of_a_newer_version_is_told_in_a_sentence(
    environment: Environment, door: FakeDoor
) -> None:
    from bot.store.database import Database
    from bot.store.migrate import upgrade

    database = Database(environment.database_url)
    upgrade(database)
    with database.engine.connect() as connection, connection.begin():
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = 'newer'")
    database.close()
    assert "another version of Potluck" in await refused(environment, door)


async def test_a_door_that_turns_out_misconfigured_is_told_and_all_is_closed(
    environment: Environment, door: FakeDoor
) -> None:
    def fail() -> None:
        raise Misconfigured("The token was revoked.", "Make a new one.")

    door.on_start = fail
    assert await refused(environment, door) == "fake: The token was revoked. Make a new one."
    assert door.life == ["start", "stop after 0 posts"]
    async with start(environment, FakeDoor()):
        pass


async def test_a_door_that_does_not_stop_does_not_keep_the_rest(
    environment: Environment, door: FakeDoor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("adapters.main.CLOSING", 0.1)

    async def never() -> None:
        await asyncio.Event().wait()

    monkeypatch.setattr(door, "stop", never)
    async with start(environment, door):
        pass
    async with start(environment, FakeDoor()):
        pass

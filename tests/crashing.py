"""A process that dies at each of its commits in turn, and another that takes over after it.

Run as `python -m tests.crashing DATABASE…`, one prepared database for each case. Each case is a
pair of forks: one is killed just before or just after its nth commit, the next does the same
again from the start, as platforms repeat what was not answered. Prints one JSON line a case.
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import structlog
from sqlalchemy import select

from bot import delivery as delivery_module
from bot import handlers
from bot.delivery import Delivery
from bot.dispatcher import Dispatcher
from bot.events import ButtonClicked, CommandInvoked, Conversation, Raw, Workspace
from bot.messages import Message
from bot.profiles import Profiles
from bot.settings import Settings
from bot.store.database import Database
from bot.store.models import KudosRow, OutboxRow, WhenUnsure, columns
from bot.store.outbox import ANY_ORGANIZATION
from bot.store.unit_of_work import UnitOfWork
from tests.world import GENERAL, HERE, NOON, FakeMessenger, ana, bo

KUDOS, OUTBOX = columns(KudosRow), columns(OutboxRow)
ANY: dict[str, Any] = {"execution_options": ANY_ORGANIZATION}
EVERY_KUDOS = select(KUDOS.id, KUDOS.undone_at)
EVERY_POST = select(OUTBOX.kind, OUTBOX.state)
LATER = timedelta(minutes=5)
"""When the next process starts: leases have run out, and undo is still possible."""


@dataclass
class Files:
    """What outlives the process beside the database: the platform, and what people were told."""

    folder: Path

    def write(self, name: str, line: str) -> None:
        """Append a line, durably."""
        with (self.folder / name).open("a") as file:
            file.write(line + "\n")
            file.flush()
            os.fsync(file.fileno())

    def read(self, name: str) -> list[str]:
        """The lines so far."""
        file = self.folder / name
        return file.read_text().splitlines() if file.exists() else []


class Platform(FakeMessenger):
    """A platform whose messages stand in a file."""

    def __init__(self, files: Files) -> None:
        super().__init__()
        self._files = files

    async def post(
        self, workspace: Workspace, to: Conversation, message: Message, faces: Any
    ) -> Any:
        ref = await super().post(workspace, to, message, faces)
        self._files.write("platform", f"post {to.address}")
        return ref

    async def edit(self, workspace: Any, at: Conversation, ref: Any, *rest: Any) -> None:
        self._files.write("platform", f"edit {at.address}")

    async def withdraw(self, workspace: Any, at: Conversation, ref: Any) -> None:
        self._files.write("platform", f"withdraw {at.address}")


def die_at(database: Database, nth: int, *, after: bool) -> None:
    """Be killed at the nth commit from here."""
    dialect = database.engine.dialect
    commit = dialect.do_commit
    turns = count(1)

    def counting(connection: Any) -> None:
        turn = next(turns)  # several threads commit at once on PostgreSQL
        if turn == nth and not after:
            os.kill(os.getpid(), signal.SIGKILL)
        commit(connection)
        if turn == nth:
            os.kill(os.getpid(), signal.SIGKILL)

    dialect.do_commit = counting  # type: ignore[method-assign, assignment]


async def live(database: Database, files: Files, now: datetime) -> None:
    """A thanks, a digest and an undo, each delivered."""
    platform = Platform(files)
    delivery_module.AT_ONCE = 1  # one after the other, so that the nth commit is always the same
    delivery = Delivery(database, [platform], lambda: now)
    dispatcher = Dispatcher(
        database, handlers.router(), Settings(), Profiles([]), lambda: now, delivery.wake
    )
    common: dict[str, Any] = {"workspace": HERE, "actor": ana, "conversation": GENERAL}
    await delivery._recover(alone=database.is_sqlite)

    gift = CommandInvoked(id="gift", name="kudos", text=(bo, " for staying"), **common)
    given = await dispatcher.handle(gift)
    if given.is_repeat or "Sent to" in str(given.reply):
        files.write("told", "given")
    await delivery.drain()

    await database.write(lambda s: digest(UnitOfWork(s, 1, 1, now)))
    await delivery.drain()

    (kudos,) = await database.read(lambda s: s.execute(EVERY_KUDOS, **ANY).all())
    undo = ButtonClicked(id="undo", payload=Raw("kudos.undo", {"kudos_id": kudos.id}), **common)
    undone = await dispatcher.handle(undo)
    if undone.is_repeat or "Taken back" in str(undone.reply):
        files.write("told", "undone")
    await delivery.drain()


def digest(uow: UnitOfWork) -> None:
    """Something that is better not said than said twice."""
    uow.post(
        Message.of("digest"),
        to=Conversation("C-digest"),
        key="digest",
        kind="digest",
        when_unsure=WhenUnsure.DROP,
    )


def forked(work: Callable[[], None]) -> int:
    """Do this in a process of its own; its exit status, negative when it was killed."""
    child = os.fork()
    if child == 0:
        status = 1
        try:
            work()
            status = 0
        finally:
            os._exit(status)
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status)


def first_life(url: str, files: Files, nth: int, *, after: bool) -> None:
    """Until the nth commit."""
    database = Database(url)
    die_at(database, nth, after=after)
    asyncio.run(live(database, files, NOON))


def second_life(url: str, files: Files) -> None:
    """What the first one left, and the rest of it."""
    database = Database(url)

    async def go_on() -> None:
        files.write("looks", json.dumps(await look(database, files)))
        await live(database, files, NOON + LATER)
        files.write("looks", json.dumps(await look(database, files)))

    asyncio.run(go_on())


async def look(database: Database, files: Files) -> dict[str, Any]:
    """What the database, the platform and the people say."""
    kudos = await database.read(lambda s: s.execute(EVERY_KUDOS, **ANY).all())
    posts = await database.read(lambda s: s.execute(EVERY_POST, **ANY).all())
    return {
        "kudos": len(kudos),
        "undone": sum(row.undone_at is not None for row in kudos),
        "posts": {row.kind: row.state for row in posts},
        "told": files.read("told"),
        "platform": Counter(files.read("platform")),
    }


def case(url: str, files: Files, nth: int, *, after: bool) -> bool:
    """One crash and one life after it; False when there was no nth commit to die at."""
    status = forked(lambda: first_life(url, files, nth, after=after))
    if status == 0:
        return False
    if status != -signal.SIGKILL:
        raise RuntimeError(f"died of {status} instead")
    if status := forked(lambda: second_life(url, files)):
        raise RuntimeError(f"could not go on: {status}")
    crashed, ended = (json.loads(line) for line in files.read("looks"))
    found = {"nth": nth, "after": after, "crashed": crashed, "ended": ended}
    print(json.dumps(found), flush=True)  # noqa: T201
    return True


def main(after: bool, folder: Path, urls: list[str]) -> None:
    """Die at the first commit, the second … until there are no more."""
    structlog.configure(processors=[structlog.processors.KeyValueRenderer()])
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(file=sys.stderr))
    for nth, url in enumerate(urls, start=1):
        own = folder / str(nth)
        own.mkdir()
        if not case(url, Files(own), nth, after=after):
            return
    raise RuntimeError("more commits than databases")


if __name__ == "__main__":
    main(sys.argv[1] == "after", Path(sys.argv[2]), sys.argv[3:])

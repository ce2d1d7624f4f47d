"""Boards under load: a year of a large organization's deeds, and people who look at its boards."""

import asyncio
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import update
from sqlalchemy.orm import Session

from bench import deeds as planting
from bench.core import HERE, Core, colleague
from bench.learners import postgresql
from bench.sessions import Figure, apart, percentile, timed
from bot.events import CommandInvoked, Conversation, ConversationKind, HomeOpened
from bot.store.models import PersonRow, Role, columns

PERSON = columns(PersonRow)
WARM = 3
"""Looks before those that count."""
MODERATOR = 7
LINES: Mapping[str, str] = {
    "a month's board": "board",
    "a week's board": "board week",
    "first answers of last month": "board first last month",
    "a month's board of a topic": "board #t8",
    "a month's board of a team": "board team",
    "newcomers": "board new",
}
MOST = 500.0
"""Milliseconds that a look takes at most, of a hundred looks all but one."""


@dataclass(frozen=True)
class Size:
    """How much of everything."""

    people: int
    deeds: int
    looks: int


FULL = Size(100_000, 1_000_000, 120)
SHORT = Size(2_000, 20_000, 20)


def measure(size: Size) -> list[Figure]:
    """Every board, on SQLite and PostgreSQL, each in a process of its own.

    Raises RuntimeError where a board is not what it has to be.
    """
    with TemporaryDirectory(prefix="potluck-bench-") as folder, ExitStack() as servers:
        data = Path(folder)
        server = servers.enter_context(postgresql(data))
        out: list[Figure] = []
        for name, url in (("SQLite", f"sqlite:///{data / 'boards.db'}"), ("PostgreSQL", server)):
            apart(planting.plant, url, size.people, size.deeds)
            out += apart(looking, size, name, url)
        return out


def looking(size: Size, name: str, url: str) -> list[Figure]:
    """People who look at boards one after the other, and a moderator at Home."""
    return asyncio.run(_looking(size, name, url))


async def _looking(size: Size, name: str, url: str) -> list[Figure]:
    async with Core(url, delivers=False) as core:
        core.clock.stands_at = planting.NOON
        await core.database.write(_appoint)
        deeds = await core.database.read(planting.planted)
        head = f"{name}: {deeds:,} deeds of a year, {size.people:,} people"
        out = []
        for what, line in LINES.items():
            waits = []
            for number in range(-WARM, size.looks):
                reply, took = await _look(core, line, number)
                if "Which time" not in reply:
                    raise RuntimeError(f"{line} has to be a board: {reply[:300]}")
                waits += [took] if number >= 0 else []
            out += _figures(f"{head}: {what}", waits)
        return out + _figures(f"{head}: a moderator's Home", await _homes(core, size))


def _appoint(session: Session) -> None:
    own = PERSON.organization_id == 1, PERSON.id == MODERATOR + 1
    session.execute(update(PersonRow).where(*own).values(role=Role.ADMIN))


async def _look(core: Core, line: str, number: int) -> tuple[str, float]:
    event = CommandInvoked(
        id=f"{line}-{number}",
        workspace=HERE,
        actor=colleague(100 + number * 37),
        conversation=Conversation("D1", ConversationKind.PERSONAL),
        name="learn",
        text=(line,),
    )
    outcome, took = await timed(partial(core.handle, event))
    return str(outcome.reply), took


async def _homes(core: Core, size: Size) -> list[float]:
    waits = []
    for number in range(-WARM, size.looks):
        event = HomeOpened(id=f"home-{number}", workspace=HERE, actor=colleague(MODERATOR))
        outcome, took = await timed(partial(core.handle, event))
        if "Who helped lately" not in str(outcome.reply):
            raise RuntimeError("this has to be Home")
        waits += [took] if number >= 0 else []
    return waits


def _figures(what: str, waits: list[float]) -> list[Figure]:
    return [
        Figure(f"{what}: p50", percentile(waits, 50) * 1e3, "ms"),
        Figure(f"{what}: p99", percentile(waits, 99) * 1e3, "ms", MOST),
    ]

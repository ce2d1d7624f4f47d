"""The programme's digest and personal ones among two million events, on both databases."""

import asyncio
import time
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy.orm import Session

from bench import learners, programme
from bench.core import Core
from bench.crowd import most_memory
from bench.sessions import Figure, apart, timed
from bot.events import Person
from bot.rules.digests import Period
from bot.services import measures
from bot.services.digest_kinds import Wanted
from bot.services.personal import PersonalDigests
from bot.settings import Settings
from bot.store.unit_of_work import UnitOfWork
from bot.views.measures import Programme

BATCH = 250
"""People whose own week is put together at once, as by the digests."""


@dataclass(frozen=True)
class Size:
    """How much of everything."""

    people: int


FULL, SHORT = Size(100_000), Size(2_000)


def measure(size: Size) -> list[Figure]:
    """Each database in a process of its own. Raises RuntimeError where a figure can't be right."""
    with TemporaryDirectory(prefix="potluck-bench-") as folder, ExitStack() as servers:
        data = Path(folder)
        server = servers.enter_context(learners.postgresql(data))
        out: list[Figure] = []
        for name, url in (("SQLite", f"sqlite:///{data / 'measures.db'}"), ("PostgreSQL", server)):
            apart(programme.plant, url, size.people)
            out += apart(telling, size, name, url)
        return out


def telling(size: Size, name: str, url: str) -> list[Figure]:
    """A week of the programme, and the weeks of some people."""
    return asyncio.run(_telling(size, name, url))


async def _telling(size: Size, name: str, url: str) -> list[Figure]:
    async with Core(url, delivers=False) as core:
        spent = time.process_time()
        told, took = await timed(partial(core.database.read, _programme))
        spent = time.process_time() - spent
        _, took_own = await timed(partial(core.database.read, _own))
        memory = most_memory()
    _check(told, size)
    events = size.people * sum(programme.EACH.values())
    what = f"{name}: {events:,} events of {size.people:,} people"
    return [
        Figure(f"{what}: the programme's digest", took, "s", 10),
        Figure(f"{what}: of Potluck's own CPU", spent, "s"),
        Figure(f"{what}: {BATCH} personal digests", took_own, "s"),
        Figure(f"{what}: most memory in it", memory, "MB", 400),
    ]


def _programme(session: Session) -> Programme | None:
    uow = UnitOfWork(session, 1, None, programme.NOW)
    return measures.programme(uow, Settings(), programme.WEEK)


def _own(session: Session) -> int:
    uow = UnitOfWork(session, 1, None, programme.NOW)
    week = programme.WEEK
    period = Period(week.begins, week.ends, week.monday, week.sunday)
    wanted = [Wanted(Person(n + 1, f"Person {n}"), "UTC", period) for n in range(BATCH)]
    return len(PersonalDigests().compose(uow, Settings(), wanted))


def _check(told: Programme | None, size: Size) -> None:
    """The crowd is made so that these hold."""
    if told is None or told.now.waits is None or told.now.week_on is None:
        raise RuntimeError("a week full of events was told as an empty one")
    questions = told.now.waits.questions
    expected = size.people * programme.EACH["questions"] / 8
    if abs(questions - expected) > expected / 10:
        raise RuntimeError(f"{questions} questions in a week, expected {expected:.0f}")
    if abs(told.now.waits.replied.value - 0.9) > 0.01:
        raise RuntimeError(f"{told.now.waits.replied.value:.2f} were answered, expected 0.9")
    if told.now.sessions != programme.SESSIONS // 8:
        raise RuntimeError(f"{told.now.sessions} sessions in a week")

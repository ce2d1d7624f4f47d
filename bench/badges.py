"""Badges under load: what earning adds to a kudos, and recomputing all that ever happened."""

import asyncio
import time
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import event, func, select
from sqlalchemy.orm import Session

from adapters.recompute import recompute
from bench import deed_crowd, learners
from bench.crowd import most_memory
from bench.sessions import Figure, apart, percentile, timed
from bot.services import badges
from bot.settings import DeedKind, Settings
from bot.settings.default_badges import DEFAULT_BADGES
from bot.store.database import Database
from bot.store.deeds import Deed
from bot.store.models import BadgeAwardRow, columns
from bot.store.unit_of_work import UnitOfWork

AWARD = columns(BadgeAwardRow)
WARM = 50
"""Kudos before those that count."""
RULES = 30


@dataclass(frozen=True)
class Size:
    """How much of everything."""

    people: int
    deeds: int
    kudos: int


FULL = Size(10_000, 1_000_000, 1_000)
SHORT = Size(500, 20_000, 200)


def rules() -> Settings:
    """Thirty badges: the default ones, and more of the same that all look at kudos."""
    more = [
        {
            "key": f"more_{n}",
            "name": f"More {n}",
            "words": "One more.",
            "rule": {
                "count": ["kudos_given" if n % 3 == 0 else "kudos_received"],
                "within_days": 20 + 20 * n,
                **({"different": "colleagues"} if n % 2 else {}),
            },
            "levels": [5 + n, 20 + n, 60 + n],
            "per_topic": n % 4 == 0,
        }
        for n in range(RULES - len(DEFAULT_BADGES))
    ]
    usual = [badge.model_dump(mode="json") for badge in DEFAULT_BADGES]
    return Settings.model_validate({"badges": {"kinds": [*usual, *more]}})


def measure(size: Size) -> list[Figure]:
    """Everything, each measurement in a process of its own, on SQLite and PostgreSQL.

    Raises RuntimeError where something is wrong that no speed makes up for.
    """
    with TemporaryDirectory(prefix="potluck-bench-") as folder, ExitStack() as servers:
        data = Path(folder)
        server = servers.enter_context(learners.postgresql(data))
        out: list[Figure] = []
        for name, url in (("SQLite", f"sqlite:///{data / 'badges.db'}"), ("PostgreSQL", server)):
            apart(deed_crowd.plant, url, size.people, size.deeds)
            out += apart(recomputing, size, name, url)
            out += apart(earning, size, name, url)
        return out


def recomputing(size: Size, name: str, url: str) -> list[Figure]:
    """All deeds through thirty rules, and once more."""
    return asyncio.run(_recomputing(size, name, url))


async def _recomputing(size: Size, name: str, url: str) -> list[Figure]:
    database = Database(url, beside=True)
    try:
        run = partial(recompute, database, rules(), _untold, apply=True, now=deed_crowd.NOW)
        began = time.process_time()
        first, took = await timed(run)
        spent = time.process_time() - began
        again, took_again = await timed(run)
    finally:
        database.close()
    if not first.gains or again.gains:
        raise RuntimeError(f"recomputing gave {first.gains}, and again {again.gains}")
    what = f"{name}: {size.deeds:,} deeds, {RULES} rules"
    return [
        Figure(f"{what}: recomputed in", took, "s", 60),
        Figure(f"{what}: of Potluck's own CPU", spent, "s"),
        Figure(f"{what}: levels given", first.gains.total(), ""),
        Figure(f"{what}: recomputed again in", took_again, "s", 60),
        Figure(f"{what}: most memory in it", most_memory(), "MB", 300),
    ]


def _untold(label: str, of: int, done: int) -> None:
    """Nobody watches."""


def earning(size: Size, name: str, url: str) -> list[Figure]:
    """Kudos between people with a past, one after the other: what badges add to each."""
    return asyncio.run(_earning(size, name, url))


async def _earning(size: Size, name: str, url: str) -> list[Figure]:
    database, settings = Database(url, beside=True), rules()
    spent: list[float] = []
    statements = Statements(database)
    try:
        for number in range(size.kudos + WARM):
            job = partial(_thank, settings=settings, number=number, people=size.people)
            cpu = await database.write(partial(job, statements=statements))
            if number >= WARM:
                spent.append(cpu * 1e6)
        given = await database.read(_given)
    finally:
        database.close()
    if not given:
        raise RuntimeError("nobody has a badge")
    what = f"{name}: {RULES} rules on a kudos, {size.deeds:,} deeds past"
    return [
        Figure(f"{what}: p50", percentile(spent, 50), "µs of CPU", 1000),
        Figure(f"{what}: mean", sum(spent) / len(spent), "µs of CPU", 1000),
        Figure(f"{what}: p99", percentile(spent, 99), "µs of CPU"),
        Figure(f"{what}: statements at most, where nothing is earned", statements.most, ""),
    ]


class Statements:
    """Counts what is asked of a database."""

    def __init__(self, database: Database) -> None:
        self.number = self.most = 0
        event.listen(database.engine, "after_cursor_execute", self._executed)

    def _executed(self, *_: object) -> None:
        self.number += 1


def _thank(
    session: Session, settings: Settings, number: int, people: int, statements: Statements
) -> float:
    """A thanks about a topic, from and to somebody; the CPU seconds that badges took."""
    giver = number * 31 % people + 1
    receiver = (giver * 7 + number % 40) % people + 1
    uow = UnitOfWork(session, 1, 1, deed_crowd.NOW)
    about = (deed_crowd.TOPICS[number % 8],) if number % 2 else ()
    subject = f"bench:{number}"
    uow.did(
        Deed(DeedKind.KUDOS_GIVEN, giver, subject, uow.now, receiver, topics=about),
        Deed(DeedKind.KUDOS_RECEIVED, receiver, subject, uow.now, giver, topics=about),
    )
    before, asked = _given(session), statements.number
    began = time.thread_time()
    badges.earn(uow, settings)
    took = time.thread_time() - began
    asked = statements.number - asked
    if _given(session) == before:
        statements.most = max(statements.most, asked)
    return took


def _given(session: Session) -> int:
    query = select(func.count()).select_from(BadgeAwardRow).where(AWARD.organization_id == 1)
    return int(session.execute(query).scalar_one())

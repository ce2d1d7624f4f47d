"""Digests under load: all of a week made as its Monday passes, and once more."""

import asyncio
import time
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy.orm import Session

from bench import weeks
from bench.core import Core
from bench.crowd import most_memory
from bench.learners import postgresql
from bench.recall import Writes
from bench.sessions import Figure, apart
from bot.services import digests
from bot.settings import Settings
from bot.store.models import DigestKind
from bot.store.unit_of_work import UnitOfWork

SECRET = "of the bench alone"
HOURS = 48
"""From the first Monday morning on earth to the last, and a public holiday's Tuesday."""


@dataclass(frozen=True)
class Size:
    """How much of everything."""

    people: int
    managers: int
    events: int


FULL = Size(100_000, 8_000, 2_000_000)
SHORT = Size(2_000, 160, 40_000)


def measure(size: Size) -> list[Figure]:
    """On SQLite and PostgreSQL. Raises RuntimeError where something is wrong."""
    with TemporaryDirectory(prefix="potluck-bench-") as folder, ExitStack() as servers:
        data = Path(folder)
        server = servers.enter_context(postgresql(data))
        out: list[Figure] = []
        for name, url, most in (
            ("SQLite", f"sqlite:///{data / 'digests.db'}", 120),
            ("PostgreSQL", server, 60),
        ):
            apart(weeks.plant, url, size.people, size.managers, size.events)
            out += apart(making, size, name, url, most)
        return out


def making(size: Size, name: str, url: str, most: int) -> list[Figure]:
    """Every digest of a week, and the same again."""
    return asyncio.run(_making(size, name, url, most))


async def _making(size: Size, name: str, url: str, most: int) -> list[Figure]:
    async with Core(url, delivers=False) as core:
        written = Writes(core)
        spent, began = time.process_time(), time.perf_counter()
        await _week(core)
        took, spent = time.perf_counter() - began, time.process_time() - spent
        memory = most_memory()
        kept, said, posts = await core.database.read(weeks.counts)
        if kept != size.managers or said != posts or said < size.managers * 9 // 10:
            raise RuntimeError(f"{kept} digests, {said} that say something, {posts} posts")
        written.rows, began = 0, time.perf_counter()
        await _week(core)
        again = time.perf_counter() - began
        if written.rows:
            raise RuntimeError(f"making them again wrote {written.rows} rows")
    what = f"{name}: digests of {size.managers:,} managers, {size.people:,} people"
    return [
        Figure(f"{what}, {size.events:,} events, made in", took, "s", most),
        Figure(f"{what}: of Potluck's own CPU", spent, "s"),
        Figure(f"{what}: made again in", again, "s"),
        Figure(f"{what}: rows written by that", written.rows, "", 0),
        Figure(f"{what}: most memory in it", memory, "MB", 400),
    ]


async def _week(core: Core) -> None:
    """Every hour in which it is Monday morning somewhere, batch by batch."""
    first = weeks.MONDAY - timedelta(hours=12)
    for hour in range(HOURS):
        after = -1
        while after:
            at = first + timedelta(hours=hour)
            after = await core.database.write(partial(_batch, now=at, after=max(after, 0)))


def _batch(session: Session, now: datetime, after: int) -> int:
    uow = UnitOfWork(session, 1, None, now, SECRET)
    settings = Settings().sealed_with(SECRET)
    return digests.make(uow, settings, DigestKind.MANAGER, after).after

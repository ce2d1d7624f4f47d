"""Sessions under load: a rush on one card, reminders for thousands, and one person's own list.

All of it through the real dispatcher and delivery, on SQLite; the platform is a stand-in that takes
every call at once and has Slack's limits.
"""

import asyncio
import random
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

from sqlalchemy.orm import Session

from bench import crowd
from bench.core import HERE, Core, colleague
from bot.events import ButtonClicked, CommandInvoked, Conversation, FormSubmitted, Raw, Value
from bot.rules.signups import Answer
from bot.services import reminders
from bot.settings import Settings
from bot.store import session_lists
from bot.store.unit_of_work import UnitOfWork
from bot.views.sessions import SignUp

R = TypeVar("R")

CHANNEL = Conversation("C0BENCH", name="learning")
SEED = 7
QUIET = 90.0  # seconds in which the last edit has to have been sent


@dataclass(frozen=True)
class Size:
    """How much of everything."""

    presses: int
    seconds: float
    seats: int
    sessions: int
    attendees: int
    listed: int
    looks: int


FULL = Size(1000, 10.0, 600, 2000, 100_000, 50_000, 300)
SHORT = Size(200, 2.0, 120, 200, 10_000, 5_000, 50)


@dataclass(frozen=True)
class Figure:
    """One measurement and what was promised; `most` None: nothing was."""

    what: str
    value: float
    unit: str
    most: float | None = None
    least: float | None = None

    @property
    def is_kept(self) -> bool:
        """Whether the promise holds."""
        return (self.most is None or self.value <= self.most) and (
            self.least is None or self.value >= self.least
        )


def measure(size: Size) -> list[Figure]:
    """Everything, each measurement in a process of its own.

    Raises RuntimeError where something is wrong that no speed makes up for.
    """
    with TemporaryDirectory(prefix="potluck-bench-") as folder:
        data = Path(folder)
        out = apart(rush, size, data / "rush.db")
        apart(crowd.plant_attendees, data / "remind.db", size.sessions, size.attendees)
        out += apart(planning, size, data / "remind.db")
        apart(crowd.plant_lists, data / "mine.db", size.listed)
        out += apart(own_list, size, data / "mine.db")
        return out + apart(search, size, data / "mine.db")


def apart(deed: Callable[..., R], *about: object) -> R:
    """Run in a fresh process, so that memory is its own."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as alone:
        return alone.submit(deed, *about).result()


def rush(size: Size, file: Path) -> list[Figure]:
    """Everybody presses Going on one card at moments of their own; nobody was met before."""
    return asyncio.run(_rush(size, file))


async def _rush(size: Size, file: Path) -> list[Figure]:
    async with Core(file) as core:
        starts = datetime.now(UTC) + timedelta(days=3)
        form: dict[str, Value] = {
            "title": "Query planner 101",
            "abstract": "How it chooses, and how to see what it chose.",
            "topics": "#sql #postgres",
            "day": f"{starts:%Y-%m-%d}",
            "begins": "12:30",
            "time_zone": "Europe/Lisbon",
            "place": "Room 4",
            "seats": size.seats,
        }
        host = colleague(0)
        await core.handle(
            FormSubmitted(
                id="form",
                workspace=HERE,
                actor=host,
                conversation=CHANNEL,
                form=Raw("session.plan", form),
            )
        )
        await core.until(lambda: core.messenger.posts == 1, QUIET)
        payload = SignUp(occurrence_id=1, say=Answer.GOING)
        press = Raw(payload.key, payload.pack())
        dice = random.Random(SEED)  # noqa: S311
        moments = sorted(dice.uniform(0, size.seconds) for _ in range(size.presses))
        began = time.perf_counter()

        async def one(number: int, at: float) -> float:
            await asyncio.sleep(at - (time.perf_counter() - began))
            await core.handle(
                ButtonClicked(
                    id=f"press-{number}",
                    workspace=HERE,
                    actor=colleague(number),
                    conversation=CHANNEL,
                    payload=press,
                )
            )
            return time.perf_counter() - began - at

        waits = await asyncio.gather(*(one(n, at) for n, at in enumerate(moments, 1)))
        took = time.perf_counter() - began
        await core.until_quiet(QUIET)
        recorded = await core.database.read(crowd.answers)
        expected = Counter({"going": size.seats, "waiting": size.presses - size.seats})
        if recorded != expected:
            raise RuntimeError(f"{size.presses} presses left {recorded}, not {expected}")
        if f"{size.seats} going" not in core.messenger.shown:
            raise RuntimeError("the card does not show what is in the database")
        name = f"{size.presses:,} presses in {size.seconds:.0f} s"
        return [
            Figure(f"{name}: recorded", recorded.total(), ""),
            Figure(f"{name}: answered, p50", percentile(waits, 50) * 1e3, "ms"),
            Figure(f"{name}: answered, p99", percentile(waits, 99) * 1e3, "ms", 250),
            Figure(f"{name}: the last one answered after", took, "s"),
            Figure(f"{name}: edits of the card", core.messenger.edits, "", 12),
        ]


def planning(size: Size, file: Path) -> list[Figure]:
    """Plan every reminder, plan them again, and let those of the day before fire."""
    return asyncio.run(_planning(size, file))


async def _planning(size: Size, file: Path) -> list[Figure]:
    name = f"{size.sessions:,} sessions, {size.attendees:,} attendees"
    async with Core(file, delivers=False) as core:
        core.clock.stands_at = crowd.PLANNED_AT

        def plan(session: Session) -> int:
            uow = UnitOfWork(session, 1, 1, core.clock())
            before = crowd.changes(session)
            found = session_lists.upcoming(session, 1, uow.now, size.sessions)
            reminders.plan_all(uow, Settings(), found)
            return crowd.changes(session) - before

        written, took = await timed(partial(core.database.write, plan))
        again, took_again = await timed(partial(core.database.write, plan))
        if again or not written:
            raise RuntimeError(f"planning wrote {written} rows, and again {again}")
        memory = crowd.most_memory()
        fired = 0.0
        # As time passes, not all at its end: what comes late, after hours, need not come any more.
        for at in crowd.before_the_day():
            core.clock.stands_at = at
            fired += (await timed(core.scheduler.sweep))[1]
        posts = await core.database.read(crowd.posts)
        if posts != size.attendees:
            raise RuntimeError(f"{posts} reminders for {size.attendees} attendees")
    return [
        Figure(f"{name}: reminders planned in", took, "s", 20),
        Figure(f"{name}: moments planned", written, ""),
        Figure(f"{name}: planned again in", took_again, "s"),
        Figure(f"{name}: rows written by that", again, "", 0),
        Figure(f"{name}: most memory in it", memory, "MB", 300),
        Figure(f"{name}: every reminder in the outbox after", fired, "s"),
        Figure(f"{name}: most memory in that", crowd.most_memory(), "MB", 300),
    ]


def own_list(size: Size, file: Path) -> list[Figure]:
    """`/session mine`, typed again and again by busy people."""
    return asyncio.run(_own_list(size, file))


async def _own_list(size: Size, file: Path) -> list[Figure]:
    async with Core(file) as core:
        core.clock.stands_at = crowd.PLANNED_AT
        waits = []
        for number in range(-5, size.looks):  # the first five warm it up
            event = CommandInvoked(
                id=f"mine-{number}",
                workspace=HERE,
                actor=colleague(number % 10),
                conversation=CHANNEL,
                name="session",
                text=("mine",),
            )
            outcome, took = await timed(partial(core.handle, event))
            if "You go to" not in str(outcome.reply):
                raise RuntimeError("nobody's list may be empty here")
            waits += [took] if number >= 0 else []
    name = f"one's own among {size.listed:,} sessions"
    return [
        Figure(f"{name}: p50", percentile(waits, 50) * 1e3, "ms", 20),
        Figure(f"{name}: p99", percentile(waits, 99) * 1e3, "ms", 20),
    ]


def search(size: Size, file: Path) -> list[Figure]:
    """`/session past …` for what nobody ever said: everything is looked through."""
    return asyncio.run(_search(size, file))


async def _search(size: Size, file: Path) -> list[Figure]:
    async with Core(file) as core:
        core.clock.stands_at = crowd.PLANNED_AT
        waits = []
        for number in range(-1, max(size.looks // 10, 10)):
            event = CommandInvoked(
                id=f"past-{number}",
                workspace=HERE,
                actor=colleague(number % 10),
                conversation=CHANNEL,
                name="session",
                text=(f"past nobody said{number}",),
            )
            outcome, took = await timed(partial(core.handle, event))
            if "has taken place yet" not in str(outcome.reply):
                raise RuntimeError("this must not be found")
            waits += [took] if number >= 0 else []
    name = f"a search that finds nothing among {size.listed:,} sessions"
    return [Figure(f"{name}: p50", percentile(waits, 50) * 1e3, "ms")]


async def timed(deed: Callable[[], Awaitable[R]]) -> tuple[R, float]:
    began = time.perf_counter()
    done = await deed()
    return done, time.perf_counter() - began


def percentile(values: Sequence[float], percent: int) -> float:
    return sorted(values)[len(values) * percent // 100]


def table(figures: Sequence[Figure], heading: str = "sessions") -> str:
    """The figures as a Markdown table."""
    lines = [f"| {heading} | measured | promised |", "|---|---|---|"]
    for figure in figures:
        most = "" if figure.most is None else f"at most {figure.most:,.0f} {figure.unit}".rstrip()
        if figure.least is not None:
            most = f"at least {figure.least:,.0f} {figure.unit}".rstrip()
        kept = "" if figure.is_kept else " **missed**"
        lines.append(f"| {figure.what} | {_number(figure)} {figure.unit} | {most}{kept} |")
    return "\n".join(line.replace("  |", " |") for line in lines)


def _number(figure: Figure) -> str:
    digits = {"s": 2, "ms": 1}.get(figure.unit, 0)
    return f"{figure.value:,.{digits}f}"

"""Recall under load: a morning planned for all, answers rated, and the queue of prompts sent."""

import asyncio
import time
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import event, select
from sqlalchemy.orm import Session

from adapters.slack.limits import RATES as SLACK
from adapters.teams.limits import RATES as TEAMS
from bench import learners
from bench.core import HERE, Core, colleague
from bench.crowd import most_memory
from bench.sessions import Figure, apart, percentile, timed
from bot.events import ButtonClicked, Conversation, ConversationKind, Raw
from bot.messenger import Rate
from bot.services import recall_planning
from bot.settings import Settings
from bot.store.unit_of_work import UnitOfWork
from bot.views.recall_prompts import ChooseOption

WARM = 20
"""Answers before those that count."""


@dataclass(frozen=True)
class Size:
    """How much of everything."""

    people: int
    reviews: int
    rated: int
    teams: int
    """Prompts sent at the pace of Teams."""
    slack: int


FULL = Size(100_000, 1_000_000, 2_000, 3_000, 720)
SHORT = Size(2_000, 20_000, 200, 200, 0)


def measure(size: Size) -> list[Figure]:
    """Everything, each measurement in a process of its own, on SQLite and PostgreSQL.

    Raises RuntimeError where something is wrong that no speed makes up for.
    """
    with TemporaryDirectory(prefix="potluck-bench-") as folder, ExitStack() as servers:
        data = Path(folder)
        server = servers.enter_context(learners.postgresql(data))
        out: list[Figure] = []
        for name, url in (("SQLite", f"sqlite:///{data / 'recall.db'}"), ("PostgreSQL", server)):
            apart(learners.plant, url, size.people, size.reviews)
            out += apart(planning, size, name, url)
            out += apart(rating, size, name, url)
        for name, number in (("Teams", size.teams), ("Slack", size.slack)):
            if number:
                url = f"sqlite:///{data / f'{name}.db'}"
                apart(learners.plant, url, number)
                out += apart(delivering, name, number, url)
        return out


def planning(size: Size, name: str, url: str) -> list[Figure]:
    """Everybody's next prompt, planned in one go; and once more."""
    return asyncio.run(_planning(size, name, url))


async def _planning(size: Size, name: str, url: str) -> list[Figure]:
    async with Core(url, delivers=False) as core:
        core.clock.stands_at = learners.MORNING
        written = Writes(core)

        def begin(session: Session) -> None:
            uow = UnitOfWork(session, 1, 1, core.clock())
            uow.plan("recall.plan", key="bench", due_at=uow.now, data={"slot": "b", "after": 0})

        await core.database.write(begin)
        spent = time.process_time()
        _, took = await timed(core.scheduler.sweep)
        spent = time.process_time() - spent
        memory = most_memory()
        prompts, cards, most, posts = await core.database.read(learners.planned)
        if (prompts, posts) != (size.people, size.people) or most > 3 or cards < 2 * prompts:
            raise RuntimeError(f"{prompts} prompts of {cards} cards, {posts} posts, most {most}")
        written.rows = 0
        _, took_again = await timed(partial(core.database.write, _again))
        if written.rows:
            raise RuntimeError(f"planning again wrote {written.rows} rows")
    what = f"{name}: {size.people:,} people, {size.people * learners.EACH:,} cards"
    return [
        Figure(f"{what}: a morning planned in", took, "s", 60),
        Figure(f"{what}: of Potluck's own CPU", spent, "s"),
        Figure(f"{what}: cards asked", cards, ""),
        Figure(f"{what}: planned again in", took_again, "s"),
        Figure(f"{what}: rows written by that", written.rows, "", 0),
        Figure(f"{what}: most memory in it", memory, "MB", 400),
    ]


def _again(session: Session) -> None:
    """Plan for everybody once more, without the timers that lead from batch to batch."""
    uow = UnitOfWork(session, 1, 1, learners.MORNING)
    after = recall_planning.plan(uow, Settings())
    while after:
        after = recall_planning.plan(uow, Settings(), after)


class Writes:
    """Counts the statements that write, whatever database they go to."""

    def __init__(self, core: Core) -> None:
        self.rows = 0
        event.listen(core.database.engine, "after_cursor_execute", self._executed)

    def _executed(self, _connection: object, cursor: object, statement: str, *_: object) -> None:
        if statement.lstrip()[:6].upper() in ("INSERT", "UPDATE", "DELETE"):
            self.rows += max(int(getattr(cursor, "rowcount", 0)), 0)


def rating(size: Size, name: str, url: str) -> list[Figure]:
    """Answers to what was planned, one after the other, through the whole core."""
    return asyncio.run(_rating(size, name, url))


async def _rating(size: Size, name: str, url: str) -> list[Figure]:
    async with Core(url, delivers=False) as core:
        core.clock.stands_at = learners.MORNING.replace(hour=8)
        asked = await core.database.read(partial(_asked, most=size.rated + WARM))
        waits = []
        for number, (prompt_id, person_id, card_id) in enumerate(asked):
            payload = ChooseOption(prompt_id=prompt_id, card_id=card_id, version=1, option=0)
            pressed = ButtonClicked(
                id=f"answer-{number}",
                workspace=HERE,
                actor=colleague(person_id - 1),
                conversation=Conversation(f"D{person_id}", ConversationKind.PERSONAL),
                payload=Raw(payload.key, payload.pack()),
            )
            outcome, took = await timed(partial(core.handle, pressed))
            if "✅ Right" not in str(outcome.reply):
                raise RuntimeError("a right answer has to be taken as one")
            if number >= WARM:
                waits.append(took * 1e3)
    what = f"{name}: an answer rated, {size.reviews:,} reviews stored"
    return [
        Figure(f"{what}: p50", percentile(waits, 50), "ms"),
        Figure(f"{what}: p99", percentile(waits, 99), "ms", 50),
    ]


def _asked(session: Session, most: int) -> list[tuple[int, int, int]]:
    """One card each of prompts that are spread over everybody."""
    prompt, asked = learners.PROMPT, learners.ASKED
    rows = session.execute(
        select(prompt.id, prompt.person_id, asked.card_id)
        .join(asked.prompt_id.table, asked.prompt_id == prompt.id)
        .where(prompt.organization_id == 1, asked.organization_id == 1, asked.position == 0)
        .order_by(prompt.person_id % 97, prompt.person_id)
        .limit(most)
    )
    return [(row[0], row[1], row[2]) for row in rows]


def delivering(name: str, number: int, url: str) -> list[Figure]:
    """A queue of prompts, sent at the pace of a platform until it is empty."""
    return asyncio.run(_delivering(name, number, url))


async def _delivering(name: str, number: int, url: str) -> list[Figure]:
    rates = {"Teams": TEAMS, "Slack": SLACK}[name]
    async with Core(url, rates=rates) as core:
        core.clock.ahead_to(learners.MORNING)
        await core.database.write(_again)
        core.clock.ahead_to(learners.MORNING.replace(hour=8))
        began = time.perf_counter()
        core.delivery.wake()
        await core.until(lambda: core.messenger.posts == number, number * 2.0)
        took = time.perf_counter() - began
    allowed, window = _allowed(rates)
    # A moving window lets one window's worth leave at once: as if it had begun that much earlier.
    share = number / (took + window) / allowed
    what = f"{number:,} prompts sent at {name}'s pace"
    return [
        Figure(f"{what}: took", took, "s"),
        Figure(f"{what}: allowed, prompts a second", allowed, ""),
        Figure(f"{what}: of what is allowed", share * 100, "%", least=90),
    ]


def _allowed(rates: tuple[Rate, ...]) -> tuple[float, float]:
    """Posts a second to a whole workspace, and the seconds of the window they are counted in."""
    seconds = {"second": 1.0, "minute": 60.0}
    found = [
        (int(number) / seconds[per], seconds[per])
        for rate in rates
        if rate.scope == "workspace" and rate.deed in ("any", "post")
        for number, per in [rate.rate.split("/")]
    ]
    return min(found)

"""The scheduler: planned moments come once, in order, and a failing one holds nobody up."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.events import CommandInvoked, TimerFired
from bot.messages import Reply
from bot.router import Context, Router
from bot.scheduler import EVENTS_KEPT, Scheduler
from bot.store import timers
from bot.store.models import SeenEventRow, TimerRow, columns
from bot.store.outbox import ANY_ORGANIZATION
from bot.store.unit_of_work import UnitOfWork
from tests.world import World, ana, bo

TIMER = columns(TimerRow)
SEEN = columns(SeenEventRow)


class Diary:
    """What fired, in order. "bad" moments fail; "chain" plans the next one of three."""

    def __init__(self, world: World) -> None:
        self.fired: list[str] = []
        self.failing = True
        router = Router()

        @router.timer("note")
        def note(event: TimerFired, ctx: Context) -> Reply:
            self.fired.append(str(event.data["name"]))
            return None

        @router.timer("bad")
        def bad(event: TimerFired, ctx: Context) -> Reply:
            if self.failing:
                raise ZeroDivisionError
            return note(event, ctx)

        @router.timer("chain")
        def chain(event: TimerFired, ctx: Context) -> Reply:
            n = int(event.data["n"])
            self.fired.append(f"chain {n}")
            if n < 3:
                due = event.due_at + timedelta(hours=1)
                ctx.uow.plan("chain", key=f"chain:{n + 1}", due_at=due, data={"n": n + 1})
            return None

        world.router = router
        world.dispatcher = world.make_dispatcher()
        world.scheduler = self.scheduler(world)

    def scheduler(self, world: World) -> Scheduler:
        return Scheduler(world.database, world.make_dispatcher(), world.clock)


@pytest.fixture
def diary(world: World) -> Diary:
    return Diary(world)


async def plan(
    world: World, name: str, *, kind: str = "note", hours: float = 1, **how: Any
) -> None:
    def deed(uow: UnitOfWork) -> None:
        due_at = uow.now + timedelta(hours=hours)
        how.setdefault("data", {"name": name})
        uow.plan(kind, key=name, due_at=due_at, **how)

    await world.in_unit_of_work(deed)


async def stored(world: World, key: str) -> TimerRow:
    query = select(TimerRow).where(TIMER.key == key)

    def find(session: Session) -> TimerRow:
        return session.execute(query, execution_options=ANY_ORGANIZATION).scalar_one()

    return await world.database.read(find)


async def test_a_moment_comes_when_it_is_due_and_only_once(world: World, diary: Diary) -> None:
    await plan(world, "tea")
    await world.later(minutes=59)
    assert diary.fired == []
    await world.later(minutes=1)
    await world.later(minutes=1)
    assert diary.fired == ["tea"]


async def test_planning_twice_is_planning_once(world: World, diary: Diary) -> None:
    await plan(world, "tea")
    await plan(world, "tea", hours=2)
    await world.later(hours=3)
    assert diary.fired == ["tea"]


async def test_two_schedulers_fire_each_moment_once(world: World, diary: Diary) -> None:
    names = [f"{n:02}" for n in range(20)]
    for name in names:
        await plan(world, name)
    world.clock.forward(hours=1)
    await asyncio.gather(*(diary.scheduler(world).sweep() for _ in range(3)))
    assert sorted(diary.fired) == names


async def test_a_failing_moment_is_postponed_and_blocks_nobody(world: World, diary: Diary) -> None:
    await plan(world, "broken", kind="bad", hours=1)
    await plan(world, "tea", hours=1.5)
    await world.later(hours=2)
    assert diary.fired == ["tea"]
    diary.failing = False
    await world.later(seconds=29)
    assert diary.fired == ["tea"]
    await world.later(seconds=1)
    assert diary.fired == ["tea", "broken"]


async def test_a_moment_that_fails_for_weeks_still_blocks_nobody(
    world: World, diary: Diary
) -> None:
    """The wait used to double until it was longer than a timedelta can be."""
    await plan(world, "broken", kind="bad")
    world.clock.forward(hours=1)
    for _ in range(60):
        await world.scheduler.sweep()
        row = await stored(world, "broken")
        assert timedelta() < row.wake_at - world.clock() <= timedelta(hours=1)
        world.clock.now = row.wake_at
    await plan(world, "tea", hours=0)
    await world.scheduler.sweep()
    assert diary.fired == ["tea"]
    diary.failing = False
    await world.later(hours=1)
    assert diary.fired == ["tea", "broken"]


async def test_a_moment_whose_time_is_over_is_dropped(world: World, diary: Diary) -> None:
    await plan(world, "lunch", expires_at=world.clock() + timedelta(hours=2))
    await plan(world, "tea")
    await world.later(hours=3)
    assert diary.fired == ["tea"]
    assert (await stored(world, "lunch")).done_at is not None


async def test_a_moment_nobody_minds_any_more_is_done_with(world: World, diary: Diary) -> None:
    await plan(world, "relic", kind="no such feature")
    await plan(world, "tea")
    await world.later(hours=1)
    assert diary.fired == ["tea"]
    assert (await stored(world, "relic")).done_at is not None


async def test_a_clock_moved_far_fires_everything_in_order(world: World, diary: Diary) -> None:
    for n in (7, 3, 300, 21):
        await plan(world, f"{n:03}", hours=n)
    await world.later(days=30)
    assert diary.fired == ["003", "007", "021", "300"]


async def test_more_than_a_batch_is_fired_in_order(small_world: World) -> None:
    diary = Diary(small_world)
    names = [f"{n:03}" for n in range(250)]

    def deed(uow: UnitOfWork) -> None:
        for n, name in enumerate(names):
            due_at = uow.now + timedelta(minutes=n)
            uow.plan("note", key=name, due_at=due_at, data={"name": name})

    await small_world.in_unit_of_work(deed)
    await small_world.later(days=1)
    assert diary.fired == names


async def test_a_chain_of_moments_catches_up_at_once(world: World, diary: Diary) -> None:
    await plan(world, "chain:1", kind="chain", data={"n": 1})
    await world.later(days=1)
    assert diary.fired == ["chain 1", "chain 2", "chain 3"]
    assert (await stored(world, "chain:3")).due_at == datetime(2026, 11, 18, 15, tzinfo=UTC)


async def test_the_next_moment_to_wake_is_known(world: World, diary: Diary) -> None:
    hourly = await world.read(timers.next_wake)  # whether a digest is due
    assert hourly is not None
    await plan(world, "tea", hours=0.5)
    tea = world.clock() + timedelta(hours=0.5)
    assert await world.read(timers.next_wake) == tea < hourly
    await world.later(hours=0.5)
    assert await world.read(timers.next_wake) == hourly


async def test_a_database_that_is_away_is_asked_again(
    world: World, diary: Diary, monkeypatch: pytest.MonkeyPatch
) -> None:
    await plan(world, "tea")
    world.clock.forward(hours=1)
    with monkeypatch.context() as outage:
        outage.setattr(timers, "due", lambda *_: 1 / 0)
        await world.scheduler.sweep()
    await world.scheduler.sweep()
    assert diary.fired == ["tea"]


async def test_events_are_forgotten_when_nobody_repeats_them_any_more(world: World) -> None:
    async def seen() -> int:
        query = select(SEEN.event_id)
        rows = await world.read(
            lambda s: s.execute(query, execution_options=ANY_ORGANIZATION).all()
        )
        return len(rows)

    world.clock.forward(days=1)
    await world.command(ana, "kudos", bo, " for patience", id="young")
    before = await seen()
    world.clock.now += EVENTS_KEPT - timedelta(hours=1)
    await world.scheduler.tidy()
    assert (await seen(), before) == (1, before)
    assert (await world.command(ana, "kudos", bo, " for patience", id="young")).is_repeat
    world.clock.forward(hours=2)
    await world.scheduler.tidy()
    assert await seen() == 0


async def test_it_ticks_wakes_and_stops_without_a_task_left(small_world: World) -> None:
    diary = Diary(small_world)
    before = asyncio.all_tasks()
    small_world.scheduler.start()
    await plan(small_world, "tea", hours=0)
    small_world.scheduler.wake()
    await small_world.scheduler.stop()
    assert diary.fired == ["tea"]
    assert asyncio.all_tasks() == before


async def test_stopping_finishes_the_sweep_under_way(small_world: World) -> None:
    diary = Diary(small_world)
    for n in range(5):
        await plan(small_world, f"{n}", hours=0)
    small_world.scheduler.start()
    sweeping = asyncio.create_task(small_world.scheduler.sweep())
    await asyncio.sleep(0)
    await small_world.scheduler.stop()
    await sweeping
    assert diary.fired == ["0", "1", "2", "3", "4"]


async def test_stopping_what_never_started_is_harmless(small_world: World) -> None:
    await small_world.scheduler.stop()


async def test_the_dispatcher_knows_a_moment_by_its_event(world: World, diary: Diary) -> None:
    await plan(world, "tea", hours=0)
    now = world.clock()
    (moment,) = await world.database.write(lambda s: timers.due(s, now, 10))
    first = await world.dispatcher.handle(moment)
    again = await world.dispatcher.handle(moment)
    assert (first.is_repeat, again.is_repeat) == (False, True)
    assert not isinstance(moment, CommandInvoked)
    assert diary.fired == ["tea"]

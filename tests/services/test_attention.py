"""Reaching people unasked: when they want it, not too often, and several things together."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

from sqlalchemy import func, select

from bot.events import Person
from bot.messages import Message
from bot.rules.attention import Weight
from bot.services import attention
from bot.services.attention import Outcome
from bot.settings import Attention
from bot.store import attention as store
from bot.store.models import AttentionDayRow, UnaskedRow, columns
from bot.store.unit_of_work import UnitOfWork
from tests.world import NOON, World, bo

HOUSE = Attention()
COUNT = columns(AttentionDayRow)
NIGHT = NOON + timedelta(hours=10)
MORNING = datetime(2026, 11, 19, 8, 0, tzinfo=UTC)  # nine in Oslo


async def reach(world: World, who: Person, key: str, says: str = "", **how: Any) -> Outcome:
    """Try to reach somebody."""
    done: Outcome = await world.in_unit_of_work(
        lambda uow: attention.reach(
            uow, how.pop("house", HOUSE), who, Message.of(says or key), key=key, kind="test", **how
        )
    )
    return done


async def counted(world: World) -> dict[str, int]:
    """Day → messages."""
    rows = await world.read(
        lambda s: s.execute(
            select(COUNT.day, COUNT.messages).where(COUNT.organization_id == 1, COUNT.messages > 0)
        ).all()
    )
    return {f"{day:%d}": messages for day, messages in rows}


async def test_within_hours_it_leaves_at_once_and_once(world: World) -> None:
    who = await world.person(bo)
    assert await reach(world, who, "a") is Outcome.SENT
    assert await reach(world, who, "a") is Outcome.KNOWN
    await world.deliver()
    assert world.messenger.in_("D-bo") == ["a"]
    assert await counted(world) == {"18": 1}


async def test_at_night_it_waits_for_the_morning(world: World) -> None:
    who = await world.person(bo)
    world.clock.now = NIGHT
    assert await reach(world, who, "a") is Outcome.WAITS
    await world.deliver()
    assert world.messenger.in_("D-bo") == []
    world.clock.now = MORNING - timedelta(seconds=1)
    await world.deliver()
    assert world.messenger.in_("D-bo") == []
    world.clock.now = MORNING
    await world.deliver()
    assert world.messenger.in_("D-bo") == ["a"]


async def test_beyond_the_daily_number_it_waits_a_day_but_promises_do_not(world: World) -> None:
    who = await world.person(bo)
    for n in range(3):
        assert await reach(world, who, f"{n}") is Outcome.SENT
    assert await reach(world, who, "over") is Outcome.WAITS
    assert await reach(world, who, "due", weight=Weight.PROMISED) is Outcome.SENT
    assert await reach(world, who, "short", expires_at=MORNING) is Outcome.LAPSED
    assert await counted(world) == {"18": 4, "19": 1}
    await world.deliver()
    assert len(world.messenger.in_("D-bo")) == 4
    world.clock.now = MORNING
    await world.deliver()
    assert world.messenger.in_("D-bo")[-1] == "over"


async def test_who_wants_none_gets_what_was_promised_alone(world: World) -> None:
    who = await world.person(bo)
    await world.submit(bo, "attention.hours", most="0")
    assert await reach(world, who, "a") is Outcome.LAPSED
    assert await reach(world, who, "b", weight=Weight.PROMISED) is Outcome.SENT


async def test_what_waits_for_the_same_day_becomes_one_message(world: World) -> None:
    who = await world.person(bo)
    world.clock.now = NIGHT
    for key in ("a", "b", "c"):
        assert await reach(world, who, key, merge="m") is Outcome.WAITS
    assert await reach(world, who, "b", merge="m") is Outcome.KNOWN
    assert await reach(world, who, "other", merge="n") is Outcome.WAITS
    assert await counted(world) == {"19": 2}
    await world.in_unit_of_work(lambda uow: attention.revise(uow, "b", Message.of("B")))
    await world.in_unit_of_work(lambda uow: attention.revise(uow, "c", None))
    world.clock.now = MORNING
    await world.deliver()
    together, other = world.messenger.in_("D-bo")
    assert together == "2 things for you | a |  | B"
    assert other == "other"
    await world.in_unit_of_work(lambda uow: attention.revise(uow, "a", None))
    await world.deliver()
    assert world.messenger.in_("D-bo")[0] == "B"


async def test_what_is_taken_back_before_it_left_does_not_count(world: World) -> None:
    who = await world.person(bo)
    world.clock.now = NIGHT
    await reach(world, who, "a", merge="m")
    await reach(world, who, "b")
    for key in ("a", "b", "never"):
        await world.in_unit_of_work(partial(attention.revise, key=key, message=None))
    assert await counted(world) == {}
    world.clock.now = MORNING
    await world.deliver()
    assert world.messenger.in_("D-bo") == []


async def test_nothing_joins_a_message_that_leaves_too_late_or_is_full(world: World) -> None:
    who = await world.person(bo)
    world.clock.now = NIGHT
    late = MORNING + timedelta(hours=2)
    assert await reach(world, who, "a", merge="m", due=late) is Outcome.WAITS
    assert await reach(world, who, "b", merge="m", expires_at=late) is Outcome.WAITS
    assert await counted(world) == {"19": 2}
    long = Message.of(*["line"] * 25)
    for n in range(2):
        await world.in_unit_of_work(
            partial(
                attention.reach, house=HOUSE, person=who, message=long, key=f"l{n}", kind="t",
                merge="long",
            )
        )  # fmt: skip
    assert await counted(world) == {"19": 3, "20": 1}


async def test_a_lunch_break_of_the_house_is_kept(world: World) -> None:
    who = await world.person(bo)
    house = Attention.model_validate({"quiet_begins": "12:30", "quiet_ends": "13:30"})
    assert await reach(world, who, "a", house=house) is Outcome.WAITS  # one o'clock in Oslo
    await world.later(minutes=29)
    assert world.messenger.in_("D-bo") == []
    await world.later(minutes=1)
    assert world.messenger.in_("D-bo") == ["a"]


async def test_what_could_not_leave_in_time_waits_for_the_next_hours(world: World) -> None:
    who = await world.person(bo)
    assert await reach(world, who, "a", merge="m") is Outcome.SENT
    assert await reach(world, who, "b", expires_at=MORNING) is Outcome.SENT
    world.clock.now = NIGHT  # the platform was away all afternoon
    await world.deliver()
    await world.scheduler.call_back()
    await world.deliver()
    assert world.messenger.in_("D-bo") == []
    assert await reach(world, who, "c", merge="m") is Outcome.WAITS  # with the first one
    assert await counted(world) == {"19": 1}
    world.clock.now = MORNING
    await world.scheduler.call_back()
    await world.deliver()
    assert world.messenger.in_("D-bo") == ["2 things for you | a |  | c"]


async def test_the_number_of_a_day_holds_when_two_ask_at_once(world: World) -> None:
    who = await world.person(bo)

    def take(uow: UnitOfWork) -> bool:
        return store.take(uow.session, uow.organization_id, who.id, NOON.date(), 3)

    took = await asyncio.gather(*(world.in_unit_of_work(take) for _ in range(9)))
    assert sorted(took) == [False] * 6 + [True] * 3
    assert await counted(world) == {"18": 3}


async def test_a_plan_for_many_is_counted_at_once(world: World) -> None:
    who = await world.person(bo)
    days = [(who.id, NOON.date()), (who.id, NOON.date()), (who.id, MORNING.date())]
    for some in (days, days[:1], []):
        await world.in_unit_of_work(
            partial(lambda uow, d: store.count_many(uow.session, 1, d), d=some)
        )
    assert await counted(world) == {"18": 3, "19": 1}
    found = await world.read(lambda s: store.taken(s, 1, [who.id], MORNING.date()))
    assert found == {who.id: {MORNING.date(): 1}}


async def test_long_ago_is_forgotten(world: World) -> None:
    who = await world.person(bo)
    await reach(world, who, "a")
    for days, left in ((90, 1), (3, 0)):
        world.clock.forward(days=days)
        await world.scheduler.tidy()
        kept = await world.read(
            lambda s: s.execute(
                select(func.count()).where(columns(UnaskedRow).organization_id == 1)
            ).scalar()
        )
        assert kept == left
        assert len(await counted(world)) == left


async def test_hours_of_many_are_read_at_once(small_world: World) -> None:
    who = await small_world.person(bo)
    await small_world.submit(bo, "attention.hours", away_first="2026-12-01", away_last="2026-12-02")
    found = await small_world.in_unit_of_work(
        lambda uow: attention.rhythms(uow, HOUSE, range(1, 2500))
    )
    assert found[who.id].away
    assert len(found) == 7

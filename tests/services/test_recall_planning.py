"""Two at once: nobody is asked twice, nothing is rated twice, and the log tells it all."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from functools import partial

from sqlalchemy import update
from sqlalchemy.orm import Session

from bot.rules.recall_log import Finding
from bot.services import recall_planning, recall_prompts
from bot.services.recall_verify import Verified, verify
from bot.settings import Recall
from bot.store import attention
from bot.store.models import (
    AttentionDayRow,
    OutboxRow,
    RecallMemoryRow,
    RecallPromptCardRow,
    RecallPromptRow,
    TimerRow,
    UnaskedRow,
    columns,
)
from bot.store.unit_of_work import UnitOfWork
from bot.views.recall_prompts import PauseWeek
from tests.recall import at, learns, press, reviews, rows
from tests.world import World, ana, bo, buttons, chi, mod, words

THURSDAY = datetime(2026, 11, 19, 8, 0, tzinfo=UTC)
MEMORY = columns(RecallMemoryRow)


def planned(session: Session, world: World) -> int:
    """Plan for everybody whose moment is near."""
    uow = UnitOfWork(session, 1, None, world.clock())
    return recall_planning.plan(uow, world.settings)


async def everybody_learns(world: World) -> None:
    """Four people in four zones learn five cards, and it is the next morning for some."""
    await learns(world, *({"prompt": f"Question {n}?"} for n in range(5)))
    for who in (ana, chi, mod):
        await world.command(who, "recall", "learn #sql")


async def test_two_replicas_plan_one_morning_once(world: World) -> None:
    await everybody_learns(world)
    world.clock.now = THURSDAY
    await asyncio.gather(*(world.database.write(partial(planned, world=world)) for _ in range(6)))
    prompts = await rows(world, RecallPromptRow)
    assert len(prompts) == len({p.person_id for p in prompts}) >= 2
    assert len(await rows(world, RecallPromptCardRow)) == 3 * len(prompts)
    posts = [p for p in await rows(world, OutboxRow) if p.kind == "recall.prompt"]
    assert len(posts) == len(await rows(world, UnaskedRow)) == len(prompts)
    assert {d.messages for d in await rows(world, AttentionDayRow)} == {1}
    await asyncio.gather(world.scheduler.sweep(), world.scheduler.sweep())
    await world.deliver()
    assert len(world.messenger.in_("D-bo")) == 1


async def test_planning_again_writes_nothing(world: World) -> None:
    await everybody_learns(world)
    world.clock.now = THURSDAY
    await world.database.write(partial(planned, world=world))
    tables = (RecallPromptRow, RecallPromptCardRow, OutboxRow, UnaskedRow, AttentionDayRow)
    before = [await rows(world, t) for t in tables]
    await world.database.write(partial(planned, world=world))
    assert [await rows(world, t) for t in tables] == before


async def test_batches_lead_to_the_last_person(world: World) -> None:
    await everybody_learns(world)
    world.clock.now = THURSDAY
    after, seen = 0, 0
    while True:
        plan = partial(planned_one, world=world, after=after)
        after = await world.database.write(plan)
        if not after:
            break
        seen += 1
    assert seen == 4
    assert len(await rows(world, RecallPromptRow)) >= 2


def planned_one(session: Session, world: World, after: int) -> int:
    """Plan for one person."""
    uow = UnitOfWork(session, 1, None, world.clock())
    return recall_planning.plan(uow, world.settings, after, 1)


async def test_two_presses_at_once_rate_once(world: World) -> None:
    await learns(world)
    await at(world, THURSDAY)
    button = buttons(world.messenger.last("D-bo"))["It is broken"]
    said = await asyncio.gather(*(world.press(bo, button) for _ in range(4)))
    assert len(await reviews(world)) == 1
    assert sum("already" in words(one.reply) for one in said) == 3


async def test_a_full_day_leaves_the_cards_for_the_next(world: World) -> None:
    await learns(world)
    world.configure(attention={"daily_messages": 1})
    person = await world.person(bo)
    await world.in_unit_of_work(
        lambda uow: attention.count_many(uow.session, 1, [(person.id, THURSDAY.date())])
    )
    await at(world, THURSDAY)
    assert world.messenger.in_("D-bo") == []
    await at(world, THURSDAY + timedelta(days=1))
    assert len(world.messenger.in_("D-bo")) == 1


async def days_of_prompts(world: World, days: int) -> list[tuple[int, str]]:
    """Of so many days from now the numbers of those on which bo was asked, and what was said."""
    out = []
    for day in range(days):
        before = len(world.messenger.in_("D-bo"))
        await world.later(days=1)
        out += [(day, said) for said in world.messenger.in_("D-bo")[before:]]
    return out


async def test_who_lets_questions_go_by_is_asked_weekly_and_then_no_more(
    small_world: World,
) -> None:
    world = small_world
    await learns(world, *({"prompt": f"Question {n}?"} for n in range(5)))
    await at(world, THURSDAY)
    asked = [(-1, world.messenger.in_("D-bo")[-1]), *await days_of_prompts(world, 70)]
    days = [day for day, _ in asked]
    assert days == [-1, 0, 3, 4, 5, 12, 19, 26, 33, 40]
    told = {day: said for day, said in asked if "went by" in said}
    assert list(told) == [12, 40]
    assert "The last 5 went by, so from now on I ask once a week." in told[12]
    assert "The last 9 went by, so I'll leave you in peace after this one." in told[40]

    now = await world.command(bo, "recall", "now")
    await press(world, now.reply, "It is broken")
    again = [day for day, _ in await days_of_prompts(world, 7)]
    assert len(again) >= 3, "one answer, and they come as before"


async def test_a_pause_or_a_long_time_is_no_silence(small_world: World) -> None:
    world = small_world
    await learns(world, *({"prompt": f"Question {n}?"} for n in range(5)))
    world.configure(recall={"hold_out": 0.0}, attention={"patience": 1})
    await at(world, THURSDAY)
    assert [day for day, _ in await days_of_prompts(world, 30)] == [6]
    await world.press(bo, PauseWeek())
    (first,) = [day for day, _ in await days_of_prompts(world, 14)]
    last, anew, *_ = [day + 14 for day, _ in await days_of_prompts(world, 75)]
    assert last - first == 7, "the pause was a reaction, so there is one more week"
    assert anew - last > 60, "and then nobody asks, until it is forgiven"


async def test_planning_goes_on_after_a_start(world: World) -> None:
    await world.in_unit_of_work(lambda uow: recall_planning.keep_asking(uow.session, uow.now))
    planned = {row.name for row in await rows(world, TimerRow)}
    assert recall_planning.TIMER not in planned, "nobody learns anything"
    await learns(world)
    await world.in_unit_of_work(lambda uow: recall_planning.keep_asking(uow.session, uow.now))
    timers = [t for t in await rows(world, TimerRow) if t.name == "recall.plan"]
    assert len(timers) == 1, "planning it twice is once"


async def test_the_log_leads_to_what_is_stored_and_a_difference_is_found(world: World) -> None:
    await learns(world, *({"prompt": f"Question {n}?"} for n in range(4)))
    person = await world.person(bo)
    ask = partial(recall_prompts.ask_now, settings=world.settings, person=person)
    for day in (0, 1, 4, 8):
        await at(world, THURSDAY + timedelta(days=day))
        while "It is broken" in buttons(found := await world.in_unit_of_work(ask)):
            label = "It is broken" if day == 1 else "It would read most of the table"
            await press(world, found, label)
    log = await reviews(world)
    assert len(log) >= 8
    assert all(r.predicted is None or 0 < r.predicted <= 1 for r in log)

    seen = Verified()
    assert (await world.read(lambda s: verify(s, world.settings.recall, 0, seen)))[1] == 0
    assert seen.found == {Finding.SAME: 4}

    other = Verified()
    await world.read(lambda s: verify(s, Recall(desired_retention=0.8), 0, other))
    assert other.found[Finding.OTHER] == 0
    assert other.found[Finding.MOVED] > 0

    spoil = update(RecallMemoryRow).where(MEMORY.organization_id == 1, MEMORY.card_id == 1)
    await world.in_unit_of_work(lambda uow: uow.session.execute(spoil.values(stability=77.0)))
    spoilt = Verified()
    await world.read(lambda s: verify(s, world.settings.recall, 0, spoilt))
    assert spoilt.other == [(person.id, 1)]

"""Planning reminders: each exists once, however often the planner runs."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.rules.signups import Answer
from bot.services import reminders
from bot.settings import Settings
from bot.store import session_lists
from bot.store.models import TimerRow, columns
from bot.store.unit_of_work import UnitOfWork
from bot.views.sessions import SignUp
from tests.sessions import announced, say
from tests.world import World, bo, chi, mod

TIMER = columns(TimerRow)


def planned(session: Session) -> list[Any]:
    query = select(TIMER.id, TIMER.key, TIMER.due_at).where(TIMER.organization_id == 1)
    return list(session.execute(query.where(TIMER.name == "session.remind")).all())


def plan_everything(uow: UnitOfWork) -> None:
    found = session_lists.upcoming(uow.session, uow.organization_id, uow.now, 1000)
    reminders.plan_all(uow, Settings(), found)


async def test_one_timer_a_moment_and_planning_again_writes_nothing(world: World) -> None:
    card = await announced(world, repeats="weekly", times=3)
    for who in (bo, chi, mod):
        await say(world, who, "Going", card)
    first = await world.read(planned)
    assert len(first) == 3  # 10 minutes before; 24 hours before for two; 16:30 in Shanghai
    for _ in range(3):
        await world.in_unit_of_work(plan_everything)
    assert await world.read(planned) == first


async def test_an_operator_may_want_other_reminders(world: World) -> None:
    world.configure(sessions={"remind_day_before": False, "remind_minutes": [30, 5]})
    card = await announced(world)
    await say(world, bo, "Going", card)
    minutes = [f"{row.due_at:%H:%M}" for row in await world.read(planned)]
    assert minutes == ["12:00", "12:25"]


async def test_other_settings_are_planned_for_at_the_next_start(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reminders, "REPLANNED", 2)
    card = await announced(world, repeats="weekly", times=3)
    await say(world, bo, "Going", card)
    for number in (2, 3):
        await world.press(bo, SignUp(occurrence_id=number, say=Answer.GOING))

    async def start() -> int:
        chosen = world.settings
        changed: int = await world.database.write(
            lambda s: reminders.replan_if_changed(s, chosen, world.clock())
        )
        await world.later(seconds=1)
        return changed

    async def minutes() -> set[str]:
        return {f"{row.due_at:%d %H:%M}" for row in await world.read(planned)}

    assert await start() == 1  # nobody knows with what it was planned
    first = await minutes()
    assert await start() == 0
    world.configure(sessions={"remind_minutes": [60, 10]})
    assert await start() == 1
    assert await minutes() == first | {"03 11:30", "10 11:30", "17 11:30"}
    assert await start() == 0
    world.configure(sessions={"remind_minutes": [10]})
    assert await start() == 1
    world.configure(sessions={"remind_minutes": [60, 10]})
    assert await start() == 1
    world.clock.now = datetime(2026, 12, 3, 11, 30, tzinfo=UTC)
    await world.later(seconds=1)
    assert len(world.messenger.in_("D-bo")) == 2  # the day before, and the new one


async def test_firing_again_reminds_nobody_twice(world: World) -> None:
    card = await announced(world)
    await say(world, bo, "Going", card)
    due = (await world.read(planned))[0].due_at
    world.clock.now = due
    for _ in range(2):
        await world.in_unit_of_work(lambda uow: reminders.remind(uow, Settings(), 1, due))
    await world.deliver()
    assert len(world.messenger.in_("D-bo")) == 1

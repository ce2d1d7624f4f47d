"""Scenarios: digests are kept for a year; then they are gone, mirrors and all, for good."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot import scheduler
from bot.services import digests as service
from bot.store.models import DigestKind, TimerRow, columns
from bot.store.unit_of_work import UnitOfWork
from tests.digests import MONDAY, a_team, digests, mentions, monday, posts
from tests.world import World, ana, bo, words

TIMER = columns(TimerRow)
FIRST, SECOND = date(2026, 11, 16), date(2026, 11, 23)
WEEK = timedelta(days=7)


async def two_weeks(world: World) -> None:
    """Bo thanks Ana in each of them, and Mo is told."""
    await a_team(world)
    await world.command(bo, "kudos", ana, "for the migration")
    await monday(world)
    await world.command(bo, "kudos", ana, "for the index")
    await monday(world, MONDAY + WEEK)


async def weeks(world: World) -> set[date]:
    """The first days of what is kept and said something."""
    return {row.first_day for row in await digests(world) if row.body}


async def test_a_digest_is_forgotten_a_year_after_it_with_its_mirror_and_its_post(
    world: World,
) -> None:
    await two_weeks(world)
    assert await weeks(world) == {FIRST, SECOND}
    world.clock.now = MONDAY + timedelta(days=364)
    await world.scheduler.tidy()
    assert await weeks(world) == {FIRST, SECOND}
    world.clock.now = MONDAY + timedelta(days=366)
    await world.scheduler.tidy()
    assert await weeks(world) == {SECOND}
    (kept,) = await digests(world)
    assert {line.digest_id for line in await mentions(world)} == {kept.id}
    read = words((await world.command(ana, "mirror")).reply)
    assert "for the index" in read
    world.clock.now = MONDAY + timedelta(days=400)
    await world.scheduler.tidy()
    assert (await digests(world), await mentions(world), await posts(world)) == ([], [], [])
    mirror = await world.command(ana, "mirror")
    assert "Mo Moderator has had no digest lately" in words(mirror.reply)


async def test_a_week_that_was_forgotten_is_never_told_again(world: World) -> None:
    await two_weeks(world)
    world.clock.now = MONDAY + timedelta(days=371)
    await world.scheduler.tidy()
    told = world.messenger.in_("D-mod")
    await monday(world, MONDAY + timedelta(days=371), hours=30)
    assert {row.first_day for row in await digests(world)} == {SECOND, date(2027, 11, 22)}
    assert world.messenger.in_("D-mod") == told

    def again(uow: UnitOfWork) -> int:
        return len(service.make(uow, world.settings, DigestKind.MANAGER).digests)

    assert await world.in_unit_of_work(again) == 0


async def test_more_than_fit_into_a_batch_are_forgotten_and_no_others(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scheduler, "HOUSE_BATCH", 2)
    await two_weeks(world)
    for n in range(2, 6):
        await world.command(bo, "kudos", ana, f"for number {n}")
        await monday(world, MONDAY + WEEK * n)
    world.clock.now = MONDAY + WEEK * 3 + timedelta(days=366)
    await world.scheduler.tidy()
    assert await weeks(world) == {FIRST + WEEK * 4, FIRST + WEEK * 5}
    assert len(await posts(world)) == 2


async def test_moments_at_which_digests_were_looked_for_are_forgotten(world: World) -> None:
    await two_weeks(world)

    def done(session: Session) -> tuple[int, int]:
        query = select(TIMER.done_at).where(TIMER.organization_id == 1, TIMER.name == service.TIMER)
        found = session.execute(query).scalars().all()
        return sum(at is not None for at in found), sum(at is None for at in found)

    before = await world.read(done)
    assert before[0] > 2
    world.clock.forward(days=40)
    await world.scheduler.tidy()
    assert await world.read(done) == (0, before[1])

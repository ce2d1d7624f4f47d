"""Who left, as the list of people says, is written to, asked and counted no more; deeds stay."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from bot.store import experts, roles, teams
from bot.store.models import RecallPromptRow
from tests.leaving import left, listed, recognised, row
from tests.questions import asked, knows
from tests.recall import learns, rows
from tests.world import World, ana, bo, chi, mod, words

YESTERDAY = date(2026, 11, 17)
THURSDAY = datetime(2026, 11, 19, 8, 0, tzinfo=UTC)


async def test_who_left_is_gone_for_everything_that_asks_what_somebody_is(world: World) -> None:
    person = await world.person(bo)
    await left(world, bo, YESTERDAY)
    own = await world.read(lambda s: roles.standings(s, 1, [person.id]))
    assert own[person.id].is_deleted
    refused = await world.command(ana, "kudos", bo, " for everything")
    assert "Bo Berg" in words(refused.reply)
    await world.deliver()
    assert world.messenger.in_("D-bo") == []

    await listed(world, row(bo))
    own = await world.read(lambda s: roles.standings(s, 1, [person.id]))
    assert not own[person.id].is_deleted
    await world.command(ana, "kudos", bo, " for everything")
    await world.deliver()
    assert len(world.messenger.in_("D-bo")) == 1


async def test_a_post_that_waits_for_somebody_who_left_is_not_sent_and_their_deeds_stay(
    world: World,
) -> None:
    await world.command(ana, "kudos", bo, " for the fix")
    await left(world, bo, YESTERDAY)
    await world.deliver()
    assert world.messenger.in_("D-bo") == []
    (card,) = world.messenger.in_("C-general")
    assert "Bo Berg" in card


async def test_who_left_is_no_expert_and_is_asked_nothing(world: World) -> None:
    await knows(world, bo, "sql")
    here = await knows(world, chi, "sql")
    await left(world, bo, YESTERDAY)
    found = await world.read(lambda s: experts.active(s, 1, ["sql"]))
    assert [e.person for e in found] == [here]
    await world.command(ana, "ask", "How do I read a query plan? #sql")
    assert set(await asked(world)) <= {here.id}


@pytest.mark.parametrize("is_gone", [False, True])
async def test_who_left_is_asked_no_recalls(world: World, is_gone: bool) -> None:
    await learns(world)
    if is_gone:
        await left(world, bo, YESTERDAY)
    world.clock.now = THURSDAY
    await world.scheduler.sweep()
    await world.deliver()
    person = await world.person(bo)
    prompted = {p.person_id for p in await rows(world, RecallPromptRow)}
    assert (person.id in prompted) is not is_gone


async def test_an_administrator_who_left_is_told_nothing(world: World) -> None:
    assert len(await world.read(lambda s: roles.admins(s, 1))) == 1
    await left(world, mod, YESTERDAY)
    assert await world.read(lambda s: roles.admins(s, 1)) == []


async def test_a_last_day_that_comes_ends_it_where_they_live(world: World) -> None:
    await recognised(world, ana, chi)
    await listed(world, row(ana), row(chi, ana, "Red", left=date(2026, 11, 19)))
    manager, person = await world.person(ana), await world.person(chi)
    own = await world.read(lambda s: roles.standings(s, 1, [person.id]))
    assert not own[person.id].is_deleted

    await world.later(days=2)  # Friday noon in Greenwich: over everywhere
    own = await world.read(lambda s: roles.standings(s, 1, [person.id]))
    assert own[person.id].is_deleted
    begin, end = datetime(2026, 11, 16, tzinfo=UTC), datetime(2026, 11, 23, tzinfo=UTC)
    (report,) = await world.read(lambda s: teams.reports(s, 1, [manager.id], begin, end))
    assert report.until == datetime(2026, 11, 19, 16, tzinfo=UTC)  # midnight in Shanghai
    assert await world.read(lambda s: teams.managers(s, 1, end, end)) == []

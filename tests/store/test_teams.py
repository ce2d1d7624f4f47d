"""Queries on teams, on both databases: who reported to whom, from when to when."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlalchemy import text

from bot.events import Person
from bot.store import teams
from bot.store.teams import Line, Report, Team
from tests.world import World, ana, bo, chi, mod, names

MONDAY = datetime(2026, 11, 16, tzinfo=UTC)
DAY = timedelta(days=1)


async def _people(world: World) -> tuple[Person, Person, Person, Person]:
    return (
        await world.person(ana),
        await world.person(bo),
        await world.person(chi),
        await world.person(mod),
    )


async def _put(world: World, at: datetime, *lines: Line) -> None:
    await world.in_unit_of_work(lambda uow: teams.put(uow.session, 1, lines, at))


async def test_a_manager_who_takes_over_midweek_is_seen_with_the_days_that_are_theirs(
    world: World,
) -> None:
    a, b, c, _ = await _people(world)
    wednesday, sunday = MONDAY + 2 * DAY, MONDAY + 7 * DAY
    await _put(world, MONDAY - 9 * DAY, Line(c.id, a.id, None))
    await _put(world, wednesday, Line(c.id, b.id, None))

    found = await world.read(lambda s: teams.reports(s, 1, None, MONDAY, sunday))
    assert found == [Report(c, a.id, MONDAY, wednesday), Report(c, b.id, wednesday, sunday)]
    of_bo = await world.read(lambda s: teams.reports(s, 1, [b.id], MONDAY, sunday))
    assert of_bo == found[1:]
    assert await world.read(lambda s: teams.reports(s, 1, [], MONDAY, sunday)) == []
    both = await world.read(lambda s: teams.managers(s, 1, MONDAY, sunday))
    assert both == [a, b]
    after = await world.read(lambda s: teams.managers(s, 1, wednesday, sunday))
    assert after == [b]
    then = await world.read(lambda s: teams.manager_of(s, 1, [c.id], MONDAY))
    now = await world.read(lambda s: teams.manager_of(s, 1, None, sunday))
    assert (then, now) == ({c.id: a}, {c.id: b})


async def test_another_team_under_the_same_manager_is_one_stretch(world: World) -> None:
    a, b, c, _ = await _people(world)
    ids = await world.in_unit_of_work(lambda uow: teams.stored(uow.session, 1, ["Red", "Blue"]))
    await _put(world, MONDAY, Line(c.id, a.id, ids["Red"]), Line(b.id, a.id, ids["Red"]))
    await _put(world, MONDAY + DAY, Line(c.id, a.id, ids["Blue"]))

    found = await world.read(lambda s: teams.reports(s, 1, [a.id], MONDAY, MONDAY + 7 * DAY))
    assert [(r.person, r.since, r.until) for r in found] == [
        (b, MONDAY, MONDAY + 7 * DAY),
        (c, MONDAY, MONDAY + 7 * DAY),
    ]
    blue, red = Team(ids["Blue"], "Blue"), Team(ids["Red"], "Red")
    assert await world.read(lambda s: teams.teams(s, 1)) == [blue, red]
    at = MONDAY + 2 * DAY
    assert await world.read(lambda s: teams.team_of(s, 1, None, at)) == {b.id: red, c.id: blue}
    assert await world.read(lambda s: teams.team_of(s, 1, [c.id], MONDAY)) == {c.id: red}
    within = await world.read(lambda s: teams.members(s, 1, [blue.id, red.id], at))
    assert within == {blue.id: [c], red.id: [b]}


async def test_who_left_reported_until_then_and_is_counted_no_more(world: World) -> None:
    a, b, c, d = await _people(world)
    team = (await world.in_unit_of_work(lambda uow: teams.stored(uow.session, 1, ["Red"])))["Red"]
    await _put(
        world, MONDAY, Line(b.id, a.id, team), Line(c.id, b.id, team), Line(d.id, c.id, None)
    )
    left = MONDAY + 3 * DAY
    await world.in_unit_of_work(
        lambda uow: uow.session.execute(
            text("UPDATE person SET left_at = :at WHERE id = :id"),
            {"at": left.replace(tzinfo=None) if world.database.is_sqlite else left, "id": c.id},
        )
    )
    end = MONDAY + 7 * DAY
    found = await world.read(lambda s: teams.reports(s, 1, None, MONDAY, end))
    assert [(r.person, r.until) for r in found] == [(b, end), (c, left), (d, end)]
    assert await world.read(lambda s: teams.managers(s, 1, MONDAY, end)) == [a, b]
    assert await world.read(lambda s: teams.managers(s, 1, left, end)) == [a]
    assert await world.read(lambda s: teams.leavers(s, 1, None, end)) == {c.id}
    assert await world.read(lambda s: teams.leavers(s, 1, None, MONDAY)) == set()
    assert await world.read(lambda s: teams.leavers(s, 1, [a.id], end)) == set()
    within = await world.read(lambda s: teams.members(s, 1, [team], end))
    assert names(within[team]) == ["Bo Berg"]
    assert await world.read(lambda s: teams.manager_of(s, 1, [c.id, d.id], end)) == {d.id: c}
    assert await world.read(lambda s: teams.team_of(s, 1, [c.id], end)) == {}


async def test_what_began_now_and_is_changed_now_never_was(world: World) -> None:
    a, b, c, _ = await _people(world)
    await _put(world, MONDAY, Line(c.id, a.id, None))
    await _put(world, MONDAY, Line(c.id, b.id, None))
    found = await world.read(lambda s: teams.reports(s, 1, None, MONDAY, MONDAY + DAY))
    assert [r.manager_id for r in found] == [b.id]
    await _put(world, MONDAY + DAY, Line(c.id, None, None))
    gone = await world.read(lambda s: teams.reports(s, 1, None, MONDAY + DAY, MONDAY + 2 * DAY))
    assert gone == []
    assert await world.read(lambda s: teams.reports(s, 2, None, MONDAY, MONDAY + DAY)) == []

"""What a stranger finds with a link that is wrong, old or not meant for it: nothing."""

from __future__ import annotations

from bot.services import calendars as service
from tests.calendars import Client, other_organizations_link, page, subscribe, visit
from tests.sessions import announced, say
from tests.world import World, ana, bo, chi, guest, leaver, mod


async def bodies(client: Client, paths: list[str]) -> set[tuple[int, bytes, str]]:
    """All that distinguishes the answers to these paths."""
    out = set()
    for path in paths:
        answer = await client.get(path)
        kept = {k: v for k, v in answer.headers.items() if k not in ("Date", "Content-Length")}
        out.add((answer.status, await answer.read(), str(sorted(kept.items()))))
    return out


async def test_whoever_has_no_right_finds_nothing_all_alike(world: World, client: Client) -> None:
    card = await announced(world)
    await say(world, bo, "Going", card)
    expired, feed = await visit(world, bo), await subscribe(world, bo)
    replaced, hers = await subscribe(world, chi), await visit(world, chi)
    await subscribe(world, chi)
    gone = await visit(world, leaver)
    revoked = await visit(world, mod)
    person = await world.person(mod)
    await world.in_unit_of_work(lambda uow: service.revoke(uow, person))
    world.clock.forward(days=service.VISIT.days)
    fresh = await visit(world, bo)
    outside = await visit(world, guest)
    answers = await bodies(
        client,
        [
            f"/calendar/{'x' * 43}/",
            f"/calendar/{'x' * 43}/1.ics",
            "/calendar/short/",
            f"/calendar/{expired}/",
            f"/calendar/{expired}/1.ics",
            f"/calendar/{hers}/",
            f"/calendar/{replaced}/sessions.ics",
            f"/calendar/{revoked}/",
            f"/calendar/{gone}/",
            f"/calendar/{fresh}/999.ics",
            f"/calendar/{fresh}/999999999.ics",
            f"/calendar/{fresh}/sessions.ics",
            f"/calendar/{fresh}/1/signups.csv",
            f"/calendar/{feed}/1/signups.csv",
            f"/calendar/{fresh}/1/results.csv",
            f"/calendar/{fresh}/999/results.csv",
            f"/calendar/{feed}/1/results.xlsx",
            f"/calendar/{outside}/1.ics",
            "/calendar/",
        ],
    )
    assert {status for status, _, _ in answers} == {404}
    assert len(answers) == 1


async def test_a_feed_does_not_open_the_list_of_people_even_for_the_facilitator(
    world: World, client: Client
) -> None:
    await announced(world)
    feed = await subscribe(world, ana)
    hers = await visit(world, ana)
    for sheet in ("signups", "results"):
        assert (await client.get(f"/calendar/{feed}/1/{sheet}.csv")).status == 404
        assert (await client.get(f"/calendar/{hers}/1/{sheet}.csv")).status == 200


async def test_another_organizations_sessions_are_not_there(world: World, client: Client) -> None:
    await announced(world)
    elsewhere = await other_organizations_link(world)
    for path in ("1.ics", "1/signups.csv", "1/results.csv"):
        assert (await client.get(f"/calendar/{elsewhere}/{path}")).status == 404
    shown = await page(client, f"/calendar/{elsewhere}/?month=2026-12")
    assert "Query planner" not in shown.words

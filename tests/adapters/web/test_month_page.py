"""The month as a page: what it shows, to whom, and that it is only text."""

from __future__ import annotations

from tests.calendars import Client, page, rename, subscribe, visit
from tests.sessions import announced, say
from tests.world import World, ana, bo, chi, guest, mod


async def test_the_month_shows_what_is_on_in_ones_own_zone(world: World, client: Client) -> None:
    card = await announced(world, begins="20:00")
    await announced(world, title="Another month", day="2027-01-07")
    await say(world, chi, "Going", card)
    token = await visit(world, chi)
    assert "No sessions this month" in (await page(client, f"/calendar/{token}/")).words
    shown = await page(client, f"/calendar/{token}/?month=2026-12")
    assert "December 2026" in shown.words
    assert "Query planner 101" in shown.words
    assert "Another month" not in shown.words
    assert "04:00–04:45" in shown.words  # on 4 December, in Shanghai
    assert "you: going" in shown.words
    assert "Times are in Asia/Shanghai" in shown.words
    assert "1.ics" in shown.links
    assert "script" not in shown.tags
    assert {"caption", "th", "label", "nav", "main"} <= set(shown.tags)
    assert (await client.get(f"/calendar/{token}/1.ics")).status == 200
    assert (await client.get("/calendar/calendar.css")).content_type == "text/css"


async def test_the_month_is_filtered_by_topic(world: World, client: Client) -> None:
    await announced(world)
    await announced(world, title="Bread", topics="#baking", day="2026-12-04")
    path = f"/calendar/{await visit(world, bo)}/?month=2026-12"
    assert "Bread" in (await page(client, path)).words
    filtered = await page(client, f"{path}&topic=sql")
    assert "Bread" not in filtered.words
    assert "Query planner 101" in filtered.words
    assert any("topic=sql" in link for link in filtered.links)
    for odd in ("<script>alert(1)</script>", '"><img src=x>', "%ff%ed%a0%80", "x" * 5000):
        strange = await page(client, f"{path}&topic={odd}")
        assert not {"script", "img"} & set(strange.tags)
        assert "No sessions" in strange.words


async def test_a_meeting_is_a_link_and_a_room_is_not(world: World, client: Client) -> None:
    await announced(world, place="https://meet.example.com/a?b=1&c=2")
    await announced(world, title="Elsewhere", place="javascript:alert(1)", day="2026-12-04")
    shown = await page(client, f"/calendar/{await visit(world, bo)}/?month=2026-12")
    assert "https://meet.example.com/a?b=1&c=2" in shown.links
    assert "javascript:alert(1)" in shown.words
    assert not any(link.startswith("javascript") for link in shown.links)


async def test_what_people_wrote_is_no_markup(world: World, client: Client) -> None:
    evil = "<img src=x onerror=alert(1)>\"&'{name}"
    await announced(world, title=evil, place=evil, abstract=evil)
    await rename(world, bo, evil)
    shown = await page(client, f"/calendar/{await visit(world, bo)}/?month=2026-12")
    assert "img" not in shown.tags
    assert shown.words.count(evil) == 3


async def test_a_nonsense_month_is_this_month(world: World, client: Client) -> None:
    token = await visit(world, bo)
    for odd in ("", "0000-00", "9999-12", "x", "2026-13"):
        assert "November 2026" in (await page(client, f"/calendar/{token}/?month={odd}")).words


async def test_the_page_of_a_feed_shows_the_feeds_link(world: World, client: Client) -> None:
    assert "sessions.ics" in (await page(client, f"/calendar/{await subscribe(world, bo)}/")).links


async def test_a_guest_sees_only_what_they_answered_to(world: World, client: Client) -> None:
    card = await announced(world)
    token = await visit(world, guest)
    path = f"/calendar/{token}/?month=2026-12"
    assert "Query planner" not in (await page(client, path)).words
    await say(world, guest, "Going", card)
    assert "Query planner" in (await page(client, path)).words
    assert (await client.get(f"/calendar/{token}/1.ics")).status == 200
    assert (await client.get(f"/calendar/{token}/1/signups.csv")).status == 404


async def test_exports_are_offered_to_whoever_runs_it_alone(world: World, client: Client) -> None:
    await announced(world)
    for who, offered in ((ana, True), (mod, True), (bo, False)):
        shown = await page(client, f"/calendar/{await visit(world, who)}/?month=2026-12")
        assert ("1/signups.csv" in shown.links) is offered

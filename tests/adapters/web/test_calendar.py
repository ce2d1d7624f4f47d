"""Calendars over HTTP: files for one session, and the feed."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from bot.views.session_manage import CancelOccurrence, MoveSession
from tests.calendars import Client, events, subscribe, visit
from tests.sessions import announced, say
from tests.world import World, ana, bo, chi


async def test_a_file_invites_one_person(world: World, client: Client) -> None:
    card = await announced(world)
    await say(world, bo, "Going", card)
    await say(world, chi, "Maybe", card)
    answer = await client.get(f"/calendar/{await visit(world, bo)}/1.ics")
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8; method=REQUEST"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="session-1.ics"'
    assert answer.headers["Cache-Control"] == "no-store"
    body = (await answer.read()).decode()
    assert body.count("ATTENDEE") == 1
    assert "Chi" not in body
    (event,) = await events(client, f"/calendar/{await visit(world, chi)}/1.ics")
    assert event.attendee.params["CN"] == ["Chi Chen"]
    assert event.attendee.params["PARTSTAT"] == ["TENTATIVE"]
    assert event.summary.value == "Query planner 101"
    assert event.description.value == "How it chooses.\n\nSpeaking: Ana Alves"
    assert event.dtstart.value.astimezone(UTC) == datetime(2026, 12, 3, 12, 30, tzinfo=UTC)


async def test_one_answer_more_changes_nobody_elses_invitation(
    world: World, client: Client
) -> None:
    card = await announced(world)
    await say(world, bo, "Going", card)
    path = f"/calendar/{await visit(world, bo)}/1.ics"
    before = await (await client.get(path)).read()
    await say(world, chi, "Going", card)
    assert await (await client.get(path)).read() == before


async def test_a_move_keeps_the_uid_and_raises_the_sequence(world: World, client: Client) -> None:
    card = await announced(world)
    await say(world, bo, "Going", card)
    path = f"/calendar/{await visit(world, bo)}/1.ics"
    (before,) = await events(client, path)
    await world.submit(
        ana, MoveSession.key, day="2026-12-04", begins="14:00", minutes=30, occurrence_id=1
    )
    (after,) = await events(client, path)
    assert after.uid.value == before.uid.value
    assert int(after.sequence.value) > int(before.sequence.value)
    assert after.dtstart.value.astimezone(UTC) == datetime(2026, 12, 4, 14, tzinfo=UTC)
    await world.press(ana, CancelOccurrence(occurrence_id=1))
    answer = await client.get(path)
    assert answer.headers["Content-Type"].endswith("method=CANCEL")
    (gone,) = await events(client, path)
    assert (gone.uid.value, gone.status.value) == (before.uid.value, "CANCELLED")


async def test_whoever_gives_a_seat_back_gets_a_cancellation(world: World, client: Client) -> None:
    card = await announced(world)
    await say(world, bo, "Going", card)
    await say(world, bo, "Can't", card)
    answer = await client.get(f"/calendar/{await visit(world, bo)}/1.ics")
    assert "METHOD:CANCEL" in await answer.text()


async def test_a_feed_has_ones_own_sessions_and_no_others(world: World, client: Client) -> None:
    first = await announced(world)
    await announced(world, title="Something else", day="2026-12-04")
    await say(world, bo, "Going", first)
    path = f"/calendar/{await subscribe(world, bo)}/sessions.ics"
    assert [e.summary.value for e in await events(client, path)] == ["Query planner 101"]
    own = await events(client, f"/calendar/{await subscribe(world, ana)}/sessions.ics")
    assert {e.summary.value for e in own} == {"Query planner 101", "Something else"}
    assert await events(client, f"/calendar/{await subscribe(world, chi)}/sessions.ics") == []


async def test_a_feed_is_told_anew_only_when_it_changed(world: World, client: Client) -> None:
    card = await announced(world)
    path = f"/calendar/{await subscribe(world, bo)}/sessions.ics"
    empty = await client.get(path)
    await say(world, bo, "Going", card)
    first = await client.get(path)
    assert first.headers["Cache-Control"].startswith("private")
    assert first.headers["ETag"] != empty.headers["ETag"]
    assert first.headers["Last-Modified"] != empty.headers["Last-Modified"]
    world.clock.forward(minutes=7)
    by_tag = {"If-None-Match": first.headers["ETag"]}
    by_date = {"If-Modified-Since": first.headers["Last-Modified"]}
    for headers in (by_tag, by_date):
        again = await client.get(path, headers=headers)
        assert (again.status, await again.read()) == (304, b"")
        assert again.headers["ETag"] == first.headers["ETag"]
    assert await (await client.get(path)).read() == await first.read()
    await world.submit(
        ana, MoveSession.key, day="2026-12-04", begins="14:00", minutes=30, occurrence_id=1
    )
    for headers in (by_tag, by_date):
        assert (await client.get(path, headers=headers)).status == 200
    assert (await client.head(path)).status == 200


async def test_a_series_is_one_event_for_whoever_comes_to_all_of_it(
    world: World, client: Client
) -> None:
    card = await announced(world, repeats="weekly", times=3)
    await world.submit(
        ana, MoveSession.key, day="2026-12-11", begins="09:00", minutes=45, occurrence_id=2
    )
    await world.press(ana, CancelOccurrence(occurrence_id=3))
    body = await (await client.get(f"/calendar/{await subscribe(world, ana)}/sessions.ics")).text()
    assert "RRULE:FREQ=WEEKLY;COUNT=3" in body
    assert "EXDATE;TZID=Europe/Lisbon:20261217T123000" in body
    assert "RECURRENCE-ID;TZID=Europe/Lisbon:20261210T123000" in body
    assert len(set(re.findall("UID:.*", body))) == 1
    await say(world, bo, "Going", card)
    path = f"/calendar/{await subscribe(world, bo)}/sessions.ics"
    (only,) = await events(client, path)
    assert "rrule" not in only.contents
    assert only.uid.value not in body


async def test_whoever_runs_it_and_cant_come_has_it_in_no_feed(
    world: World, client: Client
) -> None:
    card = await announced(world)
    path = f"/calendar/{await subscribe(world, ana)}/sessions.ics"
    assert len(await events(client, path)) == 1
    await say(world, ana, "Can't", card)
    assert await events(client, path) == []

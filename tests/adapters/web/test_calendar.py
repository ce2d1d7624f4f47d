"""Calendars over HTTP: files, the feed, the month, exports; and what a stranger finds."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from html.parser import HTMLParser
from typing import Any

import openpyxl
import pytest
import vobject
from aiohttp.test_utils import TestClient, TestServer
from sqlalchemy import text

from adapters.web import calendar
from adapters.web.server import Gate, application
from bot.events import Account, HomeOpened, Workspace
from bot.services import calendars as service
from bot.store import calendars as store
from bot.store.models import LinkKind
from bot.store.unit_of_work import UnitOfWork
from bot.views.session_manage import CancelOccurrence, MoveSession
from tests.sessions import announced, say
from tests.world import World, ana, bo, chi, guest, leaver, mod

Client = TestClient[Any, Any]
PHONE = "width=device-width"


@pytest.fixture
async def client(world: World) -> AsyncIterator[Client]:
    app = application(Gate())
    calendar.add_routes(app, world.database, world.clock)
    async with TestClient(TestServer(app)) as made:
        yield made


async def visit(world: World, who: Account) -> str:
    """A fresh link to look and download."""
    person = await world.person(who)
    token: str = await world.in_unit_of_work(lambda uow: service.visit(uow, person))
    return token


async def subscribe(world: World, who: Account) -> str:
    """A fresh feed."""
    person = await world.person(who)
    token: str = await world.in_unit_of_work(lambda uow: service.subscribe(uow, person))
    return token


async def events(client: Client, path: str) -> list[Any]:
    """The events a path answers with."""
    answer = await client.get(path)
    assert answer.status == 200
    assert answer.headers["Content-Type"].startswith("text/calendar; charset=utf-8")
    (found,) = vobject.readComponents((await answer.read()).decode())
    return list(found.contents.get("vevent", []))


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


class Page(HTMLParser):
    """What a browser would make of a page: its tags, its links and its words."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.links: list[str] = []
        self.words = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Remember it."""
        self.tags.append(tag)
        self.links += [value or "" for name, value in attrs if name in ("href", "src")]
        assert not any(name.startswith("on") or name == "style" for name, _ in attrs)

    def handle_data(self, data: str) -> None:
        """Remember it."""
        self.words += data


async def page(client: Client, path: str) -> Page:
    """A page, drawn."""
    answer = await client.get(path)
    assert answer.status == 200
    assert answer.content_type == "text/html"
    csp = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in csp
    assert "unsafe" not in csp
    assert "script" not in csp
    drawn = await answer.text()
    assert PHONE in drawn
    return Page(drawn)


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


async def test_whoever_runs_it_and_cant_come_has_it_in_no_feed(
    world: World, client: Client
) -> None:
    card = await announced(world)
    path = f"/calendar/{await subscribe(world, ana)}/sessions.ics"
    assert len(await events(client, path)) == 1
    await say(world, ana, "Can't", card)
    assert await events(client, path) == []


async def rows(client: Client, path: str) -> list[list[str]]:
    """The cells of an export, read back."""
    answer = await client.get(path)
    assert answer.status == 200
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    body = await answer.read()
    if path.endswith("csv"):
        return list(csv.reader(io.StringIO(body.decode("utf-8-sig"), newline="")))
    book = openpyxl.load_workbook(io.BytesIO(body))
    (sheet,) = book.worksheets
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n"}
    assert not any(cell.hyperlink for row in sheet.iter_rows() for cell in row)
    return [[cell.value or "" for cell in row] for row in sheet.iter_rows()]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
async def test_whoever_runs_it_exports_who_signed_up(
    world: World, client: Client, kind: str
) -> None:
    card = await announced(world, seats=1)
    for who, label in ((bo, "Going"), (chi, "Going"), (mod, "Maybe")):
        await say(world, who, label, card)
    for who in (ana, mod):
        found = await rows(client, f"/calendar/{await visit(world, who)}/1/signups.{kind}")
        assert [row[:3] for row in found] == [
            ["Name", "Answer", "Place"],
            ["Bo Berg", "going", "1"],
            ["Mo Moderator", "maybe", ""],
            ["Chi Chen", "on the waitlist", "1"],
        ]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
@pytest.mark.parametrize(
    "name",
    [
        "=1+1",
        "+1",
        "-1",
        "@SUM(1)",
        "\t=1",
        "\r=1",
        '=HYPERLINK("http://x","y")',
        "=cmd|' /C x'!A0",
    ],
)
async def test_an_export_holds_no_formula(small_world: World, kind: str, name: str) -> None:
    app = application(Gate())
    calendar.add_routes(app, small_world.database, small_world.clock)
    card = await announced(small_world)
    await say(small_world, bo, "Going", card)
    await rename(small_world, bo, name)
    token = await visit(small_world, ana)
    async with TestClient(TestServer(app)) as client:
        found = await rows(client, f"/calendar/{token}/1/signups.{kind}")
    for cell in (c for row in found for c in row):
        assert not str(cell).startswith(("=", "+", "-", "@", "\t", "\r"))
    assert found[1][0].startswith("'")


async def rename(world: World, who: Account, name: str) -> None:
    """Somebody is called something else, whatever a platform would allow."""
    person = await world.person(who)
    sql = text("UPDATE person SET name = :name WHERE id = :id")
    await world.in_unit_of_work(
        lambda uow: uow.session.execute(sql, {"name": name, "id": person.id})
    )


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
    assert (await client.get(f"/calendar/{feed}/1/signups.csv")).status == 404
    assert (await client.get(f"/calendar/{await visit(world, ana)}/1/signups.csv")).status == 200


async def test_another_organizations_sessions_are_not_there(world: World, client: Client) -> None:
    await announced(world)
    elsewhere = await other_organizations_link(world)
    for path in ("1.ics", "1/signups.csv"):
        assert (await client.get(f"/calendar/{elsewhere}/{path}")).status == 404
    shown = await page(client, f"/calendar/{elsewhere}/?month=2026-12")
    assert "Query planner" not in shown.words


async def other_organizations_link(world: World) -> str:
    """A link of an administrator in another organization."""
    there = Workspace("fake", "W2", "Other Team")
    await world.dispatcher.handle(HomeOpened(id="other", workspace=there, actor=mod))
    person = await world.person(mod, there)

    def make(uow: UnitOfWork) -> str:
        return store.add(uow.session, uow.organization_id, person.id, LinkKind.VISIT, uow.now, None)

    token: str = await world.in_unit_of_work(make, organization_id=2)
    return token

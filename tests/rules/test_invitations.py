"""Invitations, read back by libraries that did not write them."""

from __future__ import annotations

import io
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, tzinfo
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

import ics
import pytest
import recurring_ical_events
import vobject
from dateutil import tz
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from bot.rules.invitations import (
    TITLE_MOST,
    Invitation,
    Part,
    Party,
    Time,
    feed,
    invite,
    lines,
    one_line,
)
from bot.rules.sessions import moments

STAMP = datetime(2026, 11, 18, 12, 0, tzinfo=UTC)
ROOT = Path(__file__).resolve().parents[2]
FIRST = datetime(2026, 12, 3, 12, 30)  # noqa: DTZ001
ZONES = sorted(available_timezones() - {"localtime", "Factory"})

PLAIN = Invitation(
    uid="6d1c",
    sequence=3,
    title="Query planner 101",
    zone="Europe/Lisbon",
    time=Time(FIRST, 45),
    organizer=Party(1, "Ana Alves", "ana@example.com"),
    attendee=Party(2, "Bo Berg", "bo@example.com"),
    part=Part.ACCEPTED,
    description="How it chooses.",
    place="Room 4",
    topics=("sql",),
)

HOSTILE = (
    "x\r\nATTENDEE:mailto:eve@example.com",
    "x\nEND:VEVENT\nBEGIN:VEVENT\nUID:evil",
    "\r\n\r\n",
    "x\x0bEND:VCALENDAR",
    "x\x85END:VCALENDAR\u2028END:VCALENDAR\u2029END:VCALENDAR",
    'x";CN="y:mailto:eve@example.com',
    "\x00\x01\x1b[31m\x7f",
    "\ud800 half",
    "a,b;c:d\\n\\,\\;\\\\",
    "^n^'^^",
    "日本語🎉" * 200,
    "",
    " ",
    "=cmd|' /C calc'!A0",
)

text = st.one_of(
    st.sampled_from(HOSTILE),
    st.text(st.characters(codec=None), max_size=120),
    st.text(st.sampled_from('\r\n\t\v\f\x00\x85\u2028:;,"\\^=aB é🎉'), max_size=200),
)
parties = st.builds(Party, st.integers(1, 99), text, text)
invitations = st.builds(
    Invitation,
    uid=st.just("6d1c"),
    sequence=st.integers(0, 2**31 - 1),
    title=text,
    zone=st.sampled_from(["Europe/Lisbon", "America/New_York", "UTC", "Asia/Kathmandu"]),
    time=st.builds(
        Time,
        st.datetimes(datetime(2026, 1, 1), datetime(2028, 1, 1)).map(  # noqa: DTZ001
            lambda d: d.replace(second=0, microsecond=0, fold=0)
        ),
        st.integers(5, 720),
        st.booleans(),
    ),
    organizer=parties,
    attendee=parties,
    part=st.sampled_from(Part),
    description=text,
    place=text,
    topics=st.lists(text, max_size=4).map(tuple),
    rule=st.sampled_from(["", "FREQ=WEEKLY;COUNT=3", "FREQ=WEEKLY;UNTIL=20280101T235959"]),
)


def unfolded(body: bytes) -> list[str]:
    """The content lines of a file, as RFC 5545 §3.1 has them put together again."""
    return body.decode().replace("\r\n ", "").split("\r\n")[:-1]


def is_well_formed(body: bytes) -> None:
    """No line is too long or holds a control character; none ends otherwise than by CR LF."""
    assert body.endswith(b"END:VCALENDAR\r\n")
    for line in body.split(b"\r\n"):
        assert len(line) <= 75
        assert not re.search(rb"[\x00-\x08\x0a-\x1f\x7f]", line)
    for content in unfolded(body):
        assert not re.search("[\x80-\x9f\u2028\u2029]", content)
        assert re.match(r"[A-Z-]+[;:]", content)


def by_vobject(body: bytes) -> list[Any]:
    """The events as vobject reads them."""
    (calendar,) = vobject.readComponents(body.decode())
    return list(calendar.contents.get("vevent", []))


def by_ics(body: bytes) -> list[ics.Event]:
    """The events as ics reads them."""
    return list(ics.Calendar(body.decode()).events)


@pytest.mark.parametrize("body", [invite(PLAIN, STAMP), feed("Mine", [PLAIN], STAMP)])
def test_what_was_meant_is_read_by_everybody(body: bytes) -> None:
    is_well_formed(body)
    (event,) = by_vobject(body)
    assert event.summary.value == "Query planner 101"
    assert event.location.value == "Room 4"
    assert event.description.value == "How it chooses."
    assert event.dtstart.value == FIRST.replace(tzinfo=event.dtstart.value.tzinfo)
    assert event.dtstart.value.utcoffset() == timedelta()
    assert event.duration.value == timedelta(minutes=45)
    assert event.sequence.value == "3"
    (other,) = by_ics(body)
    assert (other.name, other.location, other.uid) == ("Query planner 101", "Room 4", "6d1c")
    assert other.begin.datetime == FIRST.replace(tzinfo=UTC)
    assert other.duration == timedelta(minutes=45)
    assert other.categories == {"sql"}


def test_an_invitation_names_one_attendee_and_a_feed_none() -> None:
    (event,) = by_vobject(invite(PLAIN, STAMP))
    (attendee,) = event.contents["attendee"]
    assert attendee.value == "mailto:bo@example.com"
    assert attendee.params["PARTSTAT"] == ["ACCEPTED"]
    assert event.organizer.value == "mailto:ana@example.com"
    (event,) = by_vobject(feed("Mine", [PLAIN], STAMP))
    assert "attendee" not in event.contents


@pytest.mark.parametrize(
    ("invitation", "method", "status"),
    [
        (PLAIN, "REQUEST", "CONFIRMED"),
        (replace(PLAIN, part=Part.TENTATIVE), "REQUEST", "TENTATIVE"),
        (replace(PLAIN, part=Part.NEEDS_ACTION), "REQUEST", "CONFIRMED"),
        (replace(PLAIN, part=Part.DECLINED), "CANCEL", "CANCELLED"),
        (replace(PLAIN, time=Time(FIRST, 45, is_off=True)), "CANCEL", "CANCELLED"),
    ],
)
def test_what_is_off_leaves_the_calendar(invitation: Invitation, method: str, status: str) -> None:
    body = invite(invitation, STAMP)
    assert f"METHOD:{method}" in unfolded(body)
    (event,) = by_vobject(body)
    assert (event.status.value, event.uid.value) == (status, "6d1c")


@pytest.mark.parametrize("email", ["", "no address", "a@b\r\nX:y", "a@b;x=y", "é@b.c", "a@b@c"])
def test_an_address_that_is_none_is_replaced_by_one_that_reaches_nobody(email: str) -> None:
    body = invite(replace(PLAIN, attendee=Party(2, "Bo", email)), STAMP)
    (event,) = by_vobject(body)
    assert event.attendee.value == "mailto:person-2@potluck.invalid"


@settings(max_examples=150)
@given(invitations)
def test_hostile_text_stays_in_its_field(invitation: Invitation) -> None:
    body = invite(invitation, STAMP)
    is_well_formed(body)
    found = by_vobject(body)
    assert len(found) == 1
    event = found[0]
    assert event.uid.value == "6d1c"
    assert event.summary.value == one_line(invitation.title, TITLE_MOST)
    assert set(event.contents) <= {
        *("uid", "sequence", "dtstamp", "dtstart", "duration", "summary", "description"),
        *("location", "categories", "status", "transp", "organizer", "attendee", "rrule"),
    }
    assert len(event.contents["attendee"]) == 1
    assert re.fullmatch(r"mailto:[\w.+'-]+@[\w.-]+", event.attendee.value)
    if shown := lines(invitation.description, 4000):
        assert event.description.value == shown
    (other,) = by_ics(body)
    assert other.uid == "6d1c"
    assert len(other.attendees) == 1


@settings(max_examples=60)
@given(text, st.lists(invitations, max_size=3))
def test_a_feed_of_hostile_sessions_is_read(name: str, several: list[Invitation]) -> None:
    body = feed(name, [replace(i, uid=f"u{n}") for n, i in enumerate(several)], STAMP)
    is_well_formed(body)
    assert len(by_vobject(body)) == len(several)
    assert sorted(e.uid for e in by_ics(body)) == [f"u{n}" for n in range(len(several))]


def test_the_same_holds_without_assertions() -> None:
    """Under -O a library's own checks are gone; ours are no assertions."""
    script = """
import sys
from dataclasses import replace
from bot.rules.invitations import Party, feed, invite
from tests.rules.test_invitations import HOSTILE, PLAIN, STAMP
if __debug__:
    sys.exit("not optimized")
for bad in HOSTILE:
    party = Party(1, bad, bad)
    body = replace(PLAIN, title=bad, description=bad, place=bad, topics=(bad, bad),
        organizer=party, attendee=party)
    for made in (invite(body, STAMP), feed(bad, [body], STAMP)):
        sys.stdout.buffer.write(made + b"\\0")
"""
    done = subprocess.run(
        [sys.executable, "-O", "-c", script], cwd=ROOT, capture_output=True, check=True
    )
    files = done.stdout.split(b"\0")[:-1]
    assert len(files) == 2 * len(HOSTILE)
    for body in files:
        is_well_formed(body)
        assert len(by_vobject(body)) == 1
        assert len(by_ics(body)) == 1


def test_long_text_is_cut_with_a_sign_that_it_was() -> None:
    body = invite(replace(PLAIN, title="x" * 5000, description="y" * 50000), STAMP)
    (event,) = by_vobject(body)
    assert event.summary.value == "x" * (TITLE_MOST - 1) + "…"
    assert len(event.description.value) == 4000


SERIES = replace(PLAIN, rule="FREQ=WEEKLY;UNTIL=20261231T235959")


def expanded(body: bytes) -> Iterator[tuple[datetime, str]]:
    """Each time of a feed as a library expands it: when (with its zone), and the title."""
    events = recurring_ical_events.of(Calendar.from_ical(body)).between(
        date(2026, 1, 1), date(2029, 1, 1)
    )
    for event in events:
        yield event["DTSTART"].dt, str(event["SUMMARY"])


def test_a_series_has_its_exceptions() -> None:
    day = timedelta(days=1)
    invitation = replace(
        SERIES,
        exceptions=(
            (FIRST + 7 * day, Time(FIRST + 8 * day, 30)),
            (FIRST + 14 * day, Time(FIRST + 14 * day, 45, is_off=True)),
            (FIRST + 3 * day, Time(FIRST, 45, is_off=True)),  # which the rule does not give
        ),
    )
    body = feed("Mine", [invitation], STAMP)
    is_well_formed(body)
    walls = sorted(at.replace(tzinfo=None) for at, _ in expanded(body))
    assert walls == [FIRST, FIRST + 8 * day, FIRST + 21 * day, FIRST + 28 * day]
    first, moved = sorted(by_vobject(body), key=lambda e: e.dtstart.value)
    assert "RRULE:FREQ=WEEKLY;COUNT=5" in unfolded(body)
    zone = first.dtstart.value.tzinfo
    assert [d.replace(tzinfo=None) for d in first.exdate.value] == [FIRST + 14 * day]
    assert moved.recurrence_id.value == (FIRST + 7 * day).replace(tzinfo=zone)
    assert moved.uid.value == first.uid.value


@pytest.mark.parametrize(
    "rule",
    ["FREQ=WEEKLY;COUNT=60", "FREQ=WEEKLY;INTERVAL=2;COUNT=30", "FREQ=MONTHLY;BYDAY=1TH;COUNT=14"],
)
def test_two_libraries_expand_a_rule_as_we_do(rule: str) -> None:
    body = feed("Mine", [replace(PLAIN, zone="America/New_York", rule=rule)], STAMP)
    meant = [m.at for m in moments(FIRST, "America/New_York", rule)]
    assert sorted(at.astimezone(UTC) for at, _ in expanded(body)) == meant
    (event,) = by_vobject(body)
    zone = event.dtstart.value.tzinfo
    assert [w.replace(tzinfo=zone).astimezone(UTC) for w in event.rruleset] == meant


def sent_zone(body: bytes) -> tzinfo:
    """The zone a file brings along, as dateutil understands its rules."""
    text = body.decode().replace("\r\n ", "")
    begins, ends = text.index("BEGIN:VTIMEZONE"), text.index("END:VTIMEZONE")
    found = tz.tzical(io.StringIO(f"{text[begins:ends]}END:VTIMEZONE\r\n")).get()
    assert found is not None
    return found


@pytest.mark.parametrize("part", range(8))
def test_a_weekly_half_past_twelve_stays_so_in_every_zone(part: int) -> None:
    """By the names of zones (recurring_ical_events), and by the rules we send along (dateutil)."""
    rule = "FREQ=WEEKLY;COUNT=56"
    for zone in ZONES[part::8]:
        body = feed("Mine", [replace(PLAIN, zone=zone, rule=rule)], STAMP)
        meant = [m.at for m in moments(FIRST, zone, rule)]
        found = sorted(at for at, _ in expanded(body))
        assert {(at.hour, at.minute) for at in found} == {(12, 30)}, zone
        assert [at.astimezone(UTC) for at in found] == meant, zone
        if zone != "UTC":
            own = sent_zone(body)
            walls = [at.replace(tzinfo=own) for at in found]
            assert [at.astimezone(UTC) for at in walls] == meant, zone


@pytest.mark.parametrize("part", range(8))
def test_the_rules_sent_along_hold_every_hour(part: int) -> None:
    """Also around each change of clocks, Morocco's Ramadan included."""
    begins = datetime(2026, 6, 1, tzinfo=UTC)
    hours = [begins + timedelta(hours=7 * n) for n in range(1200)]
    for zone in ZONES[part::40]:
        body = feed("Mine", [replace(PLAIN, zone=zone)], STAMP)
        if zone != "UTC":
            walls = [h.astimezone(ZoneInfo(zone)).replace(tzinfo=None) for h in hours]
            certain = [w for w in walls if not tz.datetime_ambiguous(w, ZoneInfo(zone))]
            own = sent_zone(body)
            ours = [w.replace(tzinfo=ZoneInfo(zone)).utcoffset() for w in certain]
            assert [w.replace(tzinfo=own).utcoffset() for w in certain] == ours, zone


def test_a_time_in_a_gap_is_when_the_session_is() -> None:
    """02:30 does not exist in Berlin on 28 March 2027; the session is at 03:30 then."""
    wall = datetime(2027, 3, 28, 2, 30)  # noqa: DTZ001
    invitation = replace(PLAIN, zone="Europe/Berlin", time=Time(wall, 45))
    (event,) = by_vobject(invite(invitation, STAMP))
    assert event.dtstart.value.astimezone(UTC) == datetime(2027, 3, 28, 1, 30, tzinfo=UTC)

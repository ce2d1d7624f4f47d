"""Sessions as iCalendar (RFC 5545): one invitation for one person, or a feed of all of theirs."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from bot.rules.observances import observances
from bot.rules.sessions import moment, moments

if TYPE_CHECKING:  # 8 MB that a Potluck without calendars need not hold
    from icalendar import Calendar, Event, vCalAddress

TITLE_MOST, PLACE_MOST, NAME_MOST, TOPIC_MOST = 200, 400, 100, 60
"""Characters; more than any form lets in, and what calendars still show."""
TEXT_MOST = 4000
TOPICS_MOST = 20
REFRESH = timedelta(hours=1)
"""How often a calendar that subscribed is asked to look again."""

_ENDS_LINE = re.compile("\r\n?|[\n\v\f\x1c-\x1e\x85\u2028\u2029]")
"""Whatever some reader takes for the end of a line."""
_UNFIT = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufdd0-\ufdef\ufeff\ufffe\uffff]"
)
_EMAIL = re.compile(r"[A-Za-z0-9._+'-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,188}[A-Za-z0-9])?")


class Part(StrEnum):
    """What the person said about coming, as iCalendar has it."""

    ACCEPTED = "ACCEPTED"
    TENTATIVE = "TENTATIVE"
    DECLINED = "DECLINED"
    NEEDS_ACTION = "NEEDS-ACTION"


@dataclass(frozen=True, slots=True)
class Party:
    """Somebody in a calendar."""

    id: int
    name: str
    email: str = ""

    @property
    def address(self) -> str:
        """Their e-mail, or an address that can't exist: calendars insist on one."""
        good = _EMAIL.fullmatch(self.email)
        return self.email if good else f"person-{self.id}@potluck.invalid"


@dataclass(frozen=True, slots=True)
class Time:
    """One time it takes place: wall time in the invitation's zone (naive), and how long."""

    wall: datetime
    minutes: int
    is_off: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Invitation:
    """A session, one time or as a series, for one person."""

    uid: str
    """Stays the same whatever is changed."""
    sequence: int
    title: str
    zone: str
    """IANA."""
    time: Time
    organizer: Party
    attendee: Party
    part: Part = Part.NEEDS_ACTION
    description: str = ""
    place: str = ""
    topics: tuple[str, ...] = ()
    rule: str = ""
    """RRULE of a series whose first time is `time`; empty: just this once."""
    exceptions: tuple[tuple[datetime, Time], ...] = ()
    """Of a series: the wall time the rule gives → what holds instead."""

    @property
    def is_off(self) -> bool:
        """Whether the person's calendar should let go of it."""
        return self.time.is_off or self.part is Part.DECLINED


def one_line(text: str, most: int) -> str:
    """Text for one line of at most `most` characters: no control characters, no line ends."""
    plain = _UNFIT.sub("", _ENDS_LINE.sub(" ", text).replace("\t", " "))
    return _cut(plain.strip(), most)


def lines(text: str, most: int) -> str:
    """Text of several lines: ends of lines are all alike, control characters are left out."""
    plain = _UNFIT.sub("", _ENDS_LINE.sub("\n", text).replace("\t", " "))
    return _cut(plain.strip(), most)


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def method_of(invitation: Invitation) -> str:
    """What a calendar is to do with it."""
    return "CANCEL" if invitation.is_off else "REQUEST"


def invite(invitation: Invitation, stamp: datetime) -> bytes:
    """A file for one attendee: METHOD REQUEST, or CANCEL when they are not to come any more.

    It names nobody but them and the organizer, so nobody else is invited again when they change
    their mind. `stamp` (aware UTC) is when it is written.
    """
    calendar = _calendar(method_of(invitation))
    _add_zones(calendar, [invitation])
    for event in _events(invitation, stamp, with_attendee=True):
        calendar.add_component(event)
    return bytes(calendar.to_ical())


def feed(name: str, invitations: Sequence[Invitation], stamp: datetime) -> bytes:
    """All of a person's sessions, to subscribe to; the same for the same arguments."""
    calendar = _calendar("PUBLISH")
    shown = one_line(name, TITLE_MOST)
    calendar.add("name", shown)
    calendar.add("x-wr-calname", shown)
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", f"PT{int(REFRESH.total_seconds() // 3600)}H")
    _add_zones(calendar, invitations)
    for invitation in invitations:
        for event in _events(invitation, stamp, with_attendee=False):
            calendar.add_component(event)
    return bytes(calendar.to_ical())


def _calendar(method: str) -> Calendar:
    from icalendar import Calendar

    calendar = Calendar()
    calendar.add("prodid", "-//Potluck//Sessions//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", method)
    return calendar


def _events(invitation: Invitation, stamp: datetime, *, with_attendee: bool) -> list[Event]:
    """The event, and for a series one more for each time that is not as the rule has it."""
    from icalendar import vRecur

    first = _event(invitation, invitation.time, stamp, with_attendee=with_attendee)
    if not invitation.rule:
        return [first]
    zone = ZoneInfo(invitation.zone)
    walls = [m.wall for m in moments(invitation.time.wall, invitation.zone, invitation.rule)]
    rule = vRecur.from_ical(invitation.rule)
    # A count says the same for wall clocks as the last day does, which would have to be in UTC.
    rule.pop("UNTIL", None)
    rule["COUNT"] = [len(walls)]
    first.add("rrule", rule)
    known = [(wall, time) for wall, time in invitation.exceptions if wall in set(walls)]
    off = [wall.replace(tzinfo=zone) for wall, time in known if time.is_off]
    if off:
        first.add("exdate", off)
    made = [first]
    for wall, time in known:
        if not time.is_off:
            event = _event(invitation, time, stamp, with_attendee=with_attendee)
            event.add("recurrence-id", wall.replace(tzinfo=zone))
            made.append(event)
    return made


def _event(invitation: Invitation, time: Time, stamp: datetime, *, with_attendee: bool) -> Event:
    from icalendar import Event

    event = Event()
    event.add("uid", one_line(invitation.uid, TITLE_MOST))
    event.add("sequence", max(invitation.sequence, 0))
    event.add("dtstamp", stamp.astimezone(UTC).replace(microsecond=0))
    # A wall time that clocks skip is read in two ways: what they show then leaves no doubt.
    starts = moment(time.wall, invitation.zone).at.astimezone(ZoneInfo(invitation.zone))
    event.add("dtstart", starts)
    # An end by the wall clock would be an hour off on a night when clocks change.
    event.add("duration", timedelta(minutes=time.minutes))
    event.add("summary", one_line(invitation.title, TITLE_MOST))
    if about := lines(invitation.description, TEXT_MOST):
        event.add("description", about)
    if place := one_line(invitation.place, PLACE_MOST):
        event.add("location", place)
    topics = [t for t in (one_line(t, TOPIC_MOST) for t in invitation.topics[:TOPICS_MOST]) if t]
    if topics:
        event.add("categories", topics)
    event.add("status", _status(invitation, time))
    event.add("transp", "OPAQUE")
    event.add("organizer", _address(invitation.organizer))
    if with_attendee:
        attendee = _address(invitation.attendee)
        attendee.params["ROLE"] = "REQ-PARTICIPANT"
        attendee.params["PARTSTAT"] = invitation.part.value
        event.add("attendee", attendee)
    return event


def _status(invitation: Invitation, time: Time) -> str:
    if time.is_off or invitation.is_off:
        return "CANCELLED"
    return "TENTATIVE" if invitation.part is Part.TENTATIVE else "CONFIRMED"


def _address(party: Party) -> vCalAddress:
    from icalendar import vCalAddress

    made = vCalAddress(f"mailto:{party.address}")
    # Quotes and carets can't stand in a parameter without an escape few readers know.
    name = re.sub('["^]', "'", one_line(party.name, NAME_MOST))
    if name:
        made.params["CN"] = name
    return made


def _add_zones(calendar: Calendar, invitations: Sequence[Invitation]) -> None:
    """The rules of every zone named, for the years they are needed."""
    needed: dict[str, list[datetime]] = {}
    for invitation in invitations:
        times = [invitation.time.wall, *(t.wall for _, t in invitation.exceptions)]
        if invitation.rule:
            times.append(moments(invitation.time.wall, invitation.zone, invitation.rule)[-1].wall)
        needed.setdefault(invitation.zone, []).extend(times)
    for zone, walls in sorted(needed.items()):
        if zone != "UTC":
            calendar.add_component(observances(zone, min(walls).year - 1, max(walls).year + 1))

"""Decisions about digests: which days they are due on, and what stretch of time each is about."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from bot.rules import zones
from bot.rules.sessions import moment
from bot.settings import Cadence

DAY = timedelta(days=1)
WEEK = timedelta(days=7)
AHEAD = timedelta(hours=1)
"""How long before its moment a digest is made at most: what it says is that fresh."""
SOONEST = timedelta(days=3)
"""So soon after the end of one no other is due, whatever somebody chooses."""
FARTHEST = timedelta(days=40)
"""How far one reaches back over digests that did not come: a month, and some days."""
MONDAY = date(2024, 1, 1)
"""The first day of an even fortnight."""


@dataclass(frozen=True, slots=True)
class Pace:
    """When somebody's digest is due, by their own clock."""

    cadence: Cadence = Cadence.WEEKLY
    weekday: int = 0
    """As `date.weekday()` counts: Monday is 0."""
    at: time = time(9)


@dataclass(frozen=True, slots=True)
class Period:
    """What a digest is about: from `begins_at` up to `ends_at` (aware UTC), not included.

    `first` and `last` are the same as days of the reader's calendar, both included.
    """

    begins_at: datetime
    ends_at: datetime
    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Due:
    """The day a digest is due on, the moment (aware UTC) before which it does not go, its period,
    and from when on it is worth nothing, because the next one is due."""

    day: date
    at: datetime
    ends_at: datetime
    period: Period


def due_day(pace: Pace, day: date) -> date:
    """The last day up to this one on which a digest of such a pace is due."""
    found = day - DAY * ((day.weekday() - pace.weekday) % 7)
    if pace.cadence is Cadence.FORTNIGHTLY and (found - MONDAY).days // 7 % 2:
        found -= WEEK
    if pace.cadence is Cadence.MONTHLY:
        while found.day > 7:
            found -= WEEK
    return found


def next_due_day(pace: Pace, day: date) -> date:
    """The first day after this one on which a digest of such a pace is due."""
    after = due_day(pace, day) + WEEK
    while due_day(pace, after) <= day:
        after += WEEK
    return due_day(pace, after)


def due(pace: Pace, zone: str, now: datetime, told_until: datetime | None) -> Due | None:
    """The digest that is due last up to an hour from now (aware) in an IANA zone.

    It begins where the one before ended (`told_until`, aware), so that nothing is told twice or
    left out when somebody changes their pace or their zone; unless that is too long ago. None:
    too little has passed since then.
    """
    day = due_day(pace, local_day(zone, now + AHEAD))
    if _at(day, pace.at, zone) > now + AHEAD:
        day = due_day(pace, day - DAY)
    period = period_of(pace, zone, day, told_until)
    if period is None:
        return None
    ends_at = _at(next_due_day(pace, day), pace.at, zone)
    return Due(day, _at(day, pace.at, zone), ends_at, period)


def period_of(pace: Pace, zone: str, day: date, told_until: datetime | None) -> Period | None:
    """What the digest of a day it is due on is about; None: too little."""
    before = due_day(pace, day - DAY)
    begins_at, ends_at = midnight(before, zone), midnight(day, zone)
    if told_until is not None and told_until >= min(begins_at, ends_at - FARTHEST):
        begins_at = told_until.astimezone(UTC)
    if ends_at - begins_at < SOONEST:
        return None
    return Period(begins_at, ends_at, local_day(zone, begins_at), day - DAY)


def so_far(pace: Pace, zone: str, now: datetime, told_until: datetime | None) -> Period:
    """What the next digest would be about if it came now (aware): up to this moment.

    While less than three days of a new one have passed it reaches back over the one before.
    """
    today = local_day(zone, now)
    begins_at = midnight(due_day(pace, today), zone)
    if told_until is not None and begins_at < told_until < now:
        begins_at = told_until.astimezone(UTC)
    if now - begins_at < SOONEST:
        begins_at = midnight(due_day(pace, local_day(zone, begins_at) - DAY), zone)
    return Period(begins_at, now.astimezone(UTC), local_day(zone, begins_at), today)


def week(monday: date, zone: str) -> Period:
    """A calendar week in an IANA zone."""
    sunday = monday + 6 * DAY
    return Period(midnight(monday, zone), midnight(sunday + DAY, zone), monday, sunday)


def once(kind: str, person_id: int, day: date) -> str:
    """What makes somebody's digest of a day it is due on the same one."""
    return f"{kind}:{person_id}:{day.isoformat()}"


def local_day(zone: str, at: datetime) -> date:
    """The day of a calendar in an IANA zone at a moment (aware)."""
    return at.astimezone(zones.zone(zone)).date()


def midnight(day: date, zone: str) -> datetime:
    """When a day begins in an IANA zone (aware UTC)."""
    return _at(day, time(), zone)


def _at(day: date, wall: time, zone: str) -> datetime:
    return moment(datetime.combine(day, wall), zone).at

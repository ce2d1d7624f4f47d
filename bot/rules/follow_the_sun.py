"""Decides which second time suits the people whose working hours the first one misses."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.rules.public_holidays import country_of, year_of
from bot.rules.sessions import Moment, is_skipped, moment

BEGINS, ENDS = time(9), time(17)
"""The hours that suit somebody, by their own clock, on a working day of their country."""
STEP = timedelta(minutes=30)
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Second:
    """Another time, and how many of those who are missed it reaches, by their zone."""

    moment: Moment
    reached: Mapping[str, int]


def suits(at: datetime, minutes: int, zone: str) -> bool:
    """Whether a session that begins then (aware) lies within a working day of that zone."""
    local = ZoneInfo(zone)
    begin = at.astimezone(local)
    end = (at + timedelta(minutes=minutes)).astimezone(local)
    if begin.date() != end.date() or not is_working_day(begin.date(), zone):
        return False
    return begin.time() >= BEGINS and end.time() <= ENDS


def is_working_day(day: date, zone: str) -> bool:
    """Whether people of a zone work on that weekday: as in its country, else Monday to Friday."""
    return day.weekday() not in year_of(country_of(zone), day.year).weekend


def held_for(
    first: datetime, same: Sequence[datetime], own: Sequence[datetime], around: timedelta
) -> list[datetime]:
    """A time of a series, then the second times that belong to it and to no other time of it.

    `same` are all starts of sessions like it, `own` those of the series. A second time belongs to
    the nearest of them, of two as near to the earlier one; beyond `around` to none.
    """
    times = {*own, first}
    belong = [
        at
        for at in sorted({*same} - times)
        if abs(at - first) < around and min(times, key=lambda t: (abs(t - at), t)) == first
    ]
    return [first, *belong]


def second_slot(
    held: Sequence[datetime], minutes: int, zone: str, people: Mapping[str, int], now: datetime
) -> Second | None:
    """The time that reaches most of those whom `held` misses; None when none reaches anybody.

    `held` are the starts (aware) that are settled: the first one, then what was offered besides.
    `zone` is the host's, `people` how many there are in each IANA zone. It lies on the day of the
    first one or the next working day by the host's calendar, after `now`, and overlaps nothing
    held. Of equals the one nearest to the host's own working hours is taken, then the earliest.
    """
    missed = {
        name: number
        for name, number in people.items()
        if number > 0 and not any(suits(at, minutes, name) for at in held)
    }
    if not missed:
        return None
    best: tuple[int, timedelta, datetime] | None = None
    found: Second | None = None
    for candidate in _candidates(held, minutes, zone, now):
        reached = {n: missed[n] for n in sorted(missed) if suits(candidate.at, minutes, n)}
        rank = (-sum(reached.values()), _inconvenience(candidate.wall, minutes), candidate.at)
        if reached and (best is None or rank < best):
            best, found = rank, Second(candidate, reached)
    return found


def _candidates(
    held: Sequence[datetime], minutes: int, zone: str, now: datetime
) -> Iterator[Moment]:
    length = timedelta(minutes=minutes)
    first = held[0].astimezone(ZoneInfo(zone)).date()
    for day in (first, _next_working_day(first, zone)):
        wall = datetime.combine(day, time())
        while wall.date() == day:
            meant = moment(wall, zone)
            is_free = all(abs(meant.at - at) >= length for at in held)
            if meant.at > now and is_free and not is_skipped(wall, zone):
                yield meant
            wall += STEP


def _next_working_day(day: date, zone: str) -> date:
    day += DAY
    while not is_working_day(day, zone):
        day += DAY
    return day


def _inconvenience(wall: datetime, minutes: int) -> timedelta:
    """How far a time lies outside the working hours of its own day."""
    opens, closes = (datetime.combine(wall.date(), at) for at in (BEGINS, ENDS))
    end = wall + timedelta(minutes=minutes)
    return max(opens - wall, timedelta()) + max(end - closes, timedelta())

"""When a person is at work: their hours by their own clock, on their own working days."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from itertools import pairwise

from bot.rules import public_holidays, zones
from bot.rules.sessions import moment

DAY, SECOND = timedelta(days=1), timedelta(seconds=1)
FARTHEST = 800
"""Days that are looked through: who is away for longer is found when they are back."""


@dataclass(frozen=True, slots=True)
class Away:
    """Days off, the first and the last included, by the person's own calendar."""

    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Rhythm:
    """When somebody may be written to unasked, by their own clock.

    `begins` is included and `ends` is not. Quiet hours may pass midnight; equal ends mean none.
    """

    zone: str = "UTC"
    weekdays: frozenset[int] = frozenset({0, 1, 2, 3, 4})
    """As `date.weekday()` counts: Monday is 0."""
    begins: time = time(9)
    ends: time = time(17)
    quiet_from: time = time(0)
    quiet_until: time = time(0)
    country: str = ""
    """Whose public holidays are days off: "DE", "DE-BY"; empty: none are."""
    away: tuple[Away, ...] = ()
    paused_until: datetime | None = None
    """Aware; nothing before."""
    prompts_at: time | None = None
    """When they like to be asked something; None: as their day begins."""
    most: int = 3
    """Messages they want unasked on one of their days."""


def works_on(rhythm: Rhythm, day: date) -> bool:
    """Whether this is a working day of theirs."""
    return (
        day.weekday() in rhythm.weekdays
        and not any(a.first <= day <= a.last for a in rhythm.away)
        and not public_holidays.is_holiday(rhythm.country, day)
    )


def is_within_hours(rhythm: Rhythm, wall: time) -> bool:
    """Whether this time of day lies in their hours and outside their quiet ones."""
    return rhythm.begins <= wall < rhythm.ends and not is_quiet(
        rhythm.quiet_from, rhythm.quiet_until, wall
    )


def is_quiet(begins: time, ends: time, wall: time) -> bool:
    """Whether quiet hours, which may pass midnight, cover a time of day."""
    if begins <= ends:
        return begins <= wall < ends
    return wall >= begins or wall < ends


def local_day(rhythm: Rhythm, at: datetime) -> date:
    """Their calendar's day at a moment (aware)."""
    return at.astimezone(zones.zone(rhythm.zone)).date()


def is_available(rhythm: Rhythm, at: datetime) -> bool:
    """Whether they are at work at this moment (aware)."""
    if rhythm.paused_until is not None and at < rhythm.paused_until:
        return False
    local = at.astimezone(zones.zone(rhythm.zone))
    return is_within_hours(rhythm, local.time()) and works_on(rhythm, local.date())


def next_available(rhythm: Rhythm, at: datetime) -> datetime | None:
    """The first moment (aware UTC) from `at` (aware) on when they are at work.

    None when there is none in about two years: no day to work, or too long a leave.
    """
    return next((begins for begins, _ in stretches(rhythm, at)), None)


def stretch_end(rhythm: Rhythm, at: datetime) -> datetime:
    """When the stretch of work ends in which they are at this moment (aware UTC)."""
    return next(ends for begins, ends in stretches(rhythm, at) if begins <= at)


def last_available(
    rhythm: Rhythm, at: datetime, since: datetime, to_spare: timedelta = timedelta(minutes=1)
) -> datetime | None:
    """The last moment (aware UTC) from `since` to `at` when they are at work, if there is one.

    When that is the end of a stretch of work, it is `to_spare` before, or as the stretch begins.
    """
    last = None
    for begins, ends in stretches(rhythm, since):
        if begins > at:
            break
        last = at if at < ends else max(begins, ends - to_spare)
    return last.astimezone(UTC) if last else None


def next_prompt_time(rhythm: Rhythm, at: datetime) -> datetime | None:
    """The first moment from `at` (aware) on at which they like to be asked; None as above.

    On a day whose chosen time is quiet or skipped it is the next moment within their hours; one
    outside of their hours counts as the beginning of their day.
    """
    steady, since = hours_of(rhythm), max(at, rhythm.paused_until or at)
    day = local_day(rhythm, since)
    for n in range(FARTHEST):
        hours = windows(steady, day + n * DAY)
        if hours:
            chosen = moment(datetime.combine(day + n * DAY, _asked_at(rhythm)), rhythm.zone).at
            meant = next((max(b, chosen) for b, e in hours if chosen < e), hours[0][0])
            if meant >= since:
                return meant
    return None


def _asked_at(rhythm: Rhythm) -> time:
    chosen = rhythm.prompts_at
    is_fit = chosen is not None and rhythm.begins <= chosen < rhythm.ends
    return chosen if chosen is not None and is_fit else rhythm.begins


def working_time_after(rhythm: Rhythm, at: datetime, length: timedelta) -> datetime | None:
    """When so much of their working time has passed since `at` (aware); None as above.

    That may be the very end of a day of theirs. No length at all has passed at once.
    """
    if length <= timedelta():
        return at.astimezone(UTC)
    for begins, ends in stretches(rhythm, at):
        if length <= ends - begins:
            return begins + length
        length -= ends - begins
    return None


def working_time_between(rhythm: Rhythm, since: datetime, until: datetime) -> timedelta:
    """How much of their working time lies between two moments (aware)."""
    total = timedelta()
    for begins, ends in stretches(rhythm, since):
        if begins >= until:
            break
        total += min(ends, until) - begins
    return total


def stretches(rhythm: Rhythm, since: datetime) -> Iterator[tuple[datetime, datetime]]:
    """Every stretch of working time from a moment (aware) on, in order, as aware UTC."""
    at = max(since, rhythm.paused_until or since).astimezone(UTC)
    day, steady = local_day(rhythm, at), hours_of(rhythm)
    for n in range(FARTHEST):
        for begins, ends in windows(steady, day + n * DAY):
            if ends > at:
                yield max(begins, at), ends


def hours_of(rhythm: Rhythm) -> Rhythm:
    """Only what decides about hours: what `windows` remembers is shared by all who keep these."""
    return replace(rhythm, paused_until=None, prompts_at=None, most=0)


@lru_cache(maxsize=8192)
def windows(rhythm: Rhythm, day: date) -> tuple[tuple[datetime, datetime], ...]:
    """Their working time on one day of their calendar, as aware UTC, whatever their clocks do.

    An hour that comes twice is worked twice, one that is skipped is not. A pause is not regarded.
    """
    if not works_on(rhythm, day):
        return ()
    edges = sorted(_edges(rhythm, day))
    zone, out = zones.zone(rhythm.zone), list[tuple[datetime, datetime]]()
    for begins, ends in pairwise(edges):
        local = begins.astimezone(zone)
        if local.date() != day or not is_within_hours(rhythm, local.time()):
            continue
        if out and out[-1][1] == begins:
            out[-1] = out[-1][0], ends
        else:
            out.append((begins, ends))
    return tuple(out)


def _edges(rhythm: Rhythm, day: date) -> set[datetime]:
    """The moments (UTC) around a day at which being at work can begin or end."""
    zone = zones.zone(rhythm.zone)
    walls = [datetime.combine(day, t) for t in _turns(rhythm)] + [
        datetime.combine(day + DAY, time())
    ]
    instants = {
        wall.replace(tzinfo=zone, fold=fold).astimezone(UTC) for wall in walls for fold in (0, 1)
    }
    first, last = min(instants), max(instants)
    if first.astimezone(zone).utcoffset() != last.astimezone(zone).utcoffset():
        instants.add(_change(rhythm.zone, first, last))
    return instants


def _turns(rhythm: Rhythm) -> set[time]:
    return {time(), rhythm.begins, rhythm.ends, rhythm.quiet_from, rhythm.quiet_until}


def _change(zone_name: str, low: datetime, high: datetime) -> datetime:
    """The moment (UTC) between two at which another offset begins to hold."""
    zone = zones.zone(zone_name)
    before = low.astimezone(zone).utcoffset()
    while high - low > SECOND:
        middle = (low + (high - low) / 2).replace(microsecond=0)
        if middle.astimezone(zone).utcoffset() == before:
            low = middle
        else:
            high = middle
    return high

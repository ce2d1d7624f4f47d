"""Decisions about sessions: when each takes place, who has a seat, who is next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from dateutil import rrule, tz

MOST_OCCURRENCES = 60
"""Of one series: a year of weeks and a little; longer plans are made again."""
LONGEST = timedelta(hours=12)
FARTHEST = timedelta(days=730)
TITLE_LENGTH = 120
ABSTRACT_LENGTH = 1500
PLACE_LENGTH = 300
MOST_SEATS = 10_000


class Repeats(StrEnum):
    """How a session comes again."""

    NEVER = "never"
    WEEKLY = "weekly"
    FORTNIGHTLY = "fortnightly"
    MONTHLY = "monthly"
    """On the same weekday of the month: the second Thursday, the last Friday."""


class Answer(StrEnum):
    """What somebody said to an invitation, and what became of it."""

    GOING = "going"
    MAYBE = "maybe"
    CANT = "cant"
    WAITING = "waiting"
    """Wants to go; every seat is taken."""


@dataclass(frozen=True, slots=True)
class Moment:
    """One occurrence: the wall time that was meant, and when that is (aware UTC)."""

    wall: datetime
    at: datetime


def moment(wall: datetime, zone: str) -> Moment:
    """When a wall time happens in a zone.

    A time that a clock change skips happens as much later as the gap is long; one that comes
    twice happens the first time.
    """
    naive = wall.replace(tzinfo=None, fold=0)
    real = tz.resolve_imaginary(naive.replace(tzinfo=ZoneInfo(zone)))
    return Moment(naive, real.astimezone(UTC))


def is_skipped(wall: datetime, zone: str) -> bool:
    """Whether a clock change skips this wall time."""
    return not tz.datetime_exists(wall.replace(tzinfo=None), ZoneInfo(zone))


def rule_of(wall: datetime, repeats: Repeats, until: date | None, count: int | None) -> str:
    """The RRULE (RFC 5545 §3.3.10, without "RRULE:") of a series; empty when it never repeats.

    The fifth weekday of a month is taken as the last one, so that no month is left out.
    """
    parts: list[str]
    match repeats:
        case Repeats.NEVER:
            return ""
        case Repeats.WEEKLY:
            parts = ["FREQ=WEEKLY"]
        case Repeats.FORTNIGHTLY:
            parts = ["FREQ=WEEKLY", "INTERVAL=2"]
        case Repeats.MONTHLY:
            nth = (wall.day - 1) // 7 + 1
            day = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")[wall.weekday()]
            parts = ["FREQ=MONTHLY", f"BYDAY={-1 if nth == 5 else nth}{day}"]
    if count is not None:
        parts.append(f"COUNT={min(count, MOST_OCCURRENCES)}")
    elif until is not None:
        parts.append(f"UNTIL={until:%Y%m%d}T235959")
    else:
        parts.append(f"COUNT={MOST_OCCURRENCES}")
    return ";".join(parts)


def moments(first: datetime, zone: str, rule: str) -> list[Moment]:
    """Every occurrence of a series, by wall clock: a weekly 12:30 stays 12:30 in its zone."""
    naive = first.replace(tzinfo=None, fold=0)
    if not rule:
        return [moment(naive, zone)]
    walls = rrule.rrulestr(rule, dtstart=naive)
    out = []
    for wall in walls:
        out.append(moment(wall, zone))
        if len(out) == MOST_OCCURRENCES:
            break
    return out


@dataclass(frozen=True, slots=True)
class Signup:
    """Somebody's place in one occurrence. `turn` grows with each who asks for a seat."""

    person_id: int
    answer: Answer
    turn: int


@dataclass(frozen=True, slots=True)
class Change:
    """What an answer changes: the person's own sign-up, and who moves up for it."""

    own: Signup
    promoted: tuple[Signup, ...] = ()


def answered(
    signups: Sequence[Signup], seats: int | None, person_id: int, wish: Answer
) -> Change | None:
    """What happens when somebody answers; None when it changes nothing.

    First come, first served: who wants to go and finds no seat waits at the end; whoever has a
    seat or waits keeps the place by saying the same again.
    """
    before = next((s for s in signups if s.person_id == person_id), None)
    others = [s for s in signups if s.person_id != person_id]
    if wish in (Answer.GOING, Answer.WAITING):
        if before is not None and before.answer in (Answer.GOING, Answer.WAITING):
            return None
        turn = max((s.turn for s in signups), default=0) + 1
        taken = sum(s.answer is Answer.GOING for s in others)
        waiting = any(s.answer is Answer.WAITING for s in others)
        has_seat = seats is None or (taken < seats and not waiting)
        return Change(Signup(person_id, Answer.GOING if has_seat else Answer.WAITING, turn))
    if before is not None and before.answer is wish:
        return None
    own = Signup(person_id, wish, 0)
    return Change(own, tuple(promotions(others, seats)))


def promotions(signups: Sequence[Signup], seats: int | None) -> list[Signup]:
    """Who moves up from the waitlist now that there is room, in the order they came."""
    taken = sum(s.answer is Answer.GOING for s in signups)
    waiting = sorted((s for s in signups if s.answer is Answer.WAITING), key=lambda s: s.turn)
    room = len(waiting) if seats is None else max(seats - taken, 0)
    return [Signup(s.person_id, Answer.GOING, s.turn) for s in waiting[:room]]


def reminders(
    starts_at: datetime, day_before: datetime, minutes_before: Sequence[int]
) -> list[tuple[str, datetime]]:
    """When those going are reminded: (name, aware UTC), only moments before the start."""
    planned = [("day", day_before)]
    planned += [(f"{m}min", starts_at - timedelta(minutes=m)) for m in minutes_before]
    return [(name, at) for name, at in planned if at < starts_at]


def day_before(starts_at: datetime, zone: str, opens: int = 9, closes: int = 17) -> datetime:
    """A moment (aware UTC) the day before, within `opens`–`closes` o'clock where the person is.

    As near to 24 hours ahead as those hours allow.
    """
    local = (starts_at - timedelta(hours=24)).astimezone(ZoneInfo(zone))
    earliest = local.replace(hour=opens, minute=0, second=0, microsecond=0, fold=0)
    latest = local.replace(hour=closes, minute=0, second=0, microsecond=0, fold=0)
    return tz.resolve_imaginary(min(max(local, earliest), latest)).astimezone(UTC)

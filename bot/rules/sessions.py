"""Decisions about sessions: what a plan may be, and when each occurrence takes place."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum

from dateutil import rrule

from bot.rules import zones

MOST_OCCURRENCES = 60
"""Of one series: a year of weeks and a little; longer plans are made again."""
LONGEST = timedelta(hours=12)
FARTHEST = timedelta(days=730)
TITLE_LENGTH = 120
ABSTRACT_LENGTH = 1500
PLACE_LENGTH = 300
MOST_SEATS = 10_000
MOST_SPEAKERS = 10

WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


class Repeats(StrEnum):
    """How a session comes again."""

    NEVER = "never"
    WEEKLY = "weekly"
    FORTNIGHTLY = "fortnightly"
    MONTHLY = "monthly"
    """On the same weekday of the month: the second Thursday, the last Friday."""


@dataclass(frozen=True, slots=True)
class Moment:
    """One occurrence: the wall time that was meant, and when that is (aware UTC)."""

    wall: datetime
    at: datetime


def moment(wall: datetime, zone: str) -> Moment:
    """When a wall time happens in a zone.

    A time that a clock change skips happens as much later as the gap is long; one that comes
    twice happens the first time. (That is what fold 0 means.)
    """
    naive = wall.replace(tzinfo=None, fold=0)
    return Moment(naive, naive.replace(tzinfo=zones.zone(zone)).astimezone(UTC))


def is_skipped(wall: datetime, zone: str) -> bool:
    """Whether a clock change skips this wall time."""
    meant = moment(wall, zone)
    return meant.at.astimezone(zones.zone(zone)).replace(tzinfo=None, fold=0) != meant.wall


def rule_of(
    day: date | None, repeats: Repeats, until: date | None = None, times: int | None = None
) -> str:
    """The RRULE (RFC 5545 §3.3.10, without "RRULE:") of a series; empty when it never repeats.

    The fifth weekday of a month is taken as the last one, so that no month is left out. `day` is
    the first one; while it is open a monthly rule does not say on which weekday.
    """
    match repeats:
        case Repeats.NEVER:
            return ""
        case Repeats.WEEKLY:
            parts = ["FREQ=WEEKLY"]
        case Repeats.FORTNIGHTLY:
            parts = ["FREQ=WEEKLY", "INTERVAL=2"]
        case Repeats.MONTHLY:
            parts = ["FREQ=MONTHLY"]
            if day is not None:
                nth = (day.day - 1) // 7 + 1
                parts.append(f"BYDAY={-1 if nth == 5 else nth}{WEEKDAYS[day.weekday()]}")
    if times is None and until is not None:
        return ";".join([*parts, f"UNTIL={until:%Y%m%d}T235959"])
    return ";".join([*parts, f"COUNT={min(times or MOST_OCCURRENCES, MOST_OCCURRENCES)}"])


@dataclass(frozen=True, slots=True)
class Repetition:
    """A rule as a person chose it."""

    repeats: Repeats = Repeats.NEVER
    until: date | None = None
    times: int | None = None


def repetition_of(rule: str) -> Repetition:
    """What was chosen to make this rule."""
    parts = dict(part.split("=", 1) for part in rule.split(";")) if rule else {}
    match parts.get("FREQ"), parts.get("INTERVAL"):
        case "WEEKLY", "2":
            repeats = Repeats.FORTNIGHTLY
        case "WEEKLY", _:
            repeats = Repeats.WEEKLY
        case "MONTHLY", _:
            repeats = Repeats.MONTHLY
        case _:
            return Repetition()
    until = parts.get("UNTIL")
    return Repetition(
        repeats,
        datetime.strptime(until[:8], "%Y%m%d").date() if until else None,  # noqa: DTZ007
        int(parts["COUNT"]) if "COUNT" in parts else None,
    )


def moments(first: datetime, zone: str, rule: str) -> list[Moment]:
    """Every occurrence of a series, by wall clock: a weekly 12:30 stays 12:30 in its zone."""
    return [moment(wall, zone) for wall in _walls(first.replace(tzinfo=None, fold=0), rule)]


def _walls(first: datetime, rule: str) -> Iterator[datetime]:
    """The wall times of a series. The first one always belongs to it, as RFC 5545 has it."""
    if not rule:
        yield first
        return
    for i, wall in enumerate(rrule.rrulestr(rule, dtstart=first)):
        if i == MOST_OCCURRENCES:
            return
        yield wall

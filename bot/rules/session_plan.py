"""Decides whether a session can be planned as it was filled in, and what is wrong if not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from urllib.parse import urlsplit

from bot.events import Person
from bot.rules.clashes import Clash
from bot.rules.kudos import says_something, topics_in
from bot.rules.sessions import (
    FARTHEST,
    LONGEST,
    MOST_OCCURRENCES,
    MOST_SEATS,
    Repeats,
    Repetition,
    is_skipped,
    moment,
    rule_of,
)
from bot.rules.zones import zone_named

SHORTEST = timedelta(minutes=5)
ONCE = Repetition()


class Fault(StrEnum):
    """What is wrong with one field."""

    NO_TITLE = "no title"
    NO_DAY = "no day"
    NO_START = "no start"
    PAST = "past"
    TOO_FAR = "too far"
    SKIPPED = "skipped"
    TOO_SHORT = "too short"
    TOO_LONG = "too long"
    NO_SEATS = "no seats"
    TOO_MANY_SEATS = "too many seats"
    BELOW_GOING = "below those going"
    UNKNOWN_ZONE = "unknown zone"
    NEVER_REPEATS = "never repeats"
    BOTH_ENDS = "both ends"
    ENDS_BEFORE = "ends before it begins"
    NO_TIMES = "no times"
    TOO_OFTEN = "too often"
    NO_LINK = "no link"
    IS_BOT = "is a bot"
    HAS_LEFT = "has left"
    NO_CHANNEL = "no channel"
    UNKNOWN_CHANNEL = "unknown channel"
    CLASH = "clash"


@dataclass(frozen=True, slots=True)
class Problem:
    """One field that needs a change; `about` is what the sentence speaks of."""

    field: str
    fault: Fault
    about: str = ""
    clash: Clash | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A session as somebody filled it in."""

    title: str
    abstract: str = ""
    topics: str = ""
    speakers: tuple[Person, ...] = ()
    cohosts: tuple[Person, ...] = ()
    day: date | None = None
    begins: time | None = None
    minutes: int = 45
    time_zone: str = "UTC"
    place: str = ""
    seats: int | None = None
    channel: str = ""
    repetition: Repetition = ONCE
    prerequisite: str = ""
    recalls: bool = True

    @property
    def wall(self) -> datetime | None:
        """When it begins, in its zone (naive); None while day or start is open."""
        if self.day is None or self.begins is None:
            return None
        return datetime.combine(self.day, self.begins.replace(tzinfo=None, fold=0))

    @property
    def rule(self) -> str:
        """The RRULE it asks for."""
        chosen = self.repetition
        return rule_of(self.day, chosen.repeats, chosen.until, chosen.times)

    @property
    def topic_names(self) -> list[str]:
        """Its topics, with or without "#" and commas, lower case."""
        words = self.topics.replace(",", " ").replace(";", " ").split()
        return topics_in(" ".join(f"#{w.lstrip('#')}" for w in words))


def tidied(draft: Draft) -> Draft:
    """The same with its zone as the tz database spells it."""
    return replace(draft, time_zone=zone_named(draft.time_zone) or draft.time_zone)


def problems(draft: Draft, now: datetime, *, is_draft: bool) -> list[Problem]:
    """What is wrong, at most one thing a field. `is_draft`: day and start may still be open."""
    found: dict[str, Problem] = {}
    for problem in _problems(draft, now, is_draft=is_draft):
        found.setdefault(problem.field, problem)
    return list(found.values())


def _problems(draft: Draft, now: datetime, *, is_draft: bool) -> Iterator[Problem]:
    if not says_something(draft.title):
        yield Problem("title", Fault.NO_TITLE)
    if draft.minutes < SHORTEST.total_seconds() / 60:
        yield Problem("minutes", Fault.TOO_SHORT)
    if draft.minutes > LONGEST.total_seconds() / 60:
        yield Problem("minutes", Fault.TOO_LONG)
    if draft.seats is not None and draft.seats < 1:
        yield Problem("seats", Fault.NO_SEATS)
    if draft.seats is not None and draft.seats > MOST_SEATS:
        yield Problem("seats", Fault.TOO_MANY_SEATS)
    if draft.prerequisite and not is_link(draft.prerequisite):
        yield Problem("prerequisite", Fault.NO_LINK)
    yield from _when(draft, now, is_draft=is_draft)
    yield from _series(draft)


def _when(draft: Draft, now: datetime, *, is_draft: bool) -> Iterator[Problem]:
    if not is_draft and draft.day is None:
        yield Problem("day", Fault.NO_DAY)
    if not is_draft and draft.begins is None:
        yield Problem("begins", Fault.NO_START)
    if zone_named(draft.time_zone) is None:
        yield Problem("time_zone", Fault.UNKNOWN_ZONE, draft.time_zone)
        return
    wall = draft.wall
    if wall is None:
        return
    if draft.day is not None and not 1 < draft.day.year < 9999:
        yield Problem("day", Fault.TOO_FAR)
        return
    at = moment(wall, draft.time_zone).at
    if at <= now:
        is_today = at.date() == now.date()
        yield Problem("begins" if is_today else "day", Fault.PAST)
    elif at > now + FARTHEST:
        yield Problem("day", Fault.TOO_FAR)
    elif is_skipped(wall, draft.time_zone):
        yield Problem("begins", Fault.SKIPPED, draft.time_zone)


def _series(draft: Draft) -> Iterator[Problem]:
    chosen = draft.repetition
    if chosen.repeats is Repeats.NEVER:
        if chosen.until is not None or chosen.times is not None:
            yield Problem("repeats", Fault.NEVER_REPEATS)
        return
    if chosen.until is not None and chosen.times is not None:
        yield Problem("times", Fault.BOTH_ENDS)
    elif chosen.times is not None and chosen.times < 1:
        yield Problem("times", Fault.NO_TIMES)
    elif chosen.times is not None and chosen.times > MOST_OCCURRENCES:
        yield Problem("times", Fault.TOO_OFTEN)
    elif chosen.until is not None and draft.day is not None and chosen.until < draft.day:
        yield Problem("until", Fault.ENDS_BEFORE)


def is_link(text: str) -> bool:
    """Whether this is the address of a page (https, or http on loopback for local work)."""
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    if any(ch.isspace() for ch in text) or not parts.hostname:
        return False
    local = parts.scheme == "http" and parts.hostname in ("127.0.0.1", "localhost", "::1")
    return parts.scheme == "https" or local

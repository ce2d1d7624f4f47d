"""Decisions about boards: which one somebody asks for, whose days it covers, who stands where."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from itertools import groupby

from bot.rules.months import month_of
from bot.rules.zones import zone as zone_of

MOST_LINES = 10
LEAST_PEOPLE = 5
"""A team of fewer has no board of its own: it would be about each of them."""


class Board(StrEnum):
    """What a board is about."""

    HELPED = "helped"
    FIRST = "first"
    NEW = "new"


class Period(StrEnum):
    """Whose days a board covers, by the calendar of whoever looks."""

    WEEK = "week"
    LAST_WEEK = "last_week"
    MONTH = "month"
    LAST_MONTH = "last_month"

    @property
    def before(self) -> Period | None:
        """The one before it, if there is a board of that."""
        return {Period.WEEK: Period.LAST_WEEK, Period.MONTH: Period.LAST_MONTH}.get(self)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody wants to see; ids of 0 mean all."""

    board: Board = Board.HELPED
    period: Period = Period.MONTH
    topic_id: int = 0
    team_id: int = 0


@dataclass(frozen=True, slots=True)
class Typed:
    """What a command says: which board, about which topic and team by name."""

    wanted: Wanted = Wanted()
    topic: str = ""
    """Lower case, without the `#`; empty: none was named."""
    team: str | None = None
    """As it was typed. Empty: one's own; None: none was named."""
    unknown: str = ""
    """The first word nobody understands; empty: all was understood."""


_BOARDS = {
    "helped": Board.HELPED,
    "most": Board.HELPED,
    "first": Board.FIRST,
    "answers": Board.FIRST,
    "new": Board.NEW,
    "newcomers": Board.NEW,
}
_FILLING = {"this", "who", "people", "in", "about", "of", "the"}


def typed(line: str) -> Typed:
    """What `/learn board …` asks for: "first last week #sql", "new month team Data Platform"."""
    out = Typed()
    words = line.split()
    is_last = False
    for number, word in enumerate(words):
        plain = word.lower().strip(",.")
        if word.startswith("#") and len(word) > 1:
            out = replace(out, topic=plain.lstrip("#"))
        elif plain in _BOARDS:
            out = replace(out, wanted=replace(out.wanted, board=_BOARDS[plain]))
        elif plain in ("week", "month"):
            period = Period(f"last_{plain}" if is_last else plain)
            out = replace(out, wanted=replace(out.wanted, period=period))
        elif plain == "last":
            is_last = True
        elif plain == "team":
            return replace(out, team=" ".join(words[number + 1 :]))
        elif plain not in _FILLING:
            return replace(out, unknown=word)
    return out


def span(period: Period, now: datetime, zone: str) -> tuple[datetime, datetime]:
    """Beginning and end (aware UTC) of a period by the midnights of a zone; weeks begin on Monday.

    The end is not included. Days around a clock change are as long as they are there.
    """
    local = zone_of(zone)
    today = now.astimezone(local).date()
    if period in (Period.WEEK, Period.LAST_WEEK):
        first = today - timedelta(days=today.weekday())
        if period is Period.LAST_WEEK:
            first -= timedelta(days=7)
        after = first + timedelta(days=7)
    else:
        month = month_of(today)
        month = month.before if period is Period.LAST_MONTH else month
        first, after = month.first, month.after
    begin, end = (datetime.combine(day, time(), local).astimezone(UTC) for day in (first, after))
    return begin, end


def new_since(now: datetime, zone: str, days: int) -> date:
    """The first day (of a zone's calendar) that makes somebody new now."""
    return now.astimezone(zone_of(zone)).date() - timedelta(days=days)


@dataclass(frozen=True, slots=True)
class Place:
    """Somebody's line on a board."""

    rank: int
    person_id: int
    points: float


@dataclass(frozen=True, slots=True)
class Standing:
    """The lines of a board; and how many more share the next rank, which has no room any more."""

    places: tuple[Place, ...]
    more: int = 0
    more_rank: int = 0


def standing(points: Mapping[int, float]) -> Standing:
    """Who stands where: equal points share a rank, and the next rank counts them all.

    A rank that does not fit wholly is left out rather than cut somewhere. Only of the first one, if
    that alone is too many, as many as fit are named: those who come first in `points`.
    """
    ordered = sorted(points.items(), key=lambda one: -one[1])
    places: list[Place] = []
    for value, equal in groupby(ordered, key=lambda one: one[1]):
        if value <= 0:
            break
        rank = len(places) + 1
        group = [Place(rank, id_, value) for id_, _ in equal]
        room = MOST_LINES - len(places)
        if len(group) > room:
            named = group[:room] if rank == 1 else []
            return Standing((*places, *named), len(group) - len(named), rank)
        places += group
    return Standing(tuple(places))

"""What a manager's digest tells of a team: how much of it, and what is never told of few."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import Enum, auto
from typing import TypeVar

from bot.events import Person
from bot.rules.digests import Period
from bot.rules.memory import Grade
from bot.rules.recall_measures import LEAST_PEOPLE, Seen, in_fives, told_until

T = TypeVar("T")

WEEKS = 6
"""Bars of the chart."""
WAITED = timedelta(days=2)
"""An open question that waits longer is worth a thought."""
STRONG, WEAK = 2 / 3, 1 / 3
"""Shares above and below which a topic counts as remembered, or as fading."""


class Strength(Enum):
    """How a topic is remembered. No finer: a number would follow each answer."""

    STRONG = auto()
    HALF = auto()
    FADING = auto()


class Tip(Enum):
    """What is suggested for the week, and so why."""

    WHO_KNOWS = auto()
    """A question waits."""
    THANK = auto()
    """Somebody gave a session."""
    GO = auto()
    """A session is coming that suits what they did lately."""
    READ_ALOUD = auto()
    """Somebody was thanked."""
    TELL = auto()
    """A question found its answer."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Somebody reports from `since` until `until` (aware UTC, not included)."""

    person_id: int
    since: datetime
    until: datetime


def sizes(stretches: Iterable[Stretch], ends_at: datetime, weeks: int = WEEKS) -> list[int]:
    """How many people a team had in each of so many weeks up to a moment (aware)."""
    found = list(stretches)
    out = []
    for n in range(weeks, 0, -1):
        begins, ends = ends_at - timedelta(weeks=n), ends_at - timedelta(weeks=n - 1)
        out.append(len({s.person_id for s in found if s.since < ends and s.until > begins}))
    return out


def told_weeks(counts: Sequence[int], people: Sequence[int], least: int) -> list[int]:
    """The counts of the last weeks up to this one in all of which the team was many enough."""
    out: list[int] = []
    for count, size in zip(reversed(counts), reversed(people), strict=True):
        if size < least:
            break
        out.insert(0, count)
    return out


def took_part(people: int, team: int, least: int = LEAST_PEOPLE) -> int:
    """Of how many people it is said that they took part: "at least" so many; 0: of none.

    In steps of five, and never of nearly the whole team: either would tell of single people.
    """
    step = max(least, LEAST_PEOPLE)
    told = people // step * step
    while told > team - 2:
        told -= step
    return max(told, 0)


def half_year(now: datetime) -> datetime:
    """When the half of a year began (aware UTC) that answers are told of.

    Such windows do not overlap, so that no answer is in the figures of two; and the first Monday
    counts, as everywhere with answers.
    """
    until = told_until(now)
    month = 1 if until.month < 7 else 7
    return datetime(until.year, month, 1, tzinfo=UTC)


def strength(answers: Iterable[Seen], least: int = LEAST_PEOPLE) -> Strength | None:
    """How a topic is remembered by full groups of five; None: by fewer people than are told of."""
    told = in_fives(answers)
    if len({one.person_id for one in told}) < least:
        return None
    share = sum(one.is_right for one in told) / len(told)
    if share >= STRONG:
        return Strength.STRONG
    return Strength.HALF if share > WEAK else Strength.FADING


def is_right(rating: int) -> bool:
    """Whether a rating counts as remembered."""
    return rating > Grade.AGAIN


def turn(candidates: Sequence[T], period: Period) -> T | None:
    """One of these, another one each week."""
    if not candidates:
        return None
    return candidates[period.last.toordinal() // 7 % len(candidates)]


def tip(
    waiting_since: Sequence[datetime],
    *,
    gave: Person | None,
    is_coming: bool,
    was_thanked: bool,
    was_answered: bool,
    now: datetime,
) -> Tip | None:
    """What to suggest: the first that fits, what helps somebody who waits before all else."""
    if any(now - at >= WAITED for at in waiting_since):
        return Tip.WHO_KNOWS
    if gave is not None:
        return Tip.THANK
    if is_coming:
        return Tip.GO
    if was_thanked:
        return Tip.READ_ALOUD
    return Tip.TELL if was_answered else None

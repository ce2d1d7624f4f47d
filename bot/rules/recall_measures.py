"""What answers tell about many people: shares, their difference, and when there are too few."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum
from math import sqrt
from statistics import NormalDist

LEAST_PEOPLE = 5
"""Fewer people's answers are never told, not even together."""
SURE = 0.95
"""Of a hundred such intervals, how many hold what they are about."""
WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Seen:
    """One answer to one card: who remembered, or did not, and when (aware)."""

    person_id: int
    is_right: bool
    at: datetime


@dataclass(frozen=True, slots=True)
class Share:
    """How many of the answers of some people remembered; `low` to `high` is its interval."""

    right: int
    answers: int
    people: int
    low: float
    high: float

    @property
    def value(self) -> float:
        """The share itself, 0 to 1."""
        return self.right / self.answers


class Verdict(StrEnum):
    """What an interval allows to say."""

    HIGHER = "higher"
    """All of it lies above none."""
    LOWER = "lower"
    UNSURE = "unsure"
    """None is among what it may be: too few to tell, or nothing to tell."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One share minus another, -1 to 1, with its interval."""

    first: Share
    second: Share
    low: float
    high: float

    @property
    def value(self) -> float:
        """The difference itself."""
        return self.first.value - self.second.value

    @property
    def verdict(self) -> Verdict:
        """Whether it is one."""
        if self.low > 0:
            return Verdict.HIGHER
        return Verdict.LOWER if self.high < 0 else Verdict.UNSURE


def told_until(now: datetime) -> datetime:
    """Until when (aware UTC) answers are told of: the Monday that was, at midnight.

    What moved from one look to the next would else be what one person has answered in between.
    """
    day = now.astimezone(UTC).date()
    return datetime.combine(day - timedelta(days=day.weekday()), time(), UTC)


def in_fives(seen: Iterable[Seen]) -> list[Seen]:
    """Only full groups of five people, in the order in which they came to answer.

    So that no figure ever moves by what one more person answered. The rest waits for company.
    """
    answers = list(seen)
    came: dict[int, datetime] = {}
    for one in answers:
        came[one.person_id] = min(one.at, came.get(one.person_id, one.at))
    order = sorted(came, key=lambda person: (came[person], person))
    told = set(order[: len(order) // LEAST_PEOPLE * LEAST_PEOPLE])
    return [one for one in answers if one.person_id in told]


def share(seen: Iterable[Seen]) -> Share | None:
    """How many of these answers remembered; None: fewer than five people gave them.

    The interval is Wilson's (1927), for as many independent answers as these are worth: several of
    one person are alike, and count for less by their design effect (Rao and Scott 1992), with
    Student's quantile for few people (Korn and Graubard 1998). It never leaves 0 to 1.
    """
    answers = list(seen)
    people = len({one.person_id for one in answers})
    if people < LEAST_PEOPLE:
        return None
    right = sum(one.is_right for one in answers)
    low, high = wilson(right / len(answers), _worth(answers, people))
    return Share(right, len(answers), people, low, high)


def difference(first: Iterable[Seen], second: Iterable[Seen]) -> Difference | None:
    """How much more the first remembered than the second; None: either has too few people.

    The interval is Newcombe's (1998, method 10), from the intervals of `share`. That the same
    people may be on both sides is left out of account, which makes it wider than need be.
    """
    one, other = share(first), share(second)
    if one is None or other is None:
        return None
    apart = one.value - other.value
    below = sqrt((one.value - one.low) ** 2 + (other.high - other.value) ** 2)
    above = sqrt((one.high - one.value) ** 2 + (other.value - other.low) ** 2)
    return Difference(one, other, max(apart - below, -1.0), min(apart + above, 1.0))


def _worth(answers: Sequence[Seen], people: int) -> float:
    """How many independent answers these are worth, for a normal quantile."""
    number = len(answers)
    mean = sum(one.is_right for one in answers) / number
    off: dict[int, float] = {}
    for one in answers:
        off[one.person_id] = off.get(one.person_id, 0.0) + one.is_right - mean
    spread = people / (people - 1) * sum(v * v for v in off.values()) / number**2
    if mean in (0, 1):  # That tells nothing of how alike a person's answers are: as if entirely.
        independent = float(people)
    else:
        independent = mean * (1 - mean) / spread if spread else float(number)
    return min(independent, number) * (_normal() / student(people - 1)) ** 2


def wilson(mean: float, number: float) -> tuple[float, float]:
    """The 95 % interval (Wilson 1927) of a share of so many independent answers; both 0 to 1."""
    z = _normal() ** 2
    middle = (mean + z / (2 * number)) / (1 + z / number)
    reach = sqrt(z * mean * (1 - mean) / number + z * z / (4 * number**2)) / (1 + z / number)
    # Around the share itself, whatever the last binary digit of none or all makes of it.
    return min(max(middle - reach, 0.0), mean), max(min(middle + reach, 1.0), mean)


def _normal() -> float:
    return NormalDist().inv_cdf((1 + SURE) / 2)


def student(freedom: int) -> float:
    """Student's two-sided 95 % quantile, by Abramowitz and Stegun 26.7.5; from 4 degrees on."""
    z, v = _normal(), freedom
    return (
        z
        + (z**3 + z) / (4 * v)
        + (5 * z**5 + 16 * z**3 + 3 * z) / (96 * v**2)
        + (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / (384 * v**3)
    )

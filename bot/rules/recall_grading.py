"""How well an answer to a recall card remembers, as the memory model counts."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import combinations

from bot.rules.memory import Grade

PARTLY = 0.5
"""Of several right options: this share of them, wrong ones subtracted, is partly right."""
NEARLY = 2 / 3
"""Of steps in order: this share of their pairs standing the right way round is partly right."""


@dataclass(frozen=True, slots=True)
class Graded:
    """A grade, and whether the answer was right; None: there is nothing to be wrong about."""

    grade: Grade
    is_right: bool | None


RIGHT, PART, WRONG = (
    Graded(Grade.GOOD, is_right=True),
    Graded(Grade.HARD, is_right=False),
    Graded(Grade.AGAIN, is_right=False),
)
USED, NOT_YET = Graded(Grade.GOOD, None), Graded(Grade.HARD, None)
"""Who used it remembered; who did not yet was reminded now, and is asked again sooner."""


def single(chosen: int, right: Collection[int]) -> Graded:
    """One option of several: right is Good, wrong is Again."""
    return RIGHT if chosen in right else WRONG


def several(chosen: Collection[int], right: Collection[int]) -> Graded:
    """All the right options and no other is Good; half of them, each wrong one taking one away,
    is Hard, which counts as remembered with an effort; less is Again.
    """
    picked = set(chosen)
    if picked == set(right):
        return RIGHT
    hits = len(picked & set(right)) - len(picked - set(right))
    return PART if right and hits / len(right) >= PARTLY else WRONG


def ordered(given: Sequence[int]) -> Graded:
    """Steps by their right places, as somebody put them: in order is Good; two thirds of all pairs
    the right way round is Hard; less is Again.
    """
    pairs = list(combinations(given, 2))
    right = sum(first < second for first, second in pairs)
    if right == len(pairs):
        return RIGHT
    return PART if right / len(pairs) >= NEARLY else WRONG


def by_oneself(grade: Grade) -> Graded:
    """What somebody says about themselves after looking."""
    return Graded(grade, None)

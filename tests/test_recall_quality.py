"""The bench of recall's quality: what it compares with is what its sources describe."""

from __future__ import annotations

from math import isclose
from random import Random

import pytest

from bench.recall_learners import LEARNERS
from bench.recall_quality import METHODS, course, losses
from bench.recall_schedules import Fixed, Ours, Sm2


def _days(schedule: Sm2 | Fixed | Ours, remembered: list[bool]) -> list[float]:
    out = []
    for right in remembered:
        assert schedule.due is not None
        out.append(schedule.due)
        schedule.answered(schedule.due, remembered=right)
    return out


def test_sm2_waits_one_day_six_days_and_then_by_its_ease() -> None:
    first, *rest = _days(Sm2(), [True] * 5)
    assert isclose(first, 4 / 24)
    assert [round(day - first) for day in rest] == [1, 7, 22, 60]
    again = _days(Sm2(), [True, True, False, True])
    assert round(again[3] - again[2]) == 1, "what was forgotten begins again"


def test_fixed_days_are_fixed() -> None:
    assert _days(Fixed(), [True, False, True, False, True]) == [1, 3, 7, 14, 30]


def test_ours_is_the_course_of_the_product() -> None:
    # Issue 5 measured days 2 and 13 for all-good reviews at 0.9; the next would be 59: the end.
    days = _days(Ours(), [True] * 4)
    assert [round(day - days[0]) for day in days[:3]] == [0, 2, 13]
    assert days[3] == 30


@pytest.mark.parametrize("kind", LEARNERS)
def test_whoever_is_asked_more_remembers_longer_and_everybody_forgets(kind: str) -> None:
    asked, left = (LEARNERS[kind](Random(1), Random(2)) for _ in range(2))  # noqa: S311
    assert left.recall(0.2) > left.recall(5) > left.recall(30) > 0
    for day in (1.0, 5.0, 12.0):
        asked.asked(day, remembered=True)
    assert asked.recall(30) > left.recall(30) + 0.05


@pytest.mark.parametrize("kind", LEARNERS)
def test_nothing_predicts_better_than_the_truth_and_the_seed_decides_all(kind: str) -> None:
    found = losses(kind, 8)
    assert found == losses(kind, 8)
    assert set(found) == {"the truth itself", *METHODS}
    assert min(found, key=lambda name: found[name]) == "the truth itself"


def test_asking_for_more_keeps_more() -> None:
    little, much = (course("half-life", Ours, strain, 8) for strain in (0.75, 0.95))
    assert much.retention > little.retention
    assert much.reviews > little.reviews

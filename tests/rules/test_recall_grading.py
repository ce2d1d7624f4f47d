"""How an answer is graded."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules import recall_grading as grading
from bot.rules.memory import Grade


def test_one_option_is_right_or_wrong() -> None:
    assert grading.single(2, [2]) == grading.RIGHT
    assert grading.single(1, [2]) == grading.WRONG


@pytest.mark.parametrize(
    ("chosen", "right", "grade"),
    [
        ([0, 2], [0, 2], Grade.GOOD),
        ([0], [0, 2], Grade.HARD),
        ([0, 1, 2], [0, 2], Grade.HARD),
        ([0, 1], [0, 2], Grade.AGAIN),
        ([0], [0, 2, 3], Grade.AGAIN),
        ([0, 2, 1], [0, 2, 3], Grade.AGAIN),
        ([0, 1, 2, 3], [0, 2], Grade.AGAIN),
        ([], [0], Grade.AGAIN),
    ],
)
def test_several_are_right_partly_right_or_wrong(
    chosen: list[int], right: list[int], grade: Grade
) -> None:
    graded = grading.several(chosen, right)
    assert graded.grade is grade
    assert graded.is_right is (grade is Grade.GOOD)


@pytest.mark.parametrize(
    ("given", "grade"),
    [
        ([0, 1, 2, 3], Grade.GOOD),
        ([1, 0, 2, 3], Grade.HARD),
        ([1, 2, 0, 3], Grade.HARD),
        ([3, 0, 1, 2], Grade.AGAIN),
        ([3, 2, 1, 0], Grade.AGAIN),
        ([1, 0], Grade.AGAIN),
    ],
)
def test_steps_are_graded_by_their_pairs(given: list[int], grade: Grade) -> None:
    assert grading.ordered(given).grade is grade


@given(st.permutations(list(range(6))))
def test_only_the_right_order_is_right(steps: list[int]) -> None:
    assert bool(grading.ordered(steps).is_right) == (steps == sorted(steps))


def test_what_nobody_can_be_wrong_about_says_so() -> None:
    assert grading.by_oneself(Grade.EASY) == grading.Graded(Grade.EASY, None)
    assert grading.USED.grade > grading.NOT_YET.grade
    assert grading.USED.is_right is grading.NOT_YET.is_right is None

"""The memory model forgets as FSRS says, keeps to a course, and reads no clock."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.memory import (
    Attempt,
    Grade,
    Memory,
    model_name,
    recall_probability,
    rerun,
    review,
    within_course,
)

MONDAY = datetime(2026, 11, 23, 9, tzinfo=UTC)
DAY = timedelta(days=1)

moments = st.lists(st.integers(0, 400 * 24 * 60), min_size=1, max_size=12).map(
    lambda minutes: [MONDAY + timedelta(minutes=m) for m in sorted(minutes)]
)
grades = st.lists(st.sampled_from(Grade), min_size=12, max_size=12)


def all_good(retention: float, times: int) -> list[int]:
    memory, days = Memory(MONDAY), []
    for _ in range(times):
        memory = review(memory, Grade.GOOD, memory.due_at, retention=retention)
        days.append((memory.due_at - MONDAY).days)
    return days


def test_all_good_reviews_fall_on_days_2_13_59() -> None:
    assert all_good(0.9, 3) == [2, 13, 59]


def test_less_retention_asks_more_rarely() -> None:
    assert all_good(0.85, 2) == [4, 35]


def test_what_was_forgotten_comes_back_sooner() -> None:
    known = review(review(Memory(MONDAY), Grade.GOOD, MONDAY), Grade.GOOD, MONDAY + 2 * DAY)
    forgotten = review(review(Memory(MONDAY), Grade.GOOD, MONDAY), Grade.AGAIN, MONDAY + 2 * DAY)
    assert forgotten.due_at < known.due_at


def test_a_memory_fades() -> None:
    memory = review(Memory(MONDAY), Grade.GOOD, MONDAY)
    seen = [recall_probability(memory, MONDAY + n * DAY) for n in (0, 1, 7, 30, 300)]
    assert seen[0] == 1
    assert seen == sorted(seen, key=lambda p: -(p or 0))


def test_what_was_never_asked_has_no_probability() -> None:
    assert recall_probability(Memory(MONDAY), MONDAY) is None


@given(moments, grades)
def test_the_log_leads_to_the_same_memory(at: list[datetime], given_: list[Grade]) -> None:
    attempts = [Attempt(g, t) for g, t in zip(given_, at, strict=False)]
    memory = Memory(MONDAY)
    for attempt in attempts:
        memory = review(memory, attempt.grade, attempt.at)
    assert rerun(MONDAY, attempts) == memory


@given(moments, grades, st.sampled_from([0.7, 0.85, 0.9, 0.97]))
def test_the_next_time_is_at_least_a_day_and_at_most_the_longest_away(
    at: list[datetime], given_: list[Grade], retention: float
) -> None:
    memory = Memory(MONDAY)
    for grade, t in zip(given_, at, strict=False):
        memory = review(memory, grade, t, retention=retention, longest_days=90)
        assert memory.reviewed_at is not None
        assert DAY <= memory.due_at - memory.reviewed_at <= 90 * DAY


def test_a_clock_that_jumped_back_is_read_as_the_last_review() -> None:
    memory = review(Memory(MONDAY), Grade.GOOD, MONDAY)
    assert review(memory, Grade.GOOD, MONDAY - 3 * DAY) == review(memory, Grade.GOOD, MONDAY)


def test_a_naive_time_is_refused() -> None:
    with pytest.raises(ValueError, match="aware"):
        review(Memory(MONDAY), Grade.GOOD, MONDAY.replace(tzinfo=None))


@pytest.mark.parametrize("retention", [0.0, 0.5, 0.99, 1.0])
def test_an_absurd_retention_is_refused(retention: float) -> None:
    with pytest.raises(ValueError, match="retention"):
        review(Memory(MONDAY), Grade.GOOD, MONDAY, retention=retention)


def test_a_course_ends_with_a_review() -> None:
    ends = MONDAY + 30 * DAY
    assert within_course(MONDAY + 13 * DAY, MONDAY, ends) == (MONDAY + 13 * DAY, False)
    assert within_course(MONDAY + 59 * DAY, MONDAY, ends) == (ends, True)


def test_after_its_course_a_card_keeps_the_model_s_own_date() -> None:
    ends = MONDAY + 30 * DAY
    assert within_course(ends + 59 * DAY, ends, ends) == (ends + 59 * DAY, False)
    assert within_course(MONDAY + 59 * DAY, MONDAY, None) == (MONDAY + 59 * DAY, False)


def test_the_model_s_name_tells_its_parameters_apart() -> None:
    assert model_name() == model_name()
    assert model_name() != model_name(retention=0.85)

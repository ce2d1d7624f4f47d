"""Shares and their differences: against published values, and against the truth, drawn often."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.recall_measures import (
    Seen,
    Verdict,
    difference,
    in_fives,
    share,
    student,
    told_until,
)

NOW = datetime(2026, 11, 18, 12, 0, tzinfo=UTC)


def answers(*people: str) -> list[Seen]:
    """A word a person: `+` remembered, `-` did not."""
    return [
        Seen(number, sign == "+", NOW + timedelta(minutes=number))
        for number, signs in enumerate(people)
        for sign in signs
    ]


def test_students_quantile_is_that_of_the_tables() -> None:
    table = {4: 2.776, 9: 2.262, 19: 2.093, 99: 1.984}
    assert {v: student(v) for v in table} == pytest.approx(table, abs=0.01)


def test_with_one_answer_each_it_is_newcombes_interval() -> None:
    # Newcombe 1998, table II, example (a): 56/70 and 48/80, method 10: 0.0524 to 0.3339.
    first = answers(*"+" * 56, *"-" * 14)
    second = answers(*"+" * 48, *"-" * 32)
    found = difference(first, second)
    assert found is not None
    assert (found.low, found.high) == pytest.approx((0.0524, 0.3339), abs=0.005)
    assert found.value == pytest.approx(0.2)
    assert found.verdict is Verdict.HIGHER


def test_four_people_are_too_few_however_much_they_answer() -> None:
    assert share(answers(*["+-+-+-" * 20] * 4)) is None
    assert share(answers(*["+"] * 5)) is not None
    assert difference(answers(*"+" * 5), answers(*"+" * 4)) is None


def test_answers_of_one_person_are_alike_and_count_for_less() -> None:
    apart = share(answers(*["+-+-"] * 10))
    alike = share(answers(*["++++"] * 5, *["----"] * 5))
    assert apart is not None
    assert alike is not None
    assert apart.answers == alike.answers
    assert alike.high - alike.low > 1.5 * (apart.high - apart.low)


def test_all_alike_is_not_certain() -> None:
    found = share(answers(*["+++"] * 5))
    assert found is not None
    assert found.high == 1
    assert found.low < 0.55


def test_the_interval_holds_the_truth_as_often_as_it_says() -> None:
    draw = random.Random(1)  # noqa: S311
    held, rounds = 0, 400
    for _ in range(rounds):
        first: list[Seen] = []
        second: list[Seen] = []
        for person in range(12):
            ability = draw.gauss(0, 0.15)
            for seen, truth in ((first, 0.75), (second, 0.55)):
                right = min(max(truth + ability, 0), 1)
                seen.extend(Seen(person, draw.random() < right, NOW) for _ in range(4))
        found = difference(first, second)
        assert found is not None
        held += found.low <= 0.2 <= found.high
    assert held / rounds >= 0.95


def test_when_there_is_no_difference_it_is_rarely_said_that_there_is() -> None:
    draw = random.Random(2)  # noqa: S311
    wrong, rounds = 0, 400
    for _ in range(rounds):
        sides = [[Seen(p, draw.random() < 0.7, NOW) for p in range(8)] for _ in range(2)]
        found = difference(*sides)
        assert found is not None
        wrong += found.verdict is not Verdict.UNSURE
    assert wrong / rounds <= 0.06


@given(st.lists(st.tuples(st.integers(1, 12), st.booleans(), st.integers(0, 9)), max_size=60))
def test_people_are_told_of_in_fives_and_one_more_changes_nothing(
    drawn: list[tuple[int, bool, int]],
) -> None:
    seen = [Seen(p, right, NOW + timedelta(hours=h)) for p, right, h in drawn]
    told = in_fives(seen)
    people = {one.person_id for one in told}
    assert len(people) % 5 == 0
    assert len({one.person_id for one in seen}) - len(people) < 5
    assert [one for one in seen if one.person_id in people] == told
    if len({one.person_id for one in seen}) % 5 != 4:
        assert in_fives([*seen, Seen(99, True, NOW + timedelta(hours=99))]) == told


@given(st.integers(0, 10_000))
def test_what_is_told_stands_for_a_week(hours: int) -> None:
    at = NOW + timedelta(hours=hours)
    until = told_until(at)
    assert until.weekday() == 0
    assert (until.hour, until.minute) == (0, 0)
    assert timedelta() <= at - until < timedelta(days=7)

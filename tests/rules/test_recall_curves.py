"""What a picture of somebody's memory shows: the past as it was seen then, the future unasked."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.memory import Attempt, Grade, Memory, recall_probability, rerun, review
from bot.rules.recall_curves import AHEAD, BACK, Learnt, curves, strong_and_fading

NOW = datetime(2026, 11, 18, 12, 0, tzinfo=UTC)


def learnt(*answers: tuple[int, Grade], topics: tuple[str, ...] = ("sql",)) -> Learnt:
    """A card answered so many days ago, so well."""
    return Learnt(topics, tuple(Attempt(g, NOW - timedelta(days=ago)) for ago, g in answers))


def test_before_the_first_answer_there_is_nothing_and_then_it_fades() -> None:
    (curve,) = curves([learnt((10, Grade.GOOD))], NOW)
    assert curve.points[: BACK - 10] == (None,) * (BACK - 10)
    known = [p for p in curve.points[BACK - 10 :] if p is not None]
    assert len(known) == AHEAD + 11
    assert known[0] == 1
    assert known == sorted(known, reverse=True)
    assert curve.today == known[10]
    assert curve.later == known[-1] < curve.today


def test_a_later_answer_changes_nothing_of_the_days_before_it() -> None:
    (once,) = curves([learnt((20, Grade.GOOD))], NOW)
    (twice,) = curves([learnt((20, Grade.GOOD), (5, Grade.AGAIN))], NOW)
    assert twice.points[: BACK - 5] == once.points[: BACK - 5]
    assert twice.later < once.points[BACK - 5]  # type: ignore[operator]


@given(st.lists(st.tuples(st.integers(0, 90), st.sampled_from(Grade)), min_size=1, max_size=8))
def test_today_is_what_running_the_log_again_gives(answers: list[tuple[int, Grade]]) -> None:
    card = learnt(*sorted(answers, reverse=True))
    (curve,) = curves([card], NOW)
    assert curve.today == recall_probability(rerun(NOW, card.attempts), NOW)


def test_topics_are_means_of_their_cards_and_those_that_fade_come_first() -> None:
    fresh = learnt((1, Grade.EASY), topics=("a", "b"))
    old = learnt((25, Grade.AGAIN), topics=("b",))
    none = learnt((25, Grade.AGAIN), topics=())
    found = {curve.topic: curve for curve in curves([fresh, old, none], NOW)}
    assert list(found) == ["", "b", "a"]
    assert found["b"].cards == 2
    assert found["b"].today == pytest.approx((found["a"].today + found[""].today) / 2)


def test_nothing_learnt_is_no_curve() -> None:
    assert curves([], NOW) == []
    assert strong_and_fading(NOW, [], 0.9) == (0, 0)


def test_strong_is_at_least_the_wanted_probability() -> None:
    fresh = review(Memory(NOW), Grade.GOOD, NOW)
    faded = review(Memory(NOW), Grade.AGAIN, NOW - timedelta(days=20))
    assert strong_and_fading(NOW, [fresh, faded, Memory(NOW)], 0.9) == (1, 1)

"""How the bench counts what a community was shown."""

from __future__ import annotations

import pytest

from bench.matching_sure import Suggestions, Sureness
from bot.store.index.ranking import FAINT, sure

LIKELY = {"a": 0.4, "b": 0.2, "c": 0.1, "d": 0.05}


def counted(rel: dict[str, int], *, ignore: tuple[str, ...] = ()) -> Suggestions:
    made = Suggestions()
    made.add({"rel": rel, "ignore": ignore}, LIKELY)
    return made


def test_with_its_twin_taken_away_the_others_and_none_share_what_it_had() -> None:
    made = counted({"a": 1})
    assert made.found.each == [pytest.approx(sure([0.4, 0.2, 0.1]))]
    assert made.taken.each == [pytest.approx(sure([0.2 / 0.6, 0.1 / 0.6, 0.05 / 0.6]))]
    assert made.strict.each == made.never.each == []


def test_what_the_asker_linked_is_not_there() -> None:
    made = counted({"b": 2}, ignore=("a",))
    assert made.found.each == [pytest.approx(sure([0.2 / 0.6, 0.1 / 0.6, 0.05 / 0.6]))]
    assert made.strict.each == made.found.each


def test_a_twin_below_the_first_three_is_not_found() -> None:
    made = counted({"d": 1})
    assert made.found.each == []
    assert len(made.taken.each) == 1


def test_a_twin_that_is_not_shown_beside_the_best_counts_as_not_shown() -> None:
    made = Suggestions()
    made.add({"rel": {"b": 1}}, {"a": 0.9, "b": 0.9 * FAINT / 2})
    assert made.found.each == [0.0]


def test_nobody_linked_it() -> None:
    assert len(counted({}).never.each) == 1


def test_a_limit_lets_only_so_many_through() -> None:
    each = Sureness([n / 100 for n in range(100)])
    assert each.above(each.limit(0.15)) == pytest.approx(0.15)

"""How sure it is of what it would show, and what it then shows."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.store.index.ranking import FAINT, SHOWN, Ranked, shown, sure


def ranked(*likely: float) -> list[Ranked]:
    return [Ranked(number, p, ("rotate", "credentials")) for number, p in enumerate(likely)]


@given(st.lists(st.floats(0, 1), max_size=10))
def test_it_is_a_share_of_one(likely: list[float]) -> None:
    assert 0 <= sure(sorted(likely, reverse=True)) <= 1


def test_it_is_how_likely_the_answer_is_among_those_shown() -> None:
    assert sure([0.3, 0.2, 0.1, 0.09]) == pytest.approx(0.6)
    assert sure([0.3]) == 0.3


def test_nothing_found_is_nothing_to_be_sure_of() -> None:
    assert sure([]) == 0
    assert shown([]) == []


def test_what_is_faint_beside_the_best_is_not_shown() -> None:
    best = 0.5
    near = shown(ranked(best, best * FAINT, best * FAINT / 2))
    assert [r.question_id for r in near] == [0, 1]
    assert len(shown(ranked(*[best] * SHOWN))) == SHOWN

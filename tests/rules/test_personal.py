"""Decisions about somebody's own week."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.memory import Memory
from bot.rules.personal import Known, fading, strong, suiting

NOW = datetime(2026, 11, 18, 12, 0, tzinfo=UTC)


def known(days: float, *topics: str, stability: float = 10) -> Known:
    """A card reviewed so many days ago. FSRS: after as many days as its stability it is 90 %."""
    at = NOW - timedelta(days=days)
    return Known(topics, Memory(NOW, 2, None, stability, 5.0, at))


def test_strong_is_what_is_remembered_as_well_as_is_wanted() -> None:
    cards = [known(1), known(9), known(11), known(300)]
    assert strong(cards, NOW, 0.9) == 2
    assert strong([Known((), Memory(NOW))], NOW, 0.9) == 0  # never asked


def test_the_topic_that_fades_most_comes_first() -> None:
    cards = [
        known(1, "git"),
        known(30, "sql", "postgres"),
        known(60, "sql"),
        known(100),
    ]
    found = fading(cards, NOW, 0.9, 3)
    assert [(one.topic, one.cards) for one in found] == [("", 1), ("sql", 2), ("postgres", 1)]
    assert [one.topic for one in fading(cards, NOW, 0.9, 1)] == [""]
    assert fading(cards[:1], NOW, 0.9, 3) == []


def test_a_topic_is_the_mean_of_its_cards() -> None:
    (found,) = fading([known(0, "sql"), known(10, "sql")], NOW, 0.96, 3)
    assert found.today == pytest.approx(0.95, abs=0.001)


@given(st.lists(st.tuples(st.floats(0, 400), st.sampled_from(["a", "b", ""])), max_size=20))
def test_what_fades_lies_between_none_and_what_is_wanted(drawn: list[tuple[float, str]]) -> None:
    cards = [known(days, *([topic] if topic else [])) for days, topic in drawn]
    found = fading(cards, NOW, 0.9, 3)
    assert all(0 <= one.today < 0.9 for one in found)
    assert [one.today for one in found] == sorted(one.today for one in found)
    assert 0 <= strong(cards, NOW, 0.9) <= len(cards)


@dataclass(frozen=True)
class About:
    """A session about something."""

    topics: tuple[str, ...]


def test_a_session_suits_whose_topic_it_is_about() -> None:
    ahead = [About(("git",)), About(("sql", "git")), About(()), About(("sql",))]
    assert suiting(ahead, {"sql"}, 3) == [ahead[1], ahead[3]]
    assert suiting(ahead, {"git", "sql"}, 1) == ahead[:1]
    assert suiting(ahead, (), 3) == []

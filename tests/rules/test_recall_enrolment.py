"""Decisions about beginning with a card: when it is asked first, and which are held out."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.rules.recall_enrolment import beginning, is_held_out

BEGAN = datetime(2026, 12, 3, 13, 15, tzinfo=UTC)
IDS = st.integers(1, 2**31 - 1)
SHARES = st.floats(0, 0.5)


@given(IDS, IDS, st.integers(1, 365), st.floats(0, 168), SHARES)
def test_a_card_is_asked_first_within_its_course(
    person: int, card: int, days: int, hours: float, share: float
) -> None:
    first = beginning(
        person, card, BEGAN, course_days=days, first_after_hours=hours, hold_out=share
    )
    assert first.window_ends_at == BEGAN + timedelta(days=days)
    assert BEGAN <= first.due_at <= first.window_ends_at
    if first.is_held_out:
        assert first.due_at == first.window_ends_at
    else:
        assert first.due_at == min(BEGAN + timedelta(hours=hours), first.window_ends_at)


@given(IDS, IDS, SHARES, SHARES)
def test_a_larger_share_holds_out_what_a_smaller_one_did(
    person: int, card: int, one: float, other: float
) -> None:
    less, more = sorted((one, other))
    assert not is_held_out(person, card, less) or is_held_out(person, card, more)
    assert not is_held_out(person, card, 0)


def test_the_share_is_kept_over_people_and_over_cards() -> None:
    pairs = [(person, card) for person in range(1, 201) for card in range(1, 51)]
    held = sum(is_held_out(person, card, 0.1) for person, card in pairs)
    assert 0.08 < held / len(pairs) < 0.12
    of_people = {sum(is_held_out(person, card, 0.1) for card in range(1, 51)) for person in (1, 2)}
    assert of_people <= set(range(20)), "nobody has most of a deck held out"

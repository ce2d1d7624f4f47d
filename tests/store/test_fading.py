"""Laws of sums that fade."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.store.fading import MONTH, WEEK, added, worth

BEGIN = datetime(2026, 1, 1, tzinfo=UTC)
hours = st.integers(0, 24 * 2_000)


def at(hour: int) -> datetime:
    return BEGIN + timedelta(hours=hour)


def test_it_halves_in_its_time() -> None:
    kept = added(None, WEEK, BEGIN, 4.0)
    assert worth(kept, WEEK, BEGIN) == pytest.approx(4.0)
    assert worth(kept, WEEK, BEGIN + timedelta(days=7)) == pytest.approx(2.0)
    assert worth(None, WEEK, BEGIN) == 0.0


@given(st.lists(hours, min_size=1, max_size=20))
def test_the_order_in_which_it_is_added_does_not_matter(when: list[int]) -> None:
    expected = sum(0.5 ** ((max(when) - h) / 24 / MONTH) for h in when)
    for order in (when, sorted(when), sorted(when, reverse=True)):
        kept = None
        for hour in order:
            kept = added(kept, MONTH, at(hour))
        assert worth(kept, MONTH, at(max(when))) == pytest.approx(expected, rel=1e-6)


@given(hours, hours, hours)
def test_two_sums_stay_in_their_order_for_ever(one: int, other: int, now: int) -> None:
    first, second = added(None, MONTH, at(one)), added(None, MONTH, at(other))
    assert (first >= second) == (worth(first, MONTH, at(now)) >= worth(second, MONTH, at(now)))

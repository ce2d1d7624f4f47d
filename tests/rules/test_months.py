"""Months of a calendar page."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.months import Month, month_named, month_of


@given(st.dates(date(2000, 2, 1), date(2099, 12, 31)))
def test_every_day_is_once_in_its_month(day: date) -> None:
    month = month_of(day)
    days = [d for week in month.weeks() for d in week]
    assert days == [days[0] + timedelta(days=i) for i in range(len(days))]
    assert days[0].weekday() == 0
    assert len(days) % 7 == 0
    assert days.count(day) == 1
    assert month_of(month.after).before == month
    assert month_named(str(month)) == month


@pytest.mark.parametrize(
    "said",
    ["", "2026", "2026-13", "2026-00", "1999-12", "2100-01", "2026-1", "٢٠٢٦-١٢", "2026-12\n"],
)
def test_what_names_no_month_is_none(said: str) -> None:
    assert month_named(said) is None


def test_a_month_has_its_own_name() -> None:
    assert str(Month(2026, 3)) == "2026-03"

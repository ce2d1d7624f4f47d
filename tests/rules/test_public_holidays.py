"""Countries, their holidays and weekends, and which zone lies where."""

from __future__ import annotations

from datetime import date

import pytest

from bot.rules import public_holidays


@pytest.mark.parametrize(
    ("country", "day", "expected"),
    [
        ("DE", date(2026, 10, 3), True),
        ("DE", date(2026, 11, 1), False),
        ("DE-BY", date(2026, 11, 1), True),
        ("GB", date(2026, 12, 28), True),  # Boxing Day fell on a Saturday
        ("PT", date(2026, 6, 10), True),
        ("PT", date(2026, 6, 11), False),
        ("", date(2026, 12, 25), False),
        ("XX", date(2026, 12, 25), False),
        ("DE-XX", date(2026, 12, 25), False),
    ],
)
def test_a_day_off_is_one_where_the_country_has_it(
    country: str, day: date, *, expected: bool
) -> None:
    assert public_holidays.is_holiday(country, day) is expected


@pytest.mark.parametrize(
    ("country", "weekend"),
    [("DE", {5, 6}), ("IL", {4, 5}), ("SA", {4, 5}), ("AE", {5, 6}), ("IR", {4}), ("", {5, 6})],
)
def test_a_weekend_is_the_countrys_own(country: str, weekend: set[int]) -> None:
    assert public_holidays.year_of(country, 2026).weekend == weekend


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("DE", "DE"),
        (" de-by ", "DE-BY"),
        ("DE BY", "DE-BY"),
        ("Germany", "DE"),
        ("united  kingdom", "GB"),
        ("Britain (UK)", "GB"),
        ("uk", "GB"),
        ("South Korea", "KR"),
        ("XX", None),
        ("DE-XX", None),
        ("Atlantis", None),
        ("", None),
    ],
)
def test_a_country_is_found_by_code_and_name(said: str, code: str | None) -> None:
    assert public_holidays.country_named(said) == code


def test_a_misspelt_country_has_a_near_one() -> None:
    assert public_holidays.near("Germny") == "Germany (DE)"
    assert public_holidays.near("Prtugal") == "Portugal (PT)"
    assert public_holidays.near("qqqqqq") == ""


@pytest.mark.parametrize(
    ("zone", "code"),
    [
        ("Europe/Berlin", "DE"),
        ("Europe/Oslo", "NO"),
        ("Asia/Kolkata", "IN"),
        ("Asia/Calcutta", "IN"),  # the older name, which Slack uses
        ("US/Pacific", "US"),
        ("Atlantic/Jan_Mayen", ""),  # keeps the time of five countries
        ("UTC", ""),
        ("Etc/GMT+5", ""),
        ("nowhere", ""),
    ],
)
def test_a_zone_tells_its_country_where_that_is_certain(zone: str, code: str) -> None:
    assert public_holidays.country_of(zone) == code

"""A second time: it suits everybody it claims to reach, in every zone there is."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.follow_the_sun import held_for, is_working_day, second_slot, suits
from bot.rules.public_holidays import country_of, year_of
from bot.rules.sessions import is_skipped, moment

ZONES = sorted(available_timezones())
starts = st.datetimes(
    min_value=datetime(2024, 1, 1),  # noqa: DTZ001
    max_value=datetime(2030, 1, 1),  # noqa: DTZ001
    timezones=st.just(UTC),
).map(lambda d: d.replace(minute=d.minute // 15 * 15, second=0, microsecond=0))
NOON = datetime(2026, 12, 3, 12, 0, tzinfo=UTC)  # a Thursday
WEEKENDS = {
    "Asia/Jerusalem": {4, 5},
    "Africa/Cairo": {4, 5},
    "Asia/Dubai": {5, 6},
    "Europe/Lisbon": {5, 6},
    "Asia/Tehran": {4},
    "UTC": {5, 6},
    "Etc/GMT+5": {5, 6},
}
"""What anybody from there would say; Monday is 0."""
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


def is_at_work(at: datetime, minutes: int, zone: str) -> bool:
    """Whether every minute of it lies within somebody's working day, told by each minute."""
    local = ZoneInfo(zone)
    for passed in range(minutes + 1):
        there = (at + timedelta(minutes=passed)).astimezone(local)
        rests = WEEKENDS.get(zone, year_of(country_of(zone), there.year).weekend)
        if not time(9) <= there.time() <= time(17) or there.weekday() in rests:
            return False
    return True


@given(
    starts,
    st.sampled_from([15, 45, 90, 480]),
    st.sampled_from(ZONES),
    st.dictionaries(st.sampled_from(ZONES), st.integers(0, 9), max_size=8),
)
def test_nobody_is_reached_outside_their_hours(
    first: datetime, minutes: int, zone: str, people: dict[str, int]
) -> None:
    found = second_slot([first], minutes, zone, people, LONG_AGO)
    if found is None:
        return
    at, wall = found.moment.at, found.moment.wall
    assert abs(at - first) >= timedelta(minutes=minutes)
    assert found.moment == moment(wall, zone)
    assert not is_skipped(wall, zone)
    assert 0 <= (wall.date() - first.astimezone(ZoneInfo(zone)).date()).days <= 4
    assert found.reached
    for reached, number in found.reached.items():
        assert number == people[reached] > 0
        assert is_at_work(at, minutes, reached)
        assert not is_at_work(first, minutes, reached)
    backwards = dict(reversed(people.items()))
    assert second_slot([first], minutes, zone, backwards, LONG_AGO) == found


@pytest.mark.parametrize("zone", ZONES)
def test_every_zone_that_is_missed_can_be_reached(zone: str) -> None:
    found = second_slot([NOON], 45, "Europe/Lisbon", {zone: 1}, LONG_AGO)
    assert (found is None) == suits(NOON, 45, zone)
    if found is not None:
        assert is_at_work(found.moment.at, 45, zone)


@pytest.mark.parametrize("zone", sorted(WEEKENDS))
def test_a_working_week_is_that_of_the_country(zone: str) -> None:
    monday = date(2026, 11, 30)
    week = {n for n in range(7) if not is_working_day(monday + timedelta(days=n), zone)}
    assert week == WEEKENDS[zone]


def test_sunday_suits_where_people_work_on_it_and_friday_does_not() -> None:
    sunday = datetime(2026, 12, 6, 10, 0, tzinfo=UTC)
    assert suits(sunday, 45, "Asia/Jerusalem")
    assert not suits(sunday, 45, "Europe/Lisbon")
    assert not suits(sunday - timedelta(days=2), 45, "Asia/Jerusalem")
    thursday = NOON + timedelta(hours=6)
    found = second_slot([thursday], 45, "Asia/Jerusalem", {"Asia/Jerusalem": 2}, thursday)
    assert found is not None
    assert found.moment.wall == datetime(2026, 12, 6, 9, 0)  # noqa: DTZ001


@given(st.lists(starts, min_size=1, max_size=6, unique=True), st.lists(starts, max_size=6))
def test_every_second_time_belongs_to_one_time_of_its_series_at_most(
    own: list[datetime], others: list[datetime]
) -> None:
    around = timedelta(days=7)
    held = [held_for(at, [*own, *others], own, around) for at in own]
    assert [h[0] for h in held] == own
    belong = [at for h in held for at in h[1:]]
    assert len(set(belong)) == len(belong)
    near = {o for o in others if o not in own and min(abs(o - at) for at in own) < around}
    assert set(belong) == near


def test_the_slot_reaches_most_and_is_kind_to_the_host() -> None:
    people = {"Asia/Tokyo": 3, "Asia/Shanghai": 2, "America/New_York": 4, "Europe/Oslo": 9}
    found = second_slot([NOON], 45, "Europe/Lisbon", people, LONG_AGO)
    assert found is not None
    assert found.reached == {"Asia/Shanghai": 2, "Asia/Tokyo": 3}
    assert found.moment.wall == datetime(2026, 12, 3, 7, 0)  # noqa: DTZ001  # 16:00 in Tokyo
    third = second_slot([NOON, found.moment.at], 45, "Europe/Lisbon", people, LONG_AGO)
    assert third is not None
    assert third.reached == {"America/New_York": 4}
    held = [NOON, found.moment.at, third.moment.at]
    assert second_slot(held, 45, "Europe/Lisbon", people, LONG_AGO) is None


def test_what_has_passed_and_the_weekend_are_not_offered() -> None:
    friday = NOON + timedelta(days=1)
    late = friday + timedelta(hours=-1)
    found = second_slot([friday], 45, "Europe/Lisbon", {"Asia/Tokyo": 1}, late)
    assert found is not None
    assert found.moment.wall.date() == date(2026, 12, 7)
    assert second_slot([friday], 481, "Europe/Lisbon", {"Asia/Tokyo": 1}, late) is None
    assert second_slot([friday], 45, "Europe/Lisbon", {"Asia/Tokyo": 0}, late) is None

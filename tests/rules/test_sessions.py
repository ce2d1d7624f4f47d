"""When sessions take place: what was meant by the wall clock holds in every zone."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.reminders import day_before, reminders
from bot.rules.sessions import (
    MOST_OCCURRENCES,
    Repeats,
    Repetition,
    is_skipped,
    moment,
    moments,
    repetition_of,
    rule_of,
)
from bot.rules.working_time import Away, Rhythm, is_available
from bot.rules.zones import near, zone_named

ZONES = sorted(available_timezones())
walls = st.datetimes(min_value=datetime(1990, 1, 1), max_value=datetime(2037, 1, 1)).map(  # noqa: DTZ001
    lambda d: d.replace(second=0, microsecond=0)
)
HOURS = time(9), time(17)


def changes(zone: str, year: int) -> list[datetime]:
    """The moments (aware UTC, to the minute) in a year at which a zone's offset changes."""
    local = ZoneInfo(zone)
    day = timedelta(days=1)
    found, at = [], datetime(year, 1, 1, tzinfo=UTC)
    while at.year == year:
        if at.astimezone(local).utcoffset() != (at + day).astimezone(local).utcoffset():
            low, high = at, at + day
            while high - low > timedelta(minutes=1):
                middle = low + (high - low) / 2
                same = middle.astimezone(local).utcoffset() == low.astimezone(local).utcoffset()
                low, high = (middle, high) if same else (low, middle)
            found.append(high.replace(second=0, microsecond=0))
        at += day
    return found


@pytest.mark.parametrize("zone", ZONES)
def test_what_was_meant_is_kept_around_every_clock_change_of_a_zone(zone: str) -> None:
    local = ZoneInfo(zone)
    for change in changes(zone, 2026):
        for minutes in range(-180, 181, 30):
            wall = (change + timedelta(minutes=minutes)).astimezone(local)
            naive = wall.replace(tzinfo=None, fold=0)
            meant = moment(naive, zone)
            shown = meant.at.astimezone(local).replace(tzinfo=None)
            assert shown == naive  # this one exists, so it is what everybody's clock shows
            assert not is_skipped(naive, zone)
            assert meant.at <= wall.astimezone(UTC)  # the first one, where it comes twice
        before = (change - timedelta(minutes=1)).astimezone(local).utcoffset()
        after = change.astimezone(local).utcoffset()
        assert before is not None
        assert after is not None
        if after > before:
            in_gap = (change + before + (after - before) / 2).replace(tzinfo=None)
            assert is_skipped(in_gap, zone)
            late = moment(in_gap, zone).at.astimezone(local).replace(tzinfo=None)
            assert late - in_gap == after - before  # as much later as the gap is long


@given(st.sampled_from(ZONES), walls, st.sampled_from([Repeats.WEEKLY, Repeats.FORTNIGHTLY]))
def test_a_weekly_time_stays_the_same_on_the_wall(zone: str, first: datetime, how: Repeats) -> None:
    made = moments(first, zone, rule_of(first.date(), how, times=30))
    step = timedelta(days=7 if how is Repeats.WEEKLY else 14)
    assert [m.wall for m in made] == [first + i * step for i in range(30)]
    assert [m.at for m in made] == sorted(m.at for m in made)
    for m in made:
        if not is_skipped(m.wall, zone):
            assert m.at.astimezone(ZoneInfo(zone)).replace(tzinfo=None) == m.wall


@given(st.sampled_from(ZONES), walls)
def test_a_monthly_one_leaves_no_month_out(zone: str, first: datetime) -> None:
    made = moments(first, zone, rule_of(first.date(), Repeats.MONTHLY, times=14))
    months = [m.wall.year * 12 + m.wall.month for m in made]
    assert months == list(range(months[0], months[0] + 14))
    assert {m.wall.weekday() for m in made} == {first.weekday()}
    assert {m.wall.time() for m in made} == {first.time()}
    assert len({(m.wall.day - 1) // 7 for m in made} - {3, 4}) <= 1


@pytest.mark.parametrize(
    "chosen",
    [
        Repetition(),
        Repetition(Repeats.WEEKLY, None, 10),
        Repetition(Repeats.FORTNIGHTLY, date(2027, 1, 31), None),
        Repetition(Repeats.MONTHLY, None, 3),
    ],
)
def test_a_rule_tells_what_was_chosen(chosen: Repetition) -> None:
    first = datetime(2026, 12, 3, 12, 30)  # noqa: DTZ001
    rule = rule_of(first.date(), chosen.repeats, chosen.until, chosen.times)
    assert repetition_of(rule) == chosen


def test_a_series_ends_by_date_by_number_or_by_itself() -> None:
    first = datetime(2026, 12, 3, 12, 30)  # noqa: DTZ001
    until = rule_of(first.date(), Repeats.WEEKLY, date(2026, 12, 17))
    assert [m.wall.day for m in moments(first, "UTC", until)] == [3, 10, 17]
    endless = rule_of(first.date(), Repeats.WEEKLY)
    assert len(moments(first, "UTC", endless)) == MOST_OCCURRENCES


@given(
    st.sampled_from(ZONES),
    st.datetimes(min_value=datetime(2026, 1, 1), max_value=datetime(2030, 1, 1)),  # noqa: DTZ001
)
def test_reminders_come_in_working_hours_before_the_start(zone: str, start: datetime) -> None:
    starts_at = start.replace(tzinfo=UTC)
    rhythm = Rhythm(zone)
    at = day_before(starts_at, rhythm)
    assert at is not None
    assert is_available(rhythm, at)
    assert timedelta() < starts_at - at <= timedelta(days=4, hours=1)
    planned = reminders(starts_at, rhythm, a_day_before=True, minutes_before=(10,))
    assert all(moment_ < starts_at for moment_ in planned.values())
    assert planned["10"] == starts_at - timedelta(minutes=10)


@pytest.mark.parametrize(
    ("said", "zone"),
    [
        ("Europe/Lisbon", "Europe/Lisbon"),
        ("europe/lisbon", "Europe/Lisbon"),
        ("Lisbon", "Europe/Lisbon"),
        ("new york", "America/New_York"),
        ("utc", "UTC"),
        ("Mars/Olympus", None),
        ("", None),
        ("../etc/passwd", None),
    ],
)
def test_a_zone_is_found_by_its_name_or_its_city(said: str, zone: str | None) -> None:
    assert zone_named(said) == zone


def test_a_misspelt_zone_is_guessed() -> None:
    assert near("Europe/Berln") == "Europe/Berlin"
    assert near("q" * 300) is None


@pytest.mark.parametrize(
    ("starts_at", "expected"),
    [
        ("2026-11-19T12:30", "2026-11-18T12:30"),
        ("2026-11-19T20:30", "2026-11-18T16:30"),  # the evening before is free
        ("2026-11-19T07:00", "2026-11-18T09:00"),
        ("2026-11-23T15:00", "2026-11-23T09:00"),  # a Monday: nearer than Friday
        ("2026-11-23T10:00", "2026-11-20T16:30"),  # an hour before is no day before
        ("2026-11-22T12:00", "2026-11-20T16:30"),
    ],
)
def test_the_day_before_is_the_nearest_moment_at_work(starts_at: str, expected: str) -> None:
    at = day_before(datetime.fromisoformat(starts_at).replace(tzinfo=UTC), Rhythm())
    assert at == datetime.fromisoformat(expected).replace(tzinfo=UTC)


def test_who_works_at_no_moment_before_it_gets_only_the_minutes() -> None:
    away = Rhythm(away=(Away(date(2026, 11, 1), date(2026, 11, 30)),))
    starts_at = datetime(2026, 11, 19, 12, tzinfo=UTC)
    planned = reminders(starts_at, away, a_day_before=True, minutes_before=(10,))
    assert list(planned) == ["10"]

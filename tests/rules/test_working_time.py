"""Laws of working time, in every zone there is and whatever its clocks do."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.working_time import (
    Away,
    Rhythm,
    is_available,
    last_available,
    next_available,
    next_prompt_time,
    windows,
    working_time_after,
    working_time_between,
)

ZONES = sorted(available_timezones() - {"localtime", "Factory"})
TIMES = st.times().map(lambda t: t.replace(second=0, microsecond=0))
MOMENTS = st.datetimes(datetime(2010, 1, 1), datetime(2035, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
DAYS = st.dates(date(2010, 1, 1), date(2034, 12, 31))


@st.composite
def rhythms(draw: st.DrawFn) -> Rhythm:
    """Anybody's hours, some of them odd."""
    begins, ends = sorted(draw(st.lists(TIMES, min_size=2, max_size=2, unique=True)))
    first = draw(DAYS)
    return Rhythm(
        zone=draw(st.sampled_from(ZONES)),
        weekdays=draw(st.frozensets(st.integers(0, 6), min_size=1)),
        begins=begins,
        ends=ends,
        quiet_from=draw(TIMES),
        quiet_until=draw(TIMES),
        country=draw(st.sampled_from(["", "DE", "IL"])),
        away=draw(st.sampled_from([(), (Away(first, first + timedelta(days=9)),)])),
        paused_until=draw(st.none() | MOMENTS),
        prompts_at=draw(st.none() | TIMES),
    )


@given(rhythms(), MOMENTS)
def test_the_next_moment_is_within_hours_not_before_and_the_first(
    rhythm: Rhythm, at: datetime
) -> None:
    found = next_available(rhythm, at)
    if found is None:
        return
    assert found >= at
    assert is_available(rhythm, found)
    if is_available(rhythm, at):
        assert found == at
    elif found > at:
        assert not is_available(rhythm, found - timedelta(microseconds=1))
        middle = at + (found - at) / 2
        assert not is_available(rhythm, middle)


@given(rhythms(), MOMENTS, st.timedeltas(timedelta(), timedelta(days=9)))
def test_asking_later_never_gives_an_earlier_moment(
    rhythm: Rhythm, at: datetime, wait: timedelta
) -> None:
    for find in (next_available, next_prompt_time):
        sooner, later = find(rhythm, at), find(rhythm, at + wait)
        if later is not None:
            assert sooner is not None
            assert sooner <= later


@given(rhythms(), MOMENTS)
def test_the_time_to_be_asked_lies_within_hours_once_a_day(rhythm: Rhythm, at: datetime) -> None:
    found = next_prompt_time(rhythm, at)
    if found is None:
        return
    assert found >= at
    assert is_available(rhythm, found)
    zone = ZoneInfo(rhythm.zone)
    again = next_prompt_time(rhythm, found + timedelta(microseconds=1))
    if again is not None:
        assert again.astimezone(zone).date() > found.astimezone(zone).date()


@given(rhythms(), DAYS)
def test_windows_are_the_hours_of_a_day_minute_by_minute(rhythm: Rhythm, day: date) -> None:
    found = windows(rhythm, day)
    zone = ZoneInfo(rhythm.zone)
    steady = Rhythm(**{n: getattr(rhythm, n) for n in Rhythm.__slots__} | {"paused_until": None})
    noon = datetime.combine(day, time(12), UTC)
    for minutes in range(-60 * 30, 60 * 30, 17):
        at = noon + timedelta(minutes=minutes)
        is_inside = any(begins <= at < ends for begins, ends in found)
        is_that_day = at.astimezone(zone).date() == day
        assert is_inside is (is_that_day and is_available(steady, at))


@given(rhythms(), MOMENTS, st.timedeltas(timedelta(minutes=1), timedelta(hours=60)))
def test_after_so_much_working_time_so_much_has_passed(
    rhythm: Rhythm, at: datetime, length: timedelta
) -> None:
    found = working_time_after(rhythm, at, length)
    if found is not None:
        assert working_time_between(rhythm, at, found) == length
        longer = working_time_after(rhythm, at, length + timedelta(minutes=5))
        assert longer is None or longer >= found + timedelta(minutes=5)


@given(rhythms(), MOMENTS, st.timedeltas(timedelta(), timedelta(days=9)))
def test_the_last_moment_is_within_hours_and_not_after(
    rhythm: Rhythm, at: datetime, back: timedelta
) -> None:
    found = last_available(rhythm, at, at - back)
    if found is None:
        assert not is_available(rhythm, at)
    else:
        assert at - back <= found <= at
        assert is_available(rhythm, found)
        assert found == at or not is_available(rhythm, at)


def _at(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


@pytest.mark.parametrize(
    ("rhythm", "at", "expected"),
    [
        (Rhythm("Europe/Oslo"), "2026-11-20T18:00+01:00", "2026-11-23T09:00+01:00"),
        (Rhythm("Europe/Oslo"), "2026-11-20T12:00+01:00", "2026-11-20T12:00+01:00"),
        (Rhythm("Europe/Oslo"), "2026-03-27T17:00+01:00", "2026-03-30T09:00+02:00"),
        (Rhythm("UTC", paused_until=_at("2026-11-25T11:00Z")), "2026-11-20T12:00Z",
         "2026-11-25T11:00Z"),
        (Rhythm("UTC", away=(Away(date(2026, 11, 20), date(2026, 11, 24)),)),
         "2026-11-20T12:00Z", "2026-11-25T09:00Z"),
        (Rhythm("UTC", quiet_from=time(12), quiet_until=time(13)), "2026-11-20T12:30Z",
         "2026-11-20T13:00Z"),
        (Rhythm("Europe/Berlin", country="DE"), "2026-12-24T18:00+01:00",
         "2026-12-28T09:00+01:00"),
        (Rhythm("Asia/Jerusalem", weekdays=frozenset({6, 0, 1, 2, 3})),
         "2026-11-20T10:00+02:00", "2026-11-22T09:00+02:00"),
        # The gap: 02:30 does not exist on this Sunday, work begins as the clock jumps.
        (Rhythm("Europe/Oslo", frozenset({6}), time(2, 30)), "2026-03-29T00:00+01:00",
         "2026-03-29T03:00+02:00"),
    ],
)  # fmt: skip
def test_where_and_when_people_work(rhythm: Rhythm, at: str, expected: str) -> None:
    assert next_available(rhythm, _at(at)) == _at(expected)


def test_nobody_is_found_who_never_works() -> None:
    never = Rhythm(away=(Away(date(2026, 1, 1), date(2036, 1, 1)),))
    at = _at("2026-11-20T12:00Z")
    assert next_available(never, at) is None
    assert next_prompt_time(never, at) is None
    assert working_time_after(never, at, timedelta(hours=1)) is None


def test_four_working_hours_pass_over_the_weekend() -> None:
    found = working_time_after(Rhythm(), _at("2026-11-20T15:00Z"), timedelta(hours=4))
    assert found == _at("2026-11-23T11:00Z")


def test_the_hour_that_comes_twice_is_worked_twice() -> None:
    night = Rhythm("Europe/Oslo", frozenset({6}), time(1), time(4))
    (window,) = windows(night, date(2026, 10, 25))
    assert window[1] - window[0] == timedelta(hours=4)

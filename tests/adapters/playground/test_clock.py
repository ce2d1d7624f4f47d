"""The clock goes forward only, keeps what it was moved by, and walks for a history."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.playground.clock import FURTHEST, MovableClock, TooFar, next_monday

NOON = datetime(2026, 11, 18, 12, 0, tzinfo=UTC)


class Real:
    """The machine's clock, which may be set back."""

    now = NOON

    def __call__(self) -> datetime:
        return self.now


def test_it_tells_aware_utc_and_the_real_time_at_first() -> None:
    assert MovableClock(real=Real())() == NOON
    assert MovableClock()().tzinfo is UTC


def test_it_moves_on_and_saves_before_the_move_counts() -> None:
    saved: list[timedelta] = []
    clock = MovableClock(save=saved.append, real=Real())
    assert clock.move("hour", "UTC") == NOON + timedelta(hours=1)
    assert clock.move("day", "UTC") == NOON + timedelta(hours=25)
    assert saved == [timedelta(hours=1), timedelta(hours=25)]


def test_a_move_that_could_not_be_saved_did_not_happen() -> None:
    def full(_: timedelta) -> None:
        raise OSError("no space left")

    clock = MovableClock(save=full, real=Real())
    with pytest.raises(OSError, match="no space"):
        clock.move("day", "UTC")
    assert clock() == NOON


def test_it_stands_still_when_the_machine_goes_back() -> None:
    real = Real()
    clock = MovableClock(real=real)
    assert clock() == NOON
    real.now = NOON - timedelta(hours=3)
    assert clock() == NOON


def test_an_offset_from_the_past_is_no_offset() -> None:
    assert MovableClock(timedelta(days=-3), real=Real())() == NOON


def test_monday_is_by_the_wall_clock_where_somebody_lives() -> None:
    clock = MovableClock(real=Real())
    assert clock.move("monday", "Asia/Tokyo") == datetime(2026, 11, 23, 0, 0, tzinfo=UTC)


@given(
    st.integers(0, 15 * 365 * 86400).map(
        lambda s: datetime(2020, 1, 1, tzinfo=UTC) + timedelta(seconds=s)
    ),
    st.sampled_from(["UTC", "Pacific/Honolulu", "Asia/Kolkata", "Europe/Lisbon"]),
)
def test_next_monday_is_always_later_within_a_week_at_nine(now: datetime, zone: str) -> None:
    monday = next_monday(now, ZoneInfo(zone))
    here = monday.astimezone(ZoneInfo(zone))
    assert now < monday <= now + timedelta(days=7, hours=2)
    assert (here.weekday(), here.hour, here.minute) == (0, 9, 0)


def test_it_refuses_to_go_beyond_what_calendars_know() -> None:
    clock = MovableClock(FURTHEST - timedelta(hours=2), real=Real())
    with pytest.raises(TooFar):
        clock.move("day", "UTC")
    clock.move("hour", "UTC")


def test_it_walks_through_the_past_and_is_back_in_the_present_afterwards() -> None:
    clock = MovableClock(real=Real())
    start = NOON - timedelta(days=30)
    with clock.walking(start) as walk:
        assert clock() == start
        walk(start + timedelta(days=1))
        walk(start)
        assert clock() == start + timedelta(days=1)
        walk(NOON + timedelta(days=9))
        assert clock() == NOON
        with pytest.raises(RuntimeError), clock.walking(start):
            pass
    assert clock() == NOON


def test_who_walks_by_another_zone_still_tells_utc() -> None:
    clock = MovableClock(real=lambda: datetime(2026, 11, 18, 12, tzinfo=UTC))
    lagos = ZoneInfo("Africa/Lagos")
    with clock.walking(datetime(2026, 11, 1, 9, tzinfo=lagos)) as walk:
        assert clock().isoformat() == "2026-11-01T08:00:00+00:00"
        walk(datetime(2026, 11, 2, 9, tzinfo=lagos))
        assert clock().isoformat() == "2026-11-02T08:00:00+00:00"

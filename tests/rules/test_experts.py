"""Until when somebody pauses, how often they are asked, and which topic they meant."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.experts import is_no_limit, pause_end, weekly_limit
from bot.rules.topics import near, written

WEDNESDAY = datetime(2026, 11, 18, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("words", "wall"),
    [
        ("until monday", "2026-11-23 00:00"),
        ("monday", "2026-11-23 00:00"),
        ("until wednesday", "2026-11-25 00:00"),
        ("till tomorrow", "2026-11-19 00:00"),
        ("until next week", "2026-11-23 00:00"),
        ("for 2 weeks", "2026-12-02 00:00"),
        ("a week", "2026-11-25 00:00"),
        ("for three days", "2026-11-21 00:00"),
        ("in 3 days", "2026-11-21 00:00"),
        ("until 24 december", "2026-12-24 00:00"),
        ("until 2026-12-24.", "2026-12-24 00:00"),
        ("until 1 january", "2027-01-01 00:00"),
        ("until friday 14:00", "2026-11-20 14:00"),
        ("until 3pm", "2026-11-18 15:00"),
    ],
)
def test_a_pause_ends_when_that_day_begins(words: str, wall: str) -> None:
    for zone in ("UTC", "Europe/Lisbon", "Europe/Oslo"):
        end = pause_end(words, WEDNESDAY, zone)
        assert end is not None
        assert f"{end.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M}" == wall


@pytest.mark.parametrize(
    "words",
    ["", "foo", "until yesterday", "until today", "for 0 days", "until 2020-01-01", "x" * 99],
)
def test_what_is_no_day_to_come_is_not_guessed(words: str) -> None:
    assert pause_end(words, WEDNESDAY, "Asia/Tokyo") is None


@given(st.integers(1, 999), st.sampled_from(["Asia/Tokyo", "America/New_York", "UTC"]))
def test_a_span_of_days_is_always_ahead(days: int, zone: str) -> None:
    end = pause_end(f"for {days} days", WEDNESDAY, zone)
    assert end is not None
    assert timedelta(0) < end - WEDNESDAY <= timedelta(days=days, hours=24)


@pytest.mark.parametrize(
    ("words", "limit"),
    [
        ("3 a week", 3),
        ("3", 3),
        ("5 questions per week", 5),
        ("3/week", 3),
        ("0", None),
        ("51", None),
        ("-1", None),
        ("3 a day", None),
        ("a lot", None),
        ("", None),
    ],
)
def test_a_limit_is_a_number_a_week(words: str, limit: int | None) -> None:
    assert weekly_limit(words) == limit


def test_a_limit_can_be_taken_away() -> None:
    assert is_no_limit("off")
    assert is_no_limit(" None ")
    assert not is_no_limit("3")


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("postgers", ["postgres"]),
        ("kuberntes", ["kubernetes"]),
        ("sqs", []),
        ("java", []),
        ("", []),
    ],
)
def test_near_names_are_offered_and_far_ones_are_not(typed: str, offered: list[str]) -> None:
    assert near(typed, ["postgres", "kubernetes", "sql", "javascript"]) == offered


def test_topics_are_read_with_or_without_their_sign() -> None:
    assert written("#Postgres, sql;c++ #12 postgres") == ["postgres", "sql", "c"]

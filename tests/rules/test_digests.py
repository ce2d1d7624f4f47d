"""When digests are due and what they are about, whatever clocks and people do."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from bot.rules import digest_team as team
from bot.rules import digests as rules
from bot.rules.digest_team import Strength, Stretch, Tip
from bot.rules.digests import Pace, Period
from bot.rules.recall_measures import Seen
from bot.settings import Cadence, Keeping

MONDAY = date(2026, 11, 23)
NINE = datetime(2026, 11, 23, 9, tzinfo=UTC)
ZONES = ("UTC", "Europe/Berlin", "America/New_York", "Pacific/Apia", "Asia/Kolkata")


@pytest.mark.parametrize(
    ("cadence", "weekday", "day", "last", "following"),
    [
        ("weekly", 0, "2026-11-23", "2026-11-23", "2026-11-30"),
        ("weekly", 0, "2026-11-29", "2026-11-23", "2026-11-30"),
        ("weekly", 4, "2026-11-23", "2026-11-20", "2026-11-27"),
        ("fortnightly", 0, "2026-11-23", "2026-11-16", "2026-11-30"),
        ("fortnightly", 0, "2027-01-04", "2026-12-28", "2027-01-11"),
        ("monthly", 0, "2026-11-23", "2026-11-02", "2026-12-07"),
        ("monthly", 2, "2026-12-01", "2026-11-04", "2026-12-02"),
    ],
)
def test_days_on_which_a_digest_is_due(
    cadence: str, weekday: int, day: str, last: str, following: str
) -> None:
    pace = Pace(Cadence(cadence), weekday)
    assert rules.due_day(pace, date.fromisoformat(day)) == date.fromisoformat(last)
    assert rules.next_due_day(pace, date.fromisoformat(day)) == date.fromisoformat(following)


PACES = st.builds(Pace, st.sampled_from(Cadence), st.integers(0, 6), st.times())
DAYS = st.dates(date(2024, 1, 1), date(2030, 12, 31))


@given(PACES, DAYS)
def test_due_days_follow_one_another(pace: Pace, day: date) -> None:
    last, following = rules.due_day(pace, day), rules.next_due_day(pace, day)
    assert last <= day < following
    assert rules.due_day(pace, following) == following
    assert rules.due_day(pace, following - rules.DAY) == last
    assert rules.next_due_day(pace, last) == following


KEPT = timedelta(days=92)
"""The least time for which operators can have digests kept."""


@given(PACES, st.sampled_from(ZONES), DAYS, st.integers(0, 24 * 60), st.integers(0, 9_000))
def test_a_digest_that_may_be_forgotten_makes_no_difference(
    pace: Pace, zone: str, day: date, minute: int, longer: int
) -> None:
    """Neither is its day due again, nor does another begin where it ended."""
    with pytest.raises(ValidationError, match="digests_days"):
        Keeping(digests_days=KEPT.days - 1)
    now = datetime.combine(day, time(), UTC) + timedelta(minutes=minute)
    forgotten = now - KEPT - timedelta(hours=longer)
    due = rules.due(pace, zone, now, None)
    assert due == rules.due(pace, zone, now, forgotten)
    assert rules.so_far(pace, zone, now, None) == rules.so_far(pace, zone, now, forgotten)
    assert due is not None
    assert due.period.ends_at > forgotten + timedelta(days=14)


@settings(max_examples=30)
@given(PACES, st.sampled_from(ZONES), st.sampled_from(ZONES), DAYS, st.data())
def test_nothing_is_told_twice_or_left_out_whatever_is_changed(
    pace: Pace, zone: str, other_zone: str, day: date, data: st.DataObject
) -> None:
    """A year of hours, in which somebody moves and chooses anew: periods meet end to end."""
    until: datetime | None = None
    at = datetime.combine(day, time(), UTC)
    told: list[Period] = []
    for step in range(200):
        if step in (60, 130):
            pace, zone = data.draw(PACES), other_zone
        due = rules.due(pace, zone, at, until)
        if due is not None and due.at <= at + rules.AHEAD:
            told.append(due.period)
            until = due.period.ends_at
            assert due.period.ends_at <= at + timedelta(days=1, hours=1)
            assert due.ends_at > due.at
        at += timedelta(hours=13)
    for before, after in pairwise(told):
        assert after.begins_at == before.ends_at
        assert after.ends_at - after.begins_at >= rules.SOONEST


def test_it_is_made_within_the_hour_before_it_is_due_and_not_sooner() -> None:
    def due(at: datetime) -> date | None:
        found = rules.due(Pace(), "UTC", at, datetime(2026, 11, 16, tzinfo=UTC))
        return found.day if found else None

    assert due(NINE - timedelta(minutes=61)) is None
    assert due(NINE - timedelta(minutes=60)) == MONDAY
    assert due(NINE + timedelta(days=2)) == MONDAY


@pytest.mark.parametrize(
    ("monday", "hours"), [("2026-03-30", 167), ("2026-10-26", 169), ("2026-11-23", 168)]
)
def test_a_week_in_which_clocks_change_is_longer_or_shorter(monday: str, hours: int) -> None:
    day = date.fromisoformat(monday)
    period = rules.period_of(Pace(), "Europe/Berlin", day, None)
    assert period is not None
    assert period.ends_at - period.begins_at == timedelta(hours=hours)
    assert (period.first, period.last) == (day - timedelta(days=7), day - timedelta(days=1))
    found = rules.due(Pace(), "Europe/Berlin", period.ends_at + timedelta(hours=10), None)
    assert found is not None
    assert found.at.hour == (7 if hours == 167 else 8)


def test_who_moves_mid_week_is_told_of_the_hours_between_once() -> None:
    in_berlin = rules.period_of(Pace(), "Europe/Berlin", MONDAY, None)
    assert in_berlin is not None
    later = rules.period_of(
        Pace(), "America/New_York", MONDAY + timedelta(days=7), in_berlin.ends_at
    )
    assert later is not None
    assert later.begins_at == in_berlin.ends_at
    assert later.ends_at - later.begins_at == timedelta(days=7, hours=6)


def test_after_long_silence_a_digest_does_not_tell_of_all_of_it() -> None:
    told_until = datetime(2026, 9, 1, tzinfo=UTC)
    period = rules.period_of(Pace(), "UTC", MONDAY, told_until)
    assert period is not None
    assert period.first == date(2026, 11, 16)
    missed_one = rules.period_of(Pace(), "UTC", MONDAY, datetime(2026, 11, 9, tzinfo=UTC))
    assert missed_one is not None
    assert missed_one.first == date(2026, 11, 9)


def test_a_preview_early_in_the_week_reaches_back() -> None:
    tuesday = datetime(2026, 11, 24, 10, tzinfo=UTC)
    assert rules.so_far(Pace(), "UTC", tuesday, None).first == date(2026, 11, 16)
    friday = datetime(2026, 11, 27, 10, tzinfo=UTC)
    assert rules.so_far(Pace(), "UTC", friday, None).first == MONDAY
    assert rules.week(MONDAY, "UTC").last == date(2026, 11, 29)


@pytest.mark.parametrize(
    ("people", "team_size", "told"),
    [
        (4, 20, 0),
        (5, 5, 0),
        (5, 6, 0),
        (5, 7, 5),
        (7, 7, 5),
        (9, 20, 5),
        (10, 10, 5),
        (10, 12, 10),
        (12, 12, 10),
        (0, 3, 0),
    ],
)
def test_taking_part_is_told_in_fives_and_never_of_nearly_all(
    people: int, team_size: int, told: int
) -> None:
    assert team.took_part(people, team_size) == told


@given(st.integers(0, 60), st.integers(0, 60))
def test_one_person_more_or_less_never_shows_by_one(people: int, size: int) -> None:
    people = min(people, size)
    told = team.took_part(people, size)
    assert told % 5 == 0
    assert told <= people
    assert told == 0 or told <= size - 2


def seen(*rights: bool) -> list[Seen]:
    begin = datetime(2026, 10, 1, tzinfo=UTC)
    return [Seen(n, right, begin + timedelta(hours=n)) for n, right in enumerate(rights)]


def test_strength_is_told_of_full_fives_and_in_three_words() -> None:
    assert team.strength(seen(True, True, True, True)) is None
    assert team.strength(seen(True, True, True, True, True)) is Strength.STRONG
    assert team.strength(seen(True, True, True, True, False)) is Strength.STRONG
    assert team.strength(seen(True, True, True, False, False)) is Strength.HALF
    assert team.strength(seen(True, False, False, False, False)) is Strength.FADING
    assert team.strength(seen(False, False, False, False, False)) is Strength.FADING
    assert team.strength(seen(True, True, True, True, True), least=6) is None


@given(st.lists(st.booleans(), min_size=5, max_size=14), st.booleans())
def test_the_answer_of_one_more_person_changes_nothing(rights: list[bool], last: bool) -> None:
    """Unless it completes a group of five, and then it is one of five that came."""
    if len(rights) % 5 != 4:
        assert team.strength(seen(*rights, last)) is team.strength(seen(*rights))


@pytest.mark.parametrize("number", [5, 10])
@pytest.mark.parametrize("strength", Strength)
def test_what_is_said_of_a_topic_fixes_nobodys_answer(number: int, strength: Strength) -> None:
    """Each of them may have remembered, and each may not."""
    possible = [
        rights
        for rights in product((True, False), repeat=number)
        if team.strength(seen(*rights)) is strength
    ]
    for person in range(number):
        assert {rights[person] for rights in possible} == {True, False}


def test_windows_of_answers_do_not_overlap() -> None:
    assert team.half_year(datetime(2026, 11, 23, 9, tzinfo=UTC)) == datetime(2026, 7, 1, tzinfo=UTC)
    assert team.half_year(datetime(2026, 6, 30, 9, tzinfo=UTC)) == datetime(2026, 1, 1, tzinfo=UTC)
    # Thursday: what is told of ends on the Monday before, in the old half.
    assert team.half_year(datetime(2026, 7, 2, 9, tzinfo=UTC)) == datetime(2026, 1, 1, tzinfo=UTC)


def test_weeks_in_which_the_team_was_small_are_not_told_nor_those_before() -> None:
    assert team.told_weeks([9, 8, 7, 6, 5, 4], [9, 9, 4, 5, 5, 6], 5) == [6, 5, 4]
    assert team.told_weeks([9, 8], [9, 4], 5) == []
    ends = datetime(2026, 11, 23, tzinfo=UTC)
    line = [
        Stretch(1, ends - timedelta(days=30), ends),
        Stretch(2, ends - timedelta(days=10), ends - timedelta(days=8)),
        Stretch(2, ends - timedelta(days=3), ends),
    ]
    assert team.sizes(line, ends, weeks=3) == [1, 2, 2]


def test_each_week_somebody_else_is_thought_of() -> None:
    weeks = [rules.week(MONDAY + timedelta(weeks=n), "UTC") for n in range(6)]
    assert {team.turn("abc", week) for week in weeks[:3]} == set("abc")
    assert team.turn("abc", weeks[0]) == team.turn("abc", weeks[3])
    assert team.turn("", weeks[0]) is None


def test_the_suggestion_is_the_first_that_fits() -> None:
    def tip(**more: object) -> Tip | None:
        usual: dict[str, object] = {"gave": None, "is_coming": False, "was_thanked": False}
        usual |= {"was_answered": False, "now": NINE, "waiting_since": []}
        return team.tip(**(usual | more))  # type: ignore[arg-type]

    assert tip() is None
    assert tip(waiting_since=[NINE - timedelta(hours=47)]) is None
    assert tip(waiting_since=[NINE - timedelta(hours=48)], gave=object()) is Tip.WHO_KNOWS
    assert tip(gave=object(), is_coming=True) is Tip.THANK
    assert tip(is_coming=True, was_thanked=True) is Tip.GO
    assert tip(was_thanked=True, was_answered=True) is Tip.READ_ALOUD
    assert tip(was_answered=True) is Tip.TELL

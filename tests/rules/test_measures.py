"""The programme's formulas: against examples counted by hand, and laws that hold for all."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.measures import (
    LEAST,
    WATCHED,
    Asked,
    Part,
    Week,
    WorkClock,
    change,
    last_week,
    part,
    quantile,
    waits,
)
from bot.rules.recall_measures import Verdict, wilson
from bot.rules.working_time import Rhythm, working_time_between

H = timedelta(hours=1)
BERLIN = "Europe/Berlin"
OFFICE = Rhythm(zone=BERLIN)
"""Monday to Friday, 9 to 17."""


def at(said: str) -> datetime:
    """ "2026-11-16 10:00" in UTC."""
    return datetime.fromisoformat(said).replace(tzinfo=UTC)


# Weeks


@pytest.mark.parametrize(
    ("now", "zone", "monday"),
    [
        ("2026-11-16 00:00", "UTC", date(2026, 11, 9)),
        ("2026-11-15 23:59", "UTC", date(2026, 11, 2)),
        ("2026-11-15 23:00", BERLIN, date(2026, 11, 9)),  # it is Monday there already
        ("2026-11-16 04:59", "America/New_York", date(2026, 11, 2)),  # still Sunday there
        ("2026-11-18 12:00", "Asia/Shanghai", date(2026, 11, 9)),
    ],
)
def test_the_last_week_is_over_where_the_programme_is(now: str, zone: str, monday: date) -> None:
    assert last_week(at(now), zone).monday == monday


@pytest.mark.parametrize(
    ("monday", "hours"),
    [(date(2026, 3, 23), 167), (date(2026, 10, 19), 169), (date(2026, 11, 9), 168)],
)
def test_a_week_in_which_clocks_change_is_an_hour_shorter_or_longer(
    monday: date, hours: int
) -> None:
    week = Week(monday, BERLIN)
    assert week.ends - week.begins == hours * H
    assert week.earlier().ends == week.begins


def test_a_week_begins_where_clocks_skip_midnight() -> None:
    # In Chile clocks went from Saturday 24:00 to Sunday 01:00 on 6 September 2026.
    week = Week(date(2026, 8, 31), "America/Santiago")
    assert week.ends - week.begins == 167 * H


@given(
    st.integers(946_684_800, 3_786_912_000).map(lambda n: datetime.fromtimestamp(n, UTC)),
    st.sampled_from([BERLIN, "UTC", "America/Santiago", "Asia/Kolkata", "Pacific/Apia"]),
)
def test_the_last_week_ended_less_than_a_week_ago(now: datetime, zone: str) -> None:
    week = last_week(now, zone)
    assert week.ends <= now < Week(week.monday + timedelta(days=14), zone).begins
    assert week.earlier(2).ends == week.earlier(1).begins


# Shares


@pytest.mark.parametrize(
    ("count", "of", "people", "told"),
    [
        (3, 4, None, None),
        (3, 5, None, Part(3, 5)),
        (0, 5, None, Part(0, 5)),
        (8, 10, 4, None),  # ten seats, but four people took them all
        (8, 10, 5, Part(8, 10)),
    ],
)
def test_a_share_is_told_from_five_on(
    count: int, of: int, people: int | None, told: Part | None
) -> None:
    assert part(count, of, people) == told


@pytest.mark.parametrize(
    ("now", "before", "verdict"),
    [
        # Newcombe 1998, table II, example (a): 56/70 and 48/80, difference 0.2, 0.0524 to 0.3339.
        (Part(56, 70), Part(48, 80), Verdict.HIGHER),
        (Part(48, 80), Part(56, 70), Verdict.LOWER),
        (Part(9, 10), Part(7, 10), Verdict.UNSURE),
        (Part(5, 5), Part(0, 5), Verdict.HIGHER),
        (Part(5, 5), Part(5, 5), Verdict.UNSURE),
    ],
)
def test_a_share_has_changed_when_chance_would_not_do_it(
    now: Part, before: Part, verdict: Verdict
) -> None:
    assert change(now, before) is verdict


PARTS = st.integers(LEAST, 500).flatmap(
    lambda of: st.integers(0, of).map(lambda count: Part(count, of))
)


@given(PARTS, PARTS)
def test_shares_lie_between_none_and_all_and_changes_have_two_sides(one: Part, other: Part) -> None:
    low, high = wilson(one.value, one.of)
    assert 0 <= low <= one.value <= high <= 1
    back = {Verdict.HIGHER: Verdict.LOWER, Verdict.LOWER: Verdict.HIGHER}
    found = change(one, other)
    assert change(other, one) is back.get(found, found)


# Waits


def hours(*lengths: float | None) -> list[timedelta | None]:
    """Some lengths in hours; None: still waiting."""
    return [None if length is None else length * H for length in lengths]


@pytest.mark.parametrize(
    ("lengths", "share", "expected"),
    [
        (hours(1, 2, 3, 4, 5), 0.5, 3 * H),
        (hours(1, 2, 3, 4, 5), 0.8, 4 * H),
        (hours(1, 2, 3, 4), 0.5, 2 * H),  # half of them had ended within two hours
        (hours(5, 1, 3, None, None), 0.5, 5 * H),  # left out, it would have been 3
        (hours(1, None, None, None, None), 0.5, None),
        (hours(1, 2, 3, 4, None), 0.8, 4 * H),
        (hours(1, 2, 3, None, None), 0.8, None),
        (hours(7), 0.5, 7 * H),
        (hours(None), 0.5, None),
    ],
)
def test_quantiles_counted_by_hand(
    lengths: list[timedelta | None], share: float, expected: timedelta | None
) -> None:
    assert quantile(lengths, share) == expected


def test_nothing_has_no_quantile() -> None:
    with pytest.raises(ValueError, match="nothing"):
        quantile([], 0.5)


LENGTHS = st.lists(
    st.none() | st.integers(0, 10**6).map(lambda n: timedelta(seconds=n)), min_size=1, max_size=60
)


@given(LENGTHS, st.floats(0.01, 1), st.randoms(use_true_random=False))
def test_a_quantile_is_one_of_the_lengths_in_whatever_order_they_come(
    lengths: list[timedelta | None], share: float, draw: object
) -> None:
    found = quantile(lengths, share)
    known = [length for length in lengths if length is not None]
    assert found is None or min(known) <= found <= max(known)
    shuffled = list(lengths)
    draw.shuffle(shuffled)  # type: ignore[attr-defined]
    assert quantile(shuffled, share) == found
    waiting = quantile([*lengths, None], share)
    assert waiting is None or (found is not None and waiting >= found)


def test_a_weeks_questions_counted_by_hand() -> None:
    """Five questions asked on Thursday, 5 November 2026, at 15:00 in Berlin (14:00 UTC)."""
    thursday = at("2026-11-05 14:00")
    asked = [
        # half an hour, and accepted within the hour
        Asked(thursday, thursday + 0.5 * H, thursday + H),
        # Friday 10:00 in Berlin: 19 hours by the clock, 2 + 1 at work; accepted on Monday 11:00
        Asked(thursday, at("2026-11-06 09:00"), at("2026-11-09 10:00")),
        # Monday 9:30: 90.5 hours by the clock, 2 + 8 + 0.5 at work
        Asked(thursday, at("2026-11-09 08:30"), None),
        # after eight days: longer than it is watched
        Asked(thursday, thursday + 8 * 24 * H, thursday + 8 * 24 * H),
        Asked(thursday, None, None),
    ]
    found = waits(asked, OFFICE)
    assert found is not None
    assert (found.questions, found.replied, found.settled) == (5, Part(3, 5), Part(2, 5))
    assert (found.reply.half, found.reply.most) == (90.5 * H, None)
    assert (found.reply_at_work.half, found.reply_at_work.most) == (10.5 * H, None)
    assert (found.settling.half, found.settling_at_work.half) == (None, None)

    sixth = waits([*asked, Asked(thursday, thursday + H, thursday + 2 * H)], OFFICE)
    assert sixth is not None
    assert (sixth.reply.half, sixth.reply_at_work.half) == (19 * H, 3 * H)
    assert (sixth.settling.half, sixth.settling_at_work.half) == (92 * H, 12 * H)


def test_of_four_questions_nothing_is_told() -> None:
    now = at("2026-11-05 14:00")
    assert waits([Asked(now, now, now)] * 4, OFFICE) is None
    assert waits([], OFFICE) is None


def test_exactly_seven_days_are_watched() -> None:
    now = at("2026-11-05 14:00")
    just = Asked(now, now + WATCHED, now + WATCHED)
    late = Asked(now, now + WATCHED + timedelta(microseconds=1), None)
    found = waits([just, late] * 3, OFFICE)
    assert found is not None
    assert (found.replied, found.settled) == (Part(3, 6), Part(3, 6))
    assert found.reply.half == WATCHED


MOMENTS = st.integers(0, 14 * 86_400).map(lambda n: at("2026-10-19 00:00") + timedelta(seconds=n))
"""Around the end of summer time."""
SPANS = st.none() | st.integers(0, 12 * 86_400).map(lambda n: timedelta(seconds=n))
QUESTIONS = st.lists(
    st.builds(
        lambda at, reply, more: Asked(
            at,
            None if reply is None else at + reply,
            None if reply is None or more is None else at + reply + more,
        ),
        MOMENTS,
        SPANS,
        SPANS,
    ),
    min_size=LEAST,
    max_size=30,
)


@given(QUESTIONS, MOMENTS, st.randoms(use_true_random=False))
def test_laws_of_waiting(questions: list[Asked], moment: datetime, draw: object) -> None:
    found = waits(questions, OFFICE)
    assert found is not None
    assert 0 <= found.settled.value <= found.replied.value <= 1
    for wait, at_work in (
        (found.reply, found.reply_at_work),
        (found.settling, found.settling_at_work),
    ):
        if wait.half is not None and at_work.half is not None:
            assert timedelta() <= at_work.half <= wait.half <= WATCHED
        assert wait.most is None or (wait.half is not None and wait.half <= wait.most)

    shuffled = list(questions)
    draw.shuffle(shuffled)  # type: ignore[attr-defined]
    assert waits(shuffled, OFFICE) == found

    more = waits([*questions, Asked(moment, None, None)], OFFICE)
    assert more is not None
    assert more.replied.value <= found.replied.value
    assert more.settled.value <= found.settled.value
    assert more.reply.half is None or (
        found.reply.half is not None and more.reply.half >= found.reply.half
    )


@given(MOMENTS, st.integers(0, 12 * 86_400))
def test_the_working_clock_reads_what_working_time_is(since: datetime, seconds: int) -> None:
    until = since + timedelta(seconds=seconds)
    clock = WorkClock(OFFICE, since, until)
    assert clock.between(since, until) == working_time_between(OFFICE, since, until)
    assert clock.between(since, None) is None


def test_the_working_clock_stands_still_where_nobody_works() -> None:
    never = Rhythm(zone=BERLIN, weekdays=frozenset())
    now = at("2026-11-05 14:00")
    assert WorkClock(never, now, now + WATCHED).between(now, now + WATCHED) == timedelta()

"""What somebody is asked on a day: within their hours, never a pile, most worth saving first."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import available_timezones

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.rules import recall_plan as rules
from bot.rules.memory import Grade, Memory, recall_probability, review, within_course
from bot.rules.working_time import Away, Rhythm, is_available, local_day

NOW = datetime(2026, 11, 18, 8, 0, tzinfo=UTC)
DAY = timedelta(days=1)
BERLIN = Rhythm("Europe/Berlin", country="DE")


@dataclass(frozen=True)
class Card:
    """A card that waits."""

    card_id: int
    due_at: datetime
    seen_at: datetime
    stability: float | None = None
    ends_at: datetime | None = None


def card(number: int, days_ago: float, stability: float | None = None, **more: datetime) -> Card:
    """A card reviewed so many days ago."""
    at = NOW - timedelta(days=days_ago)
    return Card(number, NOW - DAY, at, stability, **more)


def ids(chosen: list[Card]) -> list[int]:
    """Which cards."""
    return [c.card_id for c in chosen]


def test_what_has_faded_most_and_can_be_saved_comes_first() -> None:
    fresh, fading, lost, worse = card(1, 2, 10), card(2, 9, 3), card(3, 60, 2), card(4, 90, 1)
    assert ids(rules.choose([worse, lost, fresh, fading], NOW, 4)) == [2, 1, 3, 4]
    assert ids(rules.choose([worse, lost, fresh, fading], NOW, 1)) == [2]


def test_of_what_was_missed_beyond_a_course_one_last_check_is_left() -> None:
    over = card(1, 40, 5, ends_at=NOW - 10 * DAY)
    older = card(2, 60, 5, ends_at=NOW - 30 * DAY)
    ahead = card(3, 9, 3, ends_at=NOW + DAY)
    assert ids(rules.choose([ahead, over, older], NOW, 5)) == [2, 1, 3]


def test_a_card_never_asked_counts_as_understood_when_it_was_met() -> None:
    new, asked = card(1, 3), card(2, 3, rules.first_stability())
    assert rules.stretch(new, NOW) == rules.stretch(asked, NOW) > 1


def test_none_are_asked_when_none_may_be() -> None:
    assert rules.choose([card(1, 2, 10)], NOW, 0) == []
    assert rules.choose([card(1, 2, 10)], NOW, -1) == []


@given(st.floats(0.1, 300), st.integers(0, 400), st.floats(0.1, 300), st.integers(0, 400))
def test_the_order_is_that_of_the_models_predicted_recall(
    stability: float, days: int, other_stability: float, other_days: int
) -> None:
    def seen(number: int, days: int, stability: float) -> tuple[Card, float]:
        at = NOW - days * DAY
        recall = recall_probability(Memory(NOW, 2, None, stability, 5.0, at), NOW)
        assert recall is not None
        return Card(number, NOW, at, stability), recall

    (one, likely), (other, other_likely) = (
        seen(1, days, stability),
        seen(2, other_days, other_stability),
    )
    if abs(likely - other_likely) < 1e-9:
        return
    first = min((likely, 1), (other_likely, 2))[1]
    if min(likely, other_likely) < 0.7:
        first = max((likely, 1), (other_likely, 2))[1]
    if abs(likely - 0.7) > 0.001 and abs(other_likely - 0.7) > 0.001:
        assert ids(rules.choose([one, other], NOW, 1)) == [first]


@given(
    daily=st.integers(1, 5),
    cards=st.integers(1, 40),
    away=st.sets(st.integers(0, 59), max_size=50),
    right=st.lists(st.sampled_from(list(Grade)), min_size=7, max_size=7),
)
def test_nobody_ever_meets_a_pile_and_everything_is_asked_in_the_end(
    daily: int, cards: int, away: set[int], right: list[Grade]
) -> None:
    ends = NOW + 30 * DAY
    memories = {n: Memory(NOW + timedelta(hours=4)) for n in range(cards)}
    windows: dict[int, datetime | None] = dict.fromkeys(memories, ends)
    asked: set[int] = set()
    for day in range(60 + cards):
        now = NOW + (day + 1) * DAY
        if day in away:
            continue
        due = [
            Card(n, m.due_at, m.reviewed_at or NOW, m.stability, windows[n])
            for n, m in memories.items()
            if m.due_at <= now
        ]
        today = rules.choose(due, now, daily)
        assert len(today) <= daily
        assert len({c.card_id for c in today}) == len(today), "a card is asked once"
        for chosen in today:
            n = chosen.card_id
            after = review(memories[n], right[(n + day) % 7], now)
            over = windows[n] is not None and now >= ends
            windows[n] = None if over else windows[n]
            due_at, _ = within_course(after.due_at, now, windows[n])
            memories[n] = replace(after, due_at=due_at)
            asked.add(n)
    assert len(asked) >= min(cards, daily * (60 + cards - len(away)) // 8)


ZONES = sorted(available_timezones() - {"localtime"})


@given(
    zone=st.sampled_from(ZONES),
    now=st.datetimes(datetime(2026, 1, 1), datetime(2028, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001
    prompts_at=st.none() | st.times(),
    quiet=st.tuples(st.times(), st.times()),
)
@example(
    "Australia/Lord_Howe", datetime(2026, 10, 3, 15, 0, tzinfo=UTC), time(2, 15), (time(), time(2))
)
@example(
    "America/Santiago", datetime(2026, 9, 6, 3, 30, tzinfo=UTC), time(0, 30), (time(22), time(0))
)
@example(
    "Europe/Berlin", datetime(2026, 10, 25, 0, 30, tzinfo=UTC), time(2, 30), (time(3), time(8))
)
def test_a_prompt_keeps_everybodys_hours_in_every_zone(
    zone: str, now: datetime, prompts_at: time | None, quiet: tuple[time, time]
) -> None:
    rhythm = Rhythm(
        zone,
        frozenset(range(7)),
        begins=time(0),
        ends=time(23, 59),
        quiet_from=quiet[0],
        quiet_until=quiet[1],
        prompts_at=prompts_at,
    )
    found = rules.asked_at(rhythm, now)
    if found is None:
        return
    at, meant = found
    assert now <= at <= now + rules.AHEAD
    assert meant <= at
    assert is_available(rhythm, at)
    assert local_day(rhythm, at) == local_day(rhythm, meant)


@pytest.mark.parametrize(
    ("now", "at", "meant"),
    [
        (datetime(2026, 11, 18, 5, 59, tzinfo=UTC), None, None),
        (datetime(2026, 11, 18, 6, 0, tzinfo=UTC), NOW, NOW),
        (NOW, NOW, NOW),
        (NOW + timedelta(hours=3), NOW + timedelta(hours=3), NOW),
        (NOW + timedelta(hours=8, minutes=1), None, None),
        (datetime(2026, 11, 21, 7, 0, tzinfo=UTC), None, None),
    ],
    ids=["too early", "two hours ahead", "now", "missed this morning", "evening", "Saturday"],
)
def test_when_somebody_is_asked(now: datetime, at: datetime | None, meant: datetime | None) -> None:
    assert rules.asked_at(BERLIN, now) == (None if at is None else (at, meant))


def test_nobody_is_asked_on_days_off_and_holidays() -> None:
    away = replace(BERLIN, away=(Away(date(2026, 11, 18), date(2026, 11, 20)),))
    assert rules.asked_at(away, NOW) is None
    monday = NOW + 5 * DAY
    assert rules.asked_at(away, monday) == (monday, monday)
    christmas = datetime(2026, 12, 25, 8, tzinfo=UTC)
    assert rules.asked_at(BERLIN, christmas) is None
    assert rules.asked_at(replace(BERLIN, paused_until=NOW + DAY), NOW) is None


def test_what_fits_into_a_message_is_at_least_one() -> None:
    assert rules.that_fit([(60, 10)], (50, 100)) == 1
    assert rules.that_fit([(20, 10), (20, 10), (20, 10)], (50, 100)) == 2
    assert rules.that_fit([(2, 60), (2, 60)], (50, 100)) == 1
    assert rules.that_fit([], (50, 100)) == 0


def test_options_stand_in_an_order_of_ones_own_and_steps_never_in_theirs() -> None:
    seen = {tuple(rules.shuffled("abcd", order, 7, 1)) for order in range(rules.VARIANTS)}
    assert len(seen) > 1
    assert rules.shuffled("abcd", 1, 7, 1) == rules.shuffled("abcd", 1, 7, 1)
    for order in range(rules.VARIANTS):
        for number in range(200):
            assert rules.shuffled("ab", order, number, 1, apart=True) == ["b", "a"]
    assert {rules.variant(n) for n in range(100)} == set(range(rules.VARIANTS))

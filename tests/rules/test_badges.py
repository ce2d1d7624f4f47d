"""Badges: what the rules count, when a level is reached, and which weeks break no row."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.badge_weeks import OwnWeeks, latest_begin, week_of
from bot.rules.badges import Career, Rules
from bot.rules.working_time import Away, Rhythm
from bot.settings import Badge, DeedKind
from tests.badging import badge

MONDAY = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
RECEIVED, GIVEN = DeedKind.KUDOS_RECEIVED, DeedKind.KUDOS_GIVEN
NAMES = {"sql": 1, "python": 2}


@dataclass(frozen=True)
class Did:
    """A deed."""

    id: int
    kind: DeedKind
    at: datetime
    other_id: int | None = None
    topic_ids: tuple[int, ...] = ()
    with_newcomer: bool = False


@dataclass(frozen=True)
class NeverOff:
    """Weeks of somebody who never is."""

    off: frozenset[int] = frozenset()

    def number(self, at: datetime) -> int:
        return week_of(at.date())

    def are_off(self, since: int, until: int, kinds: Collection[DeedKind]) -> bool:
        return all(week in self.off for week in range(since, until))


def earned(
    rule: dict[str, Any],
    levels: Sequence[int],
    deeds: Sequence[Did],
    weeks: Any = None,
    **more: Any,
) -> list[tuple[int, int, int | None]]:
    """Level, id of the deed that completed it, and topic."""
    made = Badge.model_validate(badge("any", rule, *levels, **more))
    career = Career(Rules([made], NAMES), weeks or NeverOff())
    return [(e.level, e.did.id, e.topic_id) for deed in deeds for e in career.add(deed)]


def did(
    number: int, days: float = 0, other: int | None = None, kind: DeedKind = RECEIVED, **more: Any
) -> Did:
    """A deed so many days after the first Monday."""
    return Did(number, kind, MONDAY + timedelta(days=days), other, **more)


def test_deeds_are_counted_and_each_level_has_the_deed_that_completed_it() -> None:
    deeds = [did(n, n, n) for n in range(1, 8)]
    assert earned({"count": "kudos_received"}, [2, 5], deeds) == [(1, 2, None), (2, 5, None)]


def test_other_kinds_do_not_count() -> None:
    deeds = [did(1, kind=GIVEN), did(2), did(3, kind=GIVEN)]
    assert earned({"count": ["kudos_received"]}, [2], deeds) == []


def test_different_colleagues_count_once_each_and_nobody_is_no_colleague() -> None:
    deeds = [did(1, 0, 7), did(2, 1, 7), did(3, 2, None), did(4, 3, 8), did(5, 4, 9)]
    rule = {"count": ["kudos_received"], "different": "colleagues"}
    assert earned(rule, [2, 3], deeds) == [(1, 4, None), (2, 5, None)]


def test_a_window_moves_on() -> None:
    rule = {"count": ["kudos_received"], "within_days": 10}
    assert earned(rule, [2], [did(1, 0), did(2, 10)]) == []
    assert earned(rule, [2], [did(1, 0), did(2, 9.99)]) == [(1, 2, None)]
    assert earned(rule, [3], [did(1, 0), did(2, 8), did(3, 11), did(4, 12)]) == [(1, 4, None)]


def test_different_colleagues_leave_a_window_too() -> None:
    rule = {"count": ["kudos_received"], "different": "colleagues", "within_days": 10}
    deeds = [did(1, 0, 7), did(2, 5, 8), did(3, 12, 9), did(4, 13, 7)]
    assert earned(rule, [3], deeds) == [(1, 4, None)]


def test_deeds_count_only_once_they_come_from_enough_colleagues() -> None:
    rule = {"count": ["kudos_received"], "colleagues": 2}
    deeds = [did(1, 0, 7), did(2, 1, 7), did(3, 2, 7), did(4, 3, 8)]
    assert earned(rule, [2, 3], deeds) == [(1, 4, None), (2, 4, None)]


def test_topics_narrow_what_counts_and_an_unknown_one_is_nobodys() -> None:
    deeds = [did(1, topic_ids=(1,)), did(2, topic_ids=(3,)), did(3, topic_ids=(1, 2)), did(4)]
    assert earned({"count": ["kudos_received"], "topics": ["sql"]}, [2], deeds) == [(1, 3, None)]
    assert earned({"count": ["kudos_received"], "topics": ["gone"]}, [1], deeds) == []


def test_a_badge_of_a_topic_is_earned_for_each_topic() -> None:
    deeds = [did(1, topic_ids=(1,)), did(2, topic_ids=(2,)), did(3, topic_ids=(1, 2))]
    found = earned({"count": ["kudos_received"]}, [2], deeds, per_topic=True)
    assert found == [(1, 3, 1), (1, 3, 2)]


def test_different_topics_can_be_counted() -> None:
    deeds = [did(1, topic_ids=(1,)), did(2, topic_ids=(1,)), did(3, topic_ids=(2, 3))]
    found = earned({"count": ["kudos_received"], "different": "topics"}, [3], deeds)
    assert found == [(1, 3, None)]


def test_only_newcomers_count_where_the_rule_says_so() -> None:
    deeds = [did(1, other=7), did(2, other=8, with_newcomer=True)]
    assert earned({"count": ["kudos_received"], "newcomers": True}, [1], deeds) == [(1, 2, None)]


def test_all_of_needs_each_of_them_and_any_of_the_best() -> None:
    parts = [{"count": ["kudos_received"], "at_least": 2}, {"count": ["kudos_given"]}]
    deeds = [did(1), did(2), did(3, kind=GIVEN), did(4), did(5, kind=GIVEN), did(6)]
    assert earned({"all_of": parts}, [1, 2], deeds) == [(1, 3, None), (2, 6, None)]
    assert earned({"any_of": parts}, [1, 2], deeds) == [(1, 2, None), (2, 5, None)]


WEEKS = {"weeks_in_row": ["recall_kept"]}


def kept(*days: float) -> list[Did]:
    """Recalls answered so many days after the first Monday."""
    return [did(n, day, kind=DeedKind.RECALL_KEPT) for n, day in enumerate(days, 1)]


def test_weeks_in_a_row_are_weeks_however_often() -> None:
    assert earned(WEEKS, [2, 3], kept(0, 1, 6, 7, 20)) == [(1, 4, None), (2, 5, None)]


def test_a_week_without_begins_the_row_anew() -> None:
    assert earned(WEEKS, [3], kept(0, 7, 21, 28)) == []
    assert earned(WEEKS, [3], kept(0, 7, 21, 28, 35)) == [(1, 5, None)]


def test_no_row_is_lost_to_a_holiday() -> None:
    off = NeverOff(frozenset({week_of((MONDAY + timedelta(days=14)).date())}))
    assert earned(WEEKS, [3], kept(0, 7, 21), off) == [(1, 3, None)]


def own(asked: Sequence[date] = (), **more: Any) -> OwnWeeks:
    """The weeks of somebody in Berlin."""
    rhythm = Rhythm("Europe/Berlin", **{k: v for k, v in more.items() if k != "pauses"})
    weeks = frozenset(week_of(day) for day in asked)
    return OwnWeeks(rhythm, more.get("pauses", ()), weeks)


def off(weeks: OwnWeeks, day: date, kinds: Collection[DeedKind] = (RECEIVED,)) -> bool:
    """Whether the week of a day is off."""
    return weeks.are_off(week_of(day), week_of(day) + 1, kinds)


LEAVE = date(2026, 3, 9)


@pytest.mark.parametrize(("last", "is_off"), [(12, False), (13, True), (15, True), (20, True)])
def test_a_week_of_leave_is_off_when_all_its_working_days_are(last: int, is_off: bool) -> None:
    weeks = own(away=(Away(LEAVE, date(2026, 3, last)),))
    assert off(weeks, LEAVE) is is_off


def test_a_pause_that_covers_a_week_makes_it_off() -> None:
    begins = datetime(2026, 3, 8, 15, 0, tzinfo=UTC)
    assert off(own(pauses=((begins, begins + timedelta(days=8)),)), LEAVE)
    assert not off(own(pauses=((begins, begins + timedelta(days=4)),)), LEAVE)
    assert not off(own(), LEAVE)


def test_a_week_in_which_nothing_was_asked_breaks_no_row_of_recalls() -> None:
    asked = own(asked=[LEAVE])
    assert not off(asked, LEAVE, [DeedKind.RECALL_KEPT])
    assert off(asked, LEAVE + timedelta(days=7), [DeedKind.RECALL_KEPT])
    assert not off(asked, LEAVE + timedelta(days=7), [DeedKind.RECALL_KEPT, RECEIVED])


def test_a_week_is_the_persons_own() -> None:
    sunday_night = datetime(2026, 3, 8, 23, 30, tzinfo=UTC)
    assert own().number(sunday_night) == week_of(date(2026, 3, 9))


@given(
    at=st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001
    zone=st.sampled_from(["Etc/GMT+12", "Pacific/Kiritimati", "UTC", "Asia/Kathmandu"]),
    before=st.floats(0, 14),
)
def test_what_came_after_the_latest_begin_is_of_the_same_week(
    at: datetime, zone: str, before: float
) -> None:
    earlier = at - timedelta(days=before)
    weeks = OwnWeeks(Rhythm(zone))
    if earlier > latest_begin(at):
        assert weeks.number(earlier) == weeks.number(at)

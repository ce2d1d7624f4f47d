"""Which board is meant, whose days it covers, and who stands where."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.boards import MOST_LINES, Board, Period, Standing, new_since, span, standing, typed

MONTH, WEEK = Period.MONTH, Period.WEEK


@pytest.mark.parametrize(
    ("line", "board", "period", "topic", "team"),
    [
        ("", Board.HELPED, MONTH, "", None),
        ("first", Board.FIRST, MONTH, "", None),
        ("First Answers last week #SQL", Board.FIRST, Period.LAST_WEEK, "sql", None),
        ("new this month", Board.NEW, MONTH, "", None),
        ("most helped last month, #c-sharp.", Board.HELPED, Period.LAST_MONTH, "c-sharp", None),
        ("week team Data  Platform", Board.HELPED, WEEK, "", "Data Platform"),
        ("newcomers in team", Board.NEW, MONTH, "", ""),
    ],
)
def test_a_line_says_which_board(
    line: str, board: Board, period: Period, topic: str, team: str | None
) -> None:
    said = typed(line)
    assert (said.wanted.board, said.wanted.period) == (board, period)
    assert (said.topic, said.team, said.unknown) == (topic, team, "")


@pytest.mark.parametrize(("line", "word"), [("frist week", "frist"), ("#", "#"), ("@Bo", "@Bo")])
def test_a_word_nobody_understands_is_told(line: str, word: str) -> None:
    assert typed(line).unknown == word


@given(st.text(max_size=60))
def test_any_line_can_be_read(line: str) -> None:
    assert typed(line).wanted.topic_id == 0


@pytest.mark.parametrize(
    ("period", "zone", "begins", "hours"),
    [
        # 2026-10-28 02:00 UTC: the clocks of Berlin went back on Sunday the 25th.
        (Period.WEEK, "Europe/Berlin", "2026-10-25T23:00", 7 * 24),
        (Period.LAST_WEEK, "Europe/Berlin", "2026-10-18T22:00", 7 * 24 + 1),
        (Period.MONTH, "Europe/Berlin", "2026-09-30T22:00", 31 * 24 + 1),
        (Period.LAST_MONTH, "Europe/Berlin", "2026-08-31T22:00", 30 * 24),
        (Period.MONTH, "Pacific/Kiritimati", "2026-09-30T10:00", 31 * 24),
        (Period.WEEK, "America/Los_Angeles", "2026-10-26T07:00", 7 * 24 + 1),
    ],
)
def test_weeks_and_months_are_those_of_whoever_looks(
    period: Period, zone: str, begins: str, hours: int
) -> None:
    now = datetime(2026, 10, 28, 2, tzinfo=UTC)
    begin, end = span(period, now, zone)
    assert begin == datetime.fromisoformat(begins).replace(tzinfo=UTC)
    assert end - begin == timedelta(hours=hours)


@given(
    st.floats(0, 3650).map(lambda days: datetime(2020, 1, 1, tzinfo=UTC) + timedelta(days=days)),
    st.sampled_from(["UTC", "Europe/Oslo", "America/Sao_Paulo", "Asia/Beirut", "Asia/Kolkata"]),
)
def test_now_lies_in_this_one_and_the_last_one_ends_where_it_begins(
    now: datetime, zone: str
) -> None:
    for this, last in ((Period.WEEK, Period.LAST_WEEK), (Period.MONTH, Period.LAST_MONTH)):
        begin, end = span(this, now, zone)
        assert begin <= now < end
        assert span(last, now, zone)[1] == begin
        assert this.before is last
        assert last.before is None
    assert span(WEEK, now, zone)[0].astimezone(ZoneInfo(zone)).weekday() == 0


def test_new_is_by_the_calendar_of_whoever_looks() -> None:
    now = datetime(2026, 11, 18, 23, 0, tzinfo=UTC)
    assert new_since(now, "UTC", 90) == date(2026, 8, 20)
    assert new_since(now, "Asia/Tokyo", 90) == date(2026, 8, 21)


def ranks(said: Standing) -> list[int]:
    """The ranks of its lines."""
    return [place.rank for place in said.places]


def test_equal_points_share_a_rank_and_the_next_counts_them() -> None:
    assert ranks(standing({1: 3, 2: 3, 3: 2.5, 4: 1})) == [1, 1, 3, 4]
    assert standing({}) == Standing(())
    assert standing({1: 0}) == Standing(())


def test_a_rank_that_does_not_fit_is_not_cut_at_a_name() -> None:
    points = dict.fromkeys(range(8), 5.0) | dict.fromkeys(range(8, 13), 2.0)
    said = standing(points)
    assert ranks(said) == [1] * 8
    assert (said.more, said.more_rank) == (5, 9)


def test_a_first_rank_of_too_many_names_as_many_as_fit() -> None:
    said = standing(dict.fromkeys(range(14), 1.0))
    assert ranks(said) == [1] * MOST_LINES
    assert (said.more, said.more_rank) == (4, 1)


@given(st.dictionaries(st.integers(1, 99), st.integers(0, 4).map(float), max_size=40))
def test_no_board_is_longer_than_its_lines_and_nobody_stands_below_fewer_points(
    points: dict[int, float],
) -> None:
    said = standing(points)
    assert len(said.places) <= MOST_LINES
    for above, below in pairwise(said.places):
        assert above.points >= below.points
        assert (above.rank == below.rank) == (above.points == below.points)
    for place in said.places:
        assert place.rank == 1 + sum(value > place.points for value in points.values())

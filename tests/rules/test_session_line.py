"""What is understood of a session typed on one line, and that nothing typed is lost."""

from __future__ import annotations

from datetime import date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.events import Person
from bot.rules.session_line import Line, read_line
from bot.rules.sessions import Repeats

WEDNESDAY = datetime(2026, 11, 18, 12, 0)  # noqa: DTZ001


def test_the_line_of_the_help_is_understood() -> None:
    said = "Query planner 101 next thursday 12:30 45m #sql seats 20"
    assert read_line((said,), WEDNESDAY) == Line(
        title="Query planner 101",
        day=date(2026, 11, 19),
        begins=time(12, 30),
        minutes=45,
        seats=20,
        topics=("sql",),
    )


@pytest.mark.parametrize(
    ("said", "title", "day", "begins"),
    [
        ("Billing tomorrow at 9am", "Billing", (11, 19), time(9)),
        ("Rust 3 dec 12:30", "Rust", (12, 3), time(12, 30)),
        ("Rust in 2 weeks 12:30", "Rust", (12, 2), time(12, 30)),
        ("Go 1.22 on monday noon", "Go 1.22", (11, 23), time(12)),
        ("Sunday drivers, friday 16:00", "Sunday drivers", (11, 20), time(16)),
        ("march of progress 12:30", "march of progress", (11, 18), time(12, 30)),
        ("coffee 11:30", "coffee", (11, 19), time(11, 30)),
        ("Zwölf Monkeys", "Zwölf Monkeys", None, None),
        ("2026-12-24 15:00 Carols", "Carols", (12, 24), time(15)),
        ("", "", None, None),
    ],
)
def test_dates_are_found_among_words(
    said: str, title: str, day: tuple[int, int] | None, begins: time | None
) -> None:
    line = read_line((said,), WEDNESDAY)
    assert (line.title, line.begins) == (title, begins)
    assert line.day == (date(2026, *day) if day else None)


@pytest.mark.parametrize("said", ["A 30 february 12:30", "A 2026-02-30 12:30", "A 31st of june"])
def test_a_day_that_does_not_exist_is_named_and_not_replaced(said: str) -> None:
    line = read_line((said,), WEDNESDAY)
    assert line.day is None
    assert line.impossible in said
    assert line.impossible


@pytest.mark.parametrize(
    ("said", "minutes"), [("x 1h", 60), ("x 1h30m", 90), ("x 90 minutes", 90), ("x 4m2", None)]
)
def test_lengths(said: str, minutes: int | None) -> None:
    assert read_line((said,), WEDNESDAY).minutes == minutes


def test_people_speak_and_series_repeat() -> None:
    ana = Person(1, "Ana")
    line = read_line(("Rust with ", ana, " fortnightly 20 seats"), WEDNESDAY)
    assert line.speakers == (ana,)
    assert line.repeats is Repeats.FORTNIGHTLY
    assert line.seats == 20


@given(st.text(max_size=80))
def test_nothing_breaks_it(said: str) -> None:
    read_line((said,), WEDNESDAY)

"""Rows of separated values: each is told with its line, whatever stands around it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.rules.rows import delimiter, rows


def test_rows_are_numbered_by_the_line_they_begin_at() -> None:
    said = ["", "a;b", '"1', '2";3', "", "4;5"]
    assert list(rows(iter(said), 5)) == [
        (2, ["a", "b"]),
        (3, ["1\n2", "3"]),
        (5, []),
        (6, ["4", "5"]),
    ]


def test_a_quotation_mark_that_was_left_open_costs_its_own_row_alone() -> None:
    said = ["a,b", '"1,2', "3,4", "5,6"]
    assert list(rows(iter(said), 2)) == [
        (1, ["a", "b"]),
        (2, None),
        (3, ["3", "4"]),
        (4, ["5", "6"]),
    ]
    assert list(rows(iter(['"1,2']), 2)) == [(1, None)]
    assert list(rows(iter(["", " "]), 2)) == []


def test_the_first_row_tells_the_separator_even_when_it_is_quoted() -> None:
    assert [delimiter(s) for s in ('"a,b,c";d', "a,b", "a\tb;c\td", "a")] == [";", ",", "\t", ","]


@given(st.lists(st.text(st.sampled_from('ab," \t;'), max_size=8), max_size=12))
def test_every_line_is_in_a_row_or_told(said: list[str]) -> None:
    found = list(rows(iter(said), 3))
    numbers = [number for number, _ in found]
    assert numbers == sorted(set(numbers))
    begun = next((i for i, line in enumerate(said, 1) if line.strip()), None)
    assert (begun is None) == (not found)
    if found:
        assert numbers[0] == begun

"""Cells of sheets: nothing in them is a formula."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.cells import BEGINS_FORMULA, harmless


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("Ana Alves", "Ana Alves"),
        ("=1+1", "'=1+1"),
        ("+49 30 1234", "'+49 30 1234"),
        ("-1", "'-1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'=1"),
        ("\rx", "'x"),
        ("\x00=1", "'=1"),
        (" =1", "'=1"),
        ("＝1", "'＝1"),
        ("a=1", "a=1"),
        ("a\r\n=1", "a =1"),
        ("", ""),
    ],
)
def test_what_begins_a_formula_is_made_text(said: str, written: str) -> None:
    assert harmless(said) == written


@given(st.text(st.characters(codec=None), max_size=60))
def test_no_cell_begins_a_formula_and_twice_is_once(said: str) -> None:
    cell = harmless(said)
    assert not cell.startswith(BEGINS_FORMULA)
    assert harmless(cell) == cell
    assert cell.isprintable() or all(ord(c) >= 32 for c in cell)

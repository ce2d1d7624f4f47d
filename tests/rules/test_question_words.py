"""How the words of questions and answers are shown: code between backticks, and what is shared."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.questions import inline, spelt


@pytest.mark.parametrize(
    ("line", "pieces"),
    [
        ("run `make all` now", [("run ", False), ("make all", True), (" now", False)]),
        ("`a``b`", [("a", True), ("b", True)]),
        ("no code", [("no code", False)]),
        ("one ` alone", [("one ` alone", False)]),
        ("``", [("``", False)]),
        ("", []),
    ],
)
def test_what_stands_between_backticks_is_code(line: str, pieces: list[tuple[str, bool]]) -> None:
    assert list(inline(line)) == pieces


@given(st.text(alphabet="ab` \n", max_size=40))
def test_no_word_is_lost(line: str) -> None:
    shown = "".join(f"`{text}`" if is_code else text for text, is_code in inline(line))
    assert shown == line


def test_stems_are_shown_as_the_words_they_stand_for() -> None:
    text = "How do I rotate the staging credentials?"
    assert spelt(["rotat", "credenti", "stage", "absent"], text) == [
        "rotate",
        "credentials",
        "staging",
    ]

"""What fits on a badge's picture, and what its address says."""

from __future__ import annotations

from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.badge_pictures import (
    DRAWING,
    MOST_TOGETHER,
    Pictured,
    Unreadable,
    clusters,
    fitted,
    packed,
    unpacked,
    width,
)
from bot.settings import Picture
from bot.settings.badge import Colour, Motif, Shape

pictures = st.builds(
    Picture,
    motif=st.sampled_from(Motif),
    shape=st.sampled_from(Shape),
    colour=st.sampled_from(Colour),
)
pictured = st.builds(Pictured, pictures, st.integers(0, 200), st.text(max_size=40))
STAR = '"star","circle","blue"'


@given(st.lists(pictured, min_size=1, max_size=MOST_TOGETHER).map(tuple))
def test_what_is_packed_is_unpacked(badges: tuple[Pictured, ...]) -> None:
    assert unpacked(packed(badges)) == badges


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "nonsense",
        "{}",
        "3",
        f"[{DRAWING}]",
        f'[{DRAWING},["no such motif","circle","blue",1,""]]',
        f'[{DRAWING},["star","blob","blue",1,""]]',
        f'[{DRAWING},["star","circle","#000",1,""]]',
        f'[{DRAWING},[{STAR},"1",""]]',
        f"[{DRAWING},[{STAR},1,2]]",
        f"[{DRAWING},[{STAR},1]]",
        f'[{DRAWING + 1},[{STAR},1,""]]',
        f"[{DRAWING}" + f',[{STAR},0,""]' * (MOST_TOGETHER + 1) + "]",
    ],
)
def test_nothing_else_is(text: str) -> None:
    with pytest.raises(Unreadable):
        unpacked(text)


@given(st.text(max_size=60))
def test_a_topic_is_written_whole_or_cut_and_never_wider_than_its_room(topic: str) -> None:
    said, size = fitted(topic, room=480, largest=104, least=60)
    assert width(said) * size <= 480 * 1.0001
    assert 60 <= size <= 104
    assert all(ch.isprintable() for ch in said)
    whole = "".join(c if c.isprintable() else " " for c in normalize("NFC", topic)).strip()
    assert said == whole or (size == 60 and said.endswith("…") and len(said) <= len(whole) + 1)


def test_short_topics_are_large_and_long_ones_are_cut() -> None:
    assert fitted("sql", 480, 104, 60) == ("sql", 104)
    said, size = fitted("kubernetes", 480, 104, 60)
    assert said == "kubernetes"
    assert 60 < size < 104
    assert fitted("a-very-long-topic-name", 480, 104, 60) == ("a-very-long…", 60)
    assert fitted(" \n ", 480, 104, 60)[0] == ""


@pytest.mark.parametrize(
    ("text", "letters"),
    [
        ("sql", 3),
        ("हिन्दी", 3),  # marks belong to the letter before them
        ("กำลัง", 4),
        ("e\u0301te\u0301", 3),
        ("می\u200cخواهم", 6),  # a joiner holds both sides
        ("日本語", 3),
    ],
)
def test_nothing_is_cut_within_a_letter(text: str, letters: int) -> None:
    parts = clusters(text)
    assert "".join(parts) == text
    assert len(parts) == letters


def test_wide_letters_take_their_room() -> None:
    assert width("日本語") > width("abc")

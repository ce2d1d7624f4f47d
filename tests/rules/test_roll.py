"""Lists of who came, as all sorts of programs write them."""

from __future__ import annotations

import pytest

from bot.rules.roll import MOST_ROWS, NoRoll, read


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"Ana Alves\nBo Berg\n", [(1, "Ana Alves"), (2, "Bo Berg")]),
        (b"\xef\xbb\xbfName;E-mail\r\nAna;a@b.c\r\nBo;\r\n", [(2, "a@b.c"), (3, "Bo")]),
        (b"time\tName\n9:00\tAna\n", [(2, "Ana")]),
        (b'"Alves, Ana";x\n\n"Berg, Bo";x', [(1, "Alves, Ana"), (3, "Berg, Bo")]),
        (b'"Ana\nAlves",1\nBo,2', [(1, "Ana\nAlves"), (3, "Bo")]),
        (b"9:00,a@b.c\n", [(1, "a@b.c")]),
        (b"name,note\n,late\n", [(2, "")]),
    ],
)
def test_whom_a_file_names(raw: bytes, said: list[tuple[int, str]]) -> None:
    assert [(e.number, e.said) for e in read(raw)] == said


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        (b"", "empty"),
        (b" \n,,\n", "empty"),
        (b"Jos\xe9", "UTF-8"),
        (b"a\0b", "no CSV"),
        (b'Bo\n"Ana', "Row 2"),
        (b"x\n" * (MOST_ROWS + 1), "at most"),
    ],
)
def test_what_is_no_list_is_refused_with_a_reason(raw: bytes, why: str) -> None:
    with pytest.raises(NoRoll, match=why):
        read(raw)

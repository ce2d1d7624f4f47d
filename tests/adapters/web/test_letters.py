"""Labels are drawn in every script that a font is there for, and none stops a picture."""

from __future__ import annotations

import warnings
from datetime import date
from io import BytesIO

import pytest
from PIL import Image

from adapters.web import letters
from adapters.web.drawing import bars, progress
from adapters.web.easel import quietly
from adapters.web.letters import OWN, families

SCRIPTS = {
    "latin": "Zażółć gęślą jaźń",
    "greek": "Ερωτήματα",
    "cyrillic": "Планы запросов",
    "arabic": "خطط الاستعلام",
    "hebrew": "תוכניות",
    "devanagari": "क्वेरी योजना",
    "thai": "แผนคิวรี",
    "georgian": "გეგმები",
    "ethiopic": "እቅዶች",
    "chinese": "查询计划",
    "japanese": "クエリ計画のしくみ",
    "korean": "쿼리 계획",
    "mixed": "SQL แผน क्वेरी",
    "nowhere": "\ue000\U0010fffd",
}
DAY = date(2026, 12, 1)


def drawn(words: str) -> list[bytes]:
    return [
        progress(words, words, DAY, DAY, [(words, [0.9, 0.5])]),
        bars(words, [words, words], [(words, [1, 2]), ("other", [2, 1])]),
    ]


@pytest.mark.parametrize("script", SCRIPTS)
def test_letters_that_a_font_has_are_drawn(script: str) -> None:
    words = SCRIPTS[script]
    chosen = families(words)
    assert chosen[0] == OWN
    fonts = letters._installed()
    here = frozenset().union(*(letters._letters(file) for file in fonts.values()))
    drawable = frozenset().union(*(letters._letters(fonts[name]) for name in chosen))
    assert {ord(c) for c in words if c.isprintable()} & here <= drawable
    with warnings.catch_warnings():
        warnings.simplefilter("error" if {*map(ord, words)} <= here else "ignore")
        pictures = drawn(words)
    for picture in pictures:
        with Image.open(BytesIO(picture)) as image:
            assert image.format == "PNG"


def test_fonts_are_looked_for_only_where_matplotlib_s_own_will_not_do() -> None:
    assert families("Query plans, Ερωτήματα, Планы") == [OWN]
    assert families("") == [OWN]


def test_what_no_font_has_is_a_box_and_says_nothing() -> None:
    assert quietly(lambda: drawn(SCRIPTS["nowhere"]))

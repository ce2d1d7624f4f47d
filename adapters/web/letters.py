"""Which fonts have the letters of a label: matplotlib's own has Latin, Greek, Cyrillic and little
else. Imported where pictures are drawn: see `easel.py`.
"""

from __future__ import annotations

import unicodedata
from functools import cache

from matplotlib.font_manager import fontManager
from matplotlib.ft2font import FT2Font

OWN = "DejaVu Sans"
"""Comes with matplotlib."""
HAN = ("CJK", "Droid Sans Fallback", "WenQuanYi", "Source Han", "IPAGothic", "Unifont")
"""What the names of fonts with Chinese, Japanese and Korean letters have in them."""
OF_HAN = frozenset({"CJK", "HIRAGANA", "KATAKANA", "HANGUL", "BOPOMOFO", "IDEOGRAPHIC"})
"""How Unicode's names of such letters begin."""
DRAWN = (".ttf", ".otf", ".ttc")


def families(text: str) -> list[str]:
    """The fonts to draw a text with, matplotlib's own first; a letter that none has is a box."""
    missing = {ord(c) for c in text if c.isprintable()}
    chosen: list[str] = []
    for name in [OWN, *sorted(_installed(), key=lambda n: (not _is_likely(n, text), n))]:
        if chosen and not missing:
            break
        found = missing & _letters(_installed()[name])
        if found or not chosen:
            chosen.append(name)
            missing -= found
    return chosen


def _is_likely(font: str, text: str) -> bool:
    """Whether a font is named after a script of the text: looked at first."""
    scripts = {unicodedata.name(c, "").partition(" ")[0] for c in text if ord(c) > 0x2FF}
    if any(mark in font for mark in HAN):
        return bool(scripts & OF_HAN)
    return any(script and script.title() in font.split() for script in scripts)


@cache
def _installed() -> dict[str, str]:
    """Name → file of the upright regular fonts here that matplotlib can draw."""
    return {
        font.name: font.fname
        for font in reversed(fontManager.ttflist)
        if font.style == "normal"
        and font.weight in (400, "normal", "regular")
        and font.fname.endswith(DRAWN)
        and not font.name.startswith(("Noto Color", "Last Resort"))
    }


@cache
def _letters(file: str) -> frozenset[int]:
    """The letters that a font has, as numbers of Unicode; none of one that can't be read."""
    try:
        return frozenset(FT2Font(file).get_charmap())
    except (OSError, RuntimeError):
        return frozenset()

"""What makes two questions alike: which words of a question count, and how much."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

FIELDS = {"title": 2.0, "body": 1.0, "answers": 1.0}
"""What a word is worth by where it stands. Best of those tried on both communities of the bench."""
OF_BODY = 0.7
"""What a word of the body is worth, against one of the title."""
MOST_TITLE = 24
MOST_BODY = 24
"""Words of a question that are searched for: of the body the rarest."""
LONGEST = 20_000
"""Characters that are read of a text."""
LONGEST_WORD = 40
"""Bytes; longer ones are hashes and encoded blobs."""

_WITHOUT_SPACES = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]+"
)
"""Writing that puts no space between words: Thai, Lao, Burmese, Khmer, Japanese, Chinese."""

STOP = frozenset(
    """
    a about all am an and any anyone are as at be been but by can could d did do does doing for
    from get got had has have hello help hi how i if in into is it its just know like ll m me my
    need no not of on one or our out please re s should so some t that the their them then there
    these they this to up use using ve want was way we what when where which who why will with
    without would you your
    """.split()  # noqa: SIM905
)
"""English words that say nothing about a question."""


def spaced(text: str) -> str:
    """The text with every two neighbouring characters a word where a script has no spaces."""
    return _WITHOUT_SPACES.sub(lambda run: f" {' '.join(_pairs(run[0]))} ", text)


def _pairs(run: str) -> list[str]:
    return [run[i : i + 2] for i in range(len(run) - 1)] or [run]


def telling(words: Sequence[str]) -> list[str]:
    """The words that say something, or all when none does."""
    return [w for w in words if w not in STOP] or list(words)


def wanted(
    title: Sequence[str], body: Sequence[str], frequency: Callable[[str], int], documents: int
) -> list[tuple[str, float]]:
    """Words to search for and what each is worth; none that half of all documents have."""
    known = {t: frequency(t) for t in dict.fromkeys([*title, *body]) if t not in STOP}
    rare = {t: n for t, n in known.items() if n > 0 and (n <= documents / 2 or documents < 20)}
    first = [t for t in title if t in rare][:MOST_TITLE]
    rest = sorted((t for t in body if t in rare and t not in first), key=lambda t: rare[t])
    return [(t, 1.0) for t in first] + [(t, OF_BODY) for t in rest[:MOST_BODY]]

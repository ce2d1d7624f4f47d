"""What makes two questions alike: which words of a question count, and how much."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import log

FIELDS = {"title": 2.0, "body": 1.0, "answers": 1.0}
"""What a word is worth by where it stands. Best of those tried on both communities of the bench."""
OF_BODY = 0.7
"""What a word of the body is worth, against one of the title."""
MOST_TITLE = 24
MOST_BODY = 20
"""Words of a question that are searched for: of the body the rarest."""
MOST_READ = 400
"""Different words of a body that are looked at."""
FEW = 300
"""Among fewer documents than that, a word is as rare as it would be among so many."""
RARE = 10
"""A word is a sign of its own when at most one document in so many has it."""
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


@dataclass(frozen=True, slots=True)
class Query:
    """A question's words, with how telling each is."""

    title: dict[str, float]
    """Word of the title → the less documents have it, the more it tells."""
    words: dict[str, float]
    """The same of title and body."""
    weights: dict[str, float]
    """Those to search for → what each is worth."""
    common: float
    """A word that tells less than this is too common to be a sign of its own."""

    @classmethod
    def of(
        cls,
        title: Sequence[str],
        body: Sequence[str],
        frequency: Callable[[str], int],
        documents: int,
    ) -> Query:
        """Weigh a question's words: of the body only the rarest are searched for."""
        title = [w for w in title if w not in STOP][:MOST_TITLE]
        body = [w for w in body if w not in STOP and w not in title][:MOST_READ]
        having = {w: frequency(w) for w in [*title, *body]}
        tells = {w: log(1 + max(documents, FEW) / (n + 1)) for w, n in having.items()}
        known = sorted((w for w in body if having[w]), key=lambda w: (having[w], w))
        weights = {w: 1.0 for w in title if having[w]}
        weights |= dict.fromkeys(known[:MOST_BODY], OF_BODY)
        return cls({w: tells[w] for w in title}, tells, weights, log(1 + RARE))

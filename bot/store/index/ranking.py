"""Which of the found is really the same question: signs, weighed, and a stated confidence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import log1p, sqrt
from typing import TYPE_CHECKING

from bot.store.index.entries import Record, hashes
from bot.store.index.view import Candidate
from bot.store.index.words import Query

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

CANDIDATES = 100
"""Found by their words; looked at closely."""
DAY = 86_400.0
LEADERS = 10
"""How many of the best by words make the measure of what is usual for a question."""

SIGNS = (
    "words, against the usual",
    "words",
    "words, against the question's length",
    "rarest word shared",
    "second rarest word shared",
    "title found again",
    "silence since",
)
WEIGHTS = (1.515, 0.213, 0.09, 0.233, 0.173, 1.627, -0.532)
OF_NONE = ("always", "title's length", "question's length", "words, usually")
WEIGHTS_OF_NONE = (3.795, 0.112, 0.599, 0.158)
"""All weights as `python -m bench.matching_fit` found them; what each is of stands beside them."""


@dataclass(frozen=True, slots=True)
class Ranked:
    """A question, and how likely it is that it is the same one."""

    question_id: int
    confidence: float
    words: tuple[str, ...]
    """Words it shares with the asker's, the telling ones first."""


@dataclass(frozen=True, slots=True)
class Signs:
    """What speaks for each candidate, and what speaks for none of them."""

    each: NDArray[np.float64]
    """A row a candidate, a column a sign."""
    none: NDArray[np.float64]
    shared: NDArray[np.bool_]
    """A row a candidate, a column a word of the query."""


def signs(query: Query, candidates: Sequence[Candidate], now: float) -> Signs:
    """Look closely at candidates; there must be one. `now` is Unix time."""
    import numpy

    words = list(query.words)
    tells = numpy.array([query.words[w] for w in words])
    of_title = numpy.array([w in query.title for w in words])
    records = [Record.read(c.record) for c in candidates]
    shared = _shared(words, [r.words for r in records])

    score = numpy.array([c.score for c in candidates])
    usual = float(numpy.sort(score)[-LEADERS:].mean())
    rare = numpy.sort(shared * numpy.where(tells > query.common, tells, 0.0), axis=1)
    rare = numpy.pad(rare, ((0, 0), (2, 0)))
    title = shared @ (tells * of_title) / max(float(tells @ of_title), 1e-9)
    active = numpy.array([r.active_at for r in records], dtype=float)
    silence = numpy.log1p(numpy.maximum(now - active, 0.0) / DAY)
    each = numpy.stack(
        [
            score / usual,
            score / 10,
            score / (len(words) + 3),
            rare[:, -1],
            rare[:, -2],
            title,
            silence,
        ],
        axis=1,
    )
    none = numpy.array([1.0, sqrt(len(query.title)), log1p(len(words)), usual / 10])
    return Signs(each, none, shared)


def _shared(words: Sequence[str], those: Sequence[NDArray[np.uint32]]) -> NDArray[np.bool_]:
    """Which of these words each has, by their hashes."""
    import numpy

    keys = numpy.array(hashes(words), dtype="<u4")
    order = numpy.argsort(keys)
    known = numpy.concatenate(those)
    whose = numpy.repeat(numpy.arange(len(those)), [len(t) for t in those])
    at = numpy.minimum(numpy.searchsorted(keys[order], known), len(keys) - 1)
    same = keys[order][at] == known
    shared = numpy.zeros((len(those), len(words)), dtype=bool)
    shared[whose[same], order[at[same]]] = True
    return shared


def rank(
    query: Query, candidates: Sequence[Candidate], now: float, most: int = CANDIDATES
) -> list[Ranked]:
    """The likeliest candidates to be the same question, each with its likelihood.

    All of them and "none of them" share a likelihood of 1. `now` is Unix time.
    """
    if not candidates:
        return []
    import numpy

    seen = signs(query, candidates, now)
    weight = seen.each @ numpy.array(WEIGHTS)
    none = float(seen.none @ numpy.array(WEIGHTS_OF_NONE))
    most_of_all = max(none, float(weight.max()))
    likely = numpy.exp(weight - most_of_all)
    likely /= likely.sum() + numpy.exp(none - most_of_all)
    telling = sorted(query.words, key=lambda w: -query.words[w])
    column = {word: i for i, word in enumerate(query.words)}
    return [
        Ranked(
            candidates[i].question_id,
            float(likely[i]),
            tuple(w for w in telling if seen.shared[i, column[w]]),
        )
        for i in numpy.argsort(-likely, kind="stable")[:most]
    ]

"""Which of the found is really the same question: signs, weighed, and a stated confidence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, log1p, sqrt
from operator import mul

from bot.store.index.view import Candidate
from bot.store.index.words import Query

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
WEIGHTS = (1.423, 0.246, 0.05, 0.253, 0.186, 1.71, -0.373)
OF_NONE = ("always", "title's length", "question's length", "words, usually")
WEIGHTS_OF_NONE = (4.544, 0.054, 0.607, 0.206)
"""All weights as `python -m bench.matching_fit` found them; what each is of stands beside them."""

SHOWN = 3
"""Suggestions that are shown together."""
FAINT = 1 / 20
"""Of the best one's likelihood: what is less likely is not shown beside it."""


@dataclass(frozen=True, slots=True)
class Ranked:
    """A question, and how likely it is that it is the same one."""

    question_id: int
    likelihood: float
    words: tuple[str, ...]
    """Words it shares with the asker's, the telling ones first."""


@dataclass(frozen=True, slots=True)
class Signs:
    """What speaks for each candidate, and what speaks for none of them."""

    each: list[tuple[float, ...]]
    """Of each candidate, its SIGNS."""
    none: tuple[float, ...]
    """OF_NONE."""
    shared: list[tuple[str, ...]]
    """Of each candidate, the words it was found by, the telling ones first."""


def signs(query: Query, candidates: Sequence[Candidate], now: float) -> Signs:
    """Look closely at candidates; there must be one. `now` is Unix time."""
    telling = sorted(query.words, key=lambda w: -query.words[w])
    usual = sum(sorted((c.score for c in candidates), reverse=True)[:LEADERS])
    usual /= min(LEADERS, len(candidates))
    title = sum(query.title.values()) or 1.0
    each: list[tuple[float, ...]] = []
    shared: list[tuple[str, ...]] = []
    for candidate in candidates:
        has = tuple(w for w in telling if w in candidate.words)
        rare = [query.words[w] for w in has[:2] if query.words[w] > query.common]
        each.append(
            (
                candidate.score / usual,
                candidate.score / 10,
                candidate.score / (len(telling) + 3),
                rare[0] if rare else 0.0,
                rare[1] if len(rare) > 1 else 0.0,
                sum(query.title.get(w, 0.0) for w in has) / title,
                log1p(max(now - candidate.active_at, 0.0) / DAY),
            )
        )
        shared.append(has)
    none = (1.0, sqrt(len(query.title)), log1p(len(telling)), usual / 10)
    return Signs(each, none, shared)


def rank(
    query: Query, candidates: Sequence[Candidate], now: float, most: int = CANDIDATES
) -> list[Ranked]:
    """The likeliest candidates to be the same question, each with its likelihood.

    All of them and "none of them" share a likelihood of 1. `now` is Unix time.
    """
    if not candidates:
        return []
    seen = signs(query, candidates, now)
    weights = [sum(map(mul, WEIGHTS, of)) for of in seen.each]
    none = sum(map(mul, WEIGHTS_OF_NONE, seen.none))
    top = max(none, *weights)
    likely = [exp(w - top) for w in weights]
    whole = sum(likely) + exp(none - top)
    best = sorted(range(len(likely)), key=lambda i: -likely[i])[:most]
    return [Ranked(candidates[i].question_id, likely[i] / whole, seen.shared[i]) for i in best]


def sure(likely: Sequence[float]) -> float:
    """How likely the same question is among those shown together, of how likely each is, sorted.

    Nobody minds which of three it is, so this is what decides whether they are shown.
    """
    return min(1.0, sum(likely[:SHOWN]))


def shown(ranked: Sequence[Ranked]) -> list[Ranked]:
    """Of those that may be shown, best first, the ones that are not faint beside the best."""
    return [r for r in ranked if r.likelihood >= FAINT * ranked[0].likelihood]

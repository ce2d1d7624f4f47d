"""The newest changes, in memory: found at once, and written to disk later, many together."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from math import log

from bot.store.index.entries import Entry
from bot.store.index.words import FIELDS

K1, B = 1.2, 0.75
"""Of BM25, as tantivy has them: scores of both are compared."""


@dataclass(frozen=True, slots=True)
class Lengths:
    """What is usual among documents: how many words each field has, and how late it is."""

    documents: int = 0
    active_at: int = 0
    """The latest of them, in seconds of Unix time."""
    words: Mapping[str, int] = field(default_factory=lambda: dict.fromkeys(FIELDS, 0))

    def usual(self, name: str) -> float:
        """Words in a document's field, on average."""
        return max(1.0, self.words[name] / self.documents) if self.documents else 1.0

    def __add__(self, other: Lengths) -> Lengths:
        """Of both together."""
        return Lengths(
            self.documents + other.documents,
            max(self.active_at, other.active_at),
            {name: n + other.words[name] for name, n in self.words.items()},
        )

    def plus(self, entry: Entry) -> Lengths:
        """With one document more."""
        more = {f: n + entry.counts[f].total() for f, n in self.words.items()}
        return Lengths(self.documents + 1, max(self.active_at, entry.active_at), more)


def score(
    entry: Entry,
    weights: Mapping[str, float],
    rarity: Callable[[str, str], float],
    lengths: Lengths,
) -> float:
    """BM25 of a document for weighted words. `rarity` tells that of a word in a field."""
    total = 0.0
    for name, boost in FIELDS.items():
        counts = entry.counts[name]
        shared = counts.keys() & weights.keys()
        if shared:
            length = K1 * (1 - B + B * counts.total() / lengths.usual(name))
            for word in shared:
                n = counts[word]
                total += boost * weights[word] * rarity(name, word) * n * (K1 + 1) / (n + length)
    return total


def rarity(documents: int, having: int) -> float:
    """Of a word, as BM25 counts it."""
    return log(1 + (documents - having + 0.5) / (having + 0.5))

"""Decides what somebody looks for, and in what form texts are kept to be searched."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

MOST_WORDS = 10
"""Words that are looked for; what follows them is left out."""
LONGEST_WORD = 200
"""Characters of one; SQLite compares no more than 50,000 bytes, and nobody types as many."""


def fold(text: str) -> str:
    """The same without case and accents: "Résumé" and "resume" are one."""
    if text.isascii():
        return text.lower()
    parts = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(ch for ch in parts if not unicodedata.combining(ch))
    return unicodedata.normalize("NFC", bare)


def searchable(*texts: str) -> str:
    """The form in which texts are stored for a search: folded, so that all databases agree."""
    return fold("\n".join(texts))


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for: all of these words, about all of these topics."""

    words: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.words or self.topics)

    def __str__(self) -> str:
        return " ".join([*(f"#{t}" for t in self.topics), *self.words])

    @property
    def folded(self) -> tuple[str, ...]:
        """The words as they are looked for in searchable texts."""
        return tuple(dict.fromkeys(fold(w) for w in self.words))


def wanted(said: Sequence[str]) -> Wanted:
    """What these words of a command look for: "#sql" is a topic, anything else a word."""
    chosen = [w for w in said if w.strip("#\"'“”„«»")][:MOST_WORDS]
    return Wanted(
        words=tuple(w.strip("\"'“”„«»")[:LONGEST_WORD] for w in chosen if not w.startswith("#")),
        topics=tuple(w.lstrip("#").lower() for w in chosen if w.startswith("#")),
    )

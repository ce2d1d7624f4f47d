"""Decides whether a past session is one that somebody looks for by words and topics."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

MOST_WORDS = 10
"""Words that are looked for; what follows them is left out."""


def fold(text: str) -> str:
    """The same without case and accents: "Résumé" and "resume" are one."""
    if text.isascii():
        return text.lower()
    parts = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(ch for ch in parts if not unicodedata.combining(ch))
    return unicodedata.normalize("NFC", bare)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for: all of these words, about all of these topics."""

    words: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.words or self.topics)

    def __str__(self) -> str:
        return " ".join([*(f"#{t}" for t in self.topics), *self.words])

    def is_said(self, texts: Iterable[str]) -> bool:
        """Whether each word is part of one of these texts, without case and accents."""
        if not self.words:
            return True
        said = fold("\n".join(texts))
        return all(fold(w) in said for w in self.words)


def wanted(said: Sequence[str]) -> Wanted:
    """What these words of a command look for: "#sql" is a topic, anything else a word."""
    chosen = [w for w in said if w.strip("#\"'“”„«»")][:MOST_WORDS]
    return Wanted(
        words=tuple(w.strip("\"'“”„«»") for w in chosen if not w.startswith("#")),
        topics=tuple(w.lstrip("#").lower() for w in chosen if w.startswith("#")),
    )

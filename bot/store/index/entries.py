"""What is kept of a document: its words, counted, and when something last happened to it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from bot.store.index.documents import Document
from bot.store.index.words import FIELDS, LONGEST, spaced

Analyze = Callable[[str], list[str]]


@dataclass(frozen=True, slots=True)
class Entry:
    """A document that is ready to be indexed."""

    question_id: int
    texts: dict[str, str]
    counts: dict[str, Counter[str]]
    """Field → word → how often."""
    words: frozenset[str]
    """All of them."""
    topics: tuple[str, ...]
    accepted: bool
    active_at: int
    """Seconds of Unix time."""

    @classmethod
    def of(cls, document: Document, analyze: Analyze) -> Entry:
        """Split a document into words."""
        texts = {
            "title": spaced(document.title[:LONGEST]),
            "body": spaced(document.body[:LONGEST]),
            "answers": spaced("\n".join(document.answers)[:LONGEST]),
        }
        counts = {name: Counter(analyze(text)) for name, text in texts.items()}
        known = frozenset(word for field in FIELDS for word in counts[field])
        return cls(
            document.question_id,
            texts,
            counts,
            known,
            document.topics,
            document.accepted,
            int(document.active_at.timestamp()),
        )

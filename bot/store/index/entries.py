"""What is kept of a document: its words, counted, and what telling it apart later needs."""

from __future__ import annotations

import zlib
from array import array
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from struct import Struct

from bot.store.index.documents import Document
from bot.store.index.words import FIELDS, LONGEST, spaced

Analyze = Callable[[str], list[str]]

_HEAD = Struct("<IB")
"""When it was active last, in seconds of Unix time; whether an answer is accepted."""


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
    record: bytes
    """What a search needs of it; see `Record`."""

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
        active_at = int(document.active_at.timestamp())
        head = _HEAD.pack(active_at, document.accepted)
        record = head + hashes(sorted(known)).tobytes()
        return cls(
            document.question_id,
            texts,
            counts,
            known,
            document.topics,
            document.accepted,
            active_at,
            record,
        )


@dataclass(frozen=True, slots=True)
class Record:
    """What is kept beside the words of a document."""

    active_at: int
    """Seconds of Unix time."""
    accepted: bool
    words: frozenset[int]
    """The hashes of all its words."""

    @classmethod
    def read(cls, packed: bytes) -> Record:
        """Unpack what `Entry.record` holds."""
        active_at, accepted = _HEAD.unpack_from(packed)
        words = array("I", packed[_HEAD.size :])
        return cls(active_at, bool(accepted), frozenset(words))


def hashes(words: Iterable[str]) -> array[int]:
    """A number of 32 bits for each word, the same in every process."""
    return array("I", (zlib.crc32(word.encode()) for word in words))

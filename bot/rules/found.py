"""Decisions about finding: what was looked for, and which words of a text show why it matched."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.rules.session_search import fold

MOST_WORDS = 12
"""Words that are looked for; what follows them is left out."""
QUERY_LENGTH = 200
"""Characters of what was looked for that the "more" button carries."""
EXCERPT = 220
"""Characters of a text that a list quotes."""
LEAST_STEM = 5
"""Letters a word has at least whose other forms count; shorter ones count as they are, or begun."""

_WORD = re.compile(r"[^\W_]+")
_TOPIC = re.compile(r"#([\w-]+)")


@dataclass(frozen=True, slots=True)
class Query:
    """What somebody looks for: words, and topics it must be about (lower case, no `#`)."""

    words: str
    topics: tuple[str, ...]

    def __bool__(self) -> bool:
        return bool(self.words or self.topics)

    def __str__(self) -> str:
        return " ".join([self.words, *(f"#{t}" for t in self.topics)]).strip()


def query(said: str) -> Query:
    """What a line looks for. Quotes and operators are words like any other, or nothing at all."""
    topics = dict.fromkeys(t.lower().strip("-_") for t in _TOPIC.findall(said))
    words = " ".join(_TOPIC.sub(" ", said).split())[:QUERY_LENGTH].strip()
    return Query(
        words if _WORD.search(words) else "",
        tuple(t for t in topics if t)[:MOST_WORDS],
    )


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a text, and whether it is one of the words looked for."""

    text: str
    is_match: bool


def excerpt(text: str, words: str, most: int = EXCERPT) -> list[Piece]:
    """About `most` characters of a text around the first word looked for, those words marked.

    Words count without case and accents, and in other forms of theirs: who looks for "rotate"
    sees "rotating".
    """
    flat = " ".join(text.split())
    stems = _stems(words)
    hits = [m for m in _WORD.finditer(flat) if _is_hit(m.group(), stems)]
    start = _start(flat, hits, most)
    end = min(len(flat), start + most)
    pieces = [Piece("…", False)] if start else []
    at = start
    for hit in hits:
        if hit.start() < at or hit.end() > end:
            continue
        if hit.start() > at:
            pieces.append(Piece(flat[at : hit.start()], False))
        pieces.append(Piece(hit.group(), True))
        at = hit.end()
    rest = flat[at:end]
    if end < len(flat):
        rest = rest.rstrip() + "…"
    if rest:
        pieces.append(Piece(rest, False))
    return pieces


def matches(texts: Sequence[str], words: str) -> list[str]:
    """The words looked for that these texts say, as written there, each once."""
    stems = _stems(words)
    found: dict[str, str] = {}
    for text in texts:
        for match in _WORD.finditer(text):
            if _is_hit(match.group(), stems):
                found.setdefault(fold(match.group()), match.group())
    return list(found.values())


def _start(flat: str, hits: Sequence[re.Match[str]], most: int) -> int:
    """Where the excerpt begins: at the beginning if the first hit is near, else a bit before it."""
    if len(flat) <= most or not hits or hits[0].end() <= most:
        return 0
    begin = min(max(0, hits[0].start() - most // 4), len(flat) - most)
    return flat.find(" ", begin) + 1 if " " in flat[begin : hits[0].start()] else begin


def _stems(words: str) -> list[str]:
    """The words looked for, without case and accents."""
    return [fold(w) for w in _WORD.findall(words)][: MOST_WORDS * 2]


def _is_hit(word: str, looked_for: Sequence[str]) -> bool:
    """Whether a word is one of those, begun, or another form: "rotate" and "rotating"."""
    said = fold(word)
    return any(_is_form(said, one) for one in looked_for)


def _is_form(said: str, looked_for: str) -> bool:
    shorter = min(len(said), len(looked_for))
    if shorter < LEAST_STEM:
        return said == looked_for or (len(looked_for) >= 3 and said.startswith(looked_for))
    same = next((i for i in range(shorter) if said[i] != looked_for[i]), shorter)
    return same >= max(LEAST_STEM - 1, shorter - 1)

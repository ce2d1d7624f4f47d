"""A moment of an organization's index: what is on disk, and the newest changes over it."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from bot.store.index import tail
from bot.store.index.entries import Entry
from bot.store.index.tail import Lengths
from bot.store.index.words import FIELDS, LONGEST, spaced, telling

if TYPE_CHECKING:
    import tantivy

WORD = re.compile(r"[^\W_]+")
OVER = 4
"""Times as many as are wanted are looked at, where some of them will be left out."""
EXACT = 24
"""Bits of a score that are kept exactly: it is a float of 32 bits."""
ENDINGS = 20
"""Words tried for one that is still being typed."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A document that has some of the words searched for, and its score by them."""

    question_id: int
    score: float
    active_at: int
    """Seconds of Unix time."""
    words: frozenset[str]
    """Which of those words it has."""


class _Hit(NamedTuple):
    """A document that tantivy found."""

    question_id: int
    score: float
    accepted: bool
    active_at: int


@dataclass(frozen=True, slots=True)
class View:
    """Searches one moment; nothing that is written later changes it. Safe for threads."""

    searcher: tantivy.Searcher
    schema: tantivy.Schema
    analyzer: tantivy.TextAnalyzer
    speller: tantivy.TextAnalyzer
    newest: Mapping[int, Entry | None] = field(default_factory=dict)
    """What changed since it was written: question → its entry, or None when it is gone."""
    having: Mapping[str, int] = field(default_factory=dict)
    """Word → how many of the newest have it."""
    lengths: Lengths = field(default_factory=Lengths)

    @property
    def documents(self) -> int:
        """How many there are, more or less: what changed lately may be counted twice."""
        return int(self.searcher.num_docs or 0) + len(self.newest)

    def words(self, text: str) -> list[str]:
        """The words of a text as the index knows them, each once, in their order."""
        return list(dict.fromkeys(self.analyzer.analyze(spaced(text[:LONGEST]))))

    def spelt(self, text: str, words: Iterable[str]) -> tuple[str, ...]:
        """Words as the index knows them → as that text spells them first."""
        text = spaced(text[:LONGEST])
        pairs = zip(self.speller.analyze(text), self.analyzer.analyze(text), strict=True)
        known: dict[str, str] = {}
        for spelling, word in pairs:
            known.setdefault(word, spelling)
        return tuple(known.get(word, word) for word in words)

    def frequency(self, word: str) -> int:
        """How many documents have a word, by the field that has it most."""
        on_disk = max(self.searcher.doc_freq(name, word) for name in FIELDS)
        return on_disk + self.having.get(word, 0)

    def search(
        self, weights: Mapping[str, float], most: int, *, accepted: bool = False
    ) -> list[Candidate]:
        """Documents with any of these words, best first; only accepted ones, if so asked."""
        if not weights or not most:
            return []
        # What changed since is left out of what is on disk, and a limit inside the query would
        # forbid tantivy its shortcuts: so more is asked for than is wanted.
        enough = most * (OVER if accepted else 1) + len(self.newest)
        hits = self.searcher.search(self._any(weights), enough, count=False).hits
        kept = [h for h in self._numbered(hits) if h.question_id not in self.newest]
        if accepted:
            kept = [h for h in kept if h.accepted]
        has = self._has([h.question_id for h in kept[:most]], list(weights))
        found = [
            Candidate(h.question_id, h.score, h.active_at, frozenset(has.get(h.question_id, ())))
            for h in kept[:most]
        ]
        rare = cache(self._rarity)
        for entry in self._entries():
            score = tail.score(entry, weights, rare, self.lengths)
            if score and (entry.accepted or not accepted):
                words = entry.words & weights.keys()
                found += [Candidate(entry.question_id, score, entry.active_at, words)]
        return sorted(found, key=lambda c: (-c.score, -c.question_id))[:most]

    def page(
        self, typed: str, topics: Collection[str], most: int, offset: int
    ) -> list[tuple[int, float, tuple[str, ...]]]:
        """Documents with all of these words, else with some: ids, scores, and the words.

        Accepted ones first. The last word may be unfinished.
        """
        words = telling(self.words(typed))
        choices: list[tuple[str, ...]] = [(word,) for word in words]
        if words and typed[-1].isalnum():
            choices[-1] = tuple(dict.fromkeys([words[-1], *self._ends(typed)]))
        if not choices and not topics:
            return []
        for all_of_them in (True, False):
            found = self._page(choices, topics, most, offset, all_of_them=all_of_them)
            if found:
                spelt = self.spelt(typed, words)
                return [(i, score, spelt) for i, score in found]
        return []

    def _page(
        self,
        choices: Sequence[tuple[str, ...]],
        topics: Collection[str],
        most: int,
        offset: int,
        *,
        all_of_them: bool,
    ) -> list[tuple[int, float]]:
        from tantivy import Occur, Query

        each = [self._any(dict.fromkeys(c, 1.0)) for c in choices]
        which = Occur.Must if all_of_them else Occur.Should
        wanted = Query.boolean_query([(which, q) for q in each]) if each else Query.all_query()
        if not all_of_them:
            query = self._both(wanted, [("topics", t) for t in topics]) if topics else wanted
            return self._split(query, choices, topics, most, offset)
        found: list[tuple[int, float]] = []
        for accepted in (True, False):
            if len(found) >= offset + most:
                break
            limits = [("accepted", int(accepted)), *(("topics", t) for t in topics)]
            enough = offset + most + len(self.newest)
            hits = self.searcher.search(self._both(wanted, limits), enough, count=False).hits
            seen = self._numbered(hits)
            part = [(h.question_id, h.score) for h in seen if h.question_id not in self.newest]
            new = self._new(choices, topics, all)
            part += [(e.question_id, s) for e, s in new if e.accepted is accepted]
            found += sorted(part, key=lambda p: (-p[1], -p[0]))
        return found[offset : offset + most]

    def _split(
        self,
        query: tantivy.Query,
        choices: Sequence[tuple[str, ...]],
        topics: Collection[str],
        most: int,
        offset: int,
    ) -> list[tuple[int, float]]:
        """A page of the best by their words alone, the accepted ones of them first."""
        enough = (offset + most) * OVER + len(self.newest)
        hits = self.searcher.search(query, enough, count=False).hits
        found = [
            (h.accepted, h.score, h.question_id)
            for h in self._numbered(hits)
            if h.question_id not in self.newest
        ]
        found += [(e.accepted, s, e.question_id) for e, s in self._new(choices, topics, any)]
        return [(i, s) for _, s, i in sorted(found, reverse=True)][offset : offset + most]

    def _new(
        self,
        choices: Sequence[tuple[str, ...]],
        topics: Collection[str],
        enough: Callable[[Iterable[bool]], bool],
    ) -> Iterator[tuple[Entry, float]]:
        """Of the newest, those with all (or any) of these words, and their scores."""
        rare = cache(self._rarity)
        weights = {w: 1.0 for c in choices for w in c}
        for entry in self._entries():
            fits = enough(not entry.words.isdisjoint(c) for c in choices) if choices else True
            if fits and set(topics) <= set(entry.topics):
                yield entry, tail.score(entry, weights, rare, self.lengths)

    def _ends(self, typed: str) -> list[str]:
        """Known words that begin so; a stem may be a little shorter than what is typed of it."""
        beginning = WORD.findall(typed.lower())[-1]
        for shorter in range(min(4, len(beginning))):
            start = beginning[: len(beginning) - shorter]
            if shorter and len(start) < 3:
                break
            ends: dict[str, int] = {}
            for name in FIELDS:
                for word, count in self.searcher.terms_with_prefix(name, start, limit=ENDINGS):
                    ends[word] = ends.get(word, 0) + count
            for entry in self._entries():
                ends |= {w: ends.get(w, 0) + 1 for w in entry.words if w.startswith(start)}
            if ends:
                return sorted(ends, key=lambda e: (-ends[e], e))[:ENDINGS]
        return []

    def _entries(self) -> Iterator[Entry]:
        return (e for e in self.newest.values() if e is not None)

    def _rarity(self, name: str, word: str) -> float:
        having = self.searcher.doc_freq(name, word) + self.having.get(word, 0)
        return tail.rarity(max(self.documents, having), having)

    def _any(self, weights: Mapping[str, float]) -> tantivy.Query:
        """Documents with any of these words, by what each is worth."""
        from tantivy import Occur, Query

        parts = [
            (
                Occur.Should,
                Query.boost_query(
                    Query.term_query(self.schema, name, word, "freq"), weight * boost
                ),
            )
            for word, weight in weights.items()
            for name, boost in FIELDS.items()
        ]
        return Query.boolean_query(parts)

    def _both(self, query: tantivy.Query, limits: Sequence[tuple[str, Any]]) -> tantivy.Query:
        """What is found, within limits that add nothing to the score."""
        from tantivy import Occur, Query

        exact = [Query.term_query(self.schema, name, value, "basic") for name, value in limits]
        narrow = [(Occur.Must, Query.const_score_query(e, 0.0)) for e in exact]
        return Query.boolean_query([(Occur.Must, query), *narrow])

    def _has(self, ids: Sequence[int], words: Sequence[str]) -> dict[int, list[str]]:
        """Which of these words each of these documents on disk has."""
        from tantivy import Occur, Query

        found: dict[int, list[str]] = {id_: [] for id_ in ids}
        if not ids:
            return found
        these = Query.const_score_query(Query.term_set_query(self.schema, "id", list(ids)), 0.0)
        for first in range(0, len(words), EXACT):
            some = words[first : first + EXACT]
            # Every word is worth a power of two, so the score says which of them a document has.
            each = [
                (Occur.Should, Query.const_score_query(self._anywhere(word), float(1 << n)))
                for n, word in enumerate(some)
            ]
            query = Query.boolean_query([(Occur.Must, these), *each])
            hits = self.searcher.search(query, len(ids), count=False).hits
            numbers = self.searcher.fast_field_values("id", [at for _, at in hits])
            for id_, (score, _) in zip(numbers, hits, strict=True):
                found[int(id_ or 0)] += [w for n, w in enumerate(some) if int(score) >> n & 1]
        return found

    def _anywhere(self, word: str) -> tantivy.Query:
        """Documents with a word in whichever field."""
        from tantivy import Occur, Query

        return Query.boolean_query(
            [(Occur.Should, Query.term_query(self.schema, f, word, "basic")) for f in FIELDS]
        )

    def _numbered(self, hits: Sequence[tuple[Any, tantivy.DocAddress]]) -> list[_Hit]:
        at = [address for _, address in hits]
        ids = self.searcher.fast_field_values("id", at)
        accepted = self.searcher.fast_field_values("accepted", at)
        active = self.searcher.fast_field_values("active", at)
        return [
            _Hit(int(i or 0), float(score), bool(yes), int(then or 0))
            for i, yes, then, (score, _) in zip(ids, accepted, active, hits, strict=True)
        ]

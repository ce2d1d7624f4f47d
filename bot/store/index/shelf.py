"""One organization's words, searched by tantivy: on disk, or in memory alone."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.store.index import words
from bot.store.index.documents import Document

if TYPE_CHECKING:
    import tantivy

HEAP = 15_000_000
"""Bytes a writer may hold before it must write: tantivy's least."""
TEXTS = ("title", "body", "answers")


class Shelf:
    """Documents by their words. Not safe for several threads at once."""

    def __init__(self, folder: Path | None) -> None:
        import tantivy as library

        self._library = library
        if folder is not None:
            folder.mkdir(parents=True, exist_ok=True)
        self._index = library.Index(_schema(), path=None if folder is None else str(folder))
        self._analyzer = _analyzer()
        self._index.register_tokenizer("words", self._analyzer)
        self._searcher = self._index.searcher()

    @cached_property
    def _writer(self) -> tantivy.IndexWriter:
        return self._index.writer(HEAP, 1)

    def put(self, documents: Iterable[Document], gone: Collection[int]) -> None:
        """Take these documents in, in place of what was known of them; forget those gone."""
        for question_id in gone:
            self._writer.delete_documents_by_term("id", question_id)
        for document in documents:
            self._writer.delete_documents_by_term("id", document.question_id)
            made = self._library.Document(
                title=words.spaced(document.title),
                body=words.spaced(document.body),
                answers=words.spaced("\n".join(document.answers)),
                topics=list(document.topics),
            )
            made.add_unsigned("id", document.question_id)
            made.add_unsigned("accepted", int(document.accepted))
            self._writer.add_document(made)
        self._writer.commit()
        self._index.reload()
        self._searcher = self._index.searcher()

    def clear(self) -> None:
        """Forget everything."""
        self._writer.delete_all_documents()
        self.put((), ())

    @property
    def size(self) -> int:
        """How many documents there are."""
        return int(self._searcher.num_docs)

    def terms(self, text: str) -> list[str]:
        """The words of a text as the index knows them, each once, in their order."""
        spaced = words.spaced(text[: words.LONGEST])
        return list(dict.fromkeys(self._analyzer.analyze(spaced)))

    def frequency(self, term: str) -> int:
        """How many documents have this word in their title or body."""
        return max(self._searcher.doc_freq(f, term) for f in ("title", "body"))

    def search(self, weights: Sequence[tuple[str, float]], most: int) -> list[tuple[int, float]]:
        """Ids and scores of the documents that have these words, best first."""
        query = self._any(weights)
        hits = self._searcher.search(query, most, count=False).hits
        return self._numbered(hits)

    def _any(self, weights: Sequence[tuple[str, float]]) -> tantivy.Query:
        query, occur = self._library.Query, self._library.Occur
        return query.boolean_query(
            [
                (
                    occur.Should,
                    query.boost_query(
                        query.term_query(self._index.schema, field, term, "freq"), weight * boost
                    ),
                )
                for term, weight in weights
                for field, boost in words.FIELDS.items()
            ]
        )

    def page(
        self, typed: str, topics: Collection[str], most: int, offset: int
    ) -> list[tuple[int, float, tuple[str, ...]]]:
        """Documents with all of these words, else with some: ids, scores, and which they have.

        Accepted ones first. The last word may be unfinished.
        """
        terms = words.telling(self.terms(typed))
        finished = not typed or not typed[-1].isalnum()
        typing = [[t] for t in terms if finished or t != terms[-1]]
        if terms and not finished:
            typing.append([terms[-1], *self._ends(typed.split()[-1].lower())])
        if not typing and not topics:
            return []
        query, occur = self._library.Query, self._library.Occur
        each = [self._any([(t, 1.0) for t in dict.fromkeys(ends)]) for ends in typing]
        for which in (occur.Must, occur.Should):
            wanted = query.boolean_query([(which, one) for one in each])
            if found := self._sorted(wanted if each else query.all_query(), topics, most, offset):
                return [(i, score, tuple(terms)) for i, score in found]
        return []

    def _sorted(
        self, wanted: tantivy.Query, topics: Collection[str], most: int, offset: int
    ) -> list[tuple[int, float]]:
        """A page of what is wanted, accepted ones before all others."""
        query, must = self._library.Query, self._library.Occur.Must
        page: list[tuple[int, float]] = []
        for accepted in (1, 0):
            limits = [("accepted", accepted), *(("topics", t) for t in topics)]
            parts = [(must, wanted)]
            for name, value in limits:
                exact = query.term_query(self._index.schema, name, value, "basic")
                parts.append((must, query.const_score_query(exact, 0.0)))
            whole = query.boolean_query(parts)
            found = self._searcher.search(whole, most - len(page), offset=offset)
            page += self._numbered(found.hits)
            offset = max(0, offset - _count(found))
            if len(page) == most:
                break
        return page

    def _numbered(self, hits: Sequence[tuple[Any, tantivy.DocAddress]]) -> list[tuple[int, float]]:
        """Question ids and scores of what tantivy found."""
        ids = self._searcher.fast_field_values("id", [address for _, address in hits])
        return [(int(i or 0), float(score)) for i, (score, _) in zip(ids, hits, strict=True)]

    def _ends(self, beginning: str) -> list[str]:
        """Known words that begin so; a stem may be a little shorter than what is typed of it."""
        for shorter in range(min(4, len(beginning))):
            start = beginning[: len(beginning) - shorter]
            if shorter and len(start) < 3:
                break
            ends: dict[str, int] = {}
            for field in TEXTS:
                for term, count in self._searcher.terms_with_prefix(field, start, limit=20):
                    ends[term] = ends.get(term, 0) + count
            if ends:
                return sorted(ends, key=lambda e: (-ends[e], e))[:20]
        return []

    def close(self) -> None:
        """Let go of the files."""
        if "_writer" in self.__dict__:
            self._writer.wait_merging_threads()
            del self.__dict__["_writer"]


def _count(found: tantivy.SearchResult) -> int:
    """How many documents match; the library's own types forget to say so."""
    return int(found.count)  # type: ignore[attr-defined]


def _schema() -> tantivy.Schema:
    import tantivy

    made = tantivy.SchemaBuilder()
    made.add_unsigned_field("id", indexed=True, fast=True)
    made.add_unsigned_field("accepted", indexed=True)
    made.add_text_field("topics", tokenizer_name="raw", index_option="basic")
    for field in TEXTS:
        made.add_text_field(field, tokenizer_name="words", index_option="freq")
    return made.build()


def _analyzer() -> tantivy.TextAnalyzer:
    """Words without accents and endings; what is no word (a hash, a blob) is left out."""
    from tantivy import Filter, TextAnalyzerBuilder, Tokenizer

    return (
        TextAnalyzerBuilder(Tokenizer.simple())
        .filter(Filter.remove_long(words.LONGEST_WORD))
        .filter(Filter.lowercase())
        .filter(Filter.ascii_fold())
        .filter(Filter.stemmer("english"))
        .build()
    )

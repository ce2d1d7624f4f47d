"""One organization's words on disk (or in memory alone), kept by tantivy."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from bot.store.index.entries import Entry
from bot.store.index.words import FIELDS, LONGEST_WORD

if TYPE_CHECKING:
    import tantivy

LITTLE = 15_000_000
MUCH = 60_000_000
"""Bytes a writer may hold before it must write: tantivy's least, and what filling anew takes."""


class Shelf:
    """Entries on disk. One thread may write while others search."""

    def __init__(self, folder: Path | None) -> None:
        """Raises ValueError or OSError when what lies there can't be read."""
        import tantivy

        if folder is not None:
            folder.mkdir(parents=True, exist_ok=True)
        self._index = tantivy.Index(_schema(), path=None if folder is None else str(folder))
        self.analyzer, self.speller = _analyzer(), _speller()
        self._index.register_tokenizer("words", self.analyzer)
        self._made = tantivy.Document
        self._by_id = tantivy.Query.term_query

    @property
    def schema(self) -> tantivy.Schema:
        """What is kept of an entry."""
        return self._index.schema

    def searcher(self) -> tantivy.Searcher:
        """What is on disk by now; later writing does not change it."""
        self._index.reload()
        return self._index.searcher()

    def fill(self, entries: Iterable[Entry], *, anew: bool) -> None:
        """Write many entries that are not there, after forgetting all else if `anew`."""
        writer = self._index.writer(MUCH, 1)
        if anew:
            writer.delete_all_documents()
        for entry in entries:
            writer.add_document(self._document(entry))
        self._finish(writer)

    def write(self, entries: Iterable[Entry], gone: Collection[int]) -> None:
        """Forget what is known of those gone, and write these entries.

        Durable when it returns. The writer lives no longer than that: idle, it costs 15 MB.
        """
        writer = self._index.writer(LITTLE, 1)
        for question_id in gone:
            # By a term it would not be found: the wheel takes every number for a signed one.
            writer.delete_documents_by_query(self._by_id(self._index.schema, "id", question_id))
        for entry in entries:
            writer.add_document(self._document(entry))
        self._finish(writer)

    @staticmethod
    def _finish(writer: tantivy.IndexWriter) -> None:
        writer.commit()
        writer.wait_merging_threads()

    def _document(self, entry: Entry) -> tantivy.Document:
        made = self._made(**entry.texts, topics=list(entry.topics))
        made.add_unsigned("id", entry.question_id)
        made.add_unsigned("accepted", int(entry.accepted))
        made.add_unsigned("active", entry.active_at)
        return made


def _schema() -> tantivy.Schema:
    import tantivy

    made = tantivy.SchemaBuilder()
    made.add_unsigned_field("id", indexed=True, fast=True)
    made.add_unsigned_field("accepted", indexed=True, fast=True)
    made.add_unsigned_field("active", fast=True)
    made.add_text_field("topics", tokenizer_name="raw", index_option="basic")
    for name in FIELDS:
        made.add_text_field(name, tokenizer_name="words", index_option="freq")
    return made.build()


def _speller() -> tantivy.TextAnalyzer:
    """The same words one by one, as they are spelt."""
    from tantivy import Filter, TextAnalyzerBuilder, Tokenizer

    return TextAnalyzerBuilder(Tokenizer.simple()).filter(Filter.remove_long(LONGEST_WORD)).build()


def _analyzer() -> tantivy.TextAnalyzer:
    """Words without accents and endings; what is no word (a hash, a blob) is left out."""
    from tantivy import Filter, TextAnalyzerBuilder, Tokenizer

    return (
        TextAnalyzerBuilder(Tokenizer.simple())
        .filter(Filter.remove_long(LONGEST_WORD))
        .filter(Filter.lowercase())
        .filter(Filter.ascii_fold())
        .filter(Filter.stemmer("english"))
        .build()
    )

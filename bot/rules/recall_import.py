"""Reads recall cards from a file, CSV or Markdown, row by row, however long it is."""

from __future__ import annotations

import codecs
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from bot.rules import recall_markdown
from bot.rules.recall_cards import Draft
from bot.rules.rows import UTF_16, rows

CHUNK = 64 * 1024
"""Bytes read at a time."""
LONGEST_LINE = 64 * 1024
"""Characters; a longer line is no card, and no file of cards either."""
MOST_LINES = 60
"""Lines one row can have: a quotation mark that is open for longer was forgotten."""

COLUMNS = {
    "kind": ("kind", "type"),
    "prompt": ("prompt", "question", "front"),
    "options": ("options", "choices", "steps"),
    "solution": ("solution", "answer", "back"),
    "explanation": ("explanation", "why", "because"),
    "link": ("link", "url", "read more"),
    "topics": ("topics", "topic", "tags"),
}
"""Part of a card → what its column may be called."""
BETWEEN = "|"
"""Between options that stand in one line of a cell."""


class NoCards(ValueError):
    """The file can't be read (on); the text says why and what to do."""


@dataclass(frozen=True, slots=True)
class Record:
    """One card of a file: the line it begins at (from 1), and what it says, or why it is none."""

    number: int
    draft: Draft | None
    broken: str = ""


def records(chunks: Iterable[bytes], *, is_markdown: bool) -> Iterator[Record]:
    """The cards of a file, given in pieces of any size; little of it is held at a time.

    Raises NoCards when the rest of it can't be read.
    """
    lines = _lines(chunks)
    if is_markdown:
        for number, draft in recall_markdown.cards(lines):
            yield Record(number, draft)
    else:
        yield from _rows(lines)


def looks_like_markdown(name: str, head: bytes) -> bool:
    """Whether a file is Markdown, by its name, or else by how it begins."""
    suffix = name.lower().rpartition(".")[2]
    if suffix in ("md", "markdown"):
        return True
    return suffix not in ("csv", "tsv", "txt") and head.removeprefix(codecs.BOM_UTF8).startswith(
        b"#"
    )


def _lines(chunks: Iterable[bytes]) -> Iterator[str]:
    """Lines without their ends. Raises NoCards for what is no text in UTF-8 or UTF-16."""
    decoder: codecs.IncrementalDecoder | None = None
    pending, number, head = "", 0, b""
    for chunk in _with_end(chunks):
        head += chunk
        if decoder is None and len(head) < 2 and chunk:
            continue
        if decoder is None:
            name = "utf-16" if head.startswith(UTF_16) else "utf-8-sig"
            decoder = codecs.getincrementaldecoder(name)()
        try:
            pending += decoder.decode(head, final=not chunk)
        except UnicodeDecodeError:
            raise NoCards(
                f"After line {number} the file is not UTF-8 text. Save it as “CSV UTF-8” (or"
                " UTF-8), and try again."
            ) from None
        head = b""
        if "\0" in pending:
            raise NoCards("The file is no text: it holds zero bytes.")
        *whole, pending = pending.replace("\r\n", "\n").split("\n")
        for line in whole:
            number += 1
            yield line.rstrip("\r")
        if len(pending) > LONGEST_LINE:
            raise NoCards(
                f"Line {number + 1} has more than {LONGEST_LINE:,} characters. Is it a file of"
                " cards?"
            )
    if pending:
        yield pending


def _with_end(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """The pieces that say something, and an empty one at the end."""
    yield from (chunk for chunk in chunks if chunk)
    yield b""


def _rows(lines: Iterator[str]) -> Iterator[Record]:
    places: dict[str, int] | None = None
    for number, row in rows(lines, MOST_LINES):
        if row is None:
            yield Record(number, None, "it can't be read: is a quotation mark left open?")
        elif places is None:
            places = _places(row)
        elif any(cell.strip() for cell in row):
            yield Record(number, _draft({p: row[i] for p, i in places.items() if i < len(row)}))
    if places is None:
        raise NoCards("The file has no cards: it is empty.")


def _places(heading: list[str]) -> dict[str, int]:
    cells = [cell.strip().casefold() for cell in heading]
    found = {
        part: next(i for i, cell in enumerate(cells) if cell in names)
        for part, names in COLUMNS.items()
        if any(cell in names for cell in cells)
    }
    if "prompt" not in found:
        raise NoCards(
            "The first row must name the columns: prompt, and whichever you need of kind, options,"
            " solution, explanation, link, topics."
        )
    return found


def _draft(said: dict[str, str]) -> Draft:
    said = {part: cell.strip() for part, cell in said.items()}
    options = said.get("options", "")
    if BETWEEN in options and "\n" not in options:
        options = "\n".join(part.strip() for part in options.split(BETWEEN))
    kind = said.get("kind", "").casefold().replace(" ", "_").replace("-", "_")
    return Draft(
        kind=kind or recall_markdown.kind_of(options, said.get("solution", "")),
        prompt=said.get("prompt", ""),
        options=options,
        solution=said.get("solution", ""),
        explanation=said.get("explanation", ""),
        link=said.get("link", ""),
        topics=said.get("topics", ""),
    )

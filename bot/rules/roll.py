"""A list of who came, as a file of rows: what it says, whatever program wrote it."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass

from bot.rules.rows import UTF_16, delimiter

LARGEST = 1024 * 1024
"""Bytes."""
MOST_ROWS = 5000
"""More came to nothing that is held in a room; a larger file is a mistake."""
CELL_MOST = 1000
"""Characters of a cell."""
EMAILS = frozenset({"e-mail", "email", "mail", "e-mail address", "email address"})
NAMES = frozenset({"name", "full name", "display name", "participant", "attendee", "person"})


class NoRoll(ValueError):
    """The file can't be read; the text says why and what to do."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One row: its number as an editor counts (from 1), and whom it names, by e-mail or name."""

    number: int
    said: str

    @property
    def key(self) -> str:
        """The same for everything that means the same person."""
        return " ".join(self.said.casefold().split())


def read(raw: bytes) -> list[Entry]:
    """Whom a file names, in its order; empty rows are left out. Raises NoRoll."""
    if len(raw) > LARGEST:
        raise NoRoll("The file is larger than 1 MiB. Split it, or leave columns out.")
    try:
        text = raw.decode("utf-16" if raw.startswith(UTF_16) else "utf-8-sig")
    except UnicodeDecodeError:
        raise NoRoll("The file is not UTF-8 text. Save it as “CSV UTF-8” and try again.") from None
    if "\0" in text:
        raise NoRoll("The file is no CSV: it holds zero bytes.")
    # The first row that says anything tells the separator.
    first = next((line for line in text.splitlines() if line.strip()), "")
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter(first), strict=True)
    rows: list[tuple[int, list[str]]] = []
    number = 1
    try:
        for row in reader:
            if any(cell.strip() for cell in row):
                rows.append((number, [cell.strip()[:CELL_MOST] for cell in row]))
            number = reader.line_num + 1
    except csv.Error:
        raise NoRoll(f"Row {number} can't be read: is a quotation mark left open?") from None
    if not rows:
        raise NoRoll("The file names nobody: it is empty.")
    heading = [cell.casefold() for cell in rows[0][1]]
    columns = [i for kind in (EMAILS, NAMES) for i, cell in enumerate(heading) if cell in kind]
    if columns:
        rows = rows[1:]
    if len(rows) > MOST_ROWS:
        raise NoRoll(f"The file has {len(rows)} rows; {MOST_ROWS} are read at most. Split it.")
    return [Entry(number, _said(cells, columns)) for number, cells in rows]


def _said(cells: list[str], columns: list[int]) -> str:
    """Whom a row names: what its columns say, or an e-mail address, or its first word."""
    if columns:
        return next((cells[i] for i in columns if i < len(cells) and cells[i]), "")
    by_email = (c for c in cells if "@" in c)
    return next(by_email, next((c for c in cells if c), ""))

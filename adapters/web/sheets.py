"""Rows as a file for a spreadsheet: CSV or XLSX, every cell text and none a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from bot.rules.cells import harmless

Rows = Iterable[Sequence[str]]

MOST_WIDE = 40
"""Characters a column is wide at most."""


def as_csv(rows: Rows) -> bytes:
    """Comma-separated, UTF-8 with the mark Excel knows it by (RFC 4180)."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerows([harmless(cell) for cell in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def as_xlsx(rows: Rows) -> bytes:
    """A workbook of one sheet, its first row a heading that stays in sight."""
    import xlsxwriter  # with the first workbook that somebody asks for

    out = io.BytesIO()
    # By default it would take text for formulas, links and numbers.
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(out, options) as book:
        sheet, strong = book.add_worksheet("Potluck"), book.add_format({"bold": True})
        sheet.freeze_panes(1, 0)
        widths: dict[int, int] = {}
        for i, row in enumerate(rows):
            for j, cell in enumerate(row):
                sheet.write_string(i, j, harmless(cell), None if i else strong)
                widths[j] = min(max(widths.get(j, 8), len(cell) + 2), MOST_WIDE)
        for j, width in widths.items():
            sheet.set_column(j, j, width)
    return out.getvalue()


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of file."""

    content_type: str
    write: Callable[[Rows], bytes]


KINDS = {
    "csv": Kind("text/csv; charset=utf-8", as_csv),
    "xlsx": Kind("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", as_xlsx),
}

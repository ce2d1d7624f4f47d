"""Rows of a file of separated values, one after the other, whatever program wrote it."""

from __future__ import annotations

import csv
from collections import deque
from collections.abc import Iterator

UTF_16 = (b"\xff\xfe", b"\xfe\xff")
"""How UTF-16 begins: what Teams and Excel's “Unicode text” write."""


def rows(lines: Iterator[str], most_lines: int) -> Iterator[tuple[int, list[str] | None]]:
    """Each row with the number of its first line (from 1), from lines without their ends.

    None for one that can't be read, because a quotation mark was left open or more than
    `most_lines` stand within one; what follows it is read. Lines before the first row that says
    anything are left out.
    """
    feed = _Feed(lines)
    first = feed.skip_blank()
    if not first:
        return
    reader = csv.reader(feed, delimiter=delimiter(first), strict=True)
    while True:
        feed.begin(most_lines)
        number = feed.number + 1
        row: list[str] | None = None
        try:
            row = next(reader)
        except StopIteration:
            if len(feed.taken) <= 1:
                return
        except csv.Error:
            pass
        if row is None:
            feed.give_back(feed.taken[1:])
        yield number, row


def delimiter(first: str) -> str:
    """The separator of the first row; that row may be quoted."""
    bare = "".join(part for i, part in enumerate(first.split('"')) if i % 2 == 0)
    return max((",", ";", "\t"), key=bare.count)


class _Feed:
    """Lines for the reader of rows; those of a row that was not closed can be read again."""

    def __init__(self, lines: Iterator[str]) -> None:
        self._lines, self._again = lines, deque[str]()
        self._most = 0
        self.taken: list[str] = []
        self.number = 0

    def __iter__(self) -> _Feed:
        return self

    def __next__(self) -> str:
        if len(self.taken) >= self._most:
            raise csv.Error("a quotation mark is open for too long")
        line = self._again.popleft() if self._again else next(self._lines)
        self.taken.append(line)
        self.number += 1
        return line + "\n"

    def skip_blank(self) -> str:
        """The first line that says anything, which is read next; empty when there is none."""
        for line in self._lines:
            if line.strip():
                self._again.append(line)
                return line
            self.number += 1
        return ""

    def begin(self, most_lines: int) -> None:
        """A new row, of so many lines at most."""
        self.taken, self._most = [], most_lines

    def give_back(self, lines: list[str]) -> None:
        """These are read again."""
        self.number -= len(lines)
        self._again.extendleft(reversed(lines))

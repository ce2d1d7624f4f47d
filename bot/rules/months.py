"""A month as a page of a calendar shows it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

_NAMED = re.compile(r"(\d{4})-(\d\d)")
FIRST_YEAR, LAST_YEAR = 2000, 2100


@dataclass(frozen=True, slots=True)
class Month:
    """One month of one year."""

    year: int
    month: int

    @property
    def first(self) -> date:
        """Its first day."""
        return date(self.year, self.month, 1)

    @property
    def after(self) -> date:
        """The first day after it."""
        return (self.first + timedelta(days=31)).replace(day=1)

    @property
    def before(self) -> Month:
        """The month before."""
        return month_of(self.first - timedelta(days=1))

    def weeks(self) -> list[list[date]]:
        """Its weeks from Monday on, whole ones: some days belong to the months around it."""
        monday = self.first - timedelta(days=self.first.weekday())
        out = []
        while monday < self.after:
            out.append([monday + timedelta(days=i) for i in range(7)])
            monday += timedelta(days=7)
        return out

    def __str__(self) -> str:
        return f"{self.year:04}-{self.month:02}"


def month_of(day: date) -> Month:
    """The month a day is in."""
    return Month(day.year, day.month)


def month_named(said: str) -> Month | None:
    """The month "2026-12" names, of this century; None when it names none."""
    named = _NAMED.fullmatch(said)
    if named is None or not said.isascii():
        return None
    year, month = int(named[1]), int(named[2])
    return Month(year, month) if 1 <= month <= 12 and FIRST_YEAR <= year < LAST_YEAR else None

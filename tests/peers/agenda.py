"""The session that is walked through every door: what it is called, and when it takes place."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from playwright.sync_api import Browser

from tests.peers.desk import Desk, desks

WISH = "How our billing works"
WISHED = f'wish "{WISH}" #billing'
LINE = "Query planner 101 next thursday 12:30 45m #sql seats 20"
KEPT = "An estimate is a guess with a name."
"""What people should remember of it."""
LONG = 120
"""Minutes: two hours that the clock can be moved into."""
SATURDAY = 5
SERIES, RIVAL, PLACE = "Query planner 101", "Postgres clinic", "Room 4"
"""A weekly series, and what takes place at the same time in the same room."""
FAR_AWAY = "Asia/Tokyo"
SPARE = timedelta(minutes=7)
"""After so many whole days on the clock a session is about to begin: the reminder is due."""


@dataclass(frozen=True)
class Slot:
    """A time to fill into a form whose time zone is UTC."""

    day: str
    begins: str

    @classmethod
    def after(cls, days: int) -> Slot:
        """That many days and a few minutes from now."""
        at = datetime.now(UTC) + timedelta(days=days) + SPARE
        return cls(at.date().isoformat(), f"{at:%H:%M}")

    @classmethod
    def afternoon(cls) -> Slot:
        """15:00 on a working day to come: after midnight in Tokyo."""
        day = datetime.now(UTC).date() + timedelta(days=2)
        while day.weekday() >= SATURDAY:
            day += timedelta(days=1)
        return cls(day.isoformat(), "15:00")

    def later(self, days: int) -> str:
        """The day that many days after this one."""
        return (date.fromisoformat(self.day) + timedelta(days=days)).isoformat()


@contextmanager
def clock(browser: Browser, url: str) -> Iterator[Desk]:
    """The clock that all doors of a Potluck go by, where its playground is open too."""
    with desks(browser, url) as office:
        yield office.sit("ana")

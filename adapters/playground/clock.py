"""A clock that can be moved forward, and never back."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

Move = Literal["hour", "day", "monday"]
FURTHEST = timedelta(days=3660)
"""How far ahead the clock may get: calendars and zones are known ten years on."""


class TooFar(ValueError):
    """The clock is ten years ahead already."""


class MovableClock:
    """Calling it tells the time, aware UTC: the real time plus an offset that only grows.

    `save` makes the offset durable before the move counts. Safe to call from any thread.
    """

    def __init__(
        self,
        offset: timedelta = timedelta(),
        save: Callable[[timedelta], None] = lambda _: None,
        real: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._offset = max(offset, timedelta())
        self._save = save
        self._real = real
        self._lock = threading.RLock()
        self._latest = datetime.min.replace(tzinfo=UTC)
        self._walk: datetime | None = None

    @property
    def offset(self) -> timedelta:
        """How far ahead of the real time it is."""
        return self._offset

    def __call__(self) -> datetime:
        """The time now, aware UTC; it stands still rather than go back."""
        with self._lock:
            if self._walk is not None:
                return self._walk
            self._latest = max(self._latest, self._real() + self._offset)
            return self._latest

    def move(self, how: Move, zone: str) -> datetime:
        """Go an hour or a day on, or to the coming Monday 09:00 in `zone` (an IANA name).

        Raises TooFar.
        """
        with self._lock:
            now = self()
            match how:
                case "hour":
                    then = now + timedelta(hours=1)
                case "day":
                    then = now + timedelta(days=1)
                case "monday":
                    then = next_monday(now, ZoneInfo(zone))
            offset = self._offset + (then - now)
            if offset > FURTHEST:
                raise TooFar
            self._save(offset)
            self._offset = offset
            return self()

    @contextmanager
    def walking(self, start: datetime) -> Iterator[Callable[[datetime], None]]:
        """Tell a past time meanwhile: for writing a history. Yields what walks on, never back."""
        with self._lock:
            if self._walk is not None:
                raise RuntimeError("somebody walks with this clock already")
            self._walk = start.astimezone(UTC)

        def to(then: datetime) -> None:
            with self._lock:
                ahead = min(then, self._real() + self._offset).astimezone(UTC)
                self._walk = max(self._walk or ahead, ahead)

        try:
            yield to
        finally:
            with self._lock:
                self._walk = None


def next_monday(now: datetime, zone: ZoneInfo) -> datetime:
    """The first Monday 09:00 after `now`, by the wall clock in `zone`; aware UTC."""
    here = now.astimezone(zone)
    day = here.date() - timedelta(days=here.weekday())
    while True:
        monday = datetime.combine(day, time(9), zone).astimezone(UTC)
        if monday > now:
            return monday
        day += timedelta(days=7)

"""A person's weeks: which ones nobody could expect anything of them in."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bot.rules.working_time import DAY, Rhythm, local_day, works_on
from bot.settings.deed_kinds import DeedKind

RECALL = frozenset({DeedKind.RECALL_KEPT})
FIRST_MONDAY = date.min.toordinal()
"""The calendar's first day was a Monday."""
LAST_TO_BEGIN = timedelta(hours=12)
"""How long after UTC's a day begins in the westernmost zone."""
SOMEWHERE_NEXT = timedelta(days=6, hours=10)
"""How long into UTC's week the next one begins in the easternmost zone."""


def week_of(day: date) -> int:
    """The week a day lies in, Monday to Sunday; weeks are numbered without gaps."""
    return (day.toordinal() - FIRST_MONDAY) // 7


def latest_begin(at: datetime) -> datetime:
    """A moment (aware UTC) at which the week of `at` has begun, wherever somebody lives.

    It is `at` itself or later where that depends on where they live.
    """
    monday = (at - timedelta(days=at.weekday())).replace(hour=0, minute=0, second=0, microsecond=0)
    return at if at >= monday + SOMEWHERE_NEXT else monday + LAST_TO_BEGIN


@dataclass(frozen=True, slots=True)
class OwnWeeks:
    """The weeks of somebody with this rhythm, which names all their days off, past ones too."""

    rhythm: Rhythm
    pauses: tuple[tuple[datetime, datetime], ...] = ()
    """From when until when they wanted nothing unasked (aware)."""
    asked: frozenset[int] = frozenset()
    """Weeks in which a recall was asked of them."""

    def number(self, at: datetime) -> int:
        """The week a moment (aware) lies in, by their own calendar."""
        return week_of(local_day(self.rhythm, at))

    def are_off(self, since: int, until: int, kinds: Collection[DeedKind]) -> bool:
        """Whether nobody could expect such a deed of them in any week of [since, until)."""
        asks = RECALL.issuperset(kinds)
        return all((asks and w not in self.asked) or self._is_off(w) for w in range(since, until))

    def _is_off(self, week: int) -> bool:
        monday = date.fromordinal(week * 7 + FIRST_MONDAY)
        return not any(
            works_on(self.rhythm, day) and not self._is_paused(day)
            for day in (monday + n * DAY for n in range(7))
        )

    def _is_paused(self, day: date) -> bool:
        """Whether a pause covers their whole day but for its first or last hours."""
        return any(
            local_day(self.rhythm, since) <= day < local_day(self.rhythm, until)
            for since, until in self.pauses
        )

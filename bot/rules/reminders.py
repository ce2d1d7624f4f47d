"""Decisions about reminders: when those who come are told that it is near."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.rules import zones
from bot.rules.sessions import moment
from bot.rules.working_time import Rhythm, is_available, last_available, next_available

DAY_BEFORE = "day"
FARTHEST = timedelta(days=7)
"""Before the start: somebody whose last working day is longer ago is reminded as they are back."""
LEAST = timedelta(hours=4)
"""Before the start: nearer than that, the day before it is no more."""
TO_READ = timedelta(minutes=30)
"""Nobody reads what comes in the last minutes of their day."""


def day_before(starts_at: datetime, rhythm: Rhythm) -> datetime | None:
    """The moment (aware UTC) at which somebody is at work that is nearest to a day ahead.

    A day ahead is the same time of day by their own clock. None when they work at no moment
    that is of use.
    """
    local = starts_at.astimezone(zones.zone(rhythm.zone)).replace(tzinfo=None, fold=0)
    ideal = moment(local - timedelta(days=1), rhythm.zone).at
    if is_available(rhythm, ideal):
        return ideal
    before = last_available(rhythm, ideal, starts_at - FARTHEST, to_spare=TO_READ)
    after = next_available(rhythm, ideal)
    if after is not None and after > starts_at - LEAST:
        after = None
    if before is None or after is None:
        return before or after
    return before if ideal - before <= after - ideal else after


def reminders(
    starts_at: datetime, rhythm: Rhythm, *, a_day_before: bool, minutes_before: Sequence[int]
) -> dict[str, datetime]:
    """When somebody is reminded: "day" or minutes → aware UTC, all before the start.

    The minutes are a promise to whoever signed up and hold at any hour.
    """
    planned = {f"{m}": starts_at - timedelta(minutes=m) for m in minutes_before}
    day = day_before(starts_at, rhythm) if a_day_before else None
    if day is not None:
        planned[DAY_BEFORE] = day
    return {name: at for name, at in planned.items() if at < starts_at}

"""When wall-clock intentions happen: "fridays at 16:00 in Lisbon", across clock changes."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from dateutil import tz


def next_weekly(after: datetime, weekday: int, at: time, zone: str) -> datetime:
    """The first moment (aware UTC) after `after` that is that weekday and time in that zone.

    Monday is 0. A time that a clock change skips happens as much later as the gap is long; one
    that comes twice happens the first time.
    """
    local = ZoneInfo(zone)
    day = after.astimezone(local).date()
    day += timedelta(days=(weekday - day.weekday()) % 7)
    while True:
        wall = tz.resolve_imaginary(datetime.combine(day, at, local))
        if wall > after:
            return wall.astimezone(UTC)
        day += timedelta(days=7)

"""A time zone's rules as iCalendar has them (VTIMEZONE), for the years that are asked for."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

if TYPE_CHECKING:  # loaded with the first calendar
    from icalendar import Timezone, TimezoneDaylight, TimezoneStandard

DAY, SECOND = timedelta(days=1), timedelta(seconds=1)
EARLIEST, LATEST = 1971, 9997


@lru_cache(maxsize=256)
def observances(zone: str, first_year: int, last_year: int) -> Timezone:
    """The rules of an IANA zone for these years, both included; the result is shared: read it only.

    Each change of the clock is an observance of its own, because many readers know neither lists
    of dates nor rules that end. icalendar's own writer looks too rarely to see Morocco's Ramadan.
    """
    from icalendar import Timezone

    local = ZoneInfo(zone)
    begins = datetime(max(first_year, EARLIEST), 1, 1, tzinfo=UTC)
    ends = datetime(min(last_year, LATEST) + 1, 1, 1, tzinfo=UTC)
    made = Timezone()
    made.add("tzid", zone)
    made.add_component(_observance(begins, _offset(begins, local), local))
    for change in _changes(begins, ends, local):
        made.add_component(_observance(change, _offset(change - SECOND, local), local))
    return made


def _changes(begins: datetime, ends: datetime, local: ZoneInfo) -> Iterator[datetime]:
    """The moments (aware UTC) at which another offset begins to hold."""
    before = begins
    while before < ends:
        after = before + DAY
        offset = _offset(before, local)
        if _offset(after, local) != offset:
            low, high = before, after
            while high - low > SECOND:
                middle = low + (high - low) // 2
                middle = middle.replace(microsecond=0)
                if _offset(middle, local) == offset:
                    low = middle
                else:
                    high = middle
            yield high
        before = after


def _offset(at: datetime, local: ZoneInfo) -> timedelta:
    return at.astimezone(local).utcoffset() or timedelta()


def _observance(
    at: datetime, offset_before: timedelta, local: ZoneInfo
) -> TimezoneStandard | TimezoneDaylight:
    from icalendar import TimezoneDaylight, TimezoneStandard

    there = at.astimezone(local)
    made = TimezoneDaylight() if there.dst() else TimezoneStandard()
    made.add("dtstart", (at + offset_before).replace(tzinfo=None))
    made.add("tzoffsetfrom", offset_before)
    made.add("tzoffsetto", _offset(at, local))
    made.add("tzname", there.tzname() or local.key)
    return made

"""What a calendar makes of Potluck's links: fetched over HTTP, read by two libraries."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from urllib.request import urlopen

import recurring_ical_events
import vobject
from icalendar import Calendar


@dataclass(frozen=True)
class Entry:
    """One time that something takes place, as a calendar shows it; in UTC."""

    title: str
    begins: datetime
    status: str


def fetched(url: str) -> tuple[str, str]:
    """The content type and the text behind a link."""
    with urlopen(url, timeout=10) as answer:
        return answer.headers["Content-Type"], answer.read().decode()


def entries(text: str, first: date, last: date) -> list[Entry]:
    """What takes place between two days, in order. Both libraries must find the same events."""
    calendar = Calendar.from_ical(text)
    found = list(calendar.walk("VEVENT"))
    (read,) = vobject.readComponents(text)
    again: list[Any] = read.contents.get("vevent", [])
    assert sorted(str(e["UID"]) for e in found) == sorted(e.uid.value for e in again)
    assert sorted(str(e["SUMMARY"]) for e in found) == sorted(e.summary.value for e in again)
    shown = recurring_ical_events.of(calendar).between(first, last)
    made = [
        Entry(str(e["SUMMARY"]), e["DTSTART"].dt.astimezone(UTC), str(e.get("STATUS", "")))
        for e in shown
    ]
    return sorted(made, key=lambda entry: str(entry.begins))

"""Decisions about kudos: who is thanked for what, how much a day, how long it can be undone."""

from __future__ import annotations

import re
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.events import Person, Said

NOTE_LENGTH = 500
"""Characters a note may have: one thought, readable at a glance on a phone."""
MOST_RECIPIENTS = 20
MOST_TOPICS = 5

_JOINING = re.compile(r"(?:\s|,|;|&|\+|\band\b)*", re.IGNORECASE)
_TOPIC = re.compile(r"(?<![\w&/#])#([^\W_][\w-]{0,39})")
_EMOJI_NAME = re.compile(r":[a-z0-9_+'-]+:", re.IGNORECASE)


def split_command(text: Said[Person]) -> tuple[list[Person], str]:
    """Whom a typed command thanks, and for what.

    The people named first are thanked. Somebody named later, inside the sentence, is part of it
    by name only: "@ana for helping @bo" thanks Ana.
    """
    to: list[Person] = []
    rest = list(text)
    while rest:
        first = rest[0]
        if isinstance(first, Person):
            if first not in to:
                to.append(first)
            rest.pop(0)
        elif _JOINING.fullmatch(first):
            rest.pop(0)
        else:
            break
    note = "".join(part if isinstance(part, str) else f"@{part.name}" for part in rest)
    return to, note.strip()


def mentioned_later(text: Said[Person]) -> list[Person]:
    """Everybody named, wherever: a guess to offer when nobody is named first."""
    return list(dict.fromkeys(p for p in text if isinstance(p, Person)))


def topics_in(note: str) -> list[str]:
    """The `#topics` of a note, lower case, each once, in order; `#12` is a number, no topic."""
    found = (name.lower().rstrip("-") for name in _TOPIC.findall(note))
    return list(dict.fromkeys(t for t in found if not t.isdecimal()))[:MOST_TOPICS]


def says_something(note: str) -> bool:
    """Whether a note has words: emoji alone do not tell what somebody did."""
    return any(ch.isalnum() for ch in _EMOJI_NAME.sub("", note))


def day_of(now: datetime, zone: str) -> tuple[datetime, datetime]:
    """Beginning and end (aware UTC) of the day that `now` is in, by that zone's own midnights.

    A day around a clock change is as long as it is there: 23 or 25 hours.
    """
    local = ZoneInfo(zone)
    today = now.astimezone(local).date()
    begin = datetime.combine(today, time(), local)
    end = datetime.combine(today + timedelta(days=1), time(), local)
    return begin.astimezone(UTC), end.astimezone(UTC)


def can_undo(given_at: datetime, now: datetime, minutes: int) -> bool:
    """Whether a gift may still be taken back."""
    return now < given_at + timedelta(minutes=minutes)

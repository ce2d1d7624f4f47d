"""Decisions about kudos: who is thanked for what, how much a day, how long it can be undone."""

from __future__ import annotations

import re
from datetime import UTC, datetime, time, timedelta
from itertools import islice, takewhile
from unicodedata import category, normalize
from zoneinfo import ZoneInfo

from bot.events import Person, Said

NOTE_LENGTH = 500
"""Characters a note may have: one thought, readable at a glance on a phone."""
MOST_RECIPIENTS = 20
MOST_TOPICS = 5

_JOINING = re.compile(r"(?:\s|,|;|&|\+|\band\b)*", re.IGNORECASE)
_LEFT_OVER = re.compile(r"^[,;:&+–—-]+(?=\s)")
"""What stood between the names and the note: "@ana, thanks for …"."""
_TOPIC = re.compile(r"(?<![\w&/#])#(?=[^\W_])")
TOPIC_LENGTH = 40
"""Characters of a topic; what is longer is a sentence without spaces."""
_PICTURE = re.compile(r":[a-z0-9_+'-]+:|.\ufe0f?\u20e3|.\ufe0f", re.IGNORECASE)
"""An emoji by name, a keycap, or a character asked to look like a picture."""
_INVISIBLE = {"\u115f", "\u1160", "\u3164", "\uffa0"}
"""Letters by their category that show nothing at all (Hangul fillers)."""


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
    note = "".join(part if isinstance(part, str) else f"@{part.name}" for part in rest).strip()
    return to, (_LEFT_OVER.sub("", note).strip() if to else note)


def mentioned_later(text: Said[Person]) -> list[Person]:
    """Everybody named, wherever: a guess to offer when nobody is named first."""
    return list(dict.fromkeys(p for p in text if isinstance(p, Person)))


def topics_in(note: str) -> list[str]:
    """The `#topics` of a note, lower case, each once, in order; `#12` is a number, no topic."""
    note = normalize("NFC", note)
    found = (_word(note[match.end() :]).lower().rstrip("-") for match in _TOPIC.finditer(note))
    return list(dict.fromkeys(t for t in found if not t.isdecimal()))[:MOST_TOPICS]


def _word(text: str) -> str:
    """The word a text begins with: letters, digits, `_`, `-`, and the marks many scripts need."""
    inside = takewhile(lambda ch: ch.isalnum() or ch in "_-\u200c\u200d" or _is_mark(ch), text)
    return "".join(islice(inside, TOPIC_LENGTH))


def _is_mark(ch: str) -> bool:
    return category(ch).startswith("M")


def says_something(note: str) -> bool:
    """Whether a note has words: emoji alone do not tell what somebody did."""
    return any(ch.isalnum() and ch not in _INVISIBLE for ch in _PICTURE.sub("", note))


def day_of(now: datetime, zone: str) -> tuple[datetime, datetime]:
    """Beginning and end (aware UTC) of the day that `now` is in, by that zone's own midnights.

    A day around a clock change is as long as it is there: 23 or 25 hours. Where a clock is turned
    back across midnight the first midnight counts, so that days follow one another.
    """
    local = ZoneInfo(zone)
    today = now.astimezone(local).date()
    days = [today + timedelta(days=n) for n in (-1, 0, 1, 2)]
    midnights = [datetime.combine(day, time(), local).astimezone(UTC) for day in days]
    begin = max(m for m in midnights if m <= now)
    return begin, min(m for m in midnights if m > now)


def can_undo(given_at: datetime, now: datetime, minutes: int) -> bool:
    """Whether a gift may still be taken back."""
    return now < given_at + timedelta(minutes=minutes)

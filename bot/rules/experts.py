"""Decisions about experts: until when somebody pauses, how often they are asked, when they rest."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.rules.session_line import DAY, TIME, parsed

MOST_A_WEEK = 50
"""More questions a week than that are nobody's wish."""
REST = timedelta(days=180)
"""How long somebody who was asked to be an expert, or stopped being one, is not asked again."""
INVITED_AFTER = 3
"""Accepted answers on a topic after which somebody is invited to be an expert of it."""
ALWAYS = datetime(9000, 1, 1, tzinfo=UTC)
"""Paused until one says otherwise."""
LONGEST_WORDS = 60

_LEADING = re.compile(r"^(?:until|till|til|for|from now|now)\b\s*", re.IGNORECASE)
_SPAN = re.compile(r"(?:(\d{1,3})|an?|one|two|three|four)\s+(day|week|month)s?", re.IGNORECASE)
_NUMBERS = {"a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4}
_DAYS = {"day": 1, "week": 7, "month": 30}
_LIMIT = re.compile(
    r"(\d{1,4})(?:\s*(?:questions?|times|x))?(?:\s*(?:a|per|/|each|every)\s*week)?", re.IGNORECASE
)
_NO_LIMIT = {"off", "none", "no", "default", "usual", "as usual"}


def pause_end(words: str, now: datetime, zone: str) -> datetime | None:
    """Until when (aware UTC) "until monday", "for 2 weeks", "thursday 14:00" pauses somebody.

    A day ends the pause as it begins where they are (`zone`). None: it names no moment to come.
    `now` is aware.
    """
    said = words.strip(" .,;!")
    for_ = _LEADING.match(said)
    said = _LEADING.sub("", said)
    local = now.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    span = _SPAN.fullmatch(said)
    if span is not None and (for_ is None or for_[0].strip().lower() in ("for", "")):
        number = int(span[1]) if span[1] else _NUMBERS[said.split()[0].lower()]
        wall = datetime.combine(local.date(), time()) + timedelta(
            days=number * _DAYS[span[2].lower()]
        )
        return _utc(wall, zone) if number else None
    if said.lower() == "next week":
        monday = local.date() + timedelta(days=7 - local.weekday())
        return _utc(datetime.combine(monday, time()), zone)
    if len(said) > LONGEST_WORDS or not (DAY.search(said) or TIME.search(said)):
        return None
    at = parsed(said, local)
    if at is None:
        return None
    if not TIME.search(said):
        day = at.date() if at.date() > local.date() else _a_week_on(at.date(), local.date(), said)
        at = datetime.combine(day, time())
    return _utc(at, zone) if at > local else None


def _a_week_on(day: date, today: date, said: str) -> date:
    """ "Monday", said on a Monday, is the next one; "today" stays today, which has begun."""
    by_name = not re.search(r"\d|today|tonight", said, re.IGNORECASE)
    return day + timedelta(days=7) if by_name and day == today else day


def _utc(wall: datetime, zone: str) -> datetime:
    return wall.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


def weekly_limit(words: str) -> int | None:
    """The number of "3 a week", "3", "3 questions per week"; None when it is none."""
    found = _LIMIT.fullmatch(words.strip(" .!"))
    number = int(found[1]) if found else 0
    return number if 1 <= number <= MOST_A_WEEK else None


def is_no_limit(words: str) -> bool:
    """Whether somebody takes their own limit away."""
    return words.strip(" .!").lower() in _NO_LIMIT

"""Reads a session typed on one line: "Query planner 101 next thursday 12:30 45m #sql seats 20"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from bot.events import Person, Said
from bot.rules.kudos import topics_in
from bot.rules.sessions import Repeats

LONGEST_WINDOW = 6
"""Words a date is looked for in: "on thursday the 3rd december 12:30"."""
LONGEST_LINE = 500
"""Characters of a line that are read; a longer text is for the form."""

_SEATS = re.compile(r"\b(?:seats:?\s+(\d{1,6})|(\d{1,6})\s+seats)\b", re.IGNORECASE)
_LENGTH = re.compile(
    r"(?<![\w:.,/-])(?:(\d{1,2})\s?h(?:ours?|rs?)?\s?)?(?:(\d{1,3})\s?m(?:in(?:ute)?s?)?)?(?![\w:])",
    re.IGNORECASE,
)
_REPEATS = re.compile(
    r"\b(weekly|every week|fortnightly|every (?:two|2) weeks|monthly|every month)\b", re.IGNORECASE
)
_TOPIC = re.compile(r"(?<![\w&/#])#[^\W_][\w-]{0,39}")
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sept?|oct|nov|dec)[a-z]*"
_DAY_OF_MONTH = re.compile(
    rf"\b(?:\d{{1,2}}(?:st|nd|rd|th)?\s+(?:of\s+)?{_MONTH}|{_MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?"
    r"|\d{4}-\d\d?-\d\d?|\d{1,2}[./]\d{1,2}[./]\d{2,4})\b",
    re.IGNORECASE,
)
DAY = re.compile(
    _DAY_OF_MONTH.pattern + r"|\b(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)"
    r"|mon|tue|wed|thu|fri|today|tonight|tomorrow|\d{1,2}/\d{1,2}"
    r"|in \w+ (?:days?|weeks?|months?))\b",
    re.IGNORECASE,
)
TIME = re.compile(
    r"\b(?:[01]?\d|2[0-3])[:.][0-5]\d\b(?!\.\d)|\b\d{1,2}\s?[ap]m\b|\bnoon\b", re.IGNORECASE
)
_BEGINS = re.compile(
    rf"(?:on|next|this|coming|the|at|in)\b|{DAY.pattern}|{TIME.pattern}", re.IGNORECASE
)
"""How a run of words may begin that is taken for a date: others parse by accident."""
_TIME_ALONE = re.compile(rf"(?:at\s)?(?:{TIME.pattern})\W*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Line:
    """What was understood; None where nothing was said."""

    title: str
    day: date | None = None
    begins: time | None = None
    minutes: int | None = None
    seats: int | None = None
    topics: tuple[str, ...] = ()
    speakers: tuple[Person, ...] = ()
    repeats: Repeats = Repeats.NEVER
    impossible: str = ""
    """A day that was named and does not exist, as it was typed."""


def read_line(text: Said[Person], now: datetime) -> Line:
    """What a typed line says. `now` is the wall time where the writer is (naive).

    Whatever is not understood stays in the title: nothing that was typed is lost.
    """
    speakers = tuple(dict.fromkeys(p for p in text if isinstance(p, Person)))
    rest = " ".join(p if isinstance(p, str) else " " for p in text)[:LONGEST_LINE]
    topics = tuple(topics_in(rest))
    rest = without_topics(rest)
    rest, seats = _taken(_SEATS, rest)
    rest, repeats = _taken(_REPEATS, rest)
    rest, minutes = _length(rest)
    named = _DAY_OF_MONTH.search(rest)
    wrong = named is not None and parsed(named[0], now) is None
    words = rest.split()
    found = _moment(words, now, _TIME_ALONE if wrong else _BEGINS)
    if found is None:
        day, begins = None, None
    else:
        first, last, day, begins = found
        words[first:last] = []
    return Line(
        title=" ".join(words).strip(" ,;"),
        day=None if wrong else day,
        begins=begins,
        minutes=minutes,
        seats=int(seats) if seats else None,
        topics=topics,
        speakers=speakers,
        repeats=_repeats(repeats),
        impossible=named[0] if named and wrong else "",
    )


def without_topics(text: str) -> str:
    """The text without its `#topics`."""
    return _TOPIC.sub(" ", text)


def _taken(pattern: re.Pattern[str], text: str) -> tuple[str, str]:
    """The text without the first match, and what matched."""
    found = pattern.search(text)
    if found is None:
        return text, ""
    said = next((g for g in found.groups() if g), found[0])
    return f"{text[: found.start()]} {text[found.end() :]}", said


def _length(text: str) -> tuple[str, int | None]:
    for found in _LENGTH.finditer(text):
        if found[1] or found[2]:
            minutes = int(found[1] or 0) * 60 + int(found[2] or 0)
            return f"{text[: found.start()]} {text[found.end() :]}", minutes
    return text, None


def _repeats(said: str) -> Repeats:
    match said.lower().split():
        case ["weekly"] | ["every", "week"]:
            return Repeats.WEEKLY
        case ["monthly"] | ["every", "month"]:
            return Repeats.MONTHLY
        case []:
            return Repeats.NEVER
        case _:
            return Repeats.FORTNIGHTLY


def _moment(
    words: list[str], now: datetime, begins_with: re.Pattern[str]
) -> tuple[int, int, date | None, time | None] | None:
    """The longest run of words that is a date, a time or both; of equals the last one."""
    for length in range(min(LONGEST_WINDOW, len(words)), 0, -1):
        for first in range(len(words) - length, -1, -1):
            said = " ".join(words[first : first + length])
            has_day, has_time = bool(DAY.search(said)), bool(TIME.search(said))
            if not (has_day or has_time) or not begins_with.match(said):
                continue
            at = parsed(said, now)
            if at is None:
                continue
            begins = at.time().replace(second=0, microsecond=0) if has_time else None
            day = at.date()
            if not has_day:
                day += timedelta(days=at <= now)
            return first, first + length, day, begins
    return None


def parsed(said: str, now: datetime) -> datetime | None:
    """The moment that English words name, seen from `now`; both naive wall time."""
    # It brings 15 MB and a tenth of a second along: only for those who type dates.
    import dateparser

    found: datetime | None = dateparser.parse(
        said.strip(" ,;"),
        languages=["en"],
        settings={
            "PREFER_DATES_FROM": "future",
            "RELATIVE_BASE": now,
            "DATE_ORDER": "DMY",
            "RETURN_AS_TIMEZONE_AWARE": False,
        },
    )
    return found

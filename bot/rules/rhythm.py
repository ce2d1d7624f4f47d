"""Which hours hold for a person: what they chose, else what is usual where they live."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import Enum, auto

from bot.rules import zones
from bot.rules.public_holidays import country_named, country_of, year_of
from bot.rules.sessions import moment
from bot.rules.working_time import Away, Rhythm, is_quiet
from bot.settings import Attention
from bot.settings.parts import leaves_time

NO_COUNTRY = "none"
"""What people write who want no country's holidays."""
LONGEST_AWAY = timedelta(days=366)
MOST_MESSAGES = 50
MONDAY_TO_FRIDAY = frozenset(range(5))


@dataclass(frozen=True, slots=True)
class Choices:
    """What a person chose for themselves; None: as it is usual."""

    weekdays: frozenset[int] | None = None
    begins: time | None = None
    ends: time | None = None
    quiet: tuple[time, time] | None = None
    country: str | None = None
    """A country's code; empty: no public holidays."""
    prompts_at: time | None = None
    most: int | None = None
    paused_until: datetime | None = None


def rhythm_of(
    house: Attention, chosen: Choices, away: tuple[Away, ...], zone: str, now: datetime
) -> Rhythm:
    """The hours of somebody in an IANA zone, as they stand `now` (aware)."""
    country = country_of(zone) if chosen.country is None else chosen.country
    quiet = chosen.quiet or (house.quiet_begins or time(), house.quiet_ends or time())
    return Rhythm(
        zone=zone,
        weekdays=chosen.weekdays or usual_days(house, country, now.year),
        begins=chosen.begins or house.day_begins,
        ends=chosen.ends or house.day_ends,
        quiet_from=quiet[0],
        quiet_until=quiet[1],
        country=country if house.public_holidays else "",
        away=away,
        paused_until=chosen.paused_until,
        prompts_at=chosen.prompts_at,
        most=house.daily_messages if chosen.most is None else chosen.most,
    )


def usual_days(house: Attention, country: str, year: int) -> frozenset[int]:
    """The working days of a country, unless the operator named them for all."""
    if house.working_days:
        return frozenset(d.number for d in house.working_days)
    if not country:
        return MONDAY_TO_FRIDAY
    return frozenset(range(7)) - year_of(country, year).weekend


class Fault(Enum):
    """What can be wrong in what somebody chooses."""

    ENDS_EARLY = auto()
    HALF_QUIET = auto()
    ALL_QUIET = auto()
    UNKNOWN_COUNTRY = auto()
    PROMPT_OUTSIDE = auto()
    PROMPT_QUIET = auto()
    AWAY_UNSAID = auto()
    AWAY_BACKWARDS = auto()
    AWAY_PAST = auto()
    AWAY_LONG = auto()
    PAUSE_PAST = auto()
    PAUSE_LONG = auto()


@dataclass(frozen=True, slots=True)
class Problem:
    """A field, what is wrong with it, and the words or hours that show it."""

    field: str
    fault: Fault
    about: str = ""


@dataclass(frozen=True, slots=True)
class Filled:
    """What somebody wrote into the form; None or empty: as usual."""

    weekdays: frozenset[int] = frozenset()
    begins: time | None = None
    ends: time | None = None
    quiet_begins: time | None = None
    quiet_ends: time | None = None
    country: str = ""
    prompts_at: time | None = None
    most: int | None = None
    away_first: date | None = None
    away_last: date | None = None
    paused_until: date | None = None


@dataclass(slots=True)
class Chosen:
    """What the form comes to: choices, days off to add, and what has to be mended first."""

    choices: Choices = field(default_factory=Choices)
    away: Away | None = None
    problems: list[Problem] = field(default_factory=list)


def chosen(filled: Filled, house: Attention, zone: str, now: datetime) -> Chosen:
    """Understand a filled-in form of somebody in a zone; with problems nothing of it counts."""
    out = Chosen()
    today = now.astimezone(zones.zone(zone)).date()
    _read_hours(filled, house, out)
    country = _read_country(filled, out)
    out.away = _read_away(filled, today, out)
    quiet = None
    if filled.quiet_begins is not None and filled.quiet_ends is not None:
        quiet = filled.quiet_begins, filled.quiet_ends
    out.choices = Choices(
        weekdays=filled.weekdays or None,
        begins=filled.begins,
        ends=filled.ends,
        quiet=quiet,
        country=country,
        prompts_at=filled.prompts_at,
        most=filled.most,
        paused_until=_read_pause(filled, today, zone, out),
    )
    return out


def _read_hours(filled: Filled, house: Attention, out: Chosen) -> None:
    begins, ends = filled.begins or house.day_begins, filled.ends or house.day_ends
    if begins >= ends:
        out.problems.append(Problem("ends", Fault.ENDS_EARLY, f"{begins:%H:%M}"))
        return
    if (filled.quiet_begins is None) != (filled.quiet_ends is None):
        missing = "quiet_begins" if filled.quiet_begins is None else "quiet_ends"
        out.problems.append(Problem(missing, Fault.HALF_QUIET))
        return
    quiet_begins = filled.quiet_begins or house.quiet_begins or time()
    quiet_ends = filled.quiet_ends or house.quiet_ends or time()
    if not leaves_time(begins, ends, quiet_begins, quiet_ends) and quiet_begins != quiet_ends:
        out.problems.append(Problem("quiet_ends", Fault.ALL_QUIET, f"{begins:%H:%M}–{ends:%H:%M}"))
        return
    asked = filled.prompts_at
    if asked is None:
        return
    if not begins <= asked < ends:
        hours = f"{begins:%H:%M}–{ends:%H:%M}"
        out.problems.append(Problem("prompts_at", Fault.PROMPT_OUTSIDE, hours))
    elif is_quiet(quiet_begins, quiet_ends, asked):
        hours = f"{quiet_begins:%H:%M}–{quiet_ends:%H:%M}"
        out.problems.append(Problem("prompts_at", Fault.PROMPT_QUIET, hours))


def _read_country(filled: Filled, out: Chosen) -> str | None:
    said = filled.country.strip()
    if not said:
        return None
    if said.lower() == NO_COUNTRY:
        return ""
    found = country_named(said)
    if found is None:
        out.problems.append(Problem("country", Fault.UNKNOWN_COUNTRY, said))
    return found


def _read_away(filled: Filled, today: date, out: Chosen) -> Away | None:
    first, last = filled.away_first, filled.away_last
    if first is None and last is None:
        return None
    if first is None or last is None:
        missing = "away_first" if first is None else "away_last"
        out.problems.append(Problem(missing, Fault.AWAY_UNSAID))
    elif last < first:
        out.problems.append(Problem("away_last", Fault.AWAY_BACKWARDS))
    elif last < today:
        out.problems.append(Problem("away_last", Fault.AWAY_PAST))
    elif last - max(first, today) > LONGEST_AWAY:
        out.problems.append(Problem("away_last", Fault.AWAY_LONG))
    else:
        return Away(first, last)
    return None


def _read_pause(filled: Filled, today: date, zone: str, out: Chosen) -> datetime | None:
    until = filled.paused_until
    if until is None:
        return None
    if until <= today:
        out.problems.append(Problem("paused_until", Fault.PAUSE_PAST))
    elif until - today > LONGEST_AWAY:
        out.problems.append(Problem("paused_until", Fault.PAUSE_LONG))
    else:
        return moment(datetime.combine(until, time()), zone).at
    return None

"""Which country a time zone lies in, and which days are holidays and weekends there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from functools import cache, lru_cache
from importlib.resources import files

CODE = re.compile(r"([A-Za-z]{2})(?:[-_ ]([A-Za-z0-9]{1,3}))?")
"""ISO 3166-1, or with a part of the country ISO 3166-2: "DE", "DE-BY"."""


@dataclass(frozen=True, slots=True)
class Year:
    """A country's year: days nobody works, and the weekdays of its weekend (Monday is 0)."""

    holidays: frozenset[date]
    weekend: frozenset[int]


NOWHERE = Year(frozenset(), frozenset({5, 6}))


@lru_cache(maxsize=512)
def year_of(country: str, year: int) -> Year:
    """The year of a country or a part of it; unknown ones have no holidays.

    The package is loaded with the first country that is asked for, which takes some 20 MB; only
    the days are kept. Holidays that follow the moon are estimates in the years to come.
    """
    if not country:
        return NOWHERE
    from holidays import country_holidays

    code, _, part = country.partition("-")
    try:
        found = country_holidays(code, subdiv=part or None, years=year)
    except NotImplementedError:
        return NOWHERE
    return Year(frozenset(found), frozenset(found.weekend))


def is_holiday(country: str, day: date) -> bool:
    """Whether nobody works there on that day of the year, whatever weekday it is."""
    return bool(country) and day in year_of(country, day.year).holidays


@cache
def countries() -> dict[str, str]:
    """ISO 3166-1 code → English name, of every country whose holidays are known."""
    from holidays import list_supported_countries

    known = list_supported_countries(include_aliases=False)
    return {code: name for code, name in _rows("iso3166.tab") if code in known}


def name_of(country: str) -> str:
    """A country in words: "Portugal"; with its part as it was written: "Germany, BY"."""
    code, _, part = country.partition("-")
    name = countries().get(code, code)
    return f"{name}, {part}" if part else name


@cache
def parts(code: str) -> frozenset[str]:
    """The parts of a country that have holidays of their own: "BY" and others of "DE"."""
    from holidays import list_supported_countries

    return frozenset(list_supported_countries(include_aliases=False).get(code, ()))


@cache
def _by_name() -> dict[str, str]:
    from holidays.registry import COUNTRIES

    known = countries()
    spelt = {_apart(name): code for name, code, *_ in COUNTRIES.values() if code in known}
    return spelt | {name.lower(): code for code, name in known.items()}


def _apart(name: str) -> str:
    """ "UnitedKingdom" as people write it."""
    return re.sub(r"(?<!^)(?=[A-Z])", " ", name).lower()


def country_named(said: str) -> str | None:
    """The country ("DE") or part of one ("DE-BY") somebody means; None when there is none."""
    plain = " ".join(said.split())
    if found := CODE.fullmatch(plain):
        code, part = found[1].upper(), (found[2] or "").upper()
        code = {"UK": "GB"}.get(code, code)
        if code in countries() and (not part or part in parts(code)):
            return f"{code}-{part}" if part else code
    return _by_name().get(plain.lower())


def near(said: str) -> str:
    """The country's name that looks most like what was written, with its code; or nothing."""
    names = _by_name()
    found = get_close_matches(" ".join(said.lower().split()), names, n=1, cutoff=0.6)
    return f"{countries()[names[found[0]]]} ({names[found[0]]})" if found else ""


@lru_cache(maxsize=1024)
def country_of(zone: str) -> str:
    """The one country an IANA zone belongs to, or nothing where that is not certain.

    An older name of a zone counts where all that keep its time are one country.
    """
    if zone in _zones():
        return _zones()[zone]
    return _alone().get(_links().get(zone, ""), "")


@cache
def _zones() -> dict[str, str]:
    return {zone: code for code, _, zone in _rows("zone.tab")}


@cache
def _alone() -> dict[str, str]:
    return {zone: codes for codes, _, zone in _rows("zone1970.tab") if "," not in codes}


@cache
def _links() -> dict[str, str]:
    lines = (files("tzdata") / "zoneinfo" / "tzdata.zi").read_text(encoding="utf-8").splitlines()
    return {name: zone for mark, zone, name in map(_three, lines) if mark == "L"}


def _three(line: str) -> tuple[str, str, str]:
    words = line.split(" ")
    return (words[0], words[1], words[2]) if len(words) == 3 else ("", "", "")


def _rows(table: str) -> Iterator[list[str]]:
    text = (files("tzdata") / "zoneinfo" / table).read_text(encoding="utf-8")
    width = 2 if table == "iso3166.tab" else 3
    return (line.split("\t")[:width] for line in text.splitlines() if line and line[0] != "#")

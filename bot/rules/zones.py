"""Which time zone somebody means by what they write."""

from __future__ import annotations

from difflib import get_close_matches
from functools import cache
from zoneinfo import ZoneInfo, available_timezones


@cache
def zone(name: str) -> ZoneInfo:
    """The rules of an IANA zone, read once: the library itself keeps eight."""
    return ZoneInfo(name)


@cache
def _by_name() -> dict[str, str]:
    """Names in lower case, and cities where only one zone has them → IANA names."""
    zones = sorted(z for z in available_timezones() if z not in ("localtime", "Factory"))
    names: dict[str, str] = {}
    for zone in zones:
        city = zone.rpartition("/")[2].replace("_", " ").lower()
        names[city] = "" if city in names else zone
    return names | {zone.lower(): zone for zone in zones}


def zone_named(said: str) -> str | None:
    """The IANA zone of that name, in whatever case, or of that city; None when there is none."""
    plain = said.strip().lower()
    names = _by_name()
    return names.get(plain) or names.get(plain.replace(" ", "_")) or None


def near(said: str) -> str | None:
    """The zone whose name or city looks most like what was written."""
    names = {name: zone for name, zone in _by_name().items() if zone}
    found = get_close_matches(said.strip().lower(), names, n=1, cutoff=0.6)
    return names[found[0]] if found else None

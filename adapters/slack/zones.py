"""Time zones by the names that platforms and people give, which may be no zones at all."""

from __future__ import annotations

from zoneinfo import ZoneInfo


def zone(name: str) -> ZoneInfo | None:
    """The zone of an IANA name, or None."""
    try:
        return ZoneInfo(name) if name else None
    except (KeyError, ValueError, OSError):
        return None

"""Decisions about waiting for those who were asked: so many of their own working hours."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from bot.rules.working_time import Rhythm, stretches

MOST = timedelta(days=7)
"""Nobody's leave keeps a question waiting for longer."""


def worked_off(rhythm: Rhythm, since: datetime, hours: int) -> datetime:
    """When somebody has been at work for so many hours since then (aware), a week at most."""
    left, latest = timedelta(hours=hours), since + MOST
    for begins, ends in stretches(rhythm, since):
        if begins >= latest:
            break
        if ends - begins >= left:
            return min(begins + left, latest)
        left -= ends - begins
    return latest


def patience(asked: Iterable[tuple[Rhythm, datetime]], hours: int) -> datetime | None:
    """Until when those asked are waited for: the last of them has had so many working hours.

    None when nobody is waited for.
    """
    return max((worked_off(rhythm, at, hours) for rhythm, at in asked), default=None)

"""Decisions about reminders: when those who come are told that it is near."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time, timedelta

from bot.rules import zones
from bot.rules.sessions import moment


def day_before(starts_at: datetime, zone: str, opens: time, closes: time) -> datetime:
    """A moment (aware UTC) the day before, within those hours where the person is.

    As near to 24 hours ahead as the hours allow.
    """
    local = starts_at.astimezone(zones.zone(zone)).replace(tzinfo=None, fold=0) - timedelta(days=1)
    within = min(max(local.time(), opens), closes)
    return moment(datetime.combine(local.date(), within), zone).at


def reminders(
    starts_at: datetime,
    zone: str,
    *,
    hours: tuple[time, time] | None,
    minutes_before: Sequence[int],
) -> dict[str, datetime]:
    """When somebody in a zone is reminded: "day" or minutes → aware UTC, all before the start.

    `hours` are the working hours for the day before; None: no reminder on that day.
    """
    planned = {f"{m}": starts_at - timedelta(minutes=m) for m in minutes_before}
    if hours is not None:
        planned["day"] = day_before(starts_at, zone, *hours)
    return {name: at for name, at in planned.items() if at < starts_at}

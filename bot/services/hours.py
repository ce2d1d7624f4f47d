"""What people choose about their own hours: the form, a pause, days off."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from bot.events import Person
from bot.rules import rhythm as rules
from bot.rules import zones
from bot.rules.rhythm import Filled, Problem
from bot.rules.sessions import moment
from bot.rules.working_time import Rhythm, local_day
from bot.services import attention, reminders
from bot.settings import Settings
from bot.store import attention as store
from bot.store.attention import DayOff, Hours
from bot.store.unit_of_work import UnitOfWork

PAUSE = timedelta(days=7)


class NotChosen(Exception):
    """What was filled in can't be meant; nothing was written."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(", ".join(p.field for p in problems))
        self.problems = tuple(problems)


@dataclass(frozen=True, slots=True)
class Own:
    """Somebody's hours as they hold, what of it they chose, and their days off to come."""

    rhythm: Rhythm
    chosen: rules.Choices
    away: tuple[DayOff, ...]
    paused_on: date | None
    """The first day after a pause that holds, by their calendar."""


def own(uow: UnitOfWork, settings: Settings, person: Person) -> Own:
    """Somebody's hours."""
    stored = _stored(uow, person)
    rhythm = attention.as_rhythm(settings.attention, stored, uow.now)
    today = local_day(rhythm, uow.now)
    paused = rhythm.paused_until
    return Own(
        rhythm,
        attention.choices(stored),
        tuple(a for a in stored.away if a.last >= today),
        local_day(rhythm, paused) if paused is not None and paused > uow.now else None,
    )


def choose(uow: UnitOfWork, settings: Settings, person: Person, filled: Filled) -> Own:
    """Keep what somebody filled in; what waits for them follows. Raises NotChosen."""
    zone = _stored(uow, person).zone
    read = rules.chosen(filled, settings.attention, zone, uow.now)
    if read.problems:
        raise NotChosen(read.problems)
    at = uow.session, uow.organization_id, person.id
    chosen = read.choices
    store.choose(
        *at,
        Hours(
            zone=zone,
            weekdays=chosen.weekdays,
            begins=chosen.begins,
            ends=chosen.ends,
            quiet=chosen.quiet,
            country=chosen.country,
            prompts_at=chosen.prompts_at,
            most=chosen.most,
            paused_until=chosen.paused_until,
        ),
        uow.now,
    )
    if read.away is not None:
        store.go_away(*at, read.away.first, read.away.last)
    return _follow(uow, settings, person)


def pause(uow: UnitOfWork, settings: Settings, person: Person) -> Own:
    """Nothing unasked for a week, till the morning of that day."""
    zone = zones.zone(_stored(uow, person).zone)
    day = uow.now.astimezone(zone).date() + PAUSE
    until = moment(datetime.combine(day, time()), zone.key).at
    store.pause(uow.session, uow.organization_id, person.id, until, uow.now)
    return _follow(uow, settings, person)


def resume(uow: UnitOfWork, settings: Settings, person: Person) -> Own:
    """The pause is over."""
    store.pause(uow.session, uow.organization_id, person.id, None, uow.now)
    return _follow(uow, settings, person)


def come_back(uow: UnitOfWork, settings: Settings, person: Person, day_off_id: int) -> Own | None:
    """Those days off are none; None when they were not there (any more), or another's."""
    if not store.come_back(uow.session, uow.organization_id, person.id, day_off_id):
        return None
    return _follow(uow, settings, person)


def _follow(uow: UnitOfWork, settings: Settings, person: Person) -> Own:
    """What waits, and the reminders to come, keep the new hours."""
    attention.replan(uow, settings.attention, person)
    reminders.plan_own(uow, settings, person)
    return own(uow, settings, person)


def _stored(uow: UnitOfWork, person: Person) -> Hours:
    since = uow.now.date() - attention.BACK
    return store.hours(uow.session, uow.organization_id, [person.id], since)[person.id]

"""When those who are asked are at work."""

from __future__ import annotations

from bot.events import Person
from bot.rules.working_time import Rhythm
from bot.settings import Settings
from bot.store import people
from bot.store.unit_of_work import UnitOfWork


def of(uow: UnitOfWork, settings: Settings, person: Person) -> Rhythm:
    """Somebody's working hours, by their own clock."""
    zone = people.zone_of(uow.session, uow.organization_id, person.id)
    hours = settings.sessions
    return Rhythm(zone=zone, begins=hours.day_begins, ends=hours.day_ends)

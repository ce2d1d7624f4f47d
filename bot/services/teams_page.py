"""A list of people on a page: who may bring one, and doing a short one at once."""

from __future__ import annotations

from collections.abc import Sequence

from bot.rules.teams_import import Entry
from bot.rules.teams_plan import Row
from bot.services import teams_import
from bot.services.calendars import Unknown, Visitor
from bot.store import roles
from bot.store import teams_import as store
from bot.store.models import LinkKind, Role

MOST_ROWS = 2_000
"""Rows that are written in one transaction: a second or less, in which others wait."""


def organization(who: Visitor) -> str:
    """What the organization of an administrator is called. Raises Unknown for everybody else."""
    at = who.uow.session, who.uow.organization_id
    is_admin = roles.role_of(*at, who.person.id) is Role.ADMIN
    if who.link.kind is not LinkKind.VISIT or not is_admin:
        raise Unknown
    return store.name(*at)


def look(who: Visitor, entries: Sequence[Entry]) -> list[Row]:
    """What each row would do. Raises Unknown."""
    organization(who)
    return teams_import.look(who.uow, entries, is_complete=False, is_sure=False).plan.rows


def write(who: Visitor, entries: Sequence[Entry]) -> list[Row]:
    """Write a list; what each row did. Raises Unknown, Moved."""
    organization(who)
    looked = teams_import.look(who.uow, entries, is_complete=False, is_sure=False)
    ids, since = teams_import.write_people(who.uow, looked.plan.people, looked.since)
    teams_import.write_moves(who.uow, looked.plan.moves, ids, since)
    return looked.plan.rows

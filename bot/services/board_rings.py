"""Rings: people whose thanks go round among them, for moderators to look at."""

from __future__ import annotations

from datetime import datetime

from bot.events import Person
from bot.rules import points as counting
from bot.services.boards import THANKS, as_thanks
from bot.store import boards as store
from bot.store import roles
from bot.store.boards import Helped
from bot.store.models import Role
from bot.store.unit_of_work import UnitOfWork
from bot.views.board_rings import Ring

MOST_RINGS = 5


class NotAllowed(Exception):
    """Only moderators look at rings."""


def may_see(uow: UnitOfWork, actor: Person) -> bool:
    """Whether somebody moderates."""
    return roles.role_of(uow.session, uow.organization_id, actor.id) is Role.ADMIN


def rings(uow: UnitOfWork, actor: Person, most: int = MOST_RINGS) -> list[Ring]:
    """The largest rings of the last days (`rules/points.py` says how many). Raises NotAllowed.

    Private thanks are not looked at: moderators do not know of them either.
    """
    if not may_see(uow, actor):
        raise NotAllowed
    at = uow.session, uow.organization_id
    since = uow.now - counting.BACK
    numbers = store.often(*at, THANKS, since, counting.OFTEN)
    return [_ring(uow, sorted(group), since) for group in counting.rings(numbers)[:most]]


def _ring(uow: UnitOfWork, ids: list[int], since: datetime) -> Ring:
    at = uow.session, uow.organization_id
    before = store.thanked_by(*at, THANKS, since - counting.BACK, None, ids)
    given = [one for one in before if one.at >= since]
    inside = [one for one in given if one.person_id in ids]
    around = [one for one in before if one.person_id in ids]
    known = roles.standings(*at, ids)
    return Ring(
        tuple(known[id_].person for id_ in ids if id_ in known),
        len(inside),
        len(given),
        min(one.at for one in inside),
        max(one.at for one in inside),
        float(sum(THANKS[one.kind] for one in inside)),
        _counted(inside, around),
    )


def _counted(inside: list[Helped], around: list[Helped]) -> float:
    return sum(counting.points(as_thanks(inside), as_thanks(around)).values())

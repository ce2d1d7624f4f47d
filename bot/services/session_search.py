"""Finding past sessions again, by what they were about and what remains of them."""

from __future__ import annotations

from collections.abc import Mapping

from bot.rules.session_search import Wanted
from bot.store import outcomes, topics
from bot.store import session_lists as lists
from bot.store.outcomes import Material
from bot.store.sessions import Occurrence
from bot.store.unit_of_work import UnitOfWork

Left = Mapping[int, list[Material]]


def past(uow: UnitOfWork, wanted: Wanted, most: int) -> tuple[list[Occurrence], Left]:
    """What took place in open channels and is wanted, the latest first, with its materials."""
    at = uow.session, uow.organization_id
    about = topics.resolved(*at, wanted.topics)
    found = lists.past(*at, uow.now, most, about, wanted.folded)
    return found, outcomes.materials(*at, [o.id for o in found])

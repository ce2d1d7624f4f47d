"""Finding past sessions again, by what they were about and what remains of them."""

from __future__ import annotations

from collections.abc import Mapping

from bot.rules.session_search import Wanted
from bot.store import outcomes, topics
from bot.store import session_lists as lists
from bot.store.outcomes import Material
from bot.store.sessions import Occurrence
from bot.store.unit_of_work import UnitOfWork

PAGE = 250
MOST_READ = 5000
"""Of what took place, how much is looked through, the latest first: years of it."""

Left = Mapping[int, list[Material]]


def past(uow: UnitOfWork, wanted: Wanted, most: int) -> tuple[list[Occurrence], Left]:
    """What took place in open channels and is wanted, the latest first, with its materials.

    Words are compared here, not by the database: so accents and case count the same on all.
    """
    at = uow.session, uow.organization_id
    found: list[Occurrence] = []
    left: dict[int, list[Material]] = {}
    last: Occurrence | None = None
    about = topics.resolved(*at, wanted.topics)
    size = PAGE if wanted.words else most
    for _ in range(0, MOST_READ, size):
        page = lists.past(*at, uow.now, size, about, after=last)
        remains = outcomes.materials(*at, [o.id for o in page])
        for occurrence in page:
            if _is_wanted(wanted, occurrence, remains.get(occurrence.id, [])):
                found.append(occurrence)
                left[occurrence.id] = remains.get(occurrence.id, [])
            if len(found) == most:
                return found, left
        if len(page) < size:
            break
        last = page[-1]
    return found, left


def _is_wanted(wanted: Wanted, occurrence: Occurrence, remains: list[Material]) -> bool:
    session = occurrence.session
    texts = [session.title, session.abstract, *session.topics]
    for material in remains:
        texts += [material.link, material.takeaways]
    return wanted.is_said(texts)

"""Being an expert of a topic: declared, nominated or invited, never enlisted silently."""

from __future__ import annotations

from collections.abc import Iterable

from bot.events import Person
from bot.store import experts as store
from bot.store.unit_of_work import UnitOfWork


def is_expert(uow: UnitOfWork, person: Person, topics: Iterable[str]) -> bool:
    """Whether somebody is an active expert of one of these topics (their names, resolved)."""
    return store.is_expert(uow.session, uow.organization_id, person.id, topics)


def owners(uow: UnitOfWork, topics: Iterable[str]) -> list[Person]:
    """Who looks after these topics (their names, resolved) and is still here."""
    return store.owners(uow.session, uow.organization_id, topics)

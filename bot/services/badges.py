"""Earning badges: in the transaction of the deed, told once, never doubled."""

from __future__ import annotations

from bot.events import Conversation, Person
from bot.settings import Settings
from bot.store.unit_of_work import UnitOfWork


def earn(
    uow: UnitOfWork,
    settings: Settings,
    actor: Person | None = None,
    here: Conversation | None = None,
) -> None:
    """Give the badges that the deeds of this transaction complete; call it last.

    `actor` is who acted just now, if anybody did: they are told at once. `here` is where.
    """
    if not uow.done:
        return

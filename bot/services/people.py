"""Workspaces that come and go, and the first words to somebody new."""

from __future__ import annotations

from bot.events import Person
from bot.store import people as store
from bot.store.unit_of_work import UnitOfWork
from bot.views import help as views


def join(uow: UnitOfWork) -> None:
    """The bot may speak in this workspace (again)."""
    store.set_removed(uow.session, uow.organization_id, uow.workspace_id, None)


def leave(uow: UnitOfWork) -> None:
    """The bot was uninstalled: what still waits for this workspace is given up when it is due."""
    store.set_removed(uow.session, uow.organization_id, uow.workspace_id, uow.now)


def greet(uow: UnitOfWork, person: Person) -> None:
    """Say hello, once in a lifetime."""
    uow.post(views.greeting(), to=person, key=f"greeting:{person.id}", kind="help.greeting")

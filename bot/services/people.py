"""Workspaces that come and go, and the first words to somebody new."""

from __future__ import annotations

from sqlalchemy.orm import Session

from bot.events import Account, Person, Workspace
from bot.settings import Settings
from bot.store import people as store
from bot.store import roles
from bot.store.unit_of_work import UnitOfWork
from bot.views import help as views


def join(uow: UnitOfWork) -> None:
    """The bot may speak in this workspace (again)."""
    store.set_removed(uow.session, uow.organization_id, uow.workspace_id, None)


def leave(uow: UnitOfWork) -> None:
    """The bot was uninstalled: what still waits for this workspace is given up when it is due."""
    store.set_removed(uow.session, uow.organization_id, uow.workspace_id, uow.now)


def keep_admins(session: Session, settings: Settings) -> None:
    """At the start: who is called administrator neither by app.yaml nor by a platform is none."""

    def administers(workspace: Workspace, account: Account) -> bool:
        named = {account.address, (account.email or "").lower()}
        return bool(account.is_admin or named & settings.admins_of(workspace))

    for person_id, accounts in roles.accounts_of_admins(session).items():
        if not any(administers(*known) for known in accounts):
            roles.demote(session, person_id)


def greet(uow: UnitOfWork, person: Person) -> None:
    """Say hello, once in a lifetime."""
    uow.post(views.greeting(), to=person, key=f"greeting:{person.id}", kind="help.greeting")

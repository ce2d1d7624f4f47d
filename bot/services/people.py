"""Workspaces that come and go, and the first words to somebody new."""

from __future__ import annotations

from sqlalchemy.orm import Session

from bot.events import Account, Person, Workspace
from bot.settings import Settings
from bot.store import people as store
from bot.store import roles
from bot.store.models import Role
from bot.store.unit_of_work import UnitOfWork
from bot.views import help as views


def join(uow: UnitOfWork) -> None:
    """The bot may speak in this workspace (again)."""
    store.set_removed(uow.session, uow.organization_id, uow.workspace_id, None)


def leave(uow: UnitOfWork) -> None:
    """The bot was uninstalled: what still waits for this workspace is given up when it is due."""
    store.set_removed(uow.session, uow.organization_id, uow.workspace_id, uow.now)


def keep_roles(session: Session, settings: Settings) -> None:
    """At the start: who has more than app.yaml and the platforms give them keeps only that."""

    def given(workspace: Workspace, account: Account) -> Role:
        return store.given_role(account, settings.roles_in(workspace))

    for (person_id, role), accounts in roles.accounts_by_role(session).items():
        highest = max((given(*known) for known in accounts), key=lambda r: r.rank)
        if highest is not role:
            roles.give(session, person_id, highest)


def greet(uow: UnitOfWork, person: Person) -> None:
    """Say hello, once in a lifetime."""
    uow.post(views.greeting(), to=person, key=f"greeting:{person.id}", kind="help.greeting")

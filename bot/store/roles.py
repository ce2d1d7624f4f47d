"""Queries on what people are and may do."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session

from bot.events import Account, Person, Workspace
from bot.store.models import AccountRow, PersonRow, Role, WorkspaceRow, columns
from bot.store.outbox import ANY_ORGANIZATION
from bot.store.people import as_account

PERSON = columns(PersonRow)
ACCOUNT = columns(AccountRow)
WORKSPACE = columns(WorkspaceRow)


@dataclass(frozen=True, slots=True)
class Standing:
    """What a person is, over all their accounts."""

    person: Person
    is_bot: bool
    is_guest: bool
    is_deleted: bool
    """Whether they are gone: by the platforms, or by the organization's list of people."""


def standings(
    session: Session, organization_id: int, person_ids: Collection[int]
) -> dict[int, Standing]:
    """What each of these people is; people of other organizations are missing."""
    about = {"org": organization_id, "people": list(person_ids)}
    accounts: dict[int, list[Any]] = {}
    for row in session.execute(_STANDINGS, about):
        accounts.setdefault(row[0], []).append(row)
    out = {}
    for id_, own in accounts.items():
        out[id_] = Standing(
            Person(id_, own[0][1]),
            is_bot=any(row[2] for row in own),
            is_guest=all(row[3] for row in own),
            is_deleted=all(row[4] for row in own) or own[0][5] is not None,
        )
    return out


_STANDINGS = (
    select(
        PERSON.id,
        PERSON.name,
        ACCOUNT.is_bot,
        ACCOUNT.is_guest,
        ACCOUNT.is_deleted,
        PERSON.left_at,
    )
    .join(ACCOUNT.id.table, ACCOUNT.person_id == PERSON.id)
    .where(PERSON.organization_id == bindparam("org"))
    .where(ACCOUNT.organization_id == bindparam("org"))
    .where(PERSON.id.in_(bindparam("people", expanding=True)))
)


def role_of(session: Session, organization_id: int, person_id: int) -> Role:
    """What a person may do."""
    found = session.execute(
        select(PERSON.role).where(PERSON.organization_id == organization_id, PERSON.id == person_id)
    ).scalar()
    return Role(found) if found else Role.MEMBER


def admins(session: Session, organization_id: int) -> list[Person]:
    """The organization's administrators, without those who left it."""
    rows = session.execute(
        select(PERSON.id, PERSON.name)
        .where(PERSON.organization_id == organization_id, PERSON.role == Role.ADMIN)
        .where(PERSON.left_at.is_(None))
        .order_by(PERSON.id)
    )
    return [Person(id_, name) for id_, name in rows]


def accounts_by_role(session: Session) -> dict[tuple[int, Role], list[tuple[Workspace, Account]]]:
    """Everybody of every organization who is more than a member: person id and role → accounts."""
    rows = session.execute(
        select(
            *ACCOUNT,
            PERSON.role,
            WORKSPACE.platform,
            WORKSPACE.address.label("workspace_address"),
        )
        .join(PERSON.id.table, PERSON.id == ACCOUNT.person_id)
        .join(WORKSPACE.id.table, WORKSPACE.id == ACCOUNT.workspace_id)
        .where(PERSON.role != Role.MEMBER),
        execution_options=ANY_ORGANIZATION,
    )
    out: dict[tuple[int, Role], list[tuple[Workspace, Account]]] = {}
    for row in rows:
        workspace = Workspace(row.platform, row.workspace_address)
        key = row.person_id, Role(row.role)
        out.setdefault(key, []).append((workspace, as_account(row)))
    return out


def accounts(
    session: Session, organization_id: int, account_ids: Collection[int]
) -> list[tuple[Workspace, Account]]:
    """These accounts, each with the workspace that knows it."""
    rows = session.execute(
        select(*ACCOUNT, WORKSPACE.platform, WORKSPACE.address.label("workspace_address"))
        .join(WORKSPACE.id.table, WORKSPACE.id == ACCOUNT.workspace_id)
        .where(ACCOUNT.organization_id == organization_id)
        .where(WORKSPACE.organization_id == organization_id)
        .where(ACCOUNT.id.in_(account_ids))
    )
    return [(Workspace(r.platform, r.workspace_address), as_account(r)) for r in rows]


def give(session: Session, person_id: int, role: Role) -> None:
    """Let somebody be this and nothing else."""
    session.execute(
        update(PersonRow).where(PERSON.id == person_id).values(role=role),
        execution_options=ANY_ORGANIZATION,
    )

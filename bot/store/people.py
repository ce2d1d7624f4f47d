"""Queries on people: whose account is it, and how is somebody known in a workspace."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.events import Account, Person, Workspace
from bot.store.models import AccountRow, OrganizationRow, PersonRow, Role, WorkspaceRow, columns
from bot.store.outbox import ANY_ORGANIZATION, insert_once

ACCOUNT = columns(AccountRow)
PERSON = columns(PersonRow)
WORKSPACE = columns(WorkspaceRow)
ORGANIZATION = columns(OrganizationRow)

ACTIVE_ANEW = timedelta(hours=1)
"""How stale "last active" may be: not every event needs a write for it."""


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """Ids of a workspace and of its organization."""

    organization_id: int
    workspace_id: int


def known(session: Session, workspace: Workspace) -> Whereabouts | None:
    """The ids of a workspace, or None when it was never seen."""
    found = session.execute(
        select(WORKSPACE.organization_id, WORKSPACE.id)
        .where(WORKSPACE.platform == workspace.platform)
        .where(WORKSPACE.address == workspace.address),
        execution_options=ANY_ORGANIZATION,
    ).one_or_none()
    return Whereabouts(*found) if found else None


def settle(session: Session, workspace: Workspace, organization: str, now: datetime) -> Whereabouts:
    """The ids of a workspace, which joins the named organization when it is seen first."""
    found = known(session, workspace)
    if found is not None:
        return found
    session.execute(
        insert_once(session, OrganizationRow, ["name"]), {"name": organization, "created_at": now}
    )
    owner = session.execute(
        select(ORGANIZATION.id).where(ORGANIZATION.name == organization)
    ).scalar_one()
    session.execute(
        insert_once(session, WorkspaceRow, ["platform", "address"]),
        {
            "organization_id": owner,
            "platform": workspace.platform,
            "address": workspace.address,
            "name": workspace.name,
        },
    )
    return settle(session, workspace, organization, now)


def lookup(session: Session, at: Whereabouts, addresses: Iterable[str]) -> dict[str, Person]:
    """Account address → person, for those who are known; nothing is written."""
    rows = session.execute(
        select(ACCOUNT.address, PERSON.id, PERSON.name)
        .join(PersonRow, PERSON.id == ACCOUNT.person_id)
        .where(ACCOUNT.organization_id == at.organization_id)
        .where(PERSON.organization_id == at.organization_id)
        .where(ACCOUNT.workspace_id == at.workspace_id)
        .where(ACCOUNT.address.in_(set(addresses)))
    )
    return {address: Person(id_, name) for address, id_, name in rows}


def resolve(
    session: Session,
    at: Whereabouts,
    accounts: Iterable[Account],
    now: datetime,
    *,
    actor: str = "",
    admins: frozenset[str] = frozenset(),
) -> dict[str, Person]:
    """Account address → person; new accounts become new people, news of old ones is kept.

    `actor` is whose address acts now. `admins` are the addresses and verified e-mails that
    `app.yaml` makes administrators.
    """
    wanted = _merged(accounts)
    rows = {
        row.address: (row, person)
        for row, person in session.execute(
            select(AccountRow, PersonRow)
            .join(PersonRow, PERSON.id == ACCOUNT.person_id)
            .where(ACCOUNT.organization_id == at.organization_id)
            .where(PERSON.organization_id == at.organization_id)
            .where(ACCOUNT.workspace_id == at.workspace_id)
            .where(ACCOUNT.address.in_(wanted))
        )
    }
    for address, account in wanted.items():
        if address not in rows:
            rows[address] = _added(session, at, account, now)
        row, person = rows[address]
        _note(row, person, account, admins)
        if address == actor and (
            row.last_active_at is None or now - row.last_active_at > ACTIVE_ANEW
        ):
            row.last_active_at = now
    session.flush()
    return {a: Person(person.id or 0, person.name) for a, (_, person) in rows.items()}


def _merged(accounts: Iterable[Account]) -> dict[str, Account]:
    """One account an address, each field the last that says something."""
    out: dict[str, Account] = {}
    for account in accounts:
        before = out.get(account.address)
        out[account.address] = merge(before, account) if before else account
    return out


def merge(old: Account, new: Account) -> Account:
    """What both say, the new one where it says something."""
    said = {
        name: value
        for name in Account.__slots__
        if (value := getattr(new, name)) is not None and value != ""
    }
    return Account(**{name: getattr(old, name) for name in Account.__slots__} | said)


def _added(
    session: Session, at: Whereabouts, account: Account, now: datetime
) -> tuple[AccountRow, PersonRow]:
    name = account.name or account.address
    person = PersonRow(organization_id=at.organization_id, name=name, created_at=now)
    session.add(person)
    session.flush()
    row = AccountRow(
        organization_id=at.organization_id,
        workspace_id=at.workspace_id,
        person_id=person.id or 0,
        address=account.address,
    )
    session.add(row)
    return row, person


def _note(row: AccountRow, person: PersonRow, account: Account, admins: frozenset[str]) -> None:
    """Write down what is new about an account. Unchanged attributes cost no UPDATE."""
    if account.name and row.name != account.name:
        row.name = person.name = account.name
    if account.time_zone and person.time_zone != account.time_zone:
        person.time_zone = account.time_zone
    for name in ("email", "is_bot", "is_guest", "is_deleted", "is_admin", "reference"):
        value = getattr(account, name)
        if value is not None and value != "" and getattr(row, name) != value:
            setattr(row, name, value)
    administers = row.is_admin or row.address in admins or row.email.lower() in admins
    if administers and person.role != Role.ADMIN:
        person.role = Role.ADMIN


def accounts_of(
    session: Session, at: Whereabouts, person_ids: Iterable[int]
) -> Mapping[int, Account]:
    """Person id → their account in one workspace."""
    ids = set(person_ids)
    if not ids:
        return {}
    rows = session.execute(
        select(AccountRow)
        .where(ACCOUNT.organization_id == at.organization_id)
        .where(ACCOUNT.workspace_id == at.workspace_id)
        .where(ACCOUNT.person_id.in_(ids))
    ).scalars()
    return {row.person_id: as_account(row) for row in rows}


def as_account(row: AccountRow) -> Account:
    """A stored account as adapters know it."""
    return Account(
        address=row.address,
        name=row.name or None,
        email=row.email or None,
        is_bot=row.is_bot,
        is_guest=row.is_guest,
        is_deleted=row.is_deleted,
        is_admin=row.is_admin,
        reference=row.reference,
    )


def zone_of(session: Session, organization_id: int, person_id: int) -> str:
    """IANA time zone of a person."""
    return str(
        session.execute(
            select(PERSON.time_zone)
            .where(PERSON.organization_id == organization_id)
            .where(PERSON.id == person_id)
        ).scalar_one()
    )

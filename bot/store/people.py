"""Queries on people: whose account is it, and how is somebody known in a workspace."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cache, lru_cache
from typing import Any, TypeAlias
from zoneinfo import ZoneInfo

from sqlalchemy import Insert, bindparam, delete, insert, select, update
from sqlalchemy.orm import Session
from sqlalchemy.sql.dml import ReturningInsert

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
        if workspace.name:
            _call(session, found, workspace.name)
        return found
    session.execute(
        insert_once(session, OrganizationRow, ("name",)), {"name": organization, "created_at": now}
    )
    owner = session.execute(
        select(ORGANIZATION.id).where(ORGANIZATION.name == organization)
    ).scalar_one()
    session.execute(
        insert_once(session, WorkspaceRow, ("platform", "address")),
        {
            "organization_id": owner,
            "platform": workspace.platform,
            "address": workspace.address,
            "name": workspace.name,
        },
    )
    return settle(session, workspace, organization, now)


def _call(session: Session, at: Whereabouts, name: str) -> None:
    """Keep the name a workspace goes by: not every event tells it, and it may change."""
    own = WORKSPACE.organization_id == at.organization_id, WORKSPACE.id == at.workspace_id
    if session.scalar(select(WORKSPACE.name).where(*own)) != name:
        session.execute(update(WorkspaceRow).where(*own).values(name=name))


@dataclass(frozen=True, slots=True)
class Met:
    """Somebody in an event: who they are, how they are known there, where their day is."""

    person: Person
    account: Account
    zone: str
    role: str
    last_active_at: datetime | None


def lookup(session: Session, at: Whereabouts, addresses: Iterable[str]) -> dict[str, Met]:
    """Account address → who that is, for those who are known; nothing is written."""
    about = {
        "org": at.organization_id,
        "workspace": at.workspace_id,
        "addresses": list(addresses),
    }
    return {
        row.address: Met(
            person=Person(row.person_id, row.person_name),
            account=as_account(row),
            zone=row.time_zone,
            role=row.role,
            last_active_at=row.last_active_at,
        )
        for row in session.execute(_LOOKUP, about)
    }


_LOOKUP = (
    select(
        *ACCOUNT,
        PERSON.name.label("person_name"),
        PERSON.time_zone,
        PERSON.role,
    )
    .join(PERSON.id.table, PERSON.id == ACCOUNT.person_id)
    .where(ACCOUNT.organization_id == bindparam("org"))
    .where(PERSON.organization_id == bindparam("org"))
    .where(ACCOUNT.workspace_id == bindparam("workspace"))
    .where(ACCOUNT.address.in_(bindparam("addresses", expanding=True)))
)


def resolve(
    session: Session,
    at: Whereabouts,
    accounts: Iterable[Account],
    now: datetime,
    *,
    actor: str = "",
    appointed: Mapping[str, str] | None = None,
    welcome: Welcome | None = None,
) -> dict[str, Met]:
    """Account address → who that is; new accounts become new people, news of old ones is kept.

    `actor` is whose address acts now. `appointed` are the addresses and verified e-mails to which
    `app.yaml` gives a role, with that role. `welcome` hears of accounts whose e-mail is news.
    """
    wanted = _merged(accounts)
    met = lookup(session, at, wanted)
    fresh: set[str] = set()
    if len(met) < len(wanted):
        for address in sorted(wanted.keys() - met.keys()):  # in one order, so that none deadlocks
            if _add(session, at, wanted[address], now, acts=address == actor):
                fresh.add(address)
        met = lookup(session, at, wanted)
    changed = False
    told: set[str] = set()
    for address, known in met.items():
        email = wanted[address].email
        if email and (address in fresh or email != known.account.email):
            told.add(address)
        acts = address == actor and _is_stale(known.last_active_at, now)
        changed |= _note(
            session, at, known, wanted[address], appointed or {}, now if acts else None
        )
    if told and welcome is not None:
        changed |= welcome(session, at, told, fresh, now)
    return lookup(session, at, wanted) if changed else met


Welcome: TypeAlias = Callable[[Session, Whereabouts, set[str], set[str], datetime], bool]
"""Hears which addresses have an e-mail that was not known, and which of them are new; whether one
of them is somebody else's now."""


def _is_stale(last_active_at: datetime | None, now: datetime) -> bool:
    return last_active_at is None or now - last_active_at > ACTIVE_ANEW


def _to_the_hour(now: datetime) -> datetime:
    """When somebody acted is kept no finer: to the second it would say who asked anonymously."""
    return now.replace(minute=0, second=0, microsecond=0)


def _merged(accounts: Iterable[Account]) -> dict[str, Account]:
    """One account an address, each field the last that says something."""
    out: dict[str, Account] = {}
    for account in accounts:
        if account.email and account.email != (written := account.email.strip().lower()):
            account = replace(account, email=written)  # one address, however it is written
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
    return replace(old, **said)


def _add(session: Session, at: Whereabouts, account: Account, now: datetime, *, acts: bool) -> bool:
    """A new account of a new person; one that another transaction added meanwhile is left.

    Whether it was added.
    """
    zone = account.time_zone
    person_id = session.execute(
        _ADD_PERSON,
        {
            "organization_id": at.organization_id,
            "name": account.name or account.address,
            "time_zone": zone if zone and _is_zone(zone) else "UTC",
            "role": Role.MEMBER,
            "created_at": _to_the_hour(now),
        },
    ).scalar_one()
    made = session.execute(
        _returning(insert_once(session, AccountRow, ("workspace_id", "address"))),
        {
            "organization_id": at.organization_id,
            "workspace_id": at.workspace_id,
            "person_id": person_id,
            "address": account.address,
            "name": account.name or "",
            "email": account.email or "",
            "is_bot": bool(account.is_bot),
            "is_guest": bool(account.is_guest),
            "is_deleted": bool(account.is_deleted),
            "is_admin": bool(account.is_admin),
            "reference": account.reference,
            "last_active_at": _to_the_hour(now) if acts else None,
        },
    )
    if made.first() is None:
        session.execute(
            delete(PersonRow)
            .where(PERSON.organization_id == at.organization_id)
            .where(PERSON.id == person_id)
        )
        return False
    return True


_ADD_PERSON = insert(PERSON.id.table).returning(PERSON.id)


@cache
def _returning(statement: Insert) -> ReturningInsert[tuple[int | None]]:
    return statement.returning(ACCOUNT.id)


def _note(
    session: Session,
    at: Whereabouts,
    known: Met,
    said: Account,
    appointed: Mapping[str, str],
    active_at: datetime | None,
) -> bool:
    """Write down what is new about somebody; False when nothing is."""
    account = merge(known.account, said)
    news: dict[str, object] = {
        name: getattr(account, name)
        for name in ("name", "email", "is_bot", "is_guest", "is_deleted", "is_admin", "reference")
        if getattr(account, name) != getattr(known.account, name)
    }
    if active_at is not None:
        news["last_active_at"] = _to_the_hour(active_at)
    about: dict[str, object] = {}
    if "name" in news:
        about["name"] = account.name
    if said.time_zone and said.time_zone != known.zone and _is_zone(said.time_zone):
        about["time_zone"] = said.time_zone
    given, own = given_role(account, appointed), Role(known.role)
    if given.rank > own.rank or (given is not own is Role.ADMIN and "is_admin" in news):
        about["role"] = given  # another account that is given more says so when it acts
    if news:
        session.execute(
            update(AccountRow)
            .where(ACCOUNT.organization_id == at.organization_id)
            .where(ACCOUNT.workspace_id == at.workspace_id, ACCOUNT.address == account.address)
            .values(news)
        )
    if about:
        session.execute(
            update(PersonRow)
            .where(PERSON.organization_id == at.organization_id)
            .where(PERSON.id == known.person.id)
            .values(about)
        )
    return bool(about)


def given_role(account: Account, appointed: Mapping[str, str]) -> Role:
    """What the platform and `app.yaml` (as in `resolve`) make of whoever has this account."""
    names = {account.address, (account.email or "").lower()}
    roles = [Role(appointed[name]) for name in names if name in appointed]
    if account.is_admin:
        roles.append(Role.ADMIN)
    return max(roles, key=lambda role: role.rank, default=Role.MEMBER)


@lru_cache(maxsize=1024)
def _is_zone(name: str) -> bool:
    """Whether a zone can be reckoned with: one that can't would fail all its person does."""
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return False
    return True


def accounts_of(session: Session, at: Whereabouts, person_ids: Iterable[int]) -> dict[int, Account]:
    """Person id → their account in one workspace."""
    ids = set(person_ids)
    if not ids:
        return {}
    about = {"org": at.organization_id, "workspace": at.workspace_id, "ids": list(ids)}
    return {row.person_id: as_account(row) for row in session.execute(_OF_PEOPLE, about)}


_OF_PEOPLE = (
    select(*ACCOUNT)
    .where(ACCOUNT.organization_id == bindparam("org"))
    .where(ACCOUNT.workspace_id == bindparam("workspace"))
    .where(ACCOUNT.person_id.in_(bindparam("ids", expanding=True)))
)


def as_account(row: Any) -> Account:
    """A stored account (an AccountRow or a result with its columns) as adapters know it."""
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
    about = {"org": organization_id, "person": person_id}
    return str(session.execute(_ZONE, about).scalar_one())


_ZONE = (
    select(PERSON.time_zone)
    .where(PERSON.organization_id == bindparam("org"))
    .where(PERSON.id == bindparam("person"))
)


def set_removed(
    session: Session, organization_id: int, workspace_id: int | None, at: datetime | None
) -> None:
    """Note when the bot was uninstalled from a workspace, or None when it is there."""
    session.execute(
        update(WorkspaceRow)
        .where(WORKSPACE.organization_id == organization_id, WORKSPACE.id == workspace_id)
        .values(removed_at=at)
    )

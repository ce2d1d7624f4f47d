"""Queries on who may be whom: accounts by address, and joining an account to a person."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, exists, func, insert, or_, select, text, update
from sqlalchemy.orm import Session

from bot.store.models import (
    AccountPairRow,
    AccountRow,
    OrganizationRow,
    PairState,
    PersonRow,
    Role,
    WorkspaceRow,
    columns,
)

ACCOUNT = columns(AccountRow)
ORGANIZATION = columns(OrganizationRow)
PAIR = columns(AccountPairRow)
PERSON = columns(PersonRow)
WORKSPACE = columns(WorkspaceRow)


@dataclass(frozen=True, slots=True)
class Side:
    """An account and whose it is; or somebody of a list, who has no account with that address."""

    account_id: int | None
    person_id: int
    name: str
    """As that workspace knows them."""
    person_name: str
    email: str
    workspace_id: int | None = None
    platform: str = ""
    workspace: str = ""
    """The name of the workspace, as far as it was told."""
    is_bot: bool = False
    is_guest: bool = False
    is_gone: bool = False
    linked_at: datetime | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """What they are called, there and elsewhere."""
        return tuple(name for name in (self.name, self.person_name) if name)


_SIDE = (
    select(
        *ACCOUNT,
        PERSON.name.label("person_name"),
        PERSON.left_at,
        WORKSPACE.platform,
        WORKSPACE.name.label("workspace"),
    )
    .join(PERSON.id.table, PERSON.id == ACCOUNT.person_id)
    .join(WORKSPACE.id.table, WORKSPACE.id == ACCOUNT.workspace_id)
    .where(ACCOUNT.organization_id == bindparam("org"))
    .where(PERSON.organization_id == bindparam("org"))
    .where(WORKSPACE.organization_id == bindparam("org"))
    .order_by(ACCOUNT.id)
)


def _side(row: Any) -> Side:
    return Side(
        account_id=row.id,
        person_id=row.person_id,
        name=row.name,
        person_name=row.person_name,
        email=row.email,
        workspace_id=row.workspace_id,
        platform=row.platform,
        workspace=row.workspace,
        is_bot=row.is_bot,
        is_guest=row.is_guest,
        is_gone=row.is_deleted or row.left_at is not None,
        linked_at=row.linked_at,
    )


def account(session: Session, organization_id: int, account_id: int) -> Side | None:
    """One account."""
    rows = session.execute(_SIDE.where(ACCOUNT.id == account_id), {"org": organization_id})
    return next((_side(row) for row in rows), None)


def accounts_at(
    session: Session, organization_id: int, workspace_id: int, addresses: Iterable[str]
) -> list[Side]:
    """The accounts of a workspace with these platform addresses."""
    query = _SIDE.where(ACCOUNT.workspace_id == workspace_id, ACCOUNT.address.in_(list(addresses)))
    return [_side(row) for row in session.execute(query, {"org": organization_id})]


def accounts_of(session: Session, organization_id: int, person_id: int) -> list[Side]:
    """All accounts of a person, those they began with first."""
    rows = session.execute(_SIDE.where(ACCOUNT.person_id == person_id), {"org": organization_id})
    sides = [_side(row) for row in rows]
    return sorted(sides, key=lambda s: (s.linked_at is not None, s.account_id or 0))


def same_address(session: Session, organization_id: int, emails: Collection[str]) -> list[Side]:
    """Everybody with one of these addresses: accounts, and the organization's list of people."""
    about = {"org": organization_id}
    rows = session.execute(_SIDE.where(ACCOUNT.email.in_(list(emails))), about)
    listed = session.execute(
        select(PERSON.id, PERSON.name, PERSON.email, PERSON.left_at)
        .where(PERSON.organization_id == organization_id, PERSON.email.in_(list(emails)))
        .order_by(PERSON.id)
    )
    return [_side(row) for row in rows] + [
        Side(None, row.id, "", row.name, row.email, is_gone=row.left_at is not None)
        for row in listed
    ]


def beside(session: Session, organization_id: int, person_id: int) -> set[int]:
    """Everybody else who has a living account in a workspace where this person has one: they are
    two, whatever their addresses are. Only of those who share an address with them.
    """
    mine = ACCOUNT.id.table.alias("mine")
    own = ACCOUNT.id.table.alias("own")
    theirs = ACCOUNT.id.table.alias("theirs")
    query = (
        select(own.c.person_id)
        .join(mine, mine.c.workspace_id == own.c.workspace_id)
        .where(own.c.organization_id == organization_id)
        .where(mine.c.organization_id == organization_id)
        .where(mine.c.person_id == person_id, own.c.person_id != person_id)
        .where(mine.c.is_deleted.is_(False), own.c.is_deleted.is_(False))
        .where(own.c.person_id.in_(_sharing(organization_id, person_id, theirs)))
    )
    return set(session.execute(query).scalars())


def _sharing(organization_id: int, person_id: int, theirs: Any) -> Any:
    addresses = select(ACCOUNT.email).where(
        ACCOUNT.organization_id == organization_id,
        ACCOUNT.person_id == person_id,
        ACCOUNT.email != "",
    )
    return select(theirs.c.person_id).where(
        theirs.c.organization_id == organization_id, theirs.c.email.in_(addresses)
    )


def overlap(session: Session, organization_id: int, one_id: int, other_id: int) -> bool:
    """Whether two people both have a living account in one workspace."""
    mine = ACCOUNT.id.table.alias("mine")
    found = session.execute(
        select(ACCOUNT.id)
        .join(mine, mine.c.workspace_id == ACCOUNT.workspace_id)
        .where(ACCOUNT.organization_id == organization_id, ACCOUNT.person_id == one_id)
        .where(mine.c.organization_id == organization_id, mine.c.person_id == other_id)
        .where(ACCOUNT.is_deleted.is_(False), mine.c.is_deleted.is_(False))
    )
    return found.first() is not None


def apart(session: Session, organization_id: int, person_id: int) -> set[int]:
    """Of whom somebody said that they are not this person."""
    mine = ACCOUNT.id.table.alias("mine")
    query = (
        select(ACCOUNT.person_id)
        .join(PAIR.id.table, or_(PAIR.one_id == ACCOUNT.id, PAIR.other_id == ACCOUNT.id))
        .join(mine, or_(PAIR.one_id == mine.c.id, PAIR.other_id == mine.c.id))
        .where(
            ACCOUNT.organization_id == organization_id, mine.c.organization_id == organization_id
        )
        .where(PAIR.organization_id == organization_id, PAIR.state == PairState.APART.value)
        .where(mine.c.person_id == person_id, ACCOUNT.person_id != person_id)
    )
    return set(session.execute(query).scalars())


def one_at_a_time(session: Session, organization_id: int, emails: Iterable[str]) -> None:
    """Of those who come with the same address, one after the other: the second finds the first.

    SQLite has one writer anyway.
    """
    if session.get_bind().dialect.name != "postgresql":
        return
    for email in sorted(emails):  # in one order, so that none deadlocks
        session.execute(_LOCK, {"key": f"potluck.link:{organization_id}:{email}"})


_LOCK = text("SELECT pg_advisory_xact_lock(hashtextextended(:key, 0))")


def join(
    session: Session, organization_id: int, fresh: Side, person_id: int, now: datetime
) -> None:
    """An account that is new in this transaction belongs to somebody who was there already."""
    own = PERSON.organization_id == organization_id
    known = session.execute(
        select(PERSON.id, PERSON.role, PERSON.time_zone)
        .where(own, PERSON.id.in_((fresh.person_id, person_id)))
        .order_by(PERSON.id)
        .with_for_update()
    )
    rows = {row.id: row for row in known}
    was_there = select(ACCOUNT.id).where(
        ACCOUNT.organization_id == organization_id, ACCOUNT.person_id == person_id
    )
    has_account = session.execute(was_there.limit(1)).first() is not None
    session.execute(
        update(AccountRow)
        .where(ACCOUNT.organization_id == organization_id, ACCOUNT.id == fresh.account_id)
        .values(person_id=person_id, linked_at=now if has_account else None)
    )
    roles = [Role(row.role) for row in rows.values()]
    values: dict[str, object] = {"role": max(roles, key=lambda role: role.rank).value}
    if not has_account:  # a list knows no time zones
        values["time_zone"] = rows[fresh.person_id].time_zone
    session.execute(update(PersonRow).where(own, PERSON.id == person_id).values(values))
    session.execute(delete(PersonRow).where(own, PERSON.id == fresh.person_id))


def separate(session: Session, organization_id: int, side: Side, role: Role, now: datetime) -> int:
    """An account begins anew as a person of its own; the id of that person."""
    zone = session.execute(
        select(PERSON.time_zone).where(
            PERSON.organization_id == organization_id, PERSON.id == side.person_id
        )
    ).scalar_one()
    made = session.execute(
        insert(PERSON.id.table).returning(PERSON.id),
        {
            "organization_id": organization_id,
            "name": side.name or side.person_name,
            "time_zone": zone,
            "role": role.value,
            "created_at": now.replace(minute=0, second=0, microsecond=0),
        },
    ).scalar_one()
    session.execute(
        update(AccountRow)
        .where(ACCOUNT.organization_id == organization_id, ACCOUNT.id == side.account_id)
        .values(person_id=made, linked_at=None)
    )
    return int(made)


def to_look_at(session: Session, organization_id: int, after: int, most: int) -> list[int]:
    """The next accounts by id, from `after` on, whose address somebody else has too."""
    twin = ACCOUNT.id.table.alias("twin")
    listed = PERSON.id.table.alias("listed")
    another = exists(
        select(twin.c.id)
        .where(twin.c.organization_id == organization_id, twin.c.email == ACCOUNT.email)
        .where(twin.c.person_id != ACCOUNT.person_id)
    )
    on_list = exists(
        select(listed.c.id)
        .where(listed.c.organization_id == organization_id, listed.c.email == ACCOUNT.email)
        .where(listed.c.id != ACCOUNT.person_id)
    )
    query = (
        select(ACCOUNT.id)
        .where(ACCOUNT.organization_id == organization_id, ACCOUNT.id > after)
        .where(ACCOUNT.email != "", ACCOUNT.is_bot.is_(False), ACCOUNT.is_deleted.is_(False))
        .where(or_(another, on_list))
        .order_by(ACCOUNT.id)
        .limit(most)
    )
    return list(session.execute(query).scalars())


def organizations_in_several(session: Session) -> list[int]:
    """Organizations with more than one workspace: only there can anybody be found twice."""
    rows = session.execute(
        select(WORKSPACE.organization_id)
        .group_by(WORKSPACE.organization_id)
        .having(func.count() > 1)
        .order_by(WORKSPACE.organization_id),
        execution_options={"any_organization": True},
    )
    return list(rows.scalars())

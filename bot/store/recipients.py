"""Queries on whom an operator named: people by their role, account or e-mail address."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Select, select, union
from sqlalchemy.orm import Session

from bot.events import Person
from bot.store.models import AccountRow, PersonRow, WorkspaceRow, columns

PERSON = columns(PersonRow)
ACCOUNT = columns(AccountRow)
WORKSPACE = columns(WorkspaceRow)


@dataclass(frozen=True, slots=True)
class Named:
    """Whom an operator named."""

    roles: tuple[str, ...] = ()
    """As `models.Role` writes them; nobody has one because of another."""
    accounts: tuple[tuple[str, str], ...] = ()
    """Platform and account address."""
    emails: tuple[str, ...] = ()
    """In lower case."""


def people(
    session: Session, organization_id: int, named: Named, after: int, most: int
) -> list[Person]:
    """The next `most` people by id from `after` on who were named and are here."""
    ways = list(_ways(organization_id, named))
    if not ways:
        return []
    is_here = (
        select(ACCOUNT.id)
        .where(ACCOUNT.organization_id == organization_id, ACCOUNT.person_id == PERSON.id)
        .where(ACCOUNT.is_deleted.is_(False), ACCOUNT.is_bot.is_(False))
        .where(ACCOUNT.is_guest.is_(False))
    )
    rows = session.execute(
        select(PERSON.id, PERSON.name)
        .where(PERSON.organization_id == organization_id, PERSON.id > after)
        .where(PERSON.id.in_(union(*ways)))
        .where(PERSON.left_at.is_(None), is_here.exists())
        .order_by(PERSON.id)
        .limit(most)
    )
    return [Person(*row) for row in rows]


def is_named(session: Session, organization_id: int, named: Named, person_id: int) -> bool:
    """Whether somebody was named and is here."""
    found = people(session, organization_id, named, person_id - 1, 1)
    return bool(found) and found[0].id == person_id


def _ways(organization_id: int, named: Named) -> Iterator[Select[tuple[int]]]:
    """Ids of those who were named, one query for each way to name them: each finds its index."""
    own = PERSON.organization_id == organization_id, ACCOUNT.organization_id == organization_id
    if named.roles:
        yield select(PERSON.id).where(own[0], PERSON.role.in_(named.roles))
    if named.emails:
        yield select(PERSON.id).where(own[0], PERSON.email.in_(named.emails))
        yield select(ACCOUNT.person_id).where(own[1], ACCOUNT.email.in_(named.emails))
    for platform, address in named.accounts:
        yield (
            select(ACCOUNT.person_id)
            .join(WorkspaceRow, WORKSPACE.id == ACCOUNT.workspace_id)
            .where(own[1], WORKSPACE.organization_id == organization_id)
            .where(WORKSPACE.platform == platform, ACCOUNT.address == address)
        )

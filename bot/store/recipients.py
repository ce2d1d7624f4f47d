"""Queries on whom an operator named: people by their role, account or e-mail address."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, false, or_, select
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
    rows = session.execute(
        select(PERSON.id, PERSON.name)
        .join(AccountRow, ACCOUNT.person_id == PERSON.id)
        .join(WorkspaceRow, WORKSPACE.id == ACCOUNT.workspace_id)
        .where(PERSON.organization_id == organization_id, PERSON.id > after)
        .where(ACCOUNT.organization_id == organization_id)
        .where(WORKSPACE.organization_id == organization_id)
        .where(_is_here(), _is_named(named))
        .distinct()
        .order_by(PERSON.id)
        .limit(most)
    )
    return [Person(*row) for row in rows]


def is_named(session: Session, organization_id: int, named: Named, person_id: int) -> bool:
    """Whether somebody was named and is here."""
    found = people(session, organization_id, named, person_id - 1, 1)
    return bool(found) and found[0].id == person_id


def _is_here() -> ColumnElement[bool]:
    """Whether an account is of somebody who can be written to."""
    return and_(
        PERSON.left_at.is_(None),
        ACCOUNT.is_deleted.is_(False),
        ACCOUNT.is_bot.is_(False),
        ACCOUNT.is_guest.is_(False),
    )


def _is_named(named: Named) -> ColumnElement[bool]:
    by_account: list[ColumnElement[bool]] = [
        and_(WORKSPACE.platform == platform, ACCOUNT.address.in_(sorted(addresses)))
        for platform, addresses in _by_platform(named.accounts).items()
    ]
    by_email = or_(ACCOUNT.email.in_(named.emails), PERSON.email.in_(named.emails))
    return or_(PERSON.role.in_(named.roles), by_email if named.emails else false(), *by_account)


def _by_platform(accounts: Collection[tuple[str, str]]) -> dict[str, set[str]]:
    out: dict[str, set[str]] = {}
    for platform, address in accounts:
        out.setdefault(platform, set()).add(address)
    return out

"""Queries on an organization's list of people: who is stored, and writing what a list changes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import bindparam, func, select, update
from sqlalchemy.orm import Session

from bot.store.models import (
    AccountRow,
    OrganizationRow,
    PersonRhythmRow,
    PersonRow,
    ReportingRow,
    TeamRow,
    columns,
)
from bot.store.outbox import ANY_ORGANIZATION, insert_many

ACCOUNT = columns(AccountRow)
LINE = columns(ReportingRow)
ORGANIZATION = columns(OrganizationRow)
PERSON = columns(PersonRow)
RHYTHM = columns(PersonRhythmRow)
TEAM = columns(TeamRow)


@dataclass(frozen=True, slots=True)
class Mark:
    """How far people, accounts and lines were written: whatever comes later has a higher number."""

    person: int = 0
    account: int = 0
    line: int = 0


def mark(session: Session) -> Mark:
    """How far it is now, of all organizations."""
    newest = [func.max(c) for c in (PERSON.id, ACCOUNT.id, LINE.id)]
    found = [session.scalar(select(n), execution_options=ANY_ORGANIZATION) for n in newest]
    return Mark(*(int(n or 0) for n in found))


def moved(session: Session, organization_id: int, since: Mark) -> bool:
    """Whether somebody came, or stands elsewhere, since then."""
    wanted = (
        select(PERSON.id).where(
            PERSON.organization_id == organization_id, PERSON.id > since.person
        ),
        select(ACCOUNT.id).where(
            ACCOUNT.organization_id == organization_id, ACCOUNT.id > since.account
        ),
        select(LINE.id).where(LINE.organization_id == organization_id, LINE.id > since.line),
    )
    return any(session.execute(query.limit(1)).first() is not None for query in wanted)


def hold(session: Session, organization_id: int) -> None:
    """Until the transaction ends, nobody else writes lines: two at once could make a circle.

    On SQLite there is one writer anyway.
    """
    session.execute(
        select(ORGANIZATION.id)
        .where(ORGANIZATION.id == organization_id)
        .with_for_update(key_share=True)
    )


def organizations(session: Session) -> list[tuple[int, str, int]]:
    """Every organization: its id, its name, and how many accounts it has; the largest first."""
    number = func.count(ACCOUNT.id)
    rows = session.execute(
        select(ORGANIZATION.id, ORGANIZATION.name, number)
        .join(ACCOUNT.id.table, ACCOUNT.organization_id == ORGANIZATION.id, isouter=True)
        .group_by(ORGANIZATION.id, ORGANIZATION.name)
        .order_by(number.desc(), ORGANIZATION.id),
        execution_options=ANY_ORGANIZATION,
    )
    return [(id_, name, int(number)) for id_, name, number in rows]


def name(session: Session, organization_id: int) -> str:
    """What an organization is called."""
    query = select(ORGANIZATION.name).where(ORGANIZATION.id == organization_id)
    return str(session.execute(query).scalar_one())


def people(session: Session, organization_id: int) -> Sequence[Any]:
    """Everybody, with what a list says about people, by id."""
    return session.execute(
        select(
            PERSON.id,
            PERSON.name,
            PERSON.email,
            PERSON.time_zone,
            PERSON.started_on,
            PERSON.leaves_on,
            PERSON.left_at,
            PERSON.country,
        )
        .where(PERSON.organization_id == organization_id)
        .order_by(PERSON.id)
    ).all()


def accounts(session: Session, organization_id: int) -> Sequence[Any]:
    """Every account's person, verified e-mail, and whether it is a bot's or a guest's."""
    return session.execute(
        select(ACCOUNT.person_id, ACCOUNT.email, ACCOUNT.is_bot, ACCOUNT.is_guest)
        .where(ACCOUNT.organization_id == organization_id)
        .order_by(ACCOUNT.person_id, ACCOUNT.id)
    ).all()


def current(session: Session, organization_id: int) -> Sequence[Any]:
    """Where everybody stands who does: person, manager, the team's name."""
    return session.execute(
        select(LINE.person_id, LINE.manager_id, TEAM.name)
        .join(
            TEAM.id.table,
            (TEAM.id == LINE.team_id) & (TEAM.organization_id == organization_id),
            isouter=True,
        )
        .where(LINE.organization_id == organization_id, LINE.until.is_(None))
    ).all()


def add(session: Session, organization_id: int, rows: Sequence[Mapping[str, Any]]) -> list[int]:
    """Store people nobody has met, each with another e-mail; their ids, in that order."""
    owned = [{"organization_id": organization_id, **row} for row in rows]
    made = insert_many(session, PersonRow, owned, ("id",), returning=(PERSON.id, PERSON.email))
    ids = {row.email: int(row.id) for row in made}
    return [ids[row["email"]] for row in rows]


def change(
    session: Session, organization_id: int, changes: Sequence[tuple[int, Mapping[str, Any]]]
) -> None:
    """Change columns of people, those that are named."""
    alike: dict[tuple[str, ...], list[dict[str, Any]]] = {}
    for person_id, values in changes:
        names = tuple(sorted(values))
        about = {f"new_{name}": values[name] for name in names}
        about |= {"org": organization_id, "whose": person_id}
        alike.setdefault(names, []).append(about)
    for names, rows in alike.items():
        if names:
            statement = (
                update(PERSON.id.table)
                .where(PERSON.organization_id == bindparam("org"), PERSON.id == bindparam("whose"))
                .values({name: bindparam(f"new_{name}") for name in names})
            )
            session.connection().execute(statement, rows)


def end(session: Session, organization_id: int, ends: Mapping[int, datetime]) -> None:
    """Person id → from when on (aware UTC) they stand nowhere."""
    if ends:
        session.connection().execute(
            _END,
            [{"org": organization_id, "whose": id_, "then": at} for id_, at in ends.items()],
        )


_END = (
    update(LINE.id.table)
    .where(LINE.organization_id == bindparam("org"), LINE.person_id == bindparam("whose"))
    .where(LINE.until.is_(None))
    .values(until=bindparam("then"))
)


def last_days(session: Session, organization_id: int, until: date) -> Sequence[Any]:
    """Id, last day and zone of those who are here, and whose last day is until then."""
    return session.execute(
        select(PERSON.id, PERSON.leaves_on, PERSON.time_zone)
        .where(PERSON.organization_id == organization_id)
        .where(PERSON.leaves_on <= until, PERSON.left_at.is_(None))
        .order_by(PERSON.id)
    ).all()

"""Queries on lists of who came: who is meant, and lists that were checked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from bot.events import Person
from bot.store.models import (
    AccountRow,
    CheckedRollRow,
    OccurrenceRow,
    PersonRow,
    SessionRow,
    columns,
)
from bot.store.outbox import ANY_ORGANIZATION

PERSON = columns(PersonRow)
ACCOUNT = columns(AccountRow)
CHECKED = columns(CheckedRollRow)
OCCURRENCE = columns(OccurrenceRow)
SESSION = columns(SessionRow)

LONGEST_NUMBER = 9
"""Digits: a longer number is no row's, and PostgreSQL would refuse it."""


@dataclass(frozen=True, slots=True)
class Known:
    """An occurrence as an operator tells it from others; `starts_at` is aware UTC."""

    organization_id: int
    id: int
    code: str
    title: str
    starts_at: datetime


def by_name_or_email(session: Session, organization_id: int) -> dict[str, dict[Person, bool]]:
    """Name or e-mail, folded and with single spaces → the organization's people; True: a bot."""
    rows = session.execute(
        select(PERSON.id, PERSON.name, ACCOUNT.email, ACCOUNT.is_bot)
        .join(ACCOUNT.id.table, ACCOUNT.person_id == PERSON.id)
        .where(PERSON.organization_id == organization_id)
        .where(ACCOUNT.organization_id == organization_id)
    )
    out: dict[str, dict[Person, bool]] = {}
    for id_, name, email, is_bot in rows:
        person = Person(id_, name)
        for key in {" ".join(said.casefold().split()) for said in (name, email or "")} - {""}:
            known = out.setdefault(key, {})
            known[person] = known.get(person, False) or is_bot
    return out


def keep(
    session: Session,
    organization_id: int,
    occurrence_id: int,
    person_id: int,
    key: str,
    entries: Sequence[tuple[int, str]],
    now: datetime,
) -> None:
    """Keep a list that somebody checked, in place of the one before: row and whom it names."""
    forget(session, organization_id, occurrence_id, person_id)
    session.execute(
        insert(CHECKED.key.table),
        {
            "organization_id": organization_id,
            "occurrence_id": occurrence_id,
            "person_id": person_id,
            "key": key,
            "entries": [list(entry) for entry in entries],
            "checked_at": now,
        },
    )


def kept(
    session: Session,
    organization_id: int,
    occurrence_id: int,
    person_id: int,
    key: str,
    since: datetime,
) -> list[tuple[int, str]] | None:
    """The list of that key if it is the newest this person checked, and not before `since`."""
    entries = session.execute(
        select(CHECKED.entries)
        .where(CHECKED.organization_id == organization_id)
        .where(CHECKED.occurrence_id == occurrence_id, CHECKED.person_id == person_id)
        .where(CHECKED.key == key, CHECKED.checked_at >= since)
    ).scalar_one_or_none()
    return None if entries is None else [(number, said) for number, said in entries]


def forget(session: Session, organization_id: int, occurrence_id: int, person_id: int) -> None:
    """The list is applied, or another one is checked."""
    session.execute(
        delete(CheckedRollRow)
        .where(CHECKED.organization_id == organization_id)
        .where(CHECKED.occurrence_id == occurrence_id, CHECKED.person_id == person_id)
    )


def begun(session: Session, before: datetime, which: str, most: int) -> list[Known]:
    """What began before then in any organization, the latest first; for who runs the machine.

    `which` is a session's code for the room or an occurrence's number; empty: all of them.
    """
    query = (
        select(
            OCCURRENCE.organization_id,
            OCCURRENCE.id,
            OCCURRENCE.code,
            SESSION.title,
            OCCURRENCE.starts_at,
        )
        .join(SESSION.id.table, SESSION.id == OCCURRENCE.session_id)
        .where(OCCURRENCE.starts_at <= before, OCCURRENCE.cancelled_at.is_(None))
        .order_by(OCCURRENCE.starts_at.desc(), OCCURRENCE.id)
        .limit(most)
    )
    if which:
        is_number = which.isascii() and which.isdigit() and len(which) <= LONGEST_NUMBER
        number = int(which) if is_number else 0
        query = query.where((OCCURRENCE.id == number) | (OCCURRENCE.code == which))
    rows = session.execute(query, execution_options=ANY_ORGANIZATION)
    return [Known(*row) for row in rows]

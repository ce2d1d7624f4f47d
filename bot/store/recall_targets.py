"""Queries on where cards may be imported to, for whoever runs the machine: any organization."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.events import Person
from bot.store.models import (
    OccurrenceRow,
    PersonRow,
    RecallDeckRow,
    SessionRow,
    SessionState,
    columns,
)
from bot.store.outbox import ANY_ORGANIZATION
from bot.store.roll import LONGEST_NUMBER

DECK = columns(RecallDeckRow)
SESSION = columns(SessionRow)
OCCURRENCE = columns(OccurrenceRow)
PERSON = columns(PersonRow)


@dataclass(frozen=True, slots=True)
class Target:
    """A deck or a session, and in whose name cards are written there."""

    organization_id: int
    id: int
    called: str
    author: Person


def decks(session: Session, which: str, most: int) -> list[Target]:
    """Decks of that number or title, the newest first; all of them for an empty one."""
    query = (
        select(DECK.organization_id, DECK.id, DECK.title, PERSON.id, PERSON.name)
        .join(PersonRow, PERSON.id == DECK.owner_id)
        .order_by(DECK.id.desc())
        .limit(most)
    )
    if which:
        named = func.lower(DECK.title) == which.lower()
        query = query.where((DECK.id == _number(which)) | named)
    rows = session.execute(query, execution_options=ANY_ORGANIZATION)
    return [Target(row[0], row[1], row[2], Person(row[3], row[4])) for row in rows]


def sessions(session: Session, which: str, most: int) -> list[Target]:
    """Sessions by the code of a room or an occurrence's number, the latest first; or all."""
    query = (
        select(SESSION.organization_id, SESSION.id, SESSION.title, PERSON.id, PERSON.name)
        .join(PersonRow, PERSON.id == SESSION.facilitator_id)
        .where(SESSION.state == SessionState.ANNOUNCED)
        .order_by(SESSION.id.desc())
        .limit(most)
    )
    if which:
        held = select(OCCURRENCE.session_id).where(
            (OCCURRENCE.id == _number(which))
            | ((OCCURRENCE.code == which) & (OCCURRENCE.code != ""))
        )
        query = query.where(SESSION.id.in_(held))
    rows = session.execute(query, execution_options=ANY_ORGANIZATION)
    return [Target(row[0], row[1], row[2], Person(row[3], row[4])) for row in rows]


def _number(which: str) -> int:
    is_number = which.isascii() and which.isdigit() and len(which) <= LONGEST_NUMBER
    return int(which) if is_number else 0

"""Queries on messages pointed out as answers, until somebody says of which question."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from bot.events import Person
from bot.store.models import MarkedMessageRow, PersonRow, columns

MARKED = columns(MarkedMessageRow)
PERSON = columns(PersonRow)


@dataclass(frozen=True, slots=True)
class Marked:
    """A message that somebody pointed out."""

    author: Person
    conversation_id: int
    message: str
    body: str


def keep(
    session: Session, organization_id: int, marked_by: int, marked: Marked, now: datetime
) -> int:
    """Remember a message until its question is picked; of one person only their last. Its id."""
    session.execute(
        delete(MarkedMessageRow).where(
            MARKED.organization_id == organization_id, MARKED.marked_by == marked_by
        )
    )
    values = {
        "organization_id": organization_id,
        "marked_by": marked_by,
        "author_id": marked.author.id,
        "conversation_id": marked.conversation_id,
        "message": marked.message,
        "body": marked.body,
        "marked_at": now,
    }
    made = session.execute(insert(MARKED.id.table).returning(MARKED.id), values)
    return int(made.scalar_one())


def get(session: Session, organization_id: int, marked_id: int, marked_by: int) -> Marked | None:
    """A message this person pointed out."""
    row = session.execute(
        select(MARKED.author_id, PERSON.name, MARKED.conversation_id, MARKED.message, MARKED.body)
        .join(PERSON.id.table, PERSON.id == MARKED.author_id)
        .where(MARKED.organization_id == organization_id)
        .where(PERSON.organization_id == organization_id)
        .where(MARKED.id == marked_id, MARKED.marked_by == marked_by)
    ).one_or_none()
    if row is None:
        return None
    return Marked(Person(row.author_id, row.name), row.conversation_id, row.message, row.body)


def forget(session: Session, organization_id: int, marked_id: int) -> None:
    """Its question was picked, or nobody will."""
    session.execute(
        delete(MarkedMessageRow).where(
            MARKED.organization_id == organization_id, MARKED.id == marked_id
        )
    )

"""Queries for the cards of questions: the answer that was accepted."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.events import Person
from bot.store.models import AnswerRow, AnswerVia, PersonRow, columns

ANSWER = columns(AnswerRow)
PERSON = columns(PersonRow)


@dataclass(frozen=True, slots=True)
class Accepted:
    """The answer that was accepted, whose it is, and where it was said."""

    id: int
    author: Person
    body: str
    question_id: int = 0
    via: AnswerVia = AnswerVia.FORM
    conversation_id: int | None = None
    message: str | None = None


def accepted(session: Session, organization_id: int, answer_id: int | None) -> Accepted | None:
    """An accepted answer that can still be seen."""
    row = session.execute(
        select(
            ANSWER.id,
            ANSWER.body,
            PERSON.id.label("author_id"),
            PERSON.name,
            ANSWER.question_id,
            ANSWER.via,
            ANSWER.conversation_id,
            ANSWER.message,
        )
        .join(PERSON.id.table, PERSON.id == ANSWER.author_id)
        .where(ANSWER.organization_id == organization_id, ANSWER.id == answer_id)
        .where(PERSON.organization_id == organization_id)
        .where(ANSWER.deleted_at.is_(None), ANSWER.hidden_at.is_(None))
        .where(ANSWER.retired_at.is_(None))
    ).one_or_none()
    if row is None:
        return None
    return Accepted(
        row.id,
        Person(row.author_id, row.name),
        row.body,
        row.question_id,
        AnswerVia(row.via),
        row.conversation_id,
        row.message,
    )

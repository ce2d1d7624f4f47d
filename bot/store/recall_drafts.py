"""Queries on what recall cards can be made of: takeaways and accepted answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.store.models import (
    AnswerRow,
    MaterialRow,
    OccurrenceRow,
    QuestionRow,
    QuestionTopicRow,
    RecallCardRow,
    TopicRow,
    columns,
)
from bot.store.session_lists import heard

MATERIAL = columns(MaterialRow)
OCCURRENCE = columns(OccurrenceRow)
CARD = columns(RecallCardRow)
QUESTION = columns(QuestionRow)
ANSWER = columns(AnswerRow)
ABOUT = columns(QuestionTopicRow)
TOPIC = columns(TopicRow)


@dataclass(frozen=True, slots=True)
class Accepted:
    """An accepted answer, and what was asked."""

    id: int
    title: str
    body: str
    topics: tuple[str, ...]


def new_takeaways(session: Session, organization_id: int, session_id: int) -> list[tuple[int, str]]:
    """What speakers of a session want remembered that no card was made of, as (id, words)."""
    used = select(CARD.material_id).where(
        CARD.organization_id == organization_id, CARD.material_id.is_not(None)
    )
    rows = session.execute(
        select(MATERIAL.id, MATERIAL.takeaways)
        .join(OccurrenceRow, OCCURRENCE.id == MATERIAL.occurrence_id)
        .where(MATERIAL.organization_id == organization_id)
        .where(OCCURRENCE.organization_id == organization_id)
        .where(OCCURRENCE.session_id == session_id)
        .where(MATERIAL.takeaways != "", MATERIAL.id.not_in(used))
        .order_by(MATERIAL.id)
    )
    return [(id_, takeaways) for id_, takeaways in rows]


def new_answers(
    session: Session, organization_id: int, session_id: int, topics: Sequence[str], most: int
) -> list[Accepted]:
    """Accepted answers to a session's questions, or about its topics, that no card was made of.

    None of what is private, hidden, retired, doubted or was asked in a closed circle. Those of the
    session come first, then the newest.
    """
    used = select(CARD.answer_id).where(
        CARD.organization_id == organization_id, CARD.answer_id.is_not(None)
    )
    named = (
        select(ABOUT.question_id)
        .join(TopicRow, TOPIC.id == ABOUT.topic_id)
        .where(ABOUT.organization_id == organization_id)
        .where(TOPIC.organization_id == organization_id, TOPIC.name.in_(list(topics)))
    )
    is_own = (QUESTION.session_id == session_id).is_(True)
    rows = session.execute(
        select(ANSWER.id, QUESTION.title, ANSWER.body, ANSWER.question_id)
        .join(QuestionRow, QUESTION.accepted_id == ANSWER.id)
        .where(ANSWER.organization_id == organization_id)
        .where(QUESTION.organization_id == organization_id)
        .where((QUESTION.session_id == session_id) | QUESTION.id.in_(named))
        .where(QUESTION.is_private.is_(False), QUESTION.hidden_at.is_(None))
        .where(QUESTION.conversation_id.in_(heard(organization_id)))
        .where(ANSWER.deleted_at.is_(None), ANSWER.hidden_at.is_(None))
        .where(ANSWER.retired_at.is_(None), ANSWER.doubted_at.is_(None))
        .where(ANSWER.id.not_in(used))
        .order_by(is_own.desc(), ANSWER.id.desc())
        .limit(most)
    ).all()
    about: dict[int, list[str]] = {}
    for question_id, name in session.execute(
        select(ABOUT.question_id, TOPIC.name)
        .join(TopicRow, TOPIC.id == ABOUT.topic_id)
        .where(ABOUT.organization_id == organization_id, TOPIC.organization_id == organization_id)
        .where(ABOUT.question_id.in_([row.question_id for row in rows]))
        .order_by(TOPIC.name)
    ):
        about.setdefault(question_id, []).append(name)
    return [
        Accepted(row.id, row.title, row.body, tuple(about.get(row.question_id, ()))) for row in rows
    ]

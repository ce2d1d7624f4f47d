"""Queries on what was decided about a topic: other names, its channel, how long answers hold."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.orm import Session

from bot.store.models import (
    ConversationRow,
    QuestionRow,
    QuestionState,
    QuestionTopicRow,
    TopicRow,
    TopicSettingRow,
    TopicSynonymRow,
    columns,
)
from bot.store.outbox import insert_once

CONVERSATION = columns(ConversationRow)
QUESTION = columns(QuestionRow)
QUESTION_TOPIC = columns(QuestionTopicRow)
SETTING = columns(TopicSettingRow)
SYNONYM = columns(TopicSynonymRow)
TOPIC = columns(TopicRow)


@dataclass(frozen=True, slots=True)
class Decided:
    """What was decided about a topic."""

    synonyms: tuple[str, ...] = ()
    conversation_id: int | None = None
    """Default channel of questions about it."""
    channel: str = ""
    """That channel's name, without `#`."""
    verify_days: int | None = None
    """How long an answer stays verified; None: as `app.yaml` says."""


def of(session: Session, organization_id: int, topic_id: int) -> Decided:
    """What was decided about a topic."""
    row = session.execute(
        select(SETTING.conversation_id, SETTING.verify_days, CONVERSATION.name)
        .outerjoin(
            ConversationRow,
            (CONVERSATION.id == SETTING.conversation_id)
            & (CONVERSATION.organization_id == organization_id),
        )
        .where(SETTING.organization_id == organization_id, SETTING.topic_id == topic_id)
    ).one_or_none()
    others = session.execute(
        select(SYNONYM.name)
        .where(SYNONYM.organization_id == organization_id, SYNONYM.topic_id == topic_id)
        .order_by(SYNONYM.name)
    )
    names = tuple(others.scalars())
    if row is None:
        return Decided(names)
    return Decided(names, row.conversation_id, row.name or "", row.verify_days)


def decide(
    session: Session,
    organization_id: int,
    topic_id: int,
    conversation_id: int | None,
    verify_days: int | None,
) -> None:
    """Set a topic's default channel, and how many days its answers stay verified."""
    values = {"conversation_id": conversation_id, "verify_days": verify_days}
    session.execute(
        insert_once(session, TopicSettingRow, ("topic_id",)),
        {"organization_id": organization_id, "topic_id": topic_id, **values},
    )
    session.execute(
        update(TopicSettingRow)
        .where(SETTING.organization_id == organization_id, SETTING.topic_id == topic_id)
        .values(values)
    )


def set_synonyms(
    session: Session, organization_id: int, topic_id: int, names: Iterable[str]
) -> None:
    """Let a topic go by these other names and no others. None may mean another topic."""
    session.execute(
        delete(TopicSynonymRow).where(
            SYNONYM.organization_id == organization_id, SYNONYM.topic_id == topic_id
        )
    )
    own = {"organization_id": organization_id, "topic_id": topic_id}
    rows = [{**own, "name": name} for name in names]
    if rows:
        session.execute(insert(TopicSynonymRow), rows)


def open_questions(session: Session, organization_id: int, topic_id: int) -> int:
    """How many questions about a topic wait for an answer that everybody may see."""
    return int(
        session.execute(
            select(func.count())
            .select_from(QUESTION_TOPIC.question_id.table)
            .join(QUESTION.id.table, QUESTION.id == QUESTION_TOPIC.question_id)
            .where(QUESTION_TOPIC.organization_id == organization_id)
            .where(QUESTION.organization_id == organization_id)
            .where(QUESTION_TOPIC.topic_id == topic_id)
            .where(QUESTION.state == QuestionState.OPEN)
            .where(QUESTION.is_private.is_(False), QUESTION.hidden_at.is_(None))
        ).scalar_one()
    )

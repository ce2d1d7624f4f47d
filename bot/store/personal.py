"""Queries of personal digests: each for many people at once, and each person's own alone."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select, union
from sqlalchemy.orm import Session

from bot.store.models import (
    AnswerRow,
    DeedKind,
    DeedRow,
    DeedTopicRow,
    ExpertRow,
    ExpertState,
    OccurrenceRow,
    QuestionRow,
    RecallCardTopicRow,
    RecallMemoryRow,
    RecallSubscriptionRow,
    SessionRow,
    SessionState,
    SignupRow,
    TopicOwnerRow,
    TopicRow,
    columns,
)
from bot.store.recall_measures import Remembered

ABOUT = columns(DeedTopicRow)
ANSWER = columns(AnswerRow)
CARD_ABOUT = columns(RecallCardTopicRow)
DEED = columns(DeedRow)
EXPERT = columns(ExpertRow)
LEARNS = columns(RecallSubscriptionRow)
MEMORY = columns(RecallMemoryRow)
OCCURRENCE = columns(OccurrenceRow)
OWNER = columns(TopicOwnerRow)
QUESTION = columns(QuestionRow)
SESSION = columns(SessionRow)
SIGNUP = columns(SignupRow)
TOPIC = columns(TopicRow)

TOLD = (
    DeedKind.KUDOS_RECEIVED,
    DeedKind.ANSWER_ACCEPTED,
    DeedKind.ANSWER_HELPED,
    DeedKind.SESSION_GIVEN,
    DeedKind.SESSION_ATTENDED,
)
"""What a person is told of their own week."""


@dataclass(frozen=True, slots=True)
class Did:
    """A deed of somebody's: which kind, the id of what it was done with, and when (aware UTC)."""

    kind: DeedKind
    id: int
    at: datetime


def deeds(
    session: Session,
    organization_id: int,
    person_ids: Collection[int],
    begins: datetime,
    ends: datetime,
) -> dict[int, list[Did]]:
    """Person → what they did in [begins, ends) that still counts, the newest first."""
    rows = session.execute(
        select(DEED.person_id, DEED.kind, DEED.subject, DEED.at)
        .where(DEED.organization_id == organization_id, DEED.person_id.in_(list(person_ids)))
        .where(DEED.kind.in_([kind.value for kind in TOLD]))
        .where(DEED.at >= begins, DEED.at < ends, DEED.undone_at.is_(None))
        .order_by(DEED.at.desc(), DEED.id.desc())
    )
    out: dict[int, list[Did]] = {}
    for person_id, kind, subject, at in rows:
        done = Did(DeedKind(kind), int(subject.partition(":")[2]), at)
        out.setdefault(person_id, []).append(done)
    return out


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer's question, as its author knows it."""

    answer_id: int
    question_id: int
    title: str


def answers(
    session: Session, organization_id: int, answer_ids: Collection[int]
) -> dict[int, Answered]:
    """Answer id → its question, unless either is gone."""
    rows = session.execute(
        select(ANSWER.id, QUESTION.id, QUESTION.title)
        .join(QuestionRow, QUESTION.id == ANSWER.question_id)
        .where(ANSWER.organization_id == organization_id, ANSWER.id.in_(list(answer_ids)))
        .where(QUESTION.organization_id == organization_id)
        .where(ANSWER.deleted_at.is_(None), ANSWER.hidden_at.is_(None))
        .where(QUESTION.withdrawn_at.is_(None), QUESTION.hidden_at.is_(None))
    )
    return {row[0]: Answered(*row) for row in rows}


def signed_up(
    session: Session,
    organization_id: int,
    person_ids: Collection[int],
    begins: datetime,
    ends: datetime,
) -> dict[int, dict[int, str]]:
    """Person → occurrence id → what they answered, of those that start in [begins, ends)."""
    rows = session.execute(
        select(SIGNUP.person_id, SIGNUP.occurrence_id, SIGNUP.answer)
        .join(OccurrenceRow, OCCURRENCE.id == SIGNUP.occurrence_id)
        .join(SessionRow, SESSION.id == OCCURRENCE.session_id)
        .where(SIGNUP.organization_id == organization_id)
        .where(OCCURRENCE.organization_id == organization_id)
        .where(SESSION.organization_id == organization_id)
        .where(SIGNUP.person_id.in_(list(person_ids)), OCCURRENCE.cancelled_at.is_(None))
        .where(SESSION.state == SessionState.ANNOUNCED)
        .where(OCCURRENCE.starts_at >= begins, OCCURRENCE.starts_at < ends)
        .order_by(OCCURRENCE.starts_at, OCCURRENCE.id)
    )
    out: dict[int, dict[int, str]] = {}
    for person_id, occurrence_id, answer in rows:
        out.setdefault(person_id, {})[occurrence_id] = answer
    return out


def topics(
    session: Session, organization_id: int, person_ids: Collection[int], since: datetime
) -> dict[int, set[str]]:
    """Person → topics they know, learn, or did something about since then."""
    people = list(person_ids)
    known = select(EXPERT.person_id, EXPERT.topic_id).where(
        EXPERT.organization_id == organization_id,
        EXPERT.person_id.in_(people),
        EXPERT.state == ExpertState.ACTIVE,
    )
    learnt = select(LEARNS.person_id, LEARNS.topic_id).where(
        LEARNS.organization_id == organization_id,
        LEARNS.person_id.in_(people),
        LEARNS.topic_id.is_not(None),
        LEARNS.left_at.is_(None),
    )
    done = (
        select(DEED.person_id, ABOUT.topic_id)
        .join(DeedTopicRow, ABOUT.deed_id == DEED.id)
        .where(DEED.organization_id == organization_id, ABOUT.organization_id == organization_id)
        .where(DEED.person_id.in_(people), DEED.kind.in_([kind.value for kind in TOLD]))
        .where(DEED.at >= since, DEED.undone_at.is_(None))
    )
    each = union(known, learnt, done).subquery()
    rows = session.execute(
        select(each.c.person_id, TOPIC.name)
        .join(TopicRow, TOPIC.id == each.c.topic_id)
        .where(TOPIC.organization_id == organization_id)
    )
    out: dict[int, set[str]] = {}
    for person_id, name in rows:
        out.setdefault(person_id, set()).add(name)
    return out


def owned(
    session: Session, organization_id: int, person_ids: Collection[int]
) -> dict[int, set[str]]:
    """Person → topics they look after."""
    rows = session.execute(
        select(OWNER.person_id, TOPIC.name)
        .join(TopicRow, TOPIC.id == OWNER.topic_id)
        .where(OWNER.organization_id == organization_id)
        .where(TOPIC.organization_id == organization_id, OWNER.person_id.in_(list(person_ids)))
    )
    out: dict[int, set[str]] = {}
    for person_id, name in rows:
        out.setdefault(person_id, set()).add(name)
    return out


@dataclass(frozen=True, slots=True)
class Card:
    """A card somebody has answered and is still asked; only ever shown to them."""

    topics: tuple[str, ...]
    memory: Remembered


def memories(
    session: Session, organization_id: int, person_ids: Collection[int]
) -> dict[int, list[Card]]:
    """Person → the cards they are still asked and have answered."""
    about: dict[int, list[str]] = {}
    ids = {"org": organization_id, "people": list(person_ids)}
    for card_id, name in session.execute(_CARD_TOPICS, ids):
        about.setdefault(card_id, []).append(name)
    out: dict[int, list[Card]] = {}
    for person_id, card_id, *memory in session.execute(_MEMORIES, ids):
        found = Card(tuple(about.get(card_id, ())), Remembered(*memory))
        out.setdefault(person_id, []).append(found)
    return out


_THEIRS: Any = (
    MEMORY.organization_id == bindparam("org"),
    MEMORY.person_id.in_(bindparam("people", expanding=True)),
    MEMORY.due_at.is_not(None),
    MEMORY.stability.is_not(None),
)
_MEMORIES = select(
    MEMORY.person_id,
    MEMORY.card_id,
    MEMORY.due_at,
    MEMORY.model_state,
    MEMORY.step,
    MEMORY.stability,
    MEMORY.difficulty,
    MEMORY.reviewed_at,
).where(*_THEIRS)
_CARD_TOPICS = (
    select(CARD_ABOUT.card_id, TOPIC.name)
    .join(TopicRow, TOPIC.id == CARD_ABOUT.topic_id)
    .where(CARD_ABOUT.organization_id == bindparam("org"))
    .where(TOPIC.organization_id == bindparam("org"))
    .where(CARD_ABOUT.card_id.in_(select(MEMORY.card_id).where(*_THEIRS)))
    .order_by(CARD_ABOUT.card_id, TOPIC.name)
)

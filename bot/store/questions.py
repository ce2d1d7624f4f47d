"""Queries on questions: what was asked, by whom as far as anybody may know, and where it stands."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select, update
from sqlalchemy.orm import Session

from bot.events import Person
from bot.store.models import (
    AnswerRow,
    NextStep,
    PersonRow,
    QuestionFollowerRow,
    QuestionRow,
    QuestionState,
    QuestionTopicRow,
    TopicRow,
    columns,
)
from bot.store.outbox import insert_once

QUESTION = columns(QuestionRow)
ABOUT = columns(QuestionTopicRow)
FOLLOWER = columns(QuestionFollowerRow)
ANSWER = columns(AnswerRow)
TOPIC = columns(TopicRow)
PERSON = columns(PersonRow)


@dataclass(frozen=True, slots=True)
class Question:
    """A question as it stands."""

    id: int
    asker: Person | None
    """None: asked anonymously."""
    is_private: bool
    title: str
    body: str
    topics: tuple[str, ...]
    conversation_id: int | None
    about_message: str
    state: QuestionState
    next_step: NextStep | None
    next_step_at: datetime | None
    rung: NextStep
    rung_at: datetime
    accepted_id: int | None
    asked_at: datetime
    stirred_at: datetime
    asked_if_answered_at: datetime | None
    settled_at: datetime | None
    settled_by: int | None
    merged_into_id: int | None
    session_id: int | None
    wish_id: int | None
    hidden_at: datetime | None
    edited_at: datetime | None
    withdrawn_at: datetime | None
    follows_message: bool | None = None

    @property
    def is_anonymous(self) -> bool:
        """Whether nobody is told who asked."""
        return self.asker is None

    @property
    def is_open(self) -> bool:
        """Whether it waits for an answer."""
        return self.state is QuestionState.OPEN

    @property
    def is_readable(self) -> bool:
        """Whether its words may still be shown."""
        return self.hidden_at is None and self.withdrawn_at is None

    @property
    def text(self) -> str:
        """All of it."""
        return f"{self.title}\n{self.body}" if self.body else self.title


@dataclass(frozen=True, slots=True, kw_only=True)
class NewQuestion:
    """A question on its way in; `asker_id` None: anonymously."""

    once: str
    asker_id: int | None
    is_private: bool
    title: str
    body: str
    conversation_id: int | None
    about_message: str
    follows_message: bool = False


@dataclass(frozen=True, slots=True)
class Answered:
    """What a question has in the way of answers that can be seen."""

    count: int = 0
    last_at: datetime | None = None


def add(session: Session, organization_id: int, new: NewQuestion, now: datetime) -> int | None:
    """Store a question; its id, or None when it was asked before (by another event, say)."""
    values = {name: getattr(new, name) for name in NewQuestion.__slots__}
    values |= {
        "organization_id": organization_id,
        "is_anonymous": new.asker_id is None,
        "state": QuestionState.OPEN,
        "next_step": NextStep.ASK_EXPERTS,
        "next_step_at": now,
        "rung": NextStep.ASK_EXPERTS,
        "rung_at": now,
        "asked_at": now,
        "stirred_at": now,
    }
    statement = insert_once(session, QuestionRow, ("organization_id", "once"))
    return session.execute(statement.returning(QUESTION.id), values).scalar()


def by_once(session: Session, organization_id: int, once: str) -> int | None:
    """The id of the question that was asked so."""
    return session.execute(
        select(QUESTION.id).where(
            QUESTION.organization_id == organization_id, QUESTION.once == once
        )
    ).scalar()


def get(
    session: Session, organization_id: int, question_id: int, *, lock: bool = False
) -> Question | None:
    """One question of this organization; `lock` holds it until the transaction ends."""
    if lock:
        session.execute(
            select(QUESTION.id)
            .where(QUESTION.organization_id == organization_id, QUESTION.id == question_id)
            .with_for_update()
        )
    found = load(session, organization_id, QUESTION.id == question_id, most=1)
    return found[0] if found else None


def change(
    session: Session, organization_id: int, question_id: int, values: dict[str, Any]
) -> None:
    """Write these columns of a question."""
    session.execute(
        update(QuestionRow)
        .where(QUESTION.organization_id == organization_id, QUESTION.id == question_id)
        .values(values)
    )


def set_topics(
    session: Session, organization_id: int, question_id: int, topic_ids: Iterable[int]
) -> None:
    """Let a new question be about these topics."""
    rows = [
        {"organization_id": organization_id, "question_id": question_id, "topic_id": t}
        for t in topic_ids
    ]
    if rows:
        statement = insert_once(session, QuestionTopicRow, ("question_id", "topic_id"))
        session.execute(statement, rows)


def about(
    session: Session, organization_id: int, conversation_id: int, message: str
) -> list[Question]:
    """The questions that were asked about one message."""
    return load(
        session,
        organization_id,
        and_(QUESTION.conversation_id == conversation_id, QUESTION.about_message == message),
        most=5,
    )


def open_(
    session: Session, organization_id: int, most: int, topics: Sequence[str] = ()
) -> list[Question]:
    """Open questions that everybody may see, those that wait longest first."""
    which = and_(
        QUESTION.state == QuestionState.OPEN,
        QUESTION.is_private.is_(False),
        QUESTION.hidden_at.is_(None),
        QUESTION.withdrawn_at.is_(None),
    )
    if topics:
        named = (
            select(ABOUT.question_id)
            .join(TOPIC.id.table, TOPIC.id == ABOUT.topic_id)
            .where(ABOUT.organization_id == organization_id)
            .where(TOPIC.organization_id == organization_id, TOPIC.name.in_(list(topics)))
        )
        which = and_(which, QUESTION.id.in_(named))
    return load(session, organization_id, which, most)


def open_by(session: Session, organization_id: int, person_id: int, most: int) -> list[Question]:
    """What somebody asked under their name and waits for, the newest first."""
    which = and_(QUESTION.asker_id == person_id, QUESTION.state == QuestionState.OPEN)
    return load(session, organization_id, which, most, newest=True)


def open_anonymous(session: Session, organization_id: int, most: int) -> list[int]:
    """Ids of open questions that were asked anonymously, the newest first."""
    rows = session.execute(
        select(QUESTION.id)
        .where(QUESTION.organization_id == organization_id)
        .where(QUESTION.state == QuestionState.OPEN, QUESTION.is_anonymous.is_(True))
        .where(QUESTION.withdrawn_at.is_(None))
        .order_by(QUESTION.asked_at.desc())
        .limit(most)
    )
    return list(rows.scalars())


def overdue(session: Session, organization_id: int, before: datetime, most: int) -> list[int]:
    """Open questions whose next step should have been taken by then: their timer was lost."""
    rows = session.execute(
        select(QUESTION.id)
        .where(QUESTION.organization_id == organization_id)
        .where(QUESTION.state == QuestionState.OPEN, QUESTION.next_step_at < before)
        .order_by(QUESTION.next_step_at, QUESTION.id)
        .limit(most)
    )
    return list(rows.scalars())


def any_open(session: Session, organization_id: int) -> bool:
    """Whether some question is open."""
    return (
        session.execute(
            select(QUESTION.id)
            .where(QUESTION.organization_id == organization_id)
            .where(QUESTION.state == QuestionState.OPEN)
            .limit(1)
        ).first()
        is not None
    )


def of_wishes(session: Session, organization_id: int, wish_ids: Iterable[int]) -> list[Question]:
    """The questions these wishes for a session came from."""
    return load(session, organization_id, QUESTION.wish_id.in_(list(wish_ids)), most=50)


def merged_into(session: Session, organization_id: int, question_id: int) -> list[Question]:
    """The duplicates that point to this question."""
    return load(session, organization_id, QUESTION.merged_into_id == question_id, most=50)


def answered(session: Session, organization_id: int, question_id: int) -> Answered:
    """How many answers somebody can see, and when the last one came."""
    row = session.execute(
        select(func.count(), func.max(ANSWER.given_at))
        .where(ANSWER.organization_id == organization_id, ANSWER.question_id == question_id)
        .where(ANSWER.deleted_at.is_(None), ANSWER.hidden_at.is_(None))
        .where(ANSWER.retired_at.is_(None))
    ).one()
    return Answered(int(row[0]), row[1])


def load(
    session: Session,
    organization_id: int,
    which: ColumnElement[bool],
    most: int,
    *,
    newest: bool = False,
) -> list[Question]:
    """Questions that meet a condition on QUESTION, in the order they were asked."""
    order = (
        (QUESTION.asked_at.desc(), QUESTION.id.desc())
        if newest
        else (QUESTION.asked_at, QUESTION.id)
    )
    rows = session.execute(
        select(*(c for c in QUESTION if c.name not in _UNREAD), PERSON.name.label("asker_name"))
        .outerjoin(
            PERSON.id.table,
            and_(PERSON.id == QUESTION.asker_id, PERSON.organization_id == organization_id),
        )
        .where(QUESTION.organization_id == organization_id)
        .where(or_(QUESTION.asker_id.is_(None), PERSON.id.is_not(None)))
        .where(which)
        .order_by(*order)
        .limit(most)
    ).all()
    topics: dict[int, list[str]] = {}
    if rows:
        for question_id, name in session.execute(
            select(ABOUT.question_id, TOPIC.name)
            .join(TOPIC.id.table, TOPIC.id == ABOUT.topic_id)
            .where(ABOUT.organization_id == organization_id)
            .where(TOPIC.organization_id == organization_id)
            .where(ABOUT.question_id.in_([row.id for row in rows]))
            .order_by(TOPIC.name)
        ):
            topics.setdefault(question_id, []).append(name)
    return [_question(row, tuple(topics.get(row.id, ()))) for row in rows]


_UNREAD = ("organization_id", "once", "is_anonymous", "first_answer_at")


def _question(row: Any, topics: tuple[str, ...]) -> Question:
    asker = None if row.asker_id is None else Person(row.asker_id, row.asker_name)
    own: dict[str, Any] = {name: getattr(row, name, None) for name in Question.__slots__}
    own |= {
        "asker": asker,
        "topics": topics,
        "state": QuestionState(row.state),
        "next_step": NextStep(row.next_step) if row.next_step else None,
        "rung": NextStep(row.rung),
    }
    return Question(**own)


def settle(
    session: Session,
    organization_id: int,
    question_id: int,
    state: QuestionState,
    by: int | None,
    now: datetime,
) -> None:
    """A question stops being open; the same words may be asked anew from now on."""
    session.execute(
        update(QuestionRow)
        .where(QUESTION.organization_id == organization_id, QUESTION.id == question_id)
        .values(
            state=state,
            next_step=None,
            next_step_at=None,
            settled_at=now,
            settled_by=by,
            once=QUESTION.once + f":{question_id}",
        )
    )


def reopen(session: Session, organization_id: int, question_id: int, now: datetime) -> None:
    """A question is open again; what comes next is found by whoever reopens it."""
    values = {
        "state": QuestionState.OPEN,
        "next_step": NextStep.STAND_OPEN,
        "next_step_at": now,
        "accepted_id": None,
        "settled_at": None,
        "settled_by": None,
        "stirred_at": now,
        "rung_at": now,
    }
    change(session, organization_id, question_id, values)

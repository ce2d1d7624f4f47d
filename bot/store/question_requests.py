"""Queries on those who were asked to answer a question."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, select, update
from sqlalchemy.orm import Session

from bot.events import Person
from bot.store.models import (
    ExpertRequestRow,
    PersonRow,
    QuestionRow,
    QuestionState,
    RequestState,
    columns,
)
from bot.store.questions import Question, load

REQUEST = columns(ExpertRequestRow)
PERSON = columns(PersonRow)
QUESTION = columns(QuestionRow)

OWNERS = 100
"""The round in which owners of the topic are asked."""


@dataclass(frozen=True, slots=True)
class Request:
    """Somebody was asked."""

    person: Person
    asked_at: datetime
    round: int
    reasons: tuple[dict[str, Any], ...]
    state: RequestState
    handed_by: int | None

    @property
    def waits(self) -> bool:
        """Whether they have not done anything about it yet."""
        return self.state is RequestState.ASKED


def of(session: Session, organization_id: int, question_id: int) -> list[Request]:
    """Everybody who was asked, in the order they were."""
    rows = session.execute(
        select(
            PERSON.id,
            PERSON.name,
            REQUEST.asked_at,
            REQUEST.round,
            REQUEST.reasons,
            REQUEST.state,
            REQUEST.handed_by,
        )
        .join(REQUEST.person_id.table, REQUEST.person_id == PERSON.id)
        .where(PERSON.organization_id == organization_id)
        .where(REQUEST.organization_id == organization_id)
        .where(REQUEST.question_id == question_id)
        .order_by(REQUEST.asked_at, PERSON.id)
    )
    return [
        Request(
            person=Person(row.id, row.name),
            asked_at=row.asked_at,
            round=row.round,
            reasons=tuple(json.loads(row.reasons)),
            state=RequestState(row.state),
            handed_by=row.handed_by,
        )
        for row in rows
    ]


def get(session: Session, organization_id: int, question_id: int, person_id: int) -> Request | None:
    """What somebody was asked; None when they were not."""
    asked = of(session, organization_id, question_id)
    return next((r for r in asked if r.person.id == person_id), None)


def respond(
    session: Session,
    organization_id: int,
    question_id: int,
    person_id: int,
    state: RequestState,
    now: datetime,
) -> bool:
    """Note what somebody did about it; False when they had done something before."""
    done = session.execute(
        update(ExpertRequestRow)
        .where(REQUEST.organization_id == organization_id)
        .where(REQUEST.question_id == question_id, REQUEST.person_id == person_id)
        .where(REQUEST.state.in_([RequestState.ASKED, RequestState.LAPSED]))
        .values(state=state, responded_at=now)
        .returning(REQUEST.person_id)
    )
    return done.first() is not None


def lapse(session: Session, organization_id: int, question_id: int, now: datetime) -> None:
    """Nobody waits any longer for those who have done nothing."""
    session.execute(
        update(ExpertRequestRow)
        .where(REQUEST.organization_id == organization_id, REQUEST.question_id == question_id)
        .where(REQUEST.state == RequestState.ASKED)
        .values(state=RequestState.LAPSED, responded_at=now)
    )


def waiting_for(
    session: Session, organization_id: int, person_id: int, most: int
) -> list[Question]:
    """Open questions that wait for this person, the oldest first."""
    asked = select(REQUEST.question_id).where(
        REQUEST.organization_id == organization_id,
        REQUEST.person_id == person_id,
        REQUEST.state.in_([RequestState.ASKED, RequestState.LAPSED]),
    )
    which = and_(
        QUESTION.state == QuestionState.OPEN,
        QUESTION.hidden_at.is_(None),
        QUESTION.withdrawn_at.is_(None),
        QUESTION.id.in_(asked),
    )
    return load(session, organization_id, which, most)

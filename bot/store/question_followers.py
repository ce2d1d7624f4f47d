"""Queries on who has the same question, and is told of its answer."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from bot.events import Person
from bot.store.models import PersonRow, QuestionFollowerRow, columns
from bot.store.outbox import insert_once

FOLLOWER = columns(QuestionFollowerRow)
PERSON = columns(PersonRow)


def follow(
    session: Session, organization_id: int, question_id: int, person_id: int, now: datetime
) -> bool:
    """ "Me too"; False when this person follows it already."""
    statement = insert_once(session, QuestionFollowerRow, ("question_id", "person_id"))
    values = {
        "organization_id": organization_id,
        "question_id": question_id,
        "person_id": person_id,
        "since": now,
    }
    return session.execute(statement.returning(FOLLOWER.question_id), values).first() is not None


def unfollow(
    session: Session,
    organization_id: int,
    question_id: int,
    person_ids: Collection[int],
    since: datetime,
) -> None:
    """These people follow it no more, if they have since exactly that moment (aware)."""
    session.execute(
        delete(QuestionFollowerRow)
        .where(FOLLOWER.organization_id == organization_id)
        .where(FOLLOWER.question_id == question_id, FOLLOWER.since == since)
        .where(FOLLOWER.person_id.in_(list(person_ids)))
    )


def followers(session: Session, organization_id: int, question_id: int) -> list[Person]:
    """Those who have the same question, the first ones first."""
    rows = session.execute(
        select(PERSON.id, PERSON.name)
        .join(FOLLOWER.person_id.table, FOLLOWER.person_id == PERSON.id)
        .where(PERSON.organization_id == organization_id)
        .where(FOLLOWER.organization_id == organization_id)
        .where(FOLLOWER.question_id == question_id)
        .order_by(FOLLOWER.since, PERSON.id)
    )
    return [Person(row.id, row.name) for row in rows]

"""Places in experts' weeks: never more are taken than somebody's limit, whoever asks at once."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import bindparam, delete, func, insert, select, update
from sqlalchemy.orm import Session

from bot.store.models import ExpertReservationRow, ExpertTurnRow, columns
from bot.store.outbox import insert_once

TAKEN = columns(ExpertReservationRow)
TURN = columns(ExpertTurnRow)

WEEK = timedelta(days=7)
"""A week is the seven days until now, wherever "a week" limits how often an expert is asked."""


def reserve(
    session: Session,
    organization_id: int,
    person_id: int,
    question_id: int,
    now: datetime,
    cap: int,
) -> bool:
    """Take a place for a question in somebody's seven days until `now` (aware).

    False: `cap` are taken. Taking it again for the same question changes nothing. Transactions that
    want places of the same person wait for each other at the row of their turns, and count after
    that: what the one took the next one sees, or, where its snapshot is older, fails and is
    repeated, because the row was changed and not merely locked.
    """
    if _is_taken(session, organization_id, person_id, question_id):
        return True
    if cap <= 0:
        return False
    own = {"organization_id": organization_id, "person_id": person_id}
    session.execute(insert_once(session, ExpertTurnRow, ("person_id",)), {**own, "turn": 0})
    session.execute(_TAKE_TURN, {"org": organization_id, "person": person_id})
    if _is_taken(session, organization_id, person_id, question_id):
        return True
    if taken(session, organization_id, person_id, now) >= cap:
        return False
    session.execute(
        insert(ExpertReservationRow), {**own, "question_id": question_id, "taken_at": now}
    )
    return True


def release(session: Session, organization_id: int, person_id: int, question_id: int) -> bool:
    """Give a place back that nobody was asked for after all; False: there was none."""
    found = session.execute(
        delete(ExpertReservationRow)
        .where(TAKEN.organization_id == organization_id)
        .where(TAKEN.person_id == person_id, TAKEN.question_id == question_id)
        .returning(TAKEN.question_id)
    )
    return found.first() is not None


def taken(session: Session, organization_id: int, person_id: int, now: datetime) -> int:
    """How many places somebody gave in the seven days until `now` (aware)."""
    counted = select(func.count()).where(
        TAKEN.organization_id == organization_id,
        TAKEN.person_id == person_id,
        TAKEN.taken_at > now - WEEK,
    )
    return int(session.scalar(counted) or 0)


_TAKE_TURN = (
    update(ExpertTurnRow)
    .where(TURN.organization_id == bindparam("org"), TURN.person_id == bindparam("person"))
    .values(turn=TURN.turn + 1)
)


def _is_taken(session: Session, organization_id: int, person_id: int, question_id: int) -> bool:
    found = session.execute(
        select(TAKEN.taken_at)
        .where(TAKEN.organization_id == organization_id)
        .where(TAKEN.person_id == person_id, TAKEN.question_id == question_id)
    )
    return found.first() is not None

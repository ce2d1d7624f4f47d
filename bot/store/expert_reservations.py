"""Places in experts' weeks: never more are taken than somebody's limit, whoever asks at once."""

from __future__ import annotations

from datetime import date

from sqlalchemy import bindparam, delete, select, update
from sqlalchemy.orm import Session

from bot.store.models import ExpertReservationRow, ExpertWeekRow, columns
from bot.store.outbox import insert_once

TAKEN = columns(ExpertReservationRow)
WEEK = columns(ExpertWeekRow)


def reserve(
    session: Session,
    organization_id: int,
    person_id: int,
    question_id: int,
    week: date,
    cap: int,
) -> bool:
    """Take a place in somebody's week (its Monday) for a question; False: `cap` are taken.

    Taking it again for the same question changes nothing. Two transactions that want the last
    place wait for each other at the week's row, and the second one gets False.
    """
    own = {"organization_id": organization_id, "person_id": person_id}
    if _is_taken(session, organization_id, person_id, question_id):
        return True
    session.execute(
        insert_once(session, ExpertWeekRow, ("person_id", "week")),
        {**own, "week": week, "asked": 0},
    )
    found = session.execute(
        _TAKE, {"org": organization_id, "person": person_id, "monday": week, "cap": cap}
    )
    if found.first() is None:
        return _is_taken(session, organization_id, person_id, question_id)
    made = session.execute(
        insert_once(session, ExpertReservationRow, ("question_id", "person_id")).returning(
            TAKEN.person_id
        ),
        {**own, "question_id": question_id, "week": week},
    )
    if made.first() is None:  # the same question took it meanwhile: one place is enough
        _give_back(session, organization_id, person_id, week)
    return True


def release(session: Session, organization_id: int, person_id: int, question_id: int) -> bool:
    """Give a place back that nobody was asked for after all; False: there was none."""
    week = session.execute(
        delete(ExpertReservationRow)
        .where(TAKEN.organization_id == organization_id)
        .where(TAKEN.person_id == person_id, TAKEN.question_id == question_id)
        .returning(TAKEN.week)
    ).scalar()
    if week is None:
        return False
    _give_back(session, organization_id, person_id, week)
    return True


def taken(session: Session, organization_id: int, person_id: int, week: date) -> int:
    """How many places of a week (its Monday) are taken."""
    found = session.execute(
        select(WEEK.asked).where(
            WEEK.organization_id == organization_id, WEEK.person_id == person_id, WEEK.week == week
        )
    )
    return int(found.scalar() or 0)


_TAKE = (
    update(WEEK.week.table)
    .where(WEEK.organization_id == bindparam("org"), WEEK.person_id == bindparam("person"))
    .where(WEEK.week == bindparam("monday"), WEEK.asked < bindparam("cap"))
    .values(asked=WEEK.asked + 1)
    .returning(WEEK.asked)
)


def _is_taken(session: Session, organization_id: int, person_id: int, question_id: int) -> bool:
    found = session.execute(
        select(TAKEN.week)
        .where(TAKEN.organization_id == organization_id)
        .where(TAKEN.person_id == person_id, TAKEN.question_id == question_id)
    )
    return found.first() is not None


def _give_back(session: Session, organization_id: int, person_id: int, week: date) -> None:
    session.execute(
        update(ExpertWeekRow)
        .where(WEEK.organization_id == organization_id)
        .where(WEEK.person_id == person_id, WEEK.week == week)
        .values(asked=WEEK.asked - 1)
    )

"""Queries on sign-ups: who goes, who waits, who came."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import CompoundSelect, bindparam, func, select, union, update
from sqlalchemy.orm import Session

from bot.events import Person
from bot.store.models import DayOffRow, PersonRhythmRow, PersonRow, SignupRow, columns
from bot.store.outbox import insert_once

SIGNUP = columns(SignupRow)
PERSON = columns(PersonRow)
RHYTHM = columns(PersonRhythmRow)
DAY_OFF = columns(DayOffRow)


@dataclass(frozen=True, slots=True)
class Signup:
    """What somebody answered, and whether they came; `zone` is where their day is (IANA)."""

    person: Person
    answer: str
    turn: int
    attended_at: datetime | None
    zone: str


def own(
    session: Session, organization_id: int, occurrence_id: int, person_id: int
) -> Signup | None:
    """What somebody answered to an occurrence."""
    about = {"org": organization_id, "occurrence": occurrence_id, "person": person_id}
    row = session.execute(_OWN, about).one_or_none()
    return None if row is None else _signup(row)


_SIGNUPS = (
    select(
        SIGNUP.answer,
        SIGNUP.turn,
        SIGNUP.attended_at,
        PERSON.id,
        PERSON.name,
        PERSON.time_zone,
    )
    .join(PERSON.id.table, PERSON.id == SIGNUP.person_id)
    .where(SIGNUP.organization_id == bindparam("org"))
    .where(PERSON.organization_id == bindparam("org"))
    .where(SIGNUP.occurrence_id == bindparam("occurrence"))
)
_OWN = _SIGNUPS.where(SIGNUP.person_id == bindparam("person"))


def _signup(row: Any) -> Signup:
    return Signup(Person(row.id, row.name), row.answer, row.turn, row.attended_at, row.time_zone)


def counts(session: Session, organization_id: int, occurrence_id: int) -> dict[str, int]:
    """How many gave each answer."""
    about = {"org": organization_id, "occurrence": occurrence_id}
    return {row[0]: row[1] for row in session.execute(_COUNTS, about)}


_COUNTS = (
    select(SIGNUP.answer, func.count())
    .where(SIGNUP.organization_id == bindparam("org"))
    .where(SIGNUP.occurrence_id == bindparam("occurrence"))
    .group_by(SIGNUP.answer)
)


def most_going(session: Session, organization_id: int, occurrence_ids: Sequence[int]) -> int:
    """The number going to whichever of these occurrences most go to."""
    each = (
        select(func.count().label("n"))
        .where(SIGNUP.organization_id == organization_id)
        .where(SIGNUP.occurrence_id.in_(occurrence_ids), SIGNUP.answer == "going")
        .group_by(SIGNUP.occurrence_id)
        .subquery()
    )
    return int(session.execute(select(func.max(each.c.n))).scalar() or 0)


def last_turn(session: Session, organization_id: int, occurrence_id: int) -> int:
    """The highest number given to somebody who asked for a seat."""
    about = {"org": organization_id, "occurrence": occurrence_id}
    return int(session.execute(_LAST_TURN, about).scalar() or 0)


_LAST_TURN = select(func.max(SIGNUP.turn)).where(
    SIGNUP.organization_id == bindparam("org"), SIGNUP.occurrence_id == bindparam("occurrence")
)


def put(
    session: Session,
    organization_id: int,
    occurrence_id: int,
    person_id: int,
    *,
    answer: str,
    turn: int,
    now: datetime,
) -> None:
    """Store what somebody answers now."""
    values = {"answer": answer, "turn": turn, "answered_at": now}
    statement = insert_once(session, SignupRow, ("occurrence_id", "person_id"))
    key = {"occurrence_id": occurrence_id, "person_id": person_id}
    added = session.execute(
        statement.returning(SIGNUP.turn), {"organization_id": organization_id, **key, **values}
    )
    if added.first() is None:
        session.execute(
            update(SignupRow)
            .where(SIGNUP.organization_id == organization_id)
            .where(SIGNUP.occurrence_id == occurrence_id, SIGNUP.person_id == person_id)
            .values(values)
        )


def promote(
    session: Session, organization_id: int, occurrence_id: int, number: int
) -> list[Signup]:
    """Give seats to those who have waited longest; who they are, in their order."""
    if not number:
        return []
    first = in_turn(session, organization_id, occurrence_id, "waiting", most=number)
    session.execute(
        update(SignupRow)
        .where(SIGNUP.organization_id == organization_id)
        .where(SIGNUP.occurrence_id == occurrence_id)
        .where(SIGNUP.person_id.in_([s.person.id for s in first]))
        .values(answer="going")
    )
    return first


def in_turn(
    session: Session, organization_id: int, occurrence_id: int, answer: str, most: int
) -> list[Signup]:
    """Those who gave this answer, by the order in which they asked for seats."""
    rows = session.execute(
        _IN_TURN,
        {"org": organization_id, "occurrence": occurrence_id, "answer": answer, "most": most},
    )
    return [_signup(row) for row in rows]


_IN_TURN = (
    _SIGNUPS.where(SIGNUP.answer == bindparam("answer"))
    .order_by(SIGNUP.turn, SIGNUP.person_id)
    .limit(bindparam("most"))
)


def ahead(session: Session, organization_id: int, occurrence_id: int, turn: int) -> int:
    """How many wait for a seat and asked before that turn."""
    about = {"org": organization_id, "occurrence": occurrence_id, "turn": turn}
    return int(session.execute(_AHEAD, about).scalar_one())


_AHEAD = select(func.count()).where(
    SIGNUP.organization_id == bindparam("org"),
    SIGNUP.occurrence_id == bindparam("occurrence"),
    SIGNUP.answer == "waiting",
    SIGNUP.turn < bindparam("turn"),
)


def people(
    session: Session, organization_id: int, occurrence_ids: Sequence[int], answers: Sequence[str]
) -> list[Person]:
    """Everybody who gave one of these answers to one of these occurrences, each once."""
    rows = session.execute(
        select(PERSON.id, PERSON.name)
        .distinct()
        .join(SIGNUP.person_id.table, SIGNUP.person_id == PERSON.id)
        .where(PERSON.organization_id == organization_id)
        .where(SIGNUP.organization_id == organization_id)
        .where(SIGNUP.occurrence_id.in_(occurrence_ids), SIGNUP.answer.in_(answers))
        .order_by(PERSON.id)
    )
    return [Person(id_, name) for id_, name in rows]


def usual_zones(
    session: Session, organization_id: int, occurrence_ids: Sequence[int]
) -> list[tuple[int, str]]:
    """(occurrence, IANA zone) of those going who keep the usual hours, each once."""
    rows = session.execute(
        select(SIGNUP.occurrence_id, PERSON.time_zone)
        .distinct()
        .join(PERSON.id.table, PERSON.id == SIGNUP.person_id)
        .where(PERSON.organization_id == organization_id)
        .where(SIGNUP.organization_id == organization_id)
        .where(SIGNUP.occurrence_id.in_(occurrence_ids), SIGNUP.answer == "going")
        .where(SIGNUP.person_id.not_in(_with_hours(organization_id)))
    )
    return [(occurrence_id, zone) for occurrence_id, zone in rows]


def with_own_hours(
    session: Session, organization_id: int, occurrence_ids: Sequence[int]
) -> list[tuple[int, int]]:
    """(occurrence, person id) of those going who keep hours or days off of their own."""
    rows = session.execute(
        select(SIGNUP.occurrence_id, SIGNUP.person_id)
        .where(SIGNUP.organization_id == organization_id)
        .where(SIGNUP.occurrence_id.in_(occurrence_ids), SIGNUP.answer == "going")
        .where(SIGNUP.person_id.in_(_with_hours(organization_id)))
    )
    return [(occurrence_id, person_id) for occurrence_id, person_id in rows]


def _with_hours(organization_id: int) -> CompoundSelect[tuple[int]]:
    return union(
        select(RHYTHM.person_id).where(RHYTHM.organization_id == organization_id),
        select(DAY_OFF.person_id).where(DAY_OFF.organization_id == organization_id),
    )

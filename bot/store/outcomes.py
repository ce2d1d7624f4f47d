"""Queries on what comes of a session: who came, feedback, thanks, materials."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from bot.events import Person
from bot.store.models import (
    FeedbackRow,
    MaterialRow,
    OccurrenceRow,
    PersonRow,
    SignupRow,
    columns,
)
from bot.store.outbox import insert_once

FEEDBACK = columns(FeedbackRow)
MATERIAL = columns(MaterialRow)
OCCURRENCE = columns(OccurrenceRow)
PERSON = columns(PersonRow)
SIGNUP = columns(SignupRow)


@dataclass(frozen=True, slots=True)
class Attendance:
    """What somebody answered and whether they came."""

    person: Person
    answer: str
    turn: int
    attended: bool


@dataclass(frozen=True, slots=True)
class Feedback:
    """What somebody thought; no name belongs to it."""

    rating: int
    will_use: str
    comment: str


@dataclass(frozen=True, slots=True)
class Material:
    """What a speaker left; `title` is what the link is called, empty when it has no name."""

    title: str
    link: str
    takeaways: str


def attend(
    session: Session,
    organization_id: int,
    occurrence_id: int,
    person_id: int,
    now: datetime,
    unsaid: str,
) -> bool:
    """Note that somebody came; False when it was known. `unsaid` is who never answered."""
    key = {"occurrence_id": occurrence_id, "person_id": person_id}
    session.execute(
        insert_once(session, SignupRow, ("occurrence_id", "person_id")),
        {
            "organization_id": organization_id,
            **key,
            "answer": unsaid,
            "turn": 0,
            "answered_at": now,
        },
    )
    done = session.execute(
        update(SignupRow)
        .where(SIGNUP.organization_id == organization_id)
        .where(SIGNUP.occurrence_id == occurrence_id, SIGNUP.person_id == person_id)
        .where(SIGNUP.attended_at.is_(None))
        .values(attended_at=now)
        .returning(SIGNUP.person_id)
    )
    return done.first() is not None


def unattend(
    session: Session, organization_id: int, occurrence_id: int, person_ids: Sequence[int]
) -> int:
    """Take back that these people came; how many had been noted. Their answers stay."""
    done = session.execute(
        update(SignupRow)
        .where(SIGNUP.organization_id == organization_id)
        .where(SIGNUP.occurrence_id == occurrence_id, SIGNUP.person_id.in_(person_ids))
        .where(SIGNUP.attended_at.is_not(None))
        .values(attended_at=None)
        .returning(SIGNUP.person_id)
    )
    return len(done.all())


def attendance(session: Session, organization_id: int, occurrence_id: int) -> list[Attendance]:
    """Everybody who answered or came, by name."""
    return attendances(session, organization_id, [occurrence_id]).get(occurrence_id, [])


def attendances(
    session: Session, organization_id: int, occurrence_ids: Sequence[int]
) -> dict[int, list[Attendance]]:
    """Occurrence → everybody who answered or came, by name."""
    rows = session.execute(
        select(
            SIGNUP.occurrence_id,
            PERSON.id,
            PERSON.name,
            SIGNUP.answer,
            SIGNUP.turn,
            SIGNUP.attended_at,
        )
        .join(SIGNUP.person_id.table, SIGNUP.person_id == PERSON.id)
        .where(PERSON.organization_id == organization_id)
        .where(SIGNUP.organization_id == organization_id)
        .where(SIGNUP.occurrence_id.in_(occurrence_ids))
        .order_by(PERSON.name, PERSON.id)
    )
    out: dict[int, list[Attendance]] = {}
    for occurrence_id, id_, name, answer, turn, attended_at in rows:
        known = Attendance(Person(id_, name), answer, turn, attended_at is not None)
        out.setdefault(occurrence_id, []).append(known)
    return out


def by_code(session: Session, organization_id: int, code: str, ends_after: datetime) -> int | None:
    """The occurrence that shows this code in its room."""
    return session.execute(
        select(OCCURRENCE.id)
        .where(OCCURRENCE.organization_id == organization_id, OCCURRENCE.ends_at > ends_after)
        .where(OCCURRENCE.code == code, OCCURRENCE.code != "")
        .order_by(OCCURRENCE.starts_at)
        .limit(1)
    ).scalar()


def put_feedback(
    session: Session,
    organization_id: int,
    occurrence_id: int,
    person_id: int,
    values: Mapping[str, object] | None = None,
) -> None:
    """Set columns of somebody's feedback."""
    key = {"occurrence_id": occurrence_id, "person_id": person_id}
    session.execute(
        insert_once(session, FeedbackRow, ("occurrence_id", "person_id")),
        {"organization_id": organization_id, **key, "will_use": "", "comment": ""},
    )
    if values:
        session.execute(
            update(FeedbackRow)
            .where(FEEDBACK.organization_id == organization_id)
            .where(FEEDBACK.occurrence_id == occurrence_id, FEEDBACK.person_id == person_id)
            .values(dict(values))
        )


def thank(
    session: Session, organization_id: int, occurrence_id: int, person_id: int, now: datetime
) -> bool:
    """Note that somebody thanks the speakers; False when they did before."""
    put_feedback(session, organization_id, occurrence_id, person_id)
    done = session.execute(
        update(FeedbackRow)
        .where(FEEDBACK.organization_id == organization_id)
        .where(FEEDBACK.occurrence_id == occurrence_id, FEEDBACK.person_id == person_id)
        .where(FEEDBACK.thanked_at.is_(None))
        .values(thanked_at=now)
        .returning(FEEDBACK.person_id)
    )
    return done.first() is not None


def feedback(session: Session, organization_id: int, occurrence_id: int) -> list[Feedback]:
    """All that was rated, in no order that tells who it was."""
    return feedbacks(session, organization_id, [occurrence_id]).get(occurrence_id, [])


def feedbacks(
    session: Session, organization_id: int, occurrence_ids: Sequence[int]
) -> dict[int, list[Feedback]]:
    """Occurrence → all that was rated, in no order that tells who it was."""
    out: dict[int, list[Feedback]] = {}
    for occurrence_id, *thought in session.execute(
        select(FEEDBACK.occurrence_id, FEEDBACK.rating, FEEDBACK.will_use, FEEDBACK.comment)
        .where(FEEDBACK.organization_id == organization_id)
        .where(FEEDBACK.occurrence_id.in_(occurrence_ids), FEEDBACK.rating.is_not(None))
        .order_by(FEEDBACK.rating.desc(), FEEDBACK.comment, FEEDBACK.will_use)
    ):
        out.setdefault(occurrence_id, []).append(Feedback(*thought))
    return out


def add_material(
    session: Session,
    organization_id: int,
    occurrence_id: int,
    person_id: int,
    material: Material,
    said: str,
    now: datetime,
) -> int:
    """Store what a speaker leaves; `said` is what a search looks through."""
    made = session.execute(
        insert(MATERIAL.id.table).returning(MATERIAL.id),
        {
            "organization_id": organization_id,
            "occurrence_id": occurrence_id,
            "person_id": person_id,
            "title": material.title,
            "link": material.link,
            "takeaways": material.takeaways,
            "said": said,
            "added_at": now,
        },
    )
    return int(made.scalar_one())


def materials(
    session: Session, organization_id: int, occurrence_ids: list[int]
) -> dict[int, list[Material]]:
    """Occurrence → what its speakers left, in the order it came."""
    out: dict[int, list[Material]] = {}
    for occurrence_id, title, link, takeaways in session.execute(
        select(MATERIAL.occurrence_id, MATERIAL.title, MATERIAL.link, MATERIAL.takeaways)
        .where(MATERIAL.organization_id == organization_id)
        .where(MATERIAL.occurrence_id.in_(occurrence_ids))
        .order_by(MATERIAL.id)
    ):
        out.setdefault(occurrence_id, []).append(Material(title, link, takeaways))
    return out

"""Queries on flags: what people find out of place, and what moderators made of it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, insert, select, update
from sqlalchemy.orm import Session

from bot.events import Person
from bot.store.models import (
    AnswerRow,
    AuditRow,
    FlagRow,
    PersonRow,
    QuestionRow,
    TopicOwnerRow,
    columns,
)
from bot.store.outbox import insert_once

FLAG = columns(FlagRow)
ANSWER = columns(AnswerRow)
AUDIT = columns(AuditRow)
PERSON = columns(PersonRow)
OWNER = columns(TopicOwnerRow)
QUESTION = columns(QuestionRow)

HIDDEN, KEPT = "hidden", "kept"
"""What a moderator can decide."""


@dataclass(frozen=True, slots=True)
class Subject:
    """What is flagged: a question, or one of its answers."""

    kind: str
    """ "question" or "answer"."""
    id: int

    def __str__(self) -> str:
        return f"{self.kind}:{self.id}"

    @classmethod
    def read(cls, written: str) -> Subject:
        """The subject of a row."""
        kind, _, id_ = written.partition(":")
        return cls(kind, int(id_))


@dataclass(frozen=True, slots=True)
class Flagged:
    """Something that was flagged: how often, why, and since when. Not by whom."""

    subject: Subject
    times: int
    reasons: tuple[str, ...]
    since: datetime


@dataclass(frozen=True, slots=True)
class Deed:
    """What a moderator did, when."""

    at: datetime
    by: Person
    action: str
    """ "answer.hidden", "question.merged" …"""
    subject: Subject


def add(
    session: Session,
    organization_id: int,
    subject: Subject,
    person_id: int,
    why: str,
    now: datetime,
) -> bool:
    """Store a flag; False when this person flagged it before."""
    statement = insert_once(session, FlagRow, ("subject", "flagged_by"))
    values = {
        "organization_id": organization_id,
        "subject": str(subject),
        "flagged_by": person_id,
        "why": why,
        "flagged_at": now,
        "decision": "",
    }
    return session.execute(statement.returning(FLAG.id), values).first() is not None


def raised_since(session: Session, organization_id: int, person_id: int, since: datetime) -> int:
    """How many flags somebody raised after `since`."""
    query = select(func.count(FLAG.id)).where(
        FLAG.organization_id == organization_id,
        FLAG.flagged_by == person_id,
        FLAG.flagged_at > since,
    )
    return int(session.execute(query).scalar_one())


def is_flagged_by(session: Session, organization_id: int, subject: Subject, person_id: int) -> bool:
    """Whether somebody flagged it before."""
    query = select(FLAG.id).where(
        FLAG.organization_id == organization_id,
        FLAG.subject == str(subject),
        FLAG.flagged_by == person_id,
    )
    return session.execute(query).first() is not None


def decided(session: Session, organization_id: int, subject: Subject) -> int:
    """How many flags of it moderators have decided on."""
    query = select(func.count(FLAG.id)).where(
        FLAG.organization_id == organization_id,
        FLAG.subject == str(subject),
        FLAG.decision != "",
    )
    return int(session.execute(query).scalar_one())


def open_(session: Session, organization_id: int, most: int) -> list[Flagged]:
    """What waits for a moderator, the longest waiting first."""
    since = func.min(FLAG.flagged_at).label("since")
    subjects = session.execute(
        select(FLAG.subject, func.count(FLAG.id).label("times"), since)
        .where(FLAG.organization_id == organization_id, FLAG.decision == "")
        .group_by(FLAG.subject)
        .order_by(since, FLAG.subject)
        .limit(most)
    ).all()
    reasons: dict[str, list[str]] = {}
    for row in session.execute(
        select(FLAG.subject, FLAG.why)
        .where(FLAG.organization_id == organization_id, FLAG.decision == "")
        .where(FLAG.subject.in_([s.subject for s in subjects]), FLAG.why != "")
        .order_by(FLAG.id)
    ):
        reasons.setdefault(row.subject, []).append(row.why)
    return [
        Flagged(Subject.read(s.subject), s.times, tuple(reasons.get(s.subject, ())), s.since)
        for s in subjects
    ]


def hidden(session: Session, organization_id: int, most: int) -> list[Subject]:
    """What is hidden now, the latest first."""
    made: list[tuple[datetime, Subject]] = []
    for kind, table in (("question", QUESTION), ("answer", ANSWER)):
        rows = session.execute(
            select(table.id, table.hidden_at)
            .where(table.organization_id == organization_id, table.hidden_at.is_not(None))
            .order_by(table.hidden_at.desc())
            .limit(most)
        )
        made += [(row.hidden_at, Subject(kind, row.id)) for row in rows]
    made.sort(key=lambda one: one[0], reverse=True)
    return [subject for _, subject in made[:most]]


def decide(
    session: Session,
    organization_id: int,
    subject: Subject,
    decision: str,
    by: int,
    now: datetime,
) -> bool:
    """Close all open flags of it; False when there was none."""
    closed = session.execute(
        update(FlagRow)
        .where(FLAG.organization_id == organization_id, FLAG.subject == str(subject))
        .where(FLAG.decision == "")
        .values(decision=decision, decided_by=by, decided_at=now)
        .returning(FLAG.id)
    ).all()
    return bool(closed)


def set_hidden(
    session: Session, organization_id: int, subject: Subject, at: datetime | None
) -> None:
    """Hide it, or with None show it again."""
    model, table = (QuestionRow, QUESTION) if subject.kind == "question" else (AnswerRow, ANSWER)
    session.execute(
        update(model)
        .where(table.organization_id == organization_id, table.id == subject.id)
        .values(hidden_at=at)
    )


def owns_a_topic(session: Session, organization_id: int, person_id: int) -> bool:
    """Whether somebody owns any topic."""
    query = (
        select(OWNER.topic_id)
        .where(OWNER.organization_id == organization_id, OWNER.person_id == person_id)
        .limit(1)
    )
    return session.execute(query).first() is not None


def audit(
    session: Session, organization_id: int, actor_id: int, action: str, subject: str, now: datetime
) -> None:
    """Write down who did what to whose words."""
    session.execute(
        insert(AUDIT.id.table),
        {
            "organization_id": organization_id,
            "at": now,
            "actor_id": actor_id,
            "action": action,
            "subject": subject,
        },
    )


def history(session: Session, organization_id: int, subjects: Collection[str]) -> list[Deed]:
    """What was done to these, the latest first."""
    rows = session.execute(
        select(AUDIT.at, AUDIT.actor_id, PERSON.name, AUDIT.action, AUDIT.subject)
        .join(PERSON.id.table, PERSON.id == AUDIT.actor_id)
        .where(AUDIT.organization_id == organization_id, AUDIT.subject.in_(list(subjects)))
        .where(PERSON.organization_id == organization_id)
        .order_by(AUDIT.id.desc())
    )
    return [
        Deed(row.at, Person(row.actor_id, row.name), row.action, Subject.read(row.subject))
        for row in rows
    ]

"""Queries on answers: what was said, what people made of it, and what it said before."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, delete, func, insert, select, update
from sqlalchemy.orm import Session

from bot.events import Person
from bot.store.models import (
    AnswerRow,
    AnswerVersionRow,
    AnswerVia,
    AnswerVoteRow,
    PersonRow,
    QuestionRow,
    columns,
)
from bot.store.outbox import insert_once

ANSWER = columns(AnswerRow)
VERSION = columns(AnswerVersionRow)
VOTE = columns(AnswerVoteRow)
PERSON = columns(PersonRow)
QUESTION = columns(QuestionRow)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One answer and what people made of it. All times are aware UTC."""

    id: int
    question_id: int
    author: Person
    body: str
    via: AnswerVia
    conversation_id: int | None
    message: str | None
    given_at: datetime
    edited_at: datetime | None = None
    deleted_at: datetime | None = None
    hidden_at: datetime | None = None
    accepted_at: datetime | None = None
    accepted_by: Person | None = None
    """None while accepted: an anonymous asker did."""
    verified_at: datetime | None = None
    verified_by: Person | None = None
    verified_until: datetime | None = None
    doubted_at: datetime | None = None
    retired_at: datetime | None = None
    helped: int = 0
    failed: int = 0

    @property
    def is_accepted(self) -> bool:
        """Whether it settled its question."""
        return self.accepted_at is not None

    @property
    def stands(self) -> bool:
        """Whether it may be shown to those who look for an answer."""
        return self.is_there and self.retired_at is None

    @property
    def is_there(self) -> bool:
        """Whether there is still something to decide about: retired ones can come back."""
        return self.deleted_at is None and self.hidden_at is None

    def is_verified(self, now: datetime) -> bool:
        """Whether somebody vouches for it now."""
        return self.verified_until is not None and self.verified_until > now


@dataclass(frozen=True, slots=True)
class Version:
    """What an answer said until it was edited."""

    body: str
    replaced_at: datetime
    replaced_by: Person | None


@dataclass(frozen=True, slots=True)
class Voice:
    """What an answer did for somebody."""

    person: Person | None
    """None: an anonymous asker; such a voice is not stored."""
    helped: bool
    what_happened: str
    voted_at: datetime


def add(
    session: Session,
    organization_id: int,
    question_id: int,
    author_id: int,
    body: str,
    now: datetime,
    *,
    via: AnswerVia,
    conversation_id: int | None = None,
    message: str | None = None,
) -> int | None:
    """Store an answer; its id, or None when that message is one already."""
    statement = insert_once(session, AnswerRow, ("conversation_id", "message"))
    return session.execute(
        statement.returning(ANSWER.id),
        {
            "organization_id": organization_id,
            "question_id": question_id,
            "author_id": author_id,
            "body": body,
            "via": via,
            "conversation_id": conversation_id,
            "message": message,
            "given_at": now,
        },
    ).scalar()


def get(session: Session, organization_id: int, answer_id: int) -> Answer | None:
    """One answer of this organization, locked until the transaction ends."""
    session.execute(
        select(ANSWER.id)
        .where(ANSWER.organization_id == organization_id, ANSWER.id == answer_id)
        .with_for_update(key_share=True)
    )
    return look(session, organization_id, answer_id)


def look(session: Session, organization_id: int, answer_id: int) -> Answer | None:
    """One answer of this organization, to be read only."""
    found = _load(session, organization_id, ANSWER.id == answer_id)
    return found[0] if found else None


def by_message(
    session: Session, organization_id: int, conversation_id: int, message: str
) -> Answer | None:
    """The answer that was said with this message."""
    which = (ANSWER.conversation_id == conversation_id) & (ANSWER.message == message)
    found = _load(session, organization_id, which)
    return found[0] if found else None


def of_question(session: Session, organization_id: int, question_id: int) -> list[Answer]:
    """All answers to a question, the accepted one first, then by what they did for people."""
    return of_questions(session, organization_id, [question_id]).get(question_id, [])


def of_questions(
    session: Session, organization_id: int, question_ids: Collection[int]
) -> dict[int, list[Answer]]:
    """Question id → its answers, in the same order, hidden ones among them."""
    out: dict[int, list[Answer]] = {}
    if question_ids:
        for answer in _load(session, organization_id, ANSWER.question_id.in_(question_ids)):
            out.setdefault(answer.question_id, []).append(answer)
    for answers in out.values():
        answers.sort(key=lambda a: (not a.is_accepted, a.failed - a.helped, a.given_at, a.id))
    return out


def change(
    session: Session, organization_id: int, answer_id: int, values: Mapping[str, object]
) -> None:
    """Write these columns of an answer."""
    session.execute(
        update(AnswerRow)
        .where(ANSWER.organization_id == organization_id, ANSWER.id == answer_id)
        .values(dict(values))
    )


def accept_only(
    session: Session,
    organization_id: int,
    question_id: int,
    answer_id: int | None,
    by: int | None,
    now: datetime,
) -> None:
    """Let this answer be the accepted one of its question, or none of them."""
    own = (ANSWER.organization_id == organization_id, ANSWER.question_id == question_id)
    session.execute(
        update(AnswerRow)
        .where(*own, ANSWER.accepted_at.is_not(None))
        .values(accepted_at=None, accepted_by=None)
    )
    if answer_id is not None:
        session.execute(
            update(AnswerRow)
            .where(*own, ANSWER.id == answer_id)
            .values(accepted_at=now, accepted_by=by)
        )


def note_first(session: Session, organization_id: int, question_id: int, now: datetime) -> None:
    """Remember when a question was answered first."""
    session.execute(
        update(QuestionRow)
        .where(QUESTION.organization_id == organization_id, QUESTION.id == question_id)
        .where(QUESTION.first_answer_at.is_(None))
        .values(first_answer_at=now)
    )


def reword(
    session: Session, organization_id: int, answer: Answer, body: str, by: int, now: datetime
) -> None:
    """Let an answer say this from now on; what it said is kept."""
    session.execute(
        insert(VERSION.id.table),
        {
            "organization_id": organization_id,
            "answer_id": answer.id,
            "body": answer.body,
            "replaced_at": now,
            "replaced_by": by,
        },
    )
    change(session, organization_id, answer.id, {"body": body, "edited_at": now})


def versions(session: Session, organization_id: int, answer_id: int) -> list[Version]:
    """What an answer said before, the latest first."""
    rows = session.execute(
        select(VERSION.body, VERSION.replaced_at, VERSION.replaced_by, PERSON.name)
        .outerjoin(
            PERSON.id.table,
            (PERSON.id == VERSION.replaced_by) & (PERSON.organization_id == organization_id),
        )
        .where(VERSION.organization_id == organization_id, VERSION.answer_id == answer_id)
        .order_by(VERSION.id.desc())
    )
    return [Version(row.body, row.replaced_at, _person(row.replaced_by, row.name)) for row in rows]


def forget(session: Session, organization_id: int, answer_id: int, now: datetime) -> None:
    """Its author took it back: the words go, those of before too; that it was there stays."""
    session.execute(
        delete(AnswerVersionRow).where(
            VERSION.organization_id == organization_id, VERSION.answer_id == answer_id
        )
    )
    gone = {"body": "", "deleted_at": now, "verified_until": None}
    change(session, organization_id, answer_id, gone)


def vote(
    session: Session,
    organization_id: int,
    answer_id: int,
    person_id: int,
    now: datetime,
    *,
    helped: bool,
    what_happened: str = "",
) -> bool:
    """Note what an answer did for somebody; their last voice counts. False when it was the same."""
    values = {"helped": helped, "what_happened": what_happened, "voted_at": now}
    own = {"organization_id": organization_id, "answer_id": answer_id, "person_id": person_id}
    statement = insert_once(session, AnswerVoteRow, ("answer_id", "person_id"))
    if session.execute(statement.returning(VOTE.answer_id), own | values).first() is not None:
        return True
    changed = session.execute(
        update(AnswerVoteRow)
        .where(VOTE.organization_id == organization_id)
        .where(VOTE.answer_id == answer_id, VOTE.person_id == person_id)
        .where((VOTE.helped != helped) | (VOTE.what_happened != what_happened))
        .values(values)
        .returning(VOTE.answer_id)
    )
    return changed.first() is not None


def voices(
    session: Session, organization_id: int, answer_id: int, since: datetime | None = None
) -> list[Voice]:
    """What an answer did for people, the latest first; from `since` on."""
    query = (
        select(VOTE.person_id, PERSON.name, VOTE.helped, VOTE.what_happened, VOTE.voted_at)
        .join(PERSON.id.table, PERSON.id == VOTE.person_id)
        .where(VOTE.organization_id == organization_id, VOTE.answer_id == answer_id)
        .where(PERSON.organization_id == organization_id)
        .order_by(VOTE.voted_at.desc(), VOTE.person_id)
    )
    if since is not None:
        query = query.where(VOTE.voted_at >= since)
    return [
        Voice(Person(row.person_id, row.name), row.helped, row.what_happened, row.voted_at)
        for row in session.execute(query)
    ]


def _person(id_: int | None, name: str | None) -> Person | None:
    return Person(id_, name or "") if id_ is not None else None


def _counted(organization_id: int, *, helped: bool) -> ScalarSelect[Any]:
    return (
        select(func.count())
        .where(VOTE.organization_id == organization_id, VOTE.answer_id == ANSWER.id)
        .where(VOTE.helped.is_(helped))
        .scalar_subquery()
    )


def _load(session: Session, organization_id: int, which: ColumnElement[bool]) -> list[Answer]:
    author = PersonRow.__table__.alias("author")  # type: ignore[attr-defined]
    accepted = PersonRow.__table__.alias("accepted")  # type: ignore[attr-defined]
    verified = PersonRow.__table__.alias("verified")  # type: ignore[attr-defined]
    rows = session.execute(
        select(
            *ANSWER,
            author.c.name.label("author_name"),
            accepted.c.name.label("accepted_name"),
            verified.c.name.label("verified_name"),
            _counted(organization_id, helped=True).label("helped"),
            _counted(organization_id, helped=False).label("failed"),
        )
        .join(author, author.c.id == ANSWER.author_id)
        .outerjoin(
            accepted,
            (accepted.c.id == ANSWER.accepted_by) & (accepted.c.organization_id == organization_id),
        )
        .outerjoin(
            verified,
            (verified.c.id == ANSWER.verified_by) & (verified.c.organization_id == organization_id),
        )
        .where(ANSWER.organization_id == organization_id)
        .where(author.c.organization_id == organization_id)
        .where(which)
        .order_by(ANSWER.given_at, ANSWER.id)
    )
    return [
        Answer(
            id=row.id,
            question_id=row.question_id,
            author=Person(row.author_id, row.author_name),
            body=row.body,
            via=AnswerVia(row.via),
            conversation_id=row.conversation_id,
            message=row.message,
            given_at=row.given_at,
            edited_at=row.edited_at,
            deleted_at=row.deleted_at,
            hidden_at=row.hidden_at,
            accepted_at=row.accepted_at,
            accepted_by=_person(row.accepted_by, row.accepted_name),
            verified_at=row.verified_at,
            verified_by=_person(row.verified_by, row.verified_name),
            verified_until=row.verified_until,
            doubted_at=row.doubted_at,
            retired_at=row.retired_at,
            helped=row.helped,
            failed=row.failed,
        )
        for row in rows
    ]

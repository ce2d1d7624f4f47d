"""Queries on how the programme goes: counts over a span of time, never a name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import (
    ColumnElement,
    Integer,
    and_,
    case,
    cast,
    func,
    or_,
    select,
    union,
)
from sqlalchemy.orm import Session

from bot.store import questions as questions_store
from bot.store.models import (
    AccountRow,
    AnswerRow,
    DeedKind,
    DeedRow,
    DeflectionRow,
    NextStep,
    OccurrenceRow,
    PersonRow,
    QuestionRow,
    QuestionState,
    SessionRow,
    SessionState,
    SignupRow,
    SpeakerRow,
    columns,
)
from bot.store.session_lists import LONGEST_EVER

ACCOUNT = columns(AccountRow)
ANSWER = columns(AnswerRow)
DEED = columns(DeedRow)
DEFLECTION = columns(DeflectionRow)
OCCURRENCE = columns(OccurrenceRow)
PERSON = columns(PersonRow)
QUESTION = columns(QuestionRow)
SESSION = columns(SessionRow)
SIGNUP = columns(SignupRow)
SPEAKER = columns(SpeakerRow)

CONTRIBUTES = (DeedKind.KUDOS_GIVEN, DeedKind.SESSION_GIVEN)
"""Deeds of whoever did something for others at that moment; answers are counted as they stand."""


@dataclass(frozen=True, slots=True)
class Held:
    """What sessions that took place had: seats, and people. Speakers are nobody's audience."""

    sessions: int
    seats: int
    """Of those that had a limit."""
    taken: int
    """Of these seats."""
    going: int
    """Who had said they come, where it was noted who came."""
    came: int
    """Of those."""
    people: int
    """How many different people they were."""
    unsaid: int
    """Came without having said so."""


def colleagues(session: Session, organization_id: int) -> int:
    """How many people there are now: no bots, no guests, nobody who left."""
    return int(
        session.execute(
            select(func.count(ACCOUNT.person_id.distinct()))
            .join(PersonRow, PERSON.id == ACCOUNT.person_id)
            .where(ACCOUNT.organization_id == organization_id)
            .where(PERSON.organization_id == organization_id, PERSON.left_at.is_(None))
            .where(ACCOUNT.is_bot.is_(False), ACCOUNT.is_guest.is_(False))
            .where(ACCOUNT.is_deleted.is_(False))
        ).scalar_one()
    )


def contributors(session: Session, organization_id: int, begin: datetime, end: datetime) -> int:
    """How many people thanked, answered or spoke in [begin, end)."""
    did = select(DEED.person_id).where(
        DEED.organization_id == organization_id,
        DEED.at >= begin,
        DEED.at < end,
        DEED.kind.in_([kind.value for kind in CONTRIBUTES]),
        DEED.undone_at.is_(None),
    )
    to_oneself = (
        select(QUESTION.id)
        .where(QUESTION.organization_id == organization_id, QUESTION.id == ANSWER.question_id)
        .where(QUESTION.asker_id == ANSWER.author_id)
    )
    answered = select(ANSWER.author_id).where(
        ANSWER.organization_id == organization_id,
        ANSWER.given_at >= begin,
        ANSWER.given_at < end,
        ANSWER.deleted_at.is_(None),
        ANSWER.hidden_at.is_(None),
        ~to_oneself.exists(),
    )
    both = union(did, answered).subquery()
    return int(session.execute(select(func.count()).select_from(both)).scalar_one())


def held(session: Session, organization_id: int, begin: datetime, end: datetime) -> Held:
    """Sessions that ended in [begin, end) and were not called off."""
    speaks = select(SPEAKER.person_id).where(
        SPEAKER.organization_id == organization_id,
        SPEAKER.session_id == OCCURRENCE.session_id,
        SPEAKER.person_id == SIGNUP.person_id,
    )
    listens = ~speaks.exists()
    going, came = SIGNUP.answer == "going", SIGNUP.attended_at.is_not(None)
    its = and_(SIGNUP.occurrence_id == OCCURRENCE.id, SIGNUP.organization_id == organization_id)
    each = session.execute(
        select(
            OCCURRENCE.id,
            SESSION.seats,
            _sum(going).label("all_going"),
            _sum(and_(going, listens)).label("going"),
            _sum(and_(going, came, listens)).label("came"),
            _sum(and_(came, ~going, listens)).label("unsaid"),
            _sum(came).label("noted"),
        )
        .join(SessionRow, SESSION.id == OCCURRENCE.session_id)
        .outerjoin(SignupRow, its)
        .where(*_took_place(organization_id, begin, end))
        .group_by(OCCURRENCE.id, SESSION.seats)
    ).all()
    noted = [row for row in each if row.noted]
    people = session.execute(
        select(func.count(SIGNUP.person_id.distinct()))
        .select_from(OccurrenceRow)
        .join(SessionRow, SESSION.id == OCCURRENCE.session_id)
        .join(SignupRow, its)
        .where(*_took_place(organization_id, begin, end))
        .where(SIGNUP.organization_id == organization_id, going, listens)
        .where(OCCURRENCE.id.in_([row.id for row in noted]))
    ).scalar_one()
    limited = [row for row in each if row.seats is not None]
    return Held(
        len(each),
        sum(row.seats for row in limited),
        sum(min(row.all_going, row.seats) for row in limited),
        sum(row.going for row in noted),
        sum(row.came for row in noted),
        people,
        sum(row.unsaid for row in noted),
    )


@dataclass(frozen=True, slots=True)
class Question:
    """When one was asked, when somebody else first answered, when an answer was accepted."""

    asked_at: datetime
    answered_at: datetime | None
    accepted_at: datetime | None


def asked(session: Session, organization_id: int, begin: datetime, end: datetime) -> list[Question]:
    """Every question of [begin, end), and when it was answered.

    Left out: what was taken back, hidden, or merged into another, which stands for both.
    """
    first = (
        select(func.min(ANSWER.given_at))
        .where(ANSWER.organization_id == organization_id, ANSWER.question_id == QUESTION.id)
        .where(_counts())
        .scalar_subquery()
    )
    accepted = (
        select(ANSWER.accepted_at)
        .where(ANSWER.organization_id == organization_id, ANSWER.id == QUESTION.accepted_id)
        .where(ANSWER.deleted_at.is_(None), ANSWER.hidden_at.is_(None))
        .scalar_subquery()
    )
    rows = session.execute(
        select(QUESTION.asked_at, first, accepted).where(*_stands(organization_id, begin, end))
    )
    return [Question(*row) for row in rows]


def questions(session: Session, organization_id: int, begin: datetime, end: datetime) -> int:
    """How many questions were asked in [begin, end), counted as `asked` does."""
    return int(
        session.execute(
            select(func.count(QUESTION.id)).where(*_stands(organization_id, begin, end))
        ).scalar_one()
    )


def unanswered(session: Session, organization_id: int, most: int) -> list[questions_store.Question]:
    """Questions that wait longest: all who might know were asked, and nobody has answered."""
    which = and_(
        QUESTION.state == QuestionState.OPEN,
        QUESTION.rung.in_((NextStep.PROPOSE_SESSION, NextStep.CLOSE)),
        QUESTION.first_answer_at.is_(None),
        QUESTION.is_private.is_(False),
        QUESTION.hidden_at.is_(None),
        QUESTION.withdrawn_at.is_(None),
    )
    return questions_store.load(session, organization_id, which, most)


def deflections(session: Session, organization_id: int, begin: datetime, end: datetime) -> int:
    """How often an earlier answer was enough in [begin, end)."""
    return int(
        session.execute(
            select(func.count(DEFLECTION.id))
            .where(DEFLECTION.organization_id == organization_id)
            .where(DEFLECTION.deflected_at >= begin, DEFLECTION.deflected_at < end)
        ).scalar_one()
    )


def _counts() -> ColumnElement[bool]:
    """Whether an answer counts: it stands, and is not the asker's own."""
    return and_(
        ANSWER.deleted_at.is_(None),
        ANSWER.hidden_at.is_(None),
        or_(QUESTION.asker_id.is_(None), QUESTION.asker_id != ANSWER.author_id),
    )


def _stands(organization_id: int, begin: datetime, end: datetime) -> Sequence[ColumnElement[bool]]:
    return (
        QUESTION.organization_id == organization_id,
        QUESTION.state.in_(list(QuestionState)),  # all: so that its index by time serves
        QUESTION.asked_at >= begin,
        QUESTION.asked_at < end,
        QUESTION.withdrawn_at.is_(None),
        QUESTION.hidden_at.is_(None),
        QUESTION.merged_into_id.is_(None),
    )


def _took_place(
    organization_id: int, begin: datetime, end: datetime
) -> Sequence[ColumnElement[bool]]:
    return (
        OCCURRENCE.organization_id == organization_id,
        SESSION.organization_id == organization_id,
        SESSION.state == SessionState.ANNOUNCED,
        OCCURRENCE.cancelled_at.is_(None),
        OCCURRENCE.starts_at >= begin - LONGEST_EVER,
        OCCURRENCE.starts_at < end,
        OCCURRENCE.ends_at >= begin,
        OCCURRENCE.ends_at < end,
    )


def _sum(condition: ColumnElement[bool]) -> ColumnElement[int]:
    """How many rows meet a condition."""
    return cast(func.coalesce(func.sum(case((condition, 1), else_=0)), 0), Integer)

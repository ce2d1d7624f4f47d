"""Deeds of what happened before they were logged: the same that the services write down now."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from importlib import import_module
from typing import Any

from sqlalchemy import (
    BindParameter,
    Column,
    ColumnElement,
    Integer,
    Select,
    String,
    and_,
    bindparam,
    case,
    cast,
    exists,
    false,
    func,
    literal,
    or_,
    select,
)
from sqlalchemy.orm import Session

from bot.settings.deed_kinds import DeedKind
from bot.store.deeds import UNIQUE
from bot.store.models import (
    AnswerRow,
    AnswerVoteRow,
    DeedRow,
    DeedTopicRow,
    KudosRecipientRow,
    KudosRow,
    KudosTopicRow,
    OccurrenceRow,
    QuestionRow,
    QuestionTopicRow,
    RecallPromptCardRow,
    RecallPromptRow,
    SessionRow,
    SessionTopicRow,
    SignupRow,
    SpeakerRow,
    columns,
)
from bot.store.session_lists import heard

ANSWER = columns(AnswerRow)
DEED = columns(DeedRow)
DEED_TOPIC = columns(DeedTopicRow)
KUDOS = columns(KudosRow)
KUDOS_TOPIC = columns(KudosTopicRow)
OCCURRENCE = columns(OccurrenceRow)
PROMPT = columns(RecallPromptRow)
PROMPT_CARD = columns(RecallPromptCardRow)
QUESTION = columns(QuestionRow)
QUESTION_TOPIC = columns(QuestionTopicRow)
RECIPIENT = columns(KudosRecipientRow)
SESSION = columns(SessionRow)
SESSION_TOPIC = columns(SessionTopicRow)
SIGNUP = columns(SignupRow)
SPEAKER = columns(SpeakerRow)
VOTE = columns(AnswerVoteRow)
EARLIER = AnswerRow.__table__.alias("earlier").c  # type: ignore[attr-defined]

ORG: BindParameter[int] = bindparam("org")
BATCH = 20_000
"""Rows of a source a transaction reads: so that others wait for one batch at most."""
COUNTED = {"preserve_rowcount": True}
_WRITTEN = ("organization_id", "person_id", "kind", "subject", "other_id", "at", "is_open")


@dataclass(frozen=True, slots=True)
class Source:
    """A table that deeds were done with, and how they are read off it."""

    name: str
    id: Column[Any]
    """What batches are made by."""
    deeds: Callable[[], Sequence[Select[Any]]]
    """Each gives (person, kind, subject, other, at, is open) of one organization, `:org`, that
    counts at `:now`."""


def sources(session: Session, organization_id: int) -> list[tuple[Source, int]]:
    """Every source, and the highest id it has in this organization."""
    about = {"org": organization_id}
    out = []
    for source in SOURCES:
        owner = source.id.table.c.organization_id
        query = select(func.max(source.id)).where(owner == bindparam("org"))
        out.append((source, session.execute(query, about).scalar() or 0))
    return out


def fill(
    session: Session,
    organization_id: int,
    source: Source,
    after: int,
    last: int,
    now: datetime,
) -> int:
    """Write down what is missing of ids in (after, last], with its topics; how many deeds.

    What is there stays as it is, taken back or not, so doing it twice changes nothing.
    """
    about = {"org": organization_id, "now": now, "after": after, "last": last}
    before = session.execute(
        select(func.max(DEED.id)).where(DEED.organization_id == bindparam("org")), about
    ).scalar()
    number = 0
    for query in source.deeds():
        own = query.where(source.id > bindparam("after"), source.id <= bindparam("last"))
        statement = _insert(session, DeedRow, _WRITTEN, own, UNIQUE)
        done: Any = session.execute(statement, about, execution_options=COUNTED)
        number += done.rowcount
    if number:
        about |= {"before": before or 0}
        for query in _topics():
            names = ("organization_id", "deed_id", "topic_id")
            session.execute(
                _insert(session, DeedTopicRow, names, query, ("deed_id", "topic_id")), about
            )
    return number


def anonymous(session: Session, organization_id: int) -> list[int]:
    """Questions that were asked anonymously: only who holds the key knows their askers."""
    rows = session.execute(
        select(QUESTION.id)
        .where(QUESTION.organization_id == organization_id, QUESTION.is_anonymous)
        .order_by(QUESTION.id)
    )
    return list(rows.scalars())


def _insert(
    session: Session, model: type[Any], names: Sequence[str], query: Select[Any], unique: Any
) -> Any:
    dialect = import_module(f"sqlalchemy.dialects.{session.get_bind().dialect.name}")
    made = dialect.insert(model.__table__).from_select(list(names), query)
    return made.on_conflict_do_nothing(index_elements=list(unique))


def _named(kind: DeedKind) -> ColumnElement[str]:
    return literal(kind.value)


def _subject(word: str, id_: ColumnElement[Any]) -> ColumnElement[str]:
    return literal(f"{word}:") + cast(id_, String)


def _deeds(
    person: Any, kind: DeedKind, subject: ColumnElement[str], other: Any, at: Any, is_open: Any
) -> Select[Any]:
    org = cast(bindparam("org"), Integer)
    parts: list[ColumnElement[Any]] = [org, person, _named(kind), subject, other, at, is_open]
    return select(*parts)


def _kudos() -> Iterator[Select[Any]]:
    subject = _subject("kudos", KUDOS.id)
    pairs = (
        (DeedKind.KUDOS_GIVEN, KUDOS.giver_id, RECIPIENT.person_id),
        (DeedKind.KUDOS_RECEIVED, RECIPIENT.person_id, KUDOS.giver_id),
    )
    for kind, person, other in pairs:
        yield (
            _deeds(person, kind, subject, other, KUDOS.given_at, KUDOS.is_open)
            .join_from(KudosRow, KudosRecipientRow, RECIPIENT.kudos_id == KUDOS.id)
            .where(KUDOS.organization_id == bindparam("org"))
            .where(RECIPIENT.organization_id == bindparam("org"))
            .where(KUDOS.undone_at.is_(None), KUDOS.hidden_at.is_(None))
        )


def _stands() -> ColumnElement[bool]:
    return and_(ANSWER.deleted_at.is_(None), ANSWER.hidden_at.is_(None))


def _answers(kind: DeedKind, subject: ColumnElement[str], other: Any, at: Any) -> Select[Any]:
    """Deeds of the authors of answers that stand, to questions whose askers are known."""
    is_told = ~QUESTION.is_private & or_(
        QUESTION.conversation_id.is_(None), QUESTION.conversation_id.in_(heard(ORG))
    )
    return (
        _deeds(ANSWER.author_id, kind, subject, other, at, is_told)
        .join_from(AnswerRow, QuestionRow, QUESTION.id == ANSWER.question_id)
        .where(ANSWER.organization_id == bindparam("org"), _stands())
        .where(QUESTION.organization_id == bindparam("org"))
    )


def _answered() -> Iterator[Select[Any]]:
    """First is who answered when no earlier answer of somebody but the asker stood."""
    by_others = ANSWER.author_id != QUESTION.asker_id
    stood_before = exists(
        select(EARLIER.id)
        .where(EARLIER.organization_id == bindparam("org"))
        .where(EARLIER.question_id == ANSWER.question_id)
        .where(EARLIER.author_id != QUESTION.asker_id)
        .where(
            or_(
                EARLIER.given_at < ANSWER.given_at,
                and_(EARLIER.given_at == ANSWER.given_at, EARLIER.id < ANSWER.id),
            )
        )
        .where(or_(EARLIER.deleted_at.is_(None), EARLIER.deleted_at > ANSWER.given_at))
        .where(or_(EARLIER.hidden_at.is_(None), EARLIER.hidden_at > ANSWER.given_at))
    )
    known = columns(DeedRow)
    first = _subject("question", QUESTION.id)
    somebody_is = exists(
        select(known.id)
        .where(known.organization_id == bindparam("org"), known.subject == first)
        .where(known.undone_at.is_(None))
    )
    yield (
        _answers(DeedKind.ANSWERED_FIRST, first, QUESTION.asker_id, ANSWER.given_at)
        .where(by_others, ~stood_before)
        .where(~somebody_is)
    )
    own = _subject("answer", ANSWER.id)
    accepted_at = func.coalesce(ANSWER.accepted_at, ANSWER.given_at)
    yield _answers(DeedKind.ANSWER_ACCEPTED, own, QUESTION.asker_id, accepted_at).where(
        by_others, QUESTION.accepted_id == ANSWER.id
    )
    yield (
        _answers(DeedKind.ANSWER_HELPED, own, VOTE.person_id, VOTE.voted_at)
        .join(AnswerVoteRow, VOTE.answer_id == ANSWER.id)
        .where(VOTE.organization_id == bindparam("org"), VOTE.helped)
        .where(VOTE.person_id != ANSWER.author_id)
    )


def _speaks(session_id: Any, person_id: Any) -> ColumnElement[bool]:
    return exists(
        select(SPEAKER.person_id)
        .where(SPEAKER.organization_id == bindparam("org"), SPEAKER.speaks)
        .where(SPEAKER.session_id == session_id, SPEAKER.person_id == person_id)
    )


def _sessions() -> Iterator[Select[Any]]:
    subject = _subject("occurrence", OCCURRENCE.id)
    at = OCCURRENCE.starts_at
    is_told = exists(
        select(SESSION.id)
        .where(SESSION.organization_id == ORG, SESSION.id == OCCURRENCE.session_id)
        .where(SESSION.conversation_id.in_(heard(ORG)))
    )
    yield (
        _deeds(
            SIGNUP.person_id,
            DeedKind.SESSION_ATTENDED,
            subject,
            SIGNUP.person_id,
            at,
            is_told,
        )
        .join_from(OccurrenceRow, SignupRow, SIGNUP.occurrence_id == OCCURRENCE.id)
        .where(OCCURRENCE.organization_id == bindparam("org"))
        .where(SIGNUP.organization_id == bindparam("org"), SIGNUP.attended_at.is_not(None))
        .where(~_speaks(OCCURRENCE.session_id, SIGNUP.person_id))
    )
    listened = exists(
        select(SIGNUP.person_id)
        .where(SIGNUP.organization_id == bindparam("org"), SIGNUP.attended_at.is_not(None))
        .where(SIGNUP.occurrence_id == OCCURRENCE.id)
        .where(~_speaks(OCCURRENCE.session_id, SIGNUP.person_id))
    )
    yield (
        _deeds(
            SPEAKER.person_id,
            DeedKind.SESSION_GIVEN,
            subject,
            SPEAKER.person_id,
            at,
            is_told,
        )
        .join_from(OccurrenceRow, SpeakerRow, SPEAKER.session_id == OCCURRENCE.session_id)
        .where(OCCURRENCE.organization_id == bindparam("org"))
        .where(SPEAKER.organization_id == bindparam("org"), SPEAKER.speaks)
        .where(OCCURRENCE.ends_at <= bindparam("now"), listened)
    )


def _recalls() -> Iterator[Select[Any]]:
    yield (
        _deeds(
            PROMPT.person_id,
            DeedKind.RECALL_KEPT,
            _subject("prompt", PROMPT.id),
            PROMPT.person_id,
            func.min(PROMPT_CARD.answered_at),
            false(),
        )
        .join_from(RecallPromptRow, RecallPromptCardRow, PROMPT_CARD.prompt_id == PROMPT.id)
        .where(PROMPT.organization_id == bindparam("org"))
        .where(PROMPT_CARD.organization_id == bindparam("org"))
        .where(PROMPT_CARD.answered_at.is_not(None))
        .group_by(PROMPT.id, PROMPT.person_id)
    )


SOURCES = (
    Source("kudos", KUDOS.id, lambda: list(_kudos())),
    Source("answers", ANSWER.id, lambda: list(_answered())),
    Source("sessions", OCCURRENCE.id, lambda: list(_sessions())),
    Source("recalls", PROMPT.id, lambda: list(_recalls())),
)


def _number_in(word: str) -> ColumnElement[int]:
    """The number of a deed's subject, if it is of that word; else null."""
    rest = cast(func.substr(DEED.subject, len(word) + 2), Integer)
    return case((DEED.subject.like(f"{word}:%"), rest), else_=None)


def _topics() -> Iterator[Select[Any]]:
    """What deeds newer than `:before` are about."""
    of_kudos = select(bindparam("org", type_=Integer), DEED.id, KUDOS_TOPIC.topic_id).join_from(
        DeedRow, KudosTopicRow, KUDOS_TOPIC.kudos_id == _number_in("kudos")
    )
    of_questions = select(
        bindparam("org", type_=Integer), DEED.id, QUESTION_TOPIC.topic_id
    ).join_from(DeedRow, QuestionTopicRow, QUESTION_TOPIC.question_id == _number_in("question"))
    of_answers = (
        select(bindparam("org", type_=Integer), DEED.id, QUESTION_TOPIC.topic_id)
        .join_from(DeedRow, AnswerRow, ANSWER.id == _number_in("answer"))
        .join(QuestionTopicRow, QUESTION_TOPIC.question_id == ANSWER.question_id)
        .where(ANSWER.organization_id == bindparam("org"))
    )
    of_sessions = (
        select(bindparam("org", type_=Integer), DEED.id, SESSION_TOPIC.topic_id)
        .join_from(DeedRow, OccurrenceRow, OCCURRENCE.id == _number_in("occurrence"))
        .join(SessionTopicRow, SESSION_TOPIC.session_id == OCCURRENCE.session_id)
        .where(OCCURRENCE.organization_id == bindparam("org"))
    )
    about = (
        (of_kudos, KUDOS_TOPIC),
        (of_questions, QUESTION_TOPIC),
        (of_answers, QUESTION_TOPIC),
        (of_sessions, SESSION_TOPIC),
    )
    for query, topics in about:
        yield (
            query.where(DEED.organization_id == bindparam("org"), DEED.id > bindparam("before"))
            .where(topics.organization_id == bindparam("org"))
            .where(DEED.undone_at.is_(None))
        )

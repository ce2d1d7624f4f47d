"""Queries for choosing experts: who comes into question, and what is known of each.

All are held to a few hundred people and questions, by indexes, however many there are.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, case, func, select
from sqlalchemy.orm import Session

from bot.store.expert_reservations import WEEK
from bot.store.experts import PERSON, is_here
from bot.store.models import (
    AnswerRow,
    ExpertActivityRow,
    ExpertRequestRow,
    ExpertRow,
    ExpertState,
    ExpertTopicActivityRow,
    QuestionRow,
    QuestionTopicRow,
    RequestState,
    TopicRow,
    columns,
)

ACTIVITY = columns(ExpertActivityRow)
ABOUT = columns(ExpertTopicActivityRow)
ANSWER = columns(AnswerRow)
EXPERT = columns(ExpertRow)
QUESTION = columns(QuestionRow)
QUESTION_TOPIC = columns(QuestionTopicRow)
REQUEST = columns(ExpertRequestRow)
TOPIC = columns(TopicRow)

MOST = 60
"""People looked at of each kind: the most active, those of the topics, those who declared them."""
LEAST = 15
"""Of each topic, however many a question has."""
LATEST = 100
"""How many earlier questions of an asker are looked at for who helped them."""
WORDS_READ = 600
"""Characters read of an answer."""


@dataclass(frozen=True, slots=True)
class Given:
    """Somebody answered a question."""

    question_id: int
    author_id: int
    asked_at: datetime
    accepted: bool
    doubted: bool
    """It didn't work for somebody, or is out of date."""


def given(session: Session, organization_id: int, question_ids: Collection[int]) -> list[Given]:
    """Who answered these questions, each once, in the order of the questions' ids."""
    rows = session.execute(_GIVEN, {"org": organization_id, "ids": list(question_ids)})
    return [
        Given(r.question_id, r.author_id, r.asked_at, bool(r.accepted), bool(r.doubted))
        for r in rows
    ]


_STANDS = (
    ANSWER.deleted_at.is_(None),
    ANSWER.hidden_at.is_(None),
    ANSWER.retired_at.is_(None),
)
_GIVEN = (
    select(
        ANSWER.question_id,
        ANSWER.author_id,
        QUESTION.asked_at,
        func.max(case((ANSWER.accepted_at.is_not(None), 1), else_=0)).label("accepted"),
        func.min(case((ANSWER.doubted_at.is_not(None), 1), else_=0)).label("doubted"),
    )
    .join(QUESTION.id.table, QUESTION.id == ANSWER.question_id)
    .where(ANSWER.organization_id == bindparam("org"))
    .where(QUESTION.organization_id == bindparam("org"))
    .where(ANSWER.question_id.in_(bindparam("ids", expanding=True)), *_STANDS)
    .where(QUESTION.asker_id.is_(None) | (QUESTION.asker_id != ANSWER.author_id))
    .group_by(ANSWER.question_id, ANSWER.author_id, QUESTION.asked_at)
    .order_by(ANSWER.question_id, ANSWER.author_id)
)


def wordings(
    session: Session, organization_id: int, question_ids: Collection[int]
) -> list[tuple[int, int, str]]:
    """Question, author and how their answers to these questions begin, the oldest first."""
    rows = session.execute(_WORDINGS, {"org": organization_id, "ids": list(question_ids)})
    return [(row.question_id, row.author_id, row.said) for row in rows]


_WORDINGS = (
    select(
        ANSWER.question_id, ANSWER.author_id, func.substr(ANSWER.body, 1, WORDS_READ).label("said")
    )
    .where(ANSWER.organization_id == bindparam("org"))
    .where(ANSWER.question_id.in_(bindparam("ids", expanding=True)), *_STANDS)
    .order_by(ANSWER.question_id, ANSWER.id)
)


def helpers(session: Session, organization_id: int, asker_id: int) -> list[tuple[int, datetime]]:
    """Who answered this asker's latest questions, and when (aware UTC), once a question."""
    rows = session.execute(_HELPERS, {"org": organization_id, "asker": asker_id})
    return [(row.author_id, row.given_at) for row in rows if row.author_id != asker_id]


_OWN = (
    select(QUESTION.id)
    .where(QUESTION.organization_id == bindparam("org"), QUESTION.asker_id == bindparam("asker"))
    .order_by(QUESTION.asked_at.desc())
    .limit(LATEST)
)
_HELPERS = (
    select(ANSWER.author_id, func.min(ANSWER.given_at).label("given_at"))
    .where(ANSWER.organization_id == bindparam("org"), *_STANDS)
    .where(ANSWER.question_id.in_(_OWN.scalar_subquery()))
    .group_by(ANSWER.question_id, ANSWER.author_id)
)


def has_asked(
    session: Session, organization_id: int, person_id: int, *, but: int | None = None
) -> bool:
    """Whether somebody ever asked by name, another question than `but`."""
    query = select(QUESTION.id).where(
        QUESTION.organization_id == organization_id, QUESTION.asker_id == person_id
    )
    if but is not None:
        query = query.where(QUESTION.id != but)
    return session.execute(query.limit(1)).first() is not None


@dataclass(frozen=True, slots=True)
class Deed:
    """Somebody answered a question."""

    times: int
    """How many answers of theirs it has."""
    was_first: bool
    """Whether nobody else has answered."""
    asker_id: int | None
    is_own: bool
    topic_ids: tuple[int, ...]


def deed(session: Session, organization_id: int, question_id: int, author_id: int) -> Deed | None:
    """What somebody's answering a question amounts to; None when they did not."""
    about = {"org": organization_id, "question": question_id}
    authors = session.scalars(_AUTHORS, about).all()
    times = sum(id_ == author_id for id_ in authors)
    if not times:
        return None
    asker_id = session.scalar(
        select(QUESTION.asker_id).where(
            QUESTION.organization_id == organization_id, QUESTION.id == question_id
        )
    )
    return Deed(
        times=times,
        was_first=set(authors) <= {author_id, asker_id},
        asker_id=asker_id,
        is_own=asker_id == author_id,
        topic_ids=tuple(topic_ids(session, organization_id, question_id)),
    )


_AUTHORS = select(ANSWER.author_id).where(
    ANSWER.organization_id == bindparam("org"),
    ANSWER.question_id == bindparam("question"),
    ANSWER.deleted_at.is_(None),
)


def topic_ids(session: Session, organization_id: int, question_id: int) -> list[int]:
    """What a question is about."""
    return list(
        session.scalars(
            select(QUESTION_TOPIC.topic_id)
            .where(QUESTION_TOPIC.organization_id == organization_id)
            .where(QUESTION_TOPIC.question_id == question_id)
            .order_by(QUESTION_TOPIC.topic_id)
        )
    )


def topics_of(
    session: Session,
    organization_id: int,
    question_ids: Collection[int],
    topic_ids: Collection[int],
) -> dict[int, list[int]]:
    """Question → which of these topics it is about."""
    found: dict[int, list[int]] = {}
    about = {"org": organization_id, "ids": list(question_ids), "topics": list(topic_ids)}
    for row in session.execute(_TOPICS_OF, about):
        found.setdefault(row.question_id, []).append(row.topic_id)
    return found


_TOPICS_OF = (
    select(QUESTION_TOPIC.question_id, QUESTION_TOPIC.topic_id)
    .where(QUESTION_TOPIC.organization_id == bindparam("org"))
    .where(QUESTION_TOPIC.question_id.in_(bindparam("ids", expanding=True)))
    .where(QUESTION_TOPIC.topic_id.in_(bindparam("topics", expanding=True)))
)


def most_active(session: Session, organization_id: int) -> set[int]:
    """The people who answered most in the last weeks and in the last months."""
    found: set[int] = set()
    for statement in _MOST_ACTIVE:
        found.update(session.scalars(statement, {"org": organization_id}))
    return found


_MOST_ACTIVE = [
    select(ACTIVITY.person_id)
    .where(ACTIVITY.organization_id == bindparam("org"), ACTIVITY[name].is_not(None))
    .order_by(ACTIVITY[name].desc())
    .limit(MOST)
    for name in ("month", "season")
]


def of_topics(
    session: Session, organization_id: int, topic_ids: Collection[int], turn: int
) -> set[int]:
    """The people most active about these topics, and some of those who declared them.

    Where more declared one than are looked at, it is others each `turn`.
    """
    found: set[int] = set()
    most = max(MOST // max(len(topic_ids), 1), LEAST)
    for topic_id in topic_ids:
        about = {"org": organization_id, "topic": topic_id, "most": most}
        found.update(session.scalars(_OF_TOPIC, about))
        ends = session.execute(_ENDS, about).one()
        if ends.first is None:
            continue
        begin = ends.first + (turn * 7_919) % (ends.last - ends.first + 1)
        some = list(session.scalars(_DECLARED, {**about, "begin": begin}))
        if len(some) < most:
            some += session.scalars(_DECLARED, {**about, "begin": ends.first})
        found.update(some)
    return found


_OF_TOPIC = (
    select(ABOUT.person_id)
    .where(ABOUT.organization_id == bindparam("org"), ABOUT.topic_id == bindparam("topic"))
    .where(ABOUT.season.is_not(None))
    .order_by(ABOUT.season.desc())
    .limit(bindparam("most"))
)
_DECLARED = (
    select(EXPERT.person_id)
    .where(EXPERT.organization_id == bindparam("org"), EXPERT.topic_id == bindparam("topic"))
    .where(EXPERT.state == ExpertState.ACTIVE, EXPERT.person_id >= bindparam("begin"))
    .order_by(EXPERT.person_id)
    .limit(bindparam("most"))
)
_ENDS = select(
    func.min(EXPERT.person_id).label("first"), func.max(EXPERT.person_id).label("last")
).where(EXPERT.organization_id == bindparam("org"), EXPERT.topic_id == bindparam("topic"))


@dataclass(frozen=True, slots=True)
class Standing:
    """What somebody is to one topic."""

    person_id: int
    topic_id: int
    topic: str
    state: ExpertState
    nominated_by: int | None


def standings(
    session: Session, organization_id: int, people: Collection[int], topic_ids: Collection[int]
) -> list[Standing]:
    """What these people are to these topics, by person and topic."""
    about = {"org": organization_id, "people": list(people), "topics": list(topic_ids)}
    return [
        Standing(r.person_id, r.topic_id, r.name, ExpertState(r.state), r.nominated_by)
        for r in session.execute(_STANDINGS, about)
    ]


_STANDINGS = (
    select(EXPERT.person_id, EXPERT.topic_id, TOPIC.name, EXPERT.state, EXPERT.nominated_by)
    .join(TOPIC.id.table, TOPIC.id == EXPERT.topic_id)
    .where(EXPERT.organization_id == bindparam("org"), TOPIC.organization_id == bindparam("org"))
    .where(EXPERT.person_id.in_(bindparam("people", expanding=True)))
    .where(EXPERT.topic_id.in_(bindparam("topics", expanding=True)))
    .order_by(EXPERT.person_id, EXPERT.topic_id)
)


def able(session: Session, organization_id: int, people: Collection[int]) -> set[int]:
    """Those of these people who are an expert of anything and still here."""
    about = {"org": organization_id, "people": list(people)}
    return set(session.scalars(_EXPERTS, about)) & set(session.scalars(_HERE, about))


_EXPERTS = (
    select(EXPERT.person_id)
    .where(EXPERT.organization_id == bindparam("org"), EXPERT.state == ExpertState.ACTIVE)
    .where(EXPERT.person_id.in_(bindparam("people", expanding=True)))
    .distinct()
)
_HERE = select(PERSON.id).where(
    PERSON.organization_id == bindparam("org"),
    PERSON.id.in_(bindparam("people", expanding=True)),
    is_here(),
)


def activity(session: Session, organization_id: int, people: Collection[int]) -> Sequence[Any]:
    """Rows of `expert_activity` for these people."""
    return session.execute(_ACTIVITY, {"org": organization_id, "people": list(people)}).all()


_ACTIVITY = (
    select(*ACTIVITY)
    .where(ACTIVITY.organization_id == bindparam("org"))
    .where(ACTIVITY.person_id.in_(bindparam("people", expanding=True)))
)


def topic_activity(
    session: Session, organization_id: int, people: Collection[int], topic_ids: Iterable[int]
) -> Sequence[Any]:
    """Rows of `expert_topic_activity`, with the topics' names, for these people and topics."""
    about = {"org": organization_id, "people": list(people), "topics": list(topic_ids)}
    return session.execute(_TOPIC_ACTIVITY, about).all()


_TOPIC_ACTIVITY = (
    select(*ABOUT, TOPIC.name)
    .join(TOPIC.id.table, TOPIC.id == ABOUT.topic_id)
    .where(ABOUT.organization_id == bindparam("org"), TOPIC.organization_id == bindparam("org"))
    .where(ABOUT.topic_id.in_(bindparam("topics", expanding=True)))
    .where(ABOUT.person_id.in_(bindparam("people", expanding=True)))
)


def loads(
    session: Session, organization_id: int, people: Collection[int], now: datetime
) -> dict[int, tuple[int, int]]:
    """Person → how often they were asked in the last seven days, and passed of these."""
    since = now - WEEK
    about = {"org": organization_id, "people": list(people), "since": since}
    return {r.person_id: (int(r.asked), int(r.passed)) for r in session.execute(_LOADS, about)}


_LOADS = (
    select(
        REQUEST.person_id,
        func.count().label("asked"),
        func.sum(case((REQUEST.state == RequestState.PASSED, 1), else_=0)).label("passed"),
    )
    .where(REQUEST.organization_id == bindparam("org"))
    .where(REQUEST.person_id.in_(bindparam("people", expanding=True)))
    .where(REQUEST.asked_at > bindparam("since"))
    .group_by(REQUEST.person_id)
)


def refusals(
    session: Session, organization_id: int, question_ids: Collection[int]
) -> list[tuple[int, int]]:
    """Question and person, where somebody said of one of these that it is not their topic."""
    rows = session.execute(_REFUSALS, {"org": organization_id, "ids": list(question_ids)})
    return [(row.question_id, row.person_id) for row in rows]


_REFUSALS = (
    select(REQUEST.question_id, REQUEST.person_id)
    .where(REQUEST.organization_id == bindparam("org"))
    .where(REQUEST.question_id.in_(bindparam("ids", expanding=True)))
    .where(REQUEST.state == RequestState.NOT_MY_TOPIC)
)

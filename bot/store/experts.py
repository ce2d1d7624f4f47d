"""Queries on experts: who knows what, how much they like to be asked, who owns a topic."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, bindparam, delete, exists, func, select, update
from sqlalchemy.orm import Session

from bot.events import Person
from bot.store.models import (
    AccountRow,
    AnswerRow,
    ExpertRequestRow,
    ExpertRow,
    ExpertSettingRow,
    ExpertState,
    PersonRow,
    QuestionRow,
    QuestionTopicRow,
    TopicOwnerRow,
    TopicRow,
    columns,
)
from bot.store.outbox import insert_once
from bot.store.topics import Topic

ACCOUNT = columns(AccountRow)
ANSWER = columns(AnswerRow)
EXPERT = columns(ExpertRow)
SETTING = columns(ExpertSettingRow)
OWNER = columns(TopicOwnerRow)
PERSON = columns(PersonRow)
QUESTION = columns(QuestionRow)
QUESTION_TOPIC = columns(QuestionTopicRow)
REQUEST = columns(ExpertRequestRow)
TOPIC = columns(TopicRow)


@dataclass(frozen=True, slots=True)
class Expertise:
    """Somebody and a topic: what they said about it, and since when."""

    topic: Topic
    person: Person
    state: ExpertState
    nominated_by: Person | None
    since: datetime


@dataclass(frozen=True, slots=True)
class Habits:
    """How much somebody likes to be asked."""

    weekly_limit: int | None = None
    """Questions a week at most; None: as `app.yaml` says."""
    paused_until: datetime | None = None


def is_here() -> ColumnElement[bool]:
    """Whether PERSON has an account that is in use and no bot's: people who left vanish."""
    return PERSON.left_at.is_(None) & exists(
        select(ACCOUNT.id)
        .where(ACCOUNT.organization_id == PERSON.organization_id)
        .where(ACCOUNT.person_id == PERSON.id)
        .where(ACCOUNT.is_deleted.is_(False), ACCOUNT.is_bot.is_(False))
    )


def is_expert(
    session: Session, organization_id: int, person_id: int, topics: Iterable[str]
) -> bool:
    """Whether somebody is an active expert of one of these topics (by name)."""
    about = {"org": organization_id, "person": person_id, "names": list(topics)}
    return session.execute(_IS_EXPERT, about).first() is not None


_IS_EXPERT = (
    select(EXPERT.topic_id)
    .join(TOPIC.id.table, TOPIC.id == EXPERT.topic_id)
    .where(EXPERT.organization_id == bindparam("org"))
    .where(TOPIC.organization_id == bindparam("org"))
    .where(EXPERT.person_id == bindparam("person"), EXPERT.state == ExpertState.ACTIVE)
    .where(TOPIC.name.in_(bindparam("names", expanding=True)))
    .limit(1)
)


def active(session: Session, organization_id: int, topics: Iterable[str]) -> list[Expertise]:
    """The experts of these topics (by name) who are still here, the longest serving first."""
    return _load(
        session, organization_id, TOPIC.name.in_(list(topics)), EXPERT.state == ExpertState.ACTIVE
    )


def of_person(session: Session, organization_id: int, person_id: int) -> list[Expertise]:
    """All that was ever said about what somebody is an expert of, by topic."""
    found = _load(session, organization_id, EXPERT.person_id == person_id)
    return sorted(found, key=lambda e: e.topic.name)


def get(session: Session, organization_id: int, topic_id: int, person_id: int) -> Expertise | None:
    """What is known about one person and one topic, locked until the transaction ends."""
    session.execute(
        select(EXPERT.topic_id)
        .where(EXPERT.organization_id == organization_id)
        .where(EXPERT.topic_id == topic_id, EXPERT.person_id == person_id)
        .with_for_update(key_share=True)
    )
    found = _load(
        session, organization_id, EXPERT.topic_id == topic_id, EXPERT.person_id == person_id
    )
    return found[0] if found else None


def _load(session: Session, organization_id: int, *which: ColumnElement[bool]) -> list[Expertise]:
    by = PersonRow.__table__.alias("nominator")  # type: ignore[attr-defined]
    rows = session.execute(
        select(
            EXPERT.topic_id,
            TOPIC.name.label("topic"),
            EXPERT.person_id,
            PERSON.name,
            EXPERT.state,
            EXPERT.since,
            by.c.id.label("by_id"),
            by.c.name.label("by_name"),
        )
        .join(TOPIC.id.table, TOPIC.id == EXPERT.topic_id)
        .join(PERSON.id.table, PERSON.id == EXPERT.person_id)
        .outerjoin(by, (by.c.id == EXPERT.nominated_by) & (by.c.organization_id == organization_id))
        .where(EXPERT.organization_id == organization_id)
        .where(TOPIC.organization_id == organization_id)
        .where(PERSON.organization_id == organization_id)
        .where(*which, is_here())
        .order_by(EXPERT.since, EXPERT.person_id)
    )
    return [
        Expertise(
            topic=Topic(row.topic_id, row.topic),
            person=Person(row.person_id, row.name),
            state=ExpertState(row.state),
            nominated_by=Person(row.by_id, row.by_name) if row.by_id else None,
            since=row.since,
        )
        for row in rows
    ]


def set_state(
    session: Session,
    organization_id: int,
    topic_id: int,
    person_id: int,
    state: ExpertState,
    now: datetime,
) -> None:
    """Write down what somebody is to a topic from now on; who named them is kept."""
    if not _add(session, organization_id, topic_id, person_id, state, now, None):
        session.execute(
            update(ExpertRow)
            .where(EXPERT.organization_id == organization_id)
            .where(EXPERT.topic_id == topic_id, EXPERT.person_id == person_id)
            .values(state=state, since=now)
        )


def propose(
    session: Session,
    organization_id: int,
    topic_id: int,
    person_id: int,
    state: ExpertState,
    now: datetime,
    *,
    nominated_by: int | None = None,
    rested_since: datetime | None = None,
) -> bool:
    """Note that somebody is asked to be an expert; False: they are one, or were asked already.

    Whoever was asked or left at `rested_since` or before may be asked again; None: never.
    """
    if _add(session, organization_id, topic_id, person_id, state, now, nominated_by):
        return True
    if rested_since is None:
        return False
    again = session.execute(
        update(ExpertRow)
        .where(EXPERT.organization_id == organization_id)
        .where(EXPERT.topic_id == topic_id, EXPERT.person_id == person_id)
        .where(EXPERT.state != ExpertState.ACTIVE, EXPERT.since <= rested_since)
        .values(state=state, since=now, nominated_by=nominated_by)
        .returning(EXPERT.topic_id)
    )
    return again.first() is not None


def _add(
    session: Session,
    organization_id: int,
    topic_id: int,
    person_id: int,
    state: ExpertState,
    now: datetime,
    nominated_by: int | None,
) -> bool:
    """A new row; False when there is one."""
    statement = insert_once(session, ExpertRow, ("topic_id", "person_id"))
    values = {
        "organization_id": organization_id,
        "topic_id": topic_id,
        "person_id": person_id,
        "nominated_by": nominated_by,
        "state": state,
        "since": now,
    }
    return session.execute(statement.returning(EXPERT.topic_id), values).first() is not None


def habits(session: Session, organization_id: int, person_id: int) -> Habits:
    """How much somebody likes to be asked."""
    row = session.execute(
        select(SETTING.weekly_limit, SETTING.paused_until).where(
            SETTING.organization_id == organization_id, SETTING.person_id == person_id
        )
    ).one_or_none()
    return Habits(row.weekly_limit, row.paused_until) if row else Habits()


def set_habits(session: Session, organization_id: int, person_id: int, habits: Habits) -> None:
    """Remember how much somebody likes to be asked."""
    values = {"weekly_limit": habits.weekly_limit, "paused_until": habits.paused_until}
    session.execute(
        insert_once(session, ExpertSettingRow, ("person_id",)),
        {"organization_id": organization_id, "person_id": person_id, **values},
    )
    session.execute(
        update(ExpertSettingRow)
        .where(SETTING.organization_id == organization_id, SETTING.person_id == person_id)
        .values(values)
    )


def paused(
    session: Session, organization_id: int, person_ids: Iterable[int], now: datetime
) -> dict[int, datetime]:
    """Person id → until when (aware UTC), for those of them who are not to be asked now."""
    rows = session.execute(
        select(SETTING.person_id, SETTING.paused_until)
        .where(SETTING.organization_id == organization_id, SETTING.paused_until > now)
        .where(SETTING.person_id.in_(list(person_ids)))
    )
    return {row.person_id: row.paused_until for row in rows}


def accepted_answers(
    session: Session, organization_id: int, person_ids: Iterable[int], topic_id: int
) -> dict[int, int]:
    """Person id → how many of their answers about a topic were accepted and still stand."""
    rows = session.execute(
        select(ANSWER.author_id, func.count())
        .join(QUESTION_TOPIC.question_id.table, QUESTION_TOPIC.question_id == ANSWER.question_id)
        .join(QUESTION.id.table, QUESTION.id == ANSWER.question_id)
        .where(ANSWER.organization_id == organization_id)
        .where(QUESTION.organization_id == organization_id)
        .where(QUESTION_TOPIC.organization_id == organization_id)
        .where(QUESTION_TOPIC.topic_id == topic_id, ANSWER.author_id.in_(list(person_ids)))
        .where(ANSWER.accepted_at.is_not(None), ANSWER.retired_at.is_(None))
        # Who accepts their own answer to their own question earns nothing by it.
        .where(ANSWER.accepted_by.is_distinct_from(ANSWER.author_id))
        .where(ANSWER.deleted_at.is_(None), ANSWER.hidden_at.is_(None))
        .where(QUESTION.hidden_at.is_(None))
        .group_by(ANSWER.author_id)
    )
    return {person_id: int(number) for person_id, number in rows}


def owners(session: Session, organization_id: int, topics: Iterable[str]) -> list[Person]:
    """Who owns these topics (by name) and is still here; each once."""
    rows = session.execute(
        select(PERSON.id, PERSON.name)
        .join(OWNER.person_id.table, OWNER.person_id == PERSON.id)
        .join(TOPIC.id.table, TOPIC.id == OWNER.topic_id)
        .where(OWNER.organization_id == organization_id)
        .where(PERSON.organization_id == organization_id)
        .where(TOPIC.organization_id == organization_id)
        .where(TOPIC.name.in_(list(topics)), is_here())
        .group_by(PERSON.id, PERSON.name)
        .order_by(PERSON.id)
    )
    return [Person(row.id, row.name) for row in rows]


def set_owners(
    session: Session, organization_id: int, topic_id: int, people: Iterable[Person]
) -> None:
    """Let these people own a topic, and nobody else."""
    session.execute(
        delete(TopicOwnerRow).where(
            OWNER.organization_id == organization_id, OWNER.topic_id == topic_id
        )
    )
    own = {"organization_id": organization_id, "topic_id": topic_id}
    rows = [{**own, "person_id": id_} for id_ in dict.fromkeys(p.id for p in people)]
    if rows:
        session.execute(insert_once(session, TopicOwnerRow, ("topic_id", "person_id")), rows)

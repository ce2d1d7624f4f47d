"""What people's answers leave behind for choosing experts, written with the answer itself."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy import Select, bindparam, delete, insert, select, true, update
from sqlalchemy.orm import Session

from bot.store.fading import MONTH, SEASON, WEEK, YEAR, added
from bot.store.models import (
    AnswerRow,
    ExpertActivityRow,
    ExpertTopicActivityRow,
    QuestionRow,
    QuestionTopicRow,
    columns,
)
from bot.store.outbox import insert_once

ACTIVITY = columns(ExpertActivityRow)
ABOUT = columns(ExpertTopicActivityRow)
ANSWER = columns(AnswerRow)
QUESTION = columns(QuestionRow)
QUESTION_TOPIC = columns(QuestionTopicRow)

TOLD = 100
"""After so many answers a recount says how far it is."""
HALVES = {
    "week": WEEK,
    "month": MONTH,
    "season": SEASON,
    "year": YEAR,
    "first_month": MONTH,
    "first_season": SEASON,
    "newcomers": YEAR,
    "not_mine": YEAR,
}
"""Fading column → its half-life in days."""


def answered(
    session: Session,
    organization_id: int,
    person_id: int,
    topic_ids: Collection[int],
    *,
    was_first: bool,
    newcomer: bool,
    at: datetime,
) -> None:
    """Somebody answered another's question, for the first time that one.

    `was_first`: nobody had before; `newcomer`: its asker had never asked before. `at` is aware.
    """
    new = {"organization_id": organization_id, "person_id": person_id, "questions": 0}
    session.execute(insert_once(session, ExpertActivityRow, ("person_id",)), new)
    row = session.execute(_LOCKED, {"org": organization_id, "person": person_id}).one()
    values: dict[str, Any] = {"questions": row.questions + 1}
    values |= _grown(row, ("week", "month", "season", "year"), at)
    if was_first:
        values |= _grown(row, ("first_month", "first_season"), at)
    if newcomer:
        values |= _grown(row, ("newcomers",), at)
    values["first_at"] = min(row.first_at or at, at)
    values["seen_at"] = max(row.seen_at or at, at)
    session.execute(_mine(organization_id, person_id).values(values))
    for topic_id in sorted(topic_ids):
        _about(
            session,
            organization_id,
            person_id,
            topic_id,
            lambda row: {"questions": row.questions + 1, **_grown(row, ("month", "season"), at)},
        )


def seen(session: Session, organization_id: int, person_id: int, at: datetime) -> None:
    """Somebody who answers at times wrote something here (aware); of others nothing is kept."""
    session.execute(
        _mine(organization_id, person_id)
        .where(ACTIVITY.seen_at.is_(None) | (ACTIVITY.seen_at < at))
        .values(seen_at=at)
    )


def not_mine(
    session: Session, organization_id: int, person_id: int, topic_ids: Iterable[int], at: datetime
) -> None:
    """Somebody said that these are not their topics, when asked (aware)."""
    for topic_id in sorted(topic_ids):
        _about(
            session,
            organization_id,
            person_id,
            topic_id,
            lambda row: _grown(row, ("not_mine",), at),
        )


def forget(session: Session, organization_id: int, person_id: int) -> None:
    """Forget how active somebody was."""
    for table, person in ((ExpertActivityRow, ACTIVITY), (ExpertTopicActivityRow, ABOUT)):
        session.execute(
            delete(table)
            .where(person.organization_id == organization_id)
            .where(person.person_id == person_id)
        )


def recount(
    session: Session,
    organization_id: int,
    tell: Callable[[int], object] | None = None,
    only: int | None = None,
    is_own: Callable[[int, int], bool] = lambda question_id, person_id: False,
) -> int:
    """Work it all out again from the stored answers, say after an import; how many counted.

    What people said about topics that are not theirs is kept. `tell` hears of every further
    hundred answers that were looked at, and of the rest. `only` is the one person to do it for;
    None: everybody. `is_own` tells whether somebody asked an anonymous question (its id, theirs).
    """
    whose = true() if only is None else ACTIVITY.person_id == only
    session.execute(
        delete(ExpertActivityRow).where(ACTIVITY.organization_id == organization_id, whose)
    )
    session.execute(
        update(ExpertTopicActivityRow)
        .where(ABOUT.organization_id == organization_id)
        .where(true() if only is None else ABOUT.person_id == only)
        .values(questions=0, month=None, season=None)
    )
    theirs = _questions_answered_by(organization_id, only)
    topics: dict[int, list[int]] = {}
    for question_id, topic_id in session.execute(
        select(QUESTION_TOPIC.question_id, QUESTION_TOPIC.topic_id)
        .where(QUESTION_TOPIC.organization_id == organization_id)
        .where(true() if theirs is None else QUESTION_TOPIC.question_id.in_(theirs))
    ):
        topics.setdefault(question_id, []).append(topic_id)
    newcomers = _first_questions(session, organization_id, theirs)
    people: dict[int, dict[str, Any]] = {}
    about: dict[tuple[int, int], dict[str, Any]] = {}
    taken: set[tuple[int, int]] = set()
    answered_already: set[int] = set()
    rows = session.execute(
        select(ANSWER.question_id, ANSWER.author_id, ANSWER.given_at, QUESTION.asker_id)
        .join(QUESTION.id.table, QUESTION.id == ANSWER.question_id)
        .where(ANSWER.organization_id == organization_id)
        .where(QUESTION.organization_id == organization_id)
        .where(ANSWER.deleted_at.is_(None), ANSWER.hidden_at.is_(None))
        .where(true() if theirs is None else ANSWER.question_id.in_(theirs))
        .order_by(ANSWER.given_at, ANSWER.id)
    )
    looked_at = 0
    for question_id, author_id, at, asker_id in rows:
        looked_at += 1
        if tell is not None and looked_at % TOLD == 0:
            tell(TOLD)
        if author_id == asker_id or (question_id, author_id) in taken:
            continue
        if asker_id is None and is_own(question_id, author_id):
            continue
        taken.add((question_id, author_id))
        if only not in (None, author_id):
            answered_already.add(question_id)
            continue
        mine = people.setdefault(author_id, {"first_at": at, "questions": 0})
        names = ["week", "month", "season", "year"]
        if question_id not in answered_already:
            names += ["first_month", "first_season"]
        if question_id in newcomers:
            names.append("newcomers")
        _grow(mine, names, at)
        mine["seen_at"] = at
        answered_already.add(question_id)
        for topic_id in topics.get(question_id, ()):
            there = about.setdefault((topic_id, author_id), {"questions": 0})
            _grow(there, ("month", "season"), at)
    if tell is not None:
        tell(looked_at % TOLD)
    own = {"organization_id": organization_id}
    blank = dict.fromkeys(n for n in HALVES if n != "not_mine")
    if people:
        session.execute(
            insert(ExpertActivityRow),
            [own | blank | {"person_id": i} | values for i, values in people.items()],
        )
    for (topic_id, person_id), values in about.items():
        _about(session, organization_id, person_id, topic_id, partial(_as_counted, values))
    return len(taken)


def _questions_answered_by(
    organization_id: int, person_id: int | None
) -> Select[tuple[int]] | None:
    if person_id is None:
        return None
    return select(ANSWER.question_id).where(
        ANSWER.organization_id == organization_id, ANSWER.author_id == person_id
    )


def _first_questions(
    session: Session, organization_id: int, of: Select[tuple[int]] | None = None
) -> set[int]:
    """The first question of everybody who asked by name; `of` are questions to look among."""
    askers = select(QUESTION.asker_id).where(QUESTION.organization_id == organization_id)
    rows = session.execute(
        select(QUESTION.asker_id, QUESTION.id)
        .where(QUESTION.organization_id == organization_id, QUESTION.asker_id.is_not(None))
        .where(true() if of is None else QUESTION.asker_id.in_(askers.where(QUESTION.id.in_(of))))
        .order_by(QUESTION.asked_at.desc(), QUESTION.id.desc())
    )
    return set({row.asker_id: row.id for row in rows}.values())


_LOCKED = (
    select(*(c for c in ACTIVITY))
    .where(ACTIVITY.organization_id == bindparam("org"))
    .where(ACTIVITY.person_id == bindparam("person"))
    .with_for_update()
)
_LOCKED_ABOUT = (
    select(*(c for c in ABOUT))
    .where(ABOUT.organization_id == bindparam("org"))
    .where(ABOUT.person_id == bindparam("person"), ABOUT.topic_id == bindparam("topic"))
    .with_for_update()
)


def _mine(organization_id: int, person_id: int) -> Any:
    return update(ExpertActivityRow).where(
        ACTIVITY.organization_id == organization_id, ACTIVITY.person_id == person_id
    )


def _about(
    session: Session,
    organization_id: int,
    person_id: int,
    topic_id: int,
    change: Callable[[Any], dict[str, Any]],
) -> None:
    """Change what is kept about a person and a topic; locked meanwhile."""
    of = {"organization_id": organization_id, "person_id": person_id, "topic_id": topic_id}
    session.execute(
        insert_once(session, ExpertTopicActivityRow, ("topic_id", "person_id")),
        {**of, "questions": 0},
    )
    about = {"org": organization_id, "person": person_id, "topic": topic_id}
    row = session.execute(_LOCKED_ABOUT, about).one()
    session.execute(
        update(ExpertTopicActivityRow)
        .where(ABOUT.organization_id == organization_id)
        .where(ABOUT.person_id == person_id, ABOUT.topic_id == topic_id)
        .values(change(row))
    )


def _as_counted(values: dict[str, Any], row: Any) -> dict[str, Any]:
    return values


def _grown(row: Any, names: Iterable[str], at: datetime) -> dict[str, float]:
    return {name: added(getattr(row, name), HALVES[name], at) for name in names}


def _grow(values: dict[str, Any], names: Iterable[str], at: datetime) -> None:
    values["questions"] += 1
    for name in names:
        values[name] = added(values.get(name), HALVES[name], at)

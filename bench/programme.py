"""Databases full of what happened in eight weeks, for the bench of the programme's figures."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, String, case, cast, func, insert, literal, null, select
from sqlalchemy.orm import Session

from bench.rows import Rows, put, put_people
from bot.rules.measures import Week
from bot.store.database import Database
from bot.store.migrate import upgrade
from bot.store.models import (
    AnswerRow,
    DeedRow,
    OccurrenceRow,
    PersonRow,
    QuestionRow,
    RecallCardRow,
    RecallMemoryRow,
    RecallReviewRow,
    SessionRow,
    SignupRow,
    columns,
)

WEEK = Week(date(2026, 11, 9), "UTC")
"""The week that is told."""
NOW = datetime(2026, 11, 16, 9, tzinfo=UTC)
DAYS = 56
FIRST = WEEK.ends - timedelta(days=DAYS)
SESSIONS = 1_400
CARDS = 40
EACH = {"deeds": 10, "questions": 2, "answers": 4, "reviews": 4, "signups": 2}
"""Of each person: 22 events."""

PERSON = columns(PersonRow)
QUESTION = columns(QuestionRow)


def plant(url: str, people: int) -> None:
    """So many people and 22 events of each, spread evenly over eight weeks."""
    database = Database(url)
    upgrade(database)
    try:
        with Session(database.engine) as session, session.begin():
            put_people(session, people, FIRST)
            put(session, SessionRow, _sessions())
            put(session, OccurrenceRow, _occurrences())
            put(session, RecallCardRow, _cards())
            for turn in range(EACH["deeds"]):
                _deeds(session, turn)
            for turn in range(EACH["signups"]):
                _signups(session, turn)
            for turn in range(EACH["questions"]):
                _questions(session, turn)
            for turn in range(EACH["answers"] // EACH["questions"]):
                _answers(session, people, turn)
            for turn in range(EACH["reviews"]):
                _reviews(session, turn)
        if not database.is_sqlite:
            with database.engine.connect() as connection:
                connection.exec_driver_sql("ANALYZE")
                connection.commit()
    finally:
        database.close()


def _moment(of: ColumnElement[int], turn: int, hours: int, like: Any) -> ColumnElement[Any]:
    """A moment of the eight weeks for each row, by its number; `hours` later than day begins."""
    day = (of * 31 + turn * 17) % DAYS
    days = {n: literal(FIRST + timedelta(days=n, hours=hours), like.type) for n in range(DAYS)}
    return case(days, value=day)


def _into(session: Session, model: type[Any], values: dict[str, Any], query_of: Any) -> None:
    names = ["organization_id", *values]
    query = select(literal(1), *values.values()).select_from(query_of)
    session.execute(insert(model.__table__).from_select(names, query))


def _deeds(session: Session, turn: int) -> None:
    deed = columns(DeedRow)
    kind = ("kudos_given", "kudos_received", "session_attended", "recall_kept")[turn % 4]
    values = {
        "person_id": PERSON.id,
        "kind": literal(kind),
        "subject": literal("bench:") + cast(PERSON.id + turn * 1_000_000, String),
        "other_id": PERSON.id,
        "at": _moment(PERSON.id, turn, 10, deed.at),
        "is_open": literal(value=True),
    }
    _into(session, DeedRow, values, PersonRow)


def _signups(session: Session, turn: int) -> None:
    signup = columns(SignupRow)
    at = literal(FIRST, signup.answered_at.type)
    values = {
        "occurrence_id": (PERSON.id + turn * 7) % SESSIONS + 1,
        "person_id": PERSON.id,
        "answer": literal("going"),
        "turn": PERSON.id,
        "answered_at": at,
        "attended_at": case((PERSON.id % 4 != 0, at), else_=null()),
    }
    _into(session, SignupRow, values, PersonRow)


def _questions(session: Session, turn: int) -> None:
    asked = _moment(PERSON.id, turn, 9, QUESTION.asked_at)
    values = {
        "once": literal(f"bench:{turn}:") + cast(PERSON.id, String),
        "asker_id": PERSON.id,
        "is_anonymous": literal(value=False),
        "is_private": literal(value=False),
        "title": literal("Why does the planner not use this index?"),
        "body": literal("It reads the whole table, and there are a million rows in it."),
        "about_message": literal(""),
        "state": literal("closed"),
        "next_step": null(),
        "rung": literal("close"),
        "rung_at": asked,
        "asked_at": asked,
        "stirred_at": asked,
    }
    _into(session, QuestionRow, values, PersonRow)


def _answers(session: Session, people: int, turn: int) -> None:
    """One for each question, hours after it, by somebody else; a tenth has none."""
    answer = columns(AnswerRow)
    number = (QUESTION.id - 1) / people
    days = {
        n: literal(FIRST + timedelta(days=n, hours=10 + 5 * turn), answer.given_at.type)
        for n in range(DAYS)
    }
    day = (QUESTION.asker_id * 31 + cast(func.floor(number), QUESTION.id.type) * 17) % DAYS
    query = (
        select(
            literal(1),
            QUESTION.id,
            (QUESTION.asker_id + 7 + turn) % people + 1,
            literal("Reading in order is cheaper than that many look-ups."),
            literal("form"),
            case(days, value=day),
        )
        .where(QUESTION.organization_id == 1, QUESTION.id % 10 != 0)
        .order_by(QUESTION.id)
    )
    names = ["organization_id", "question_id", "author_id", "body", "via", "given_at"]
    session.execute(insert(AnswerRow.__table__).from_select(names, query))  # type: ignore[attr-defined]


def _reviews(session: Session, turn: int) -> None:
    """Everybody met a card in the week before they were asked about it."""
    memory, review = columns(RecallMemoryRow), columns(RecallReviewRow)
    card = (PERSON.id + turn * 11) % CARDS + 1
    at = _moment(PERSON.id, turn, 8, review.reviewed_at)
    began = _moment(PERSON.id, turn, 8 - 24 * 7, memory.began_at)
    held_out = literal(value=False)
    known = {
        "person_id": PERSON.id,
        "card_id": card,
        "began_at": began,
        "model_state": literal(2),
        "is_held_out": held_out,
    }
    _into(session, RecallMemoryRow, known, PersonRow)
    values = {
        "person_id": PERSON.id,
        "card_id": card,
        "card_version": literal(1),
        "rating": 1 + (PERSON.id + turn) % 4,
        "given": literal(""),
        "due_at": at,
        "asked_at": at,
        "reviewed_at": at,
        "model": literal("bench"),
        "is_held_out": held_out,
        "is_last": literal(value=False),
    }
    _into(session, RecallReviewRow, values, PersonRow)


def _sessions() -> Rows:
    for n in range(SESSIONS):
        yield {
            "organization_id": 1,
            "facilitator_id": 1,
            "title": f"Session {n}",
            "abstract": "",
            "place": "",
            "wall_time": "",
            "time_zone": "UTC",
            "minutes": 60,
            "seats": 200 if n % 2 else None,
            "rule": "",
            "prerequisite": "",
            "recalls": True,
            "wants_speaker": False,
            "state": "announced",
            "created_at": FIRST,
            "revision": 0,
            "said": "",
        }


def _occurrences() -> Rows:
    for n in range(SESSIONS):
        starts = FIRST + timedelta(days=n % DAYS, hours=12)
        yield {
            "organization_id": 1,
            "session_id": n + 1,
            "meant_for": "",
            "wall_time": "",
            "starts_at": starts,
            "ends_at": starts + timedelta(hours=1),
            "code": "",
        }


def _cards() -> Rows:
    for n in range(CARDS):
        yield {
            "organization_id": 1,
            "author_id": 1,
            "kind": "single",
            "prompt": f"Question {n}",
            "solution": "",
            "explanation": "",
            "link": "",
            "state": "active",
            "version": 1,
            "is_baseline": False,
            "created_at": FIRST,
        }

"""Databases full of teams and what they did for the bench, written in bulk, on both databases."""

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import String, cast, func, insert, literal, null, select
from sqlalchemy.orm import Session

from bench.rows import put, put_people
from bot.events import ConversationKind
from bot.store.database import Database
from bot.store.migrate import upgrade
from bot.store.models import (
    AnswerRow,
    ConversationRow,
    DeedKind,
    DeedRow,
    DeedTopicRow,
    DigestRow,
    KudosRecipientRow,
    KudosRow,
    OccurrenceRow,
    OutboxRow,
    PersonRow,
    QuestionRow,
    RecallCardRow,
    RecallCardTopicRow,
    RecallReviewRow,
    ReportingRow,
    SessionRow,
    SessionTopicRow,
    SpeakerRow,
    TopicRow,
    columns,
)

MONDAY = datetime(2026, 11, 23, tzinfo=UTC)
"""Digests of the week before are due on it, at nine o'clock wherever people live."""
BEGAN = MONDAY - timedelta(days=400)
EACH = (
    DeedKind.KUDOS_RECEIVED,
    DeedKind.SESSION_ATTENDED,
    DeedKind.RECALL_KEPT,
    DeedKind.ANSWERED_FIRST,
    DeedKind.KUDOS_GIVEN,
    DeedKind.SESSION_ATTENDED,
    DeedKind.ANSWER_HELPED,
    DeedKind.RECALL_KEPT,
    DeedKind.ANSWER_ACCEPTED,
    DeedKind.SESSION_ATTENDED,
)
"""What everybody does in turn: as many of them as there are events a person."""
APART = timedelta(days=3, hours=5)
TOPICS, SESSIONS, SOON = 200, 2_000, 100

PERSON = columns(PersonRow)
DEED = columns(DeedRow)
DIGEST = columns(DigestRow)
OUTBOX = columns(OutboxRow)
KUDOS = columns(KudosRow)
QUESTION = columns(QuestionRow)


def plant(url: str, people: int, managers: int, events: int) -> None:
    """So many people in as many teams as there are managers, who did so much in ten weeks."""
    database = Database(url)
    upgrade(database)
    try:
        with Session(database.engine) as session, session.begin():
            put_people(session, people, BEGAN)
            place = {"organization_id": 1, "workspace_id": 1, "kind": ConversationKind.CHANNEL}
            channel = {**place, "address": "C0BENCH", "name": "learning", "reference": ""}
            put(session, ConversationRow, [channel])
            names = [{"organization_id": 1, "name": f"topic-{n}"} for n in range(TOPICS)]
            put(session, TopicRow, names)
            _report(session, managers)
            _meet(session, people)
            for turn in range(events // people):
                _do(session, turn, people)
            _ask(session)
            _learn(session)
        if not database.is_sqlite:
            with database.engine.connect() as connection:
                connection.exec_driver_sql("ANALYZE")
                connection.commit()
    finally:
        database.close()


def _report(session: Session, managers: int) -> None:
    """The first so many lead; managers report to a tenth of themselves."""
    lead = PERSON.id % managers + 1
    _from(
        session,
        ReportingRow,
        {
            "person_id": PERSON.id,
            "manager_id": lead,
            "since": literal(BEGAN, DEED.at.type),
        },
        PERSON.id > managers,
    )
    upper = PERSON.id % (managers // 10) + 1
    own = {"person_id": PERSON.id, "manager_id": upper, "since": literal(BEGAN, DEED.at.type)}
    _from(session, ReportingRow, own, (PERSON.id <= managers) & (PERSON.id > managers // 10))


def _do(session: Session, turn: int, people: int) -> None:
    """Everybody does one more thing."""
    kind, at = EACH[turn % len(EACH)], MONDAY - timedelta(hours=9) - APART * turn
    other = (PERSON.id * 7 + turn) % people + 1
    number = PERSON.id + turn * people
    subject: Any = number
    what = "answer"
    if kind is DeedKind.SESSION_ATTENDED:
        what, subject = "occurrence", PERSON.id % (SESSIONS // 10) + 1 + turn * 20
    elif kind is DeedKind.KUDOS_RECEIVED:
        what = "kudos"
        values = {"id": number, "giver_id": other, "note": _words("for number ", number)}
        values |= {"evidence": literal(""), "is_private": literal(False), "is_open": literal(True)}
        values |= {"conversation_id": literal(1), "given_at": literal(at, DEED.at.type)}
        _from(session, KudosRow, values)
        _from(session, KudosRecipientRow, {"kudos_id": number, "person_id": PERSON.id})
    _from(
        session,
        DeedRow,
        {
            "person_id": PERSON.id,
            "kind": literal(kind.value),
            "subject": _words(f"{what}:", subject),
            "other_id": PERSON.id if kind is DeedKind.SESSION_ATTENDED else other,
            "at": literal(at, DEED.at.type),
            "is_open": literal(kind is not DeedKind.RECALL_KEPT),
        },
    )
    if turn % 2 == 0:
        own = select(literal(1), DEED.id, DEED.person_id % TOPICS + 1).where(
            DEED.organization_id == 1, DEED.at == at
        )
        session.execute(
            insert(DeedTopicRow).from_select(["organization_id", "deed_id", "topic_id"], own)
        )


def _ask(session: Session) -> None:
    """Everybody has asked once in ten weeks; one of five waits, the others were answered."""
    at = [MONDAY - timedelta(hours=20) - timedelta(days=7 * n) for n in range(10)]
    for n, moment in enumerate(at):
        is_open, when = n % 5 == 0, literal(moment, DEED.at.type)
        values = {
            "id": PERSON.id,
            "once": _words("bench ", PERSON.id),
            "asker_id": PERSON.id,
            "is_anonymous": literal(False),
            "is_private": literal(False),
            "title": _words("Why does it do that? Number ", PERSON.id),
            "body": literal(""),
            "conversation_id": literal(1),
            "about_message": literal(""),
            "state": literal("open" if is_open else "answered"),
            "rung": literal("ask_experts"),
            "rung_at": when,
            "asked_at": when,
            "stirred_at": when,
        }
        if is_open:
            values |= {"next_step": literal("ask_experts"), "next_step_at": when}
        else:
            values |= {"settled_at": when, "accepted_id": PERSON.id, "next_step": null()}
        which = PERSON.id % len(at) == n
        _from(session, QuestionRow, values, which)
        if not is_open:
            answer = {
                "id": PERSON.id,
                "question_id": PERSON.id,
                "author_id": PERSON.id % 1000 + 1,
                "body": literal("Because."),
                "via": literal("form"),
                "given_at": when,
            }
            _from(session, AnswerRow, answer, which)


def _meet(session: Session, people: int) -> None:
    """Sessions that were, and some to come."""
    starts = [
        MONDAY - timedelta(hours=n) if n > SOON else MONDAY + timedelta(hours=24 + 2 * n)
        for n in range(SESSIONS)
    ]
    numbers = range(SESSIONS)
    put(
        session,
        SessionRow,
        (
            {
                "organization_id": 1,
                "facilitator_id": n % people + 1,
                "title": f"Session {n}",
                "time_zone": "UTC",
                "minutes": 45,
                "conversation_id": 1,
                "state": "announced",
                "created_at": BEGAN,
                "abstract": "",
                "place": "",
                "wall_time": f"{starts[n]:%Y-%m-%dT%H:%M}",
                "rule": "",
                "prerequisite": "",
                "recalls": True,
                "wants_speaker": False,
                "revision": 0,
            }
            for n in numbers
        ),
    )
    put(
        session,
        OccurrenceRow,
        (
            {
                "organization_id": 1,
                "session_id": n + 1,
                "meant_for": f"{starts[n]:%Y-%m-%dT%H:%M}",
                "wall_time": f"{starts[n]:%Y-%m-%dT%H:%M}",
                "starts_at": starts[n],
                "ends_at": starts[n] + timedelta(minutes=45),
                "code": "",
            }
            for n in numbers
        ),
    )
    own = {"organization_id": 1, "speaks": True, "is_cohost": False}
    put(
        session,
        SpeakerRow,
        ({**own, "session_id": n + 1, "person_id": n * 31 % people + 1} for n in numbers),
    )
    about = (
        {"organization_id": 1, "session_id": n + 1, "topic_id": n % TOPICS + 1} for n in numbers
    )
    put(session, SessionTopicRow, about)
    put(
        session,
        DeedRow,
        (
            {
                "organization_id": 1,
                "person_id": n * 31 % people + 1,
                "kind": DeedKind.SESSION_GIVEN.value,
                "subject": f"occurrence:{n + 1}",
                "other_id": n * 31 % people + 1,
                "at": starts[n],
                "is_open": True,
            }
            for n in numbers
            if n > SOON
        ),
    )


def _learn(session: Session) -> None:
    """Everybody was asked one card at the end of its course."""
    card = {"organization_id": 1, "author_id": 1, "kind": "single", "prompt": "Why?"}
    card |= {"solution": "", "explanation": "", "link": "", "state": "active", "version": 1}
    card |= {"is_baseline": False, "created_at": BEGAN}
    put(session, RecallCardRow, [card] * TOPICS)
    about = ({"organization_id": 1, "card_id": n, "topic_id": n} for n in range(1, TOPICS + 1))
    put(session, RecallCardTopicRow, about)
    at = literal(MONDAY - timedelta(days=20), DEED.at.type)
    _from(
        session,
        RecallReviewRow,
        {
            "person_id": PERSON.id,
            "card_id": PERSON.id % 40 + 1,
            "card_version": literal(1),
            "rating": PERSON.id % 4 + 1,
            "given": literal(""),
            "due_at": at,
            "asked_at": at,
            "reviewed_at": at,
            "model": literal("bench"),
            "is_held_out": literal(False),
            "is_last": literal(True),
        },
    )


def _words(before: str, number: Any) -> Any:
    return literal(before) + cast(number, String)


def _from(session: Session, table: type[Any], values: dict[str, Any], which: Any = True) -> None:
    """One row for everybody (or for some), in one statement."""
    query = select(literal(1), *values.values()).where(PERSON.organization_id == 1, which)
    session.execute(insert(table).from_select(["organization_id", *values], query))


def counts(session: Session) -> tuple[int, int, int]:
    """How many digests are kept, how many of them say something, how many posts there are."""
    kept = select(func.count(DIGEST.id)).where(DIGEST.organization_id == 1)
    posts = select(func.count(OUTBOX.id)).where(OUTBOX.organization_id == 1)
    found = [session.execute(q).scalar_one() for q in (kept, kept.where(DIGEST.body != ""), posts)]
    return found[0], found[1], found[2]

"""Databases full of deeds for the bench, written in bulk: a year of a large organization."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, String, case, cast, func, insert, literal, select, update
from sqlalchemy.orm import Session

from bench.rows import put, put_people
from bot.store.database import Database
from bot.store.migrate import upgrade
from bot.store.models import (
    DeedKind,
    DeedRow,
    DeedTopicRow,
    PersonRow,
    ReportingRow,
    TeamRow,
    TopicRow,
    columns,
)

NOON = datetime(2026, 11, 27, 12, 0, tzinfo=UTC)
"""Most of the month is over, so that its board is a long one."""
YEAR = 365
MOMENTS = 360
"""So many different times of deeds, evenly over the year."""
TOPICS = 200
FEW = 500
"""One of so many people is thanked by all."""
TEAM = 12
"""People of each team."""
CIRCLE = 8
"""People of each close circle, of whom everybody thanks everybody."""

PERSON = columns(PersonRow)
TOPIC = columns(TopicRow)
DEED = columns(DeedRow)
ABOUT = columns(DeedTopicRow)
NEWCOMER = (PERSON.organization_id == 1) & (PERSON.id % 40 == 0)
STARTED = date(2026, 11, 2)


def plant(url: str, people: int, deeds: int) -> None:
    """So many people in teams, and about so many deeds of a year, told as they happened.

    Three of a hundred are thanks to few people whom all know, four are within close circles.
    """
    database = Database(url)
    upgrade(database)
    try:
        with Session(database.engine) as session, session.begin():
            put_people(session, people, NOON - timedelta(days=YEAR), lambda n: "UTC")
            put(session, TopicRow, ({"organization_id": 1, "name": f"t{n}"} for n in range(TOPICS)))
            session.execute(update(PersonRow).where(NEWCOMER).values(started_on=STARTED))
            teams = max(people // TEAM, 1)
            put(
                session,
                TeamRow,
                ({"organization_id": 1, "name": f"Team {n}"} for n in range(teams)),
            )
            _belong(session, teams)
            _do(session, people, deeds // people)
            _describe(session)
        with database.engine.connect() as connection:
            connection.exec_driver_sql("ANALYZE")
            connection.commit()
    finally:
        database.close()


def _belong(session: Session, teams: int) -> None:
    began = literal(NOON - timedelta(days=YEAR), columns(ReportingRow).since.type)
    rows = select(literal(1), PERSON.id, 1 + PERSON.id % teams, began)
    names = ["organization_id", "person_id", "team_id", "since"]
    session.execute(insert(ReportingRow).from_select(names, rows))


def _do(session: Session, people: int, each: int) -> None:
    """Everybody does `each` deeds, of kinds in turn; topics are numbers to count with."""
    person, number = PERSON.id, TOPIC.id
    anybody = 1 + (person * 31 + number * 7919) % people
    kinds = [
        DeedKind.KUDOS_RECEIVED,
        DeedKind.KUDOS_GIVEN,
        DeedKind.SESSION_ATTENDED,
        DeedKind.ANSWER_ACCEPTED,
        DeedKind.RECALL_KEPT,
        DeedKind.KUDOS_RECEIVED,
        DeedKind.KUDOS_GIVEN,
        DeedKind.ANSWERED_FIRST,
        DeedKind.ANSWER_HELPED,
        DeedKind.RECALL_KEPT,
    ]
    turn = (number + person) % len(kinds)
    kind = case({n: kind.value for n, kind in enumerate(kinds)}, value=turn)
    _add(session, "each", kind, anybody, number <= each)
    thanks: ColumnElement[Any] = literal(DeedKind.KUDOS_RECEIVED.value)
    popular = (person % FEW == 0) & (number > each) & (number <= 18 * each)
    _add(session, "popular", thanks, anybody, popular)
    in_circle = person - person % CIRCLE + number % CIRCLE + 1
    circles = (person <= people // 20) & (number > each) & (number <= each + CIRCLE)
    _add(session, "circle", thanks, in_circle, circles & (in_circle != person))


def _add(
    session: Session,
    name: str,
    kind: ColumnElement[Any],
    other: ColumnElement[Any],
    which: ColumnElement[bool],
) -> None:
    """Write these deeds down in the order of time, as they would have been."""
    mixed = PERSON.id * TOPIC.id % 1_009
    moment = (PERSON.id * 7_919 + TOPIC.id * 104_729 + mixed) % MOMENTS
    step = timedelta(days=YEAR) / MOMENTS
    at = case(
        {n: literal(NOON - step * (MOMENTS - n), DEED.at.type) for n in range(MOMENTS)},
        value=moment,
    )
    alone = kind.in_([DeedKind.SESSION_ATTENDED.value, DeedKind.RECALL_KEPT.value])
    subject = literal(f"{name}:") + cast(PERSON.id, String) + ":" + cast(TOPIC.id, String)
    rows = (
        select(
            literal(1),
            PERSON.id,
            kind,
            subject,
            case((alone, PERSON.id), else_=other),
            at,
            kind != DeedKind.RECALL_KEPT.value,
        )
        .join(TOPIC.id.table, which)
        .order_by(moment)
    )
    names = ["organization_id", "person_id", "kind", "subject", "other_id", "at", "is_open"]
    session.execute(insert(DeedRow).from_select(names, rows))


def _describe(session: Session) -> None:
    """Every other deed is about something."""
    rows = select(literal(1), DEED.id, 1 + DEED.id % TOPICS).where(DEED.id % 2 == 0)
    names = ["organization_id", "deed_id", "topic_id"]
    session.execute(insert(DeedTopicRow).from_select(names, rows))


def planted(session: Session) -> int:
    """How many deeds there are."""
    query = select(func.count()).select_from(DEED.id.table).where(DEED.organization_id == 1)
    return int(session.execute(query).scalar_one())

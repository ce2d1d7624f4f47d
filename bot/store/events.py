"""Queries on events seen: each counts once."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from hashlib import sha256

from sqlalchemy import Insert, delete
from sqlalchemy.orm import Session
from sqlalchemy.sql.dml import ReturningInsert

from bot.store.models import SeenEventRow, columns
from bot.store.outbox import ANY_ORGANIZATION, insert_once
from bot.store.people import Whereabouts

SEEN = columns(SeenEventRow)
LONGEST_ID = 255
"""Characters of an event id that are stored; of a longer one its digest is."""


def first_time(session: Session, at: Whereabouts, event_id: str, now: datetime) -> bool:
    """Note an event as taken; False when it was taken before."""
    statement = _first_time(insert_once(session, SeenEventRow, ("workspace_id", "event_id")))
    values = {
        "organization_id": at.organization_id,
        "workspace_id": at.workspace_id,
        "event_id": event_id if len(event_id) <= LONGEST_ID else _digest(event_id),
        "seen_at": now,
    }
    return session.execute(statement, values).first() is not None


def _digest(event_id: str) -> str:
    return sha256(event_id.encode()).hexdigest()


@cache
def _first_time(statement: Insert) -> ReturningInsert[tuple[str]]:
    return statement.returning(SEEN.event_id)


def forget(session: Session, before: datetime) -> None:
    """Drop what was seen before then: no platform repeats an event after an hour."""
    session.execute(
        delete(SeenEventRow).where(SEEN.seen_at < before), execution_options=ANY_ORGANIZATION
    )

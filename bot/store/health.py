"""Queries that tell how the whole house is doing; they mean all organizations."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from bot.store.models import OutboxRow, PostState, columns
from bot.store.outbox import ANY_ORGANIZATION

OUTBOX = columns(OutboxRow)
UNFINISHED = (PostState.PENDING, PostState.LEASED, PostState.UNKNOWN)


@dataclass(frozen=True, slots=True)
class Backlog:
    """What waits in the outbox: posts by state, and how long the oldest has waited to be seen."""

    posts: dict[str, int]
    oldest_seconds: float
    """Since it was said, in seconds; 0 when nothing waits. Posts planned for later do not count."""


def backlog(session: Session, now: datetime) -> Backlog:
    """The state of the outbox; `now` is aware UTC."""
    counted = session.execute(
        select(OUTBOX.state, func.count()).group_by(OUTBOX.state),
        execution_options=ANY_ORGANIZATION,
    )
    posts = dict.fromkeys(PostState, 0) | {PostState(state): n for state, n in counted}
    oldest = session.execute(
        select(func.min(OUTBOX.created_at))
        .where(OUTBOX.state.in_(UNFINISHED), OUTBOX.delivered == 0)
        .where(or_(OUTBOX.next_attempt_at <= now, OUTBOX.attempts > 0)),
        execution_options=ANY_ORGANIZATION,
    ).scalar()
    waited = (now - oldest).total_seconds() if oldest is not None else 0.0
    return Backlog({str(k): n for k, n in posts.items()}, max(waited, 0.0))

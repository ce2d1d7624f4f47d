"""Queries on planned moments."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, func, select, update
from sqlalchemy.orm import Session

from bot.events import TimerFired
from bot.store.models import OrganizationRow, TimerRow, columns
from bot.store.outbox import ANY_ORGANIZATION, insert_once

ORGANIZATION = columns(OrganizationRow)
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
    statement = insert_once(session, TimerRow, ("organization_id", "key"))
    values = {name: getattr(new, name) for name in NewTimer.__slots__}
    session.execute(statement, {**values, "wake_at": new.due_at, "attempts": 0})


def due(session: Session, now: datetime, most: int) -> list[TimerFired]:
    """Up to `most` moments that have come, earliest first; those too late to matter are dropped."""
    session.execute(
        update(TimerRow).where(TIMER.done_at.is_(None), TIMER.expires_at < now).values(done_at=now),
        execution_options=ANY_ORGANIZATION,
    )
    rows = session.execute(
        select(TimerRow)
        .where(TIMER.done_at.is_(None), TIMER.wake_at <= now)
        .order_by(TIMER.due_at, TIMER.id)
        .limit(most),
        execution_options=ANY_ORGANIZATION,
    ).scalars()
    return [
        TimerFired(
            timer_id=row.id or 0,
            organization_id=row.organization_id,
            name=row.name,
            due_at=row.due_at,
            data=row.data,
        )
        for row in rows
    ]


def newest(session: Session, name: str) -> list[tuple[int, dict[str, Any] | None]]:
    """Every organization, and what its newest moment of that name carries; None: it has none."""
    last = (
        select(TIMER.organization_id, func.max(TIMER.id).label("id"))
        .where(TIMER.name == name)
        .group_by(TIMER.organization_id)
        .subquery()
    )
    rows = session.execute(
        select(ORGANIZATION.id, TIMER.data)
        .join(last, last.c.organization_id == ORGANIZATION.id, isouter=True)
        .join(TIMER.id.table, TIMER.id == last.c.id, isouter=True)
        .order_by(ORGANIZATION.id),
        execution_options=ANY_ORGANIZATION,
    )
    return [(id_, data) for id_, data in rows]


def postpone(session: Session, timer_id: int, now: datetime) -> None:
    """A moment's handler failed: try it again, each time a little later, at most an hour."""
    row = session.get(TimerRow, timer_id, execution_options=ANY_ORGANIZATION)
    if row is not None:
        row.attempts += 1
        row.wake_at = now + min(
            timedelta(seconds=15) * 2 ** min(row.attempts, 8), timedelta(hours=1)
        )


def next_wake(session: Session) -> datetime | None:
    """When the next planned moment comes."""
    return session.execute(
        select(func.min(TIMER.wake_at)).where(TIMER.done_at.is_(None)),
        execution_options=ANY_ORGANIZATION,
    ).scalar()


def take(session: Session, timer_id: int, now: datetime) -> bool:
    """Mark a moment as done; False when it was done before."""
    about = {"timer": timer_id, "now": now}
    done = session.execute(_TAKE, about, execution_options=ANY_ORGANIZATION)
    return done.first() is not None


_TAKE = (
    update(TIMER.id.table)
    .where(TIMER.id == bindparam("timer"), TIMER.done_at.is_(None))
    .values(done_at=bindparam("now"))
    .returning(TIMER.id)
)

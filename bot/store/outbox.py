"""Queries on the outbox: adding, revising, claiming, and telling what became of a post."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Insert, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from bot.store.models import OutboxRow, PostState, Urgency, WhenUnsure, columns

OUTBOX = columns(OutboxRow)

ANY_ORGANIZATION = {"any_organization": True}
"""Execution option of the few queries that mean all organizations; the tests' guard reads it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPost:
    """A post on its way into the outbox."""

    organization_id: int
    dedupe_key: str
    kind: str
    body: str
    next_attempt_at: datetime
    conversation_id: int | None = None
    person_id: int | None = None
    thread: str | None = None
    author_id: int | None = None
    urgency: Urgency = Urgency.NOW
    when_unsure: WhenUnsure = WhenUnsure.RESEND
    expires_at: datetime | None = None


def insert_once(session: Session, model: type[Any], unique: list[str]) -> Insert:
    """An INSERT that leaves an existing row of the same unique columns alone."""
    dialect = session.get_bind().dialect.name
    maker = postgresql.insert if dialect == "postgresql" else sqlite.insert
    return maker(model).on_conflict_do_nothing(index_elements=unique)


def add(session: Session, new: NewPost, now: datetime) -> int:
    """Add a post unless its key exists; the id of whichever is there."""
    statement = insert_once(session, OutboxRow, ["organization_id", "dedupe_key"])
    values = {
        **asdict(new),
        "created_at": now,
        "version": 1,
        "delivered": 0,
        "attempts": 0,
        "error": "",
        "state": PostState.PENDING,
    }
    made = session.execute(statement.returning(OUTBOX.id), values).scalar()
    if made is not None:
        return int(made)
    found = session.execute(
        select(OUTBOX.id).where(
            OUTBOX.organization_id == new.organization_id,
            OUTBOX.dedupe_key == new.dedupe_key,
        )
    )
    return int(found.scalar_one() or 0)


def revise(
    session: Session, organization_id: int, post_id: int, body: str | None, now: datetime
) -> None:
    """Set what a post should show. A post that was given up stays given up."""
    session.execute(
        update(OutboxRow)
        .where(OUTBOX.organization_id == organization_id, OUTBOX.id == post_id)
        .where(OUTBOX.state != PostState.DEAD)
        .values(body=body, version=OUTBOX.version + 1)
    )
    session.execute(
        update(OutboxRow)
        .where(OUTBOX.organization_id == organization_id, OUTBOX.id == post_id)
        .where(OUTBOX.state == PostState.SENT)
        .values(state=PostState.PENDING, next_attempt_at=now, attempts=0)
    )


def revive(
    session: Session, organization_id: int, post_id: int, author_id: int, now: datetime
) -> bool:
    """Give a refused post of this author another chance; False when there is nothing to do."""
    done = session.execute(
        update(OutboxRow)
        .where(OUTBOX.organization_id == organization_id, OUTBOX.id == post_id)
        .where(OUTBOX.author_id == author_id, OUTBOX.state == PostState.DEAD)
        .values(
            state=PostState.PENDING,
            version=OUTBOX.version + 1,
            next_attempt_at=now,
            attempts=0,
            error="",
        )
        .returning(OUTBOX.id)
    )
    return done.first() is not None

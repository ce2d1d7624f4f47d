"""Queries on unasked messages: what wants to reach somebody, and the post it stands in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

from sqlalchemy import Insert, bindparam, delete, select, update
from sqlalchemy.orm import Session
from sqlalchemy.sql.dml import ReturningInsert

from bot.store.models import OutboxRow, PostState, UnaskedRow, columns
from bot.store.outbox import ANY_ORGANIZATION, insert_many, insert_once

UNASKED = columns(UnaskedRow)
OUTBOX = columns(OutboxRow)


@dataclass(frozen=True, slots=True, kw_only=True)
class Unasked:
    """One prompt and the post it stands in; all moments are aware."""

    key: str
    person_id: int
    post_key: str
    merge: str
    weight: int
    due_at: datetime
    expires_at: datetime | None
    at_prompt_time: bool
    day: date
    body: str


@dataclass(frozen=True, slots=True)
class Waiting:
    """A post that waits for its moment, with the prompts in it in the order they came."""

    post_key: str
    at: datetime
    expires_at: datetime | None
    prompts: tuple[Unasked, ...]


def add(session: Session, organization_id: int, new: Unasked) -> bool:
    """Note a prompt; False when its key is known."""
    values: dict[str, Any] = {name: getattr(new, name) for name in Unasked.__slots__}
    statement = insert_once(session, UnaskedRow, ("organization_id", "key"))
    values["organization_id"] = organization_id
    return session.execute(_returning_id(statement), values).first() is not None


@cache
def _returning_id(statement: Insert) -> ReturningInsert[tuple[int]]:
    return statement.returning(UNASKED.id)


def add_many(session: Session, organization_id: int, new: Sequence[Unasked]) -> None:
    """Note prompts, but for those whose key is known."""
    rows = [
        {name: getattr(one, name) for name in Unasked.__slots__}
        | {"organization_id": organization_id}
        for one in new
    ]
    insert_many(session, UnaskedRow, rows, ("organization_id", "key"))


def is_known(session: Session, organization_id: int, key: str) -> bool:
    """Whether this prompt was taken already."""
    about = {"org": organization_id, "key": key}
    return session.execute(_KNOWN, about).first() is not None


_KNOWN = select(UNASKED.id).where(
    UNASKED.organization_id == bindparam("org"), UNASKED.key == bindparam("key")
)


def waiting(
    session: Session, organization_id: int, person_id: int, now: datetime, merge: str | None = None
) -> list[Waiting]:
    """The posts that wait for this person after `now` or missed their moment, earliest first, and
    are held till the end of the transaction. `merge`: only those ahead that such prompts may join.
    """
    about: dict[str, Any] = {"org": organization_id, "person": person_id, "now": now}
    query = _WAITING if merge is None else _JOINABLE
    found: dict[str, tuple[Any, list[Unasked]]] = {}
    for row in session.execute(query, about if merge is None else about | {"merge": merge}):
        found.setdefault(row.post_key, (row, []))[1].append(_unasked(row))
    return [
        Waiting(key, row.next_attempt_at, row.post_expires_at, tuple(prompts))
        for key, (row, prompts) in found.items()
    ]


_NOW = bindparam("now", type_=OUTBOX.not_after.type)
_AHEAD = OUTBOX.next_attempt_at > _NOW
_HELD = (
    select(*UNASKED, OUTBOX.next_attempt_at, OUTBOX.expires_at.label("post_expires_at"))
    .join(
        OUTBOX.id.table,
        (OUTBOX.organization_id == bindparam("org")) & (OUTBOX.dedupe_key == UNASKED.post_key),
    )
    .where(UNASKED.organization_id == bindparam("org"), UNASKED.person_id == bindparam("person"))
    .where(OUTBOX.state == PostState.PENDING, OUTBOX.delivered == 0, OUTBOX.body.is_not(None))
    .order_by(OUTBOX.next_attempt_at, UNASKED.id)
    .with_for_update()
)
_WAITING = _HELD.where(_AHEAD | (OUTBOX.not_after <= _NOW))
_JOINABLE = _HELD.where(_AHEAD, UNASKED.merge == bindparam("merge"))


def of_post(session: Session, organization_id: int, key: str) -> list[Unasked]:
    """The prompts that stand in the same post as this one, itself included."""
    rows = session.execute(
        select(*UNASKED)
        .where(UNASKED.organization_id == organization_id)
        .where(
            UNASKED.post_key
            == select(UNASKED.post_key)
            .where(UNASKED.organization_id == organization_id, UNASKED.key == key)
            .scalar_subquery()
        )
        .order_by(UNASKED.id)
    )
    return [_unasked(row) for row in rows]


def _unasked(row: Any) -> Unasked:
    return Unasked(**{name: getattr(row, name) for name in Unasked.__slots__})


def waits(session: Session, organization_id: int, post_key: str) -> bool:
    """Whether a post is still to leave, and says something."""
    found = session.execute(
        select(OUTBOX.id)
        .where(OUTBOX.organization_id == organization_id, OUTBOX.dedupe_key == post_key)
        .where(OUTBOX.state == PostState.PENDING, OUTBOX.delivered == 0)
        .where(OUTBOX.body.is_not(None))
    )
    return found.first() is not None


def say(session: Session, organization_id: int, key: str, body: str) -> None:
    """What a prompt of a merged post says now; empty: nothing more."""
    session.execute(
        update(UnaskedRow)
        .where(UNASKED.organization_id == organization_id, UNASKED.key == key)
        .values(body=body)
    )


def move(
    session: Session,
    organization_id: int,
    post_key: str,
    at: datetime,
    day: date,
    *,
    expires_at: datetime | None,
    not_after: datetime,
    body: str | None = None,
) -> None:
    """A post that waits leaves at another moment, with another end or other words."""
    values: dict[str, object] = {
        "next_attempt_at": at,
        "expires_at": expires_at,
        "not_after": not_after,
    }
    if body is not None:
        values["body"] = body
    session.execute(
        update(OutboxRow)
        .where(OUTBOX.organization_id == organization_id, OUTBOX.dedupe_key == post_key)
        .where(OUTBOX.state == PostState.PENDING, OUTBOX.delivered == 0)
        .values(values)
    )
    session.execute(
        update(UnaskedRow)
        .where(UNASKED.organization_id == organization_id, UNASKED.post_key == post_key)
        .values(day=day)
    )


def lapse(session: Session, organization_id: int, post_key: str) -> None:
    """A post that waits is never sent: it would come too late."""
    session.execute(
        update(OutboxRow)
        .where(OUTBOX.organization_id == organization_id, OUTBOX.dedupe_key == post_key)
        .where(OUTBOX.state == PostState.PENDING, OUTBOX.delivered == 0)
        .values(state=PostState.DEAD, error="no moment for it before it is worth nothing")
    )


@dataclass(frozen=True, slots=True)
class Late:
    """A post that has missed its moment: the platform was away, or too many wanted to leave."""

    organization_id: int
    post_id: int
    person_id: int
    not_after: datetime


def late(session: Session, now: datetime, most: int) -> list[Late]:
    """Posts of all organizations that need another moment, the oldest first."""
    rows = session.execute(
        select(OUTBOX.organization_id, OUTBOX.id, OUTBOX.person_id, OUTBOX.not_after)
        .where(OUTBOX.state == PostState.PENDING, OUTBOX.delivered == 0)
        .where(OUTBOX.not_after <= now, OUTBOX.person_id.is_not(None), OUTBOX.body.is_not(None))
        .order_by(OUTBOX.not_after, OUTBOX.id)
        .limit(most),
        execution_options=ANY_ORGANIZATION,
    )
    return [Late(*row) for row in rows]


def forget(session: Session, before: date) -> None:
    """Drop what was counted before that day: it was sent or lapsed, and will not come again."""
    session.execute(
        delete(UnaskedRow).where(UNASKED.day < before), execution_options=ANY_ORGANIZATION
    )

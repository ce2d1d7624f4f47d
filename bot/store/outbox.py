"""Queries on the outbox: adding, revising, claiming, and telling what became of a post."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from importlib import import_module
from typing import Any

from sqlalchemy import (
    JSON,
    Column,
    ColumnElement,
    Insert,
    Row,
    Table,
    Text,
    bindparam,
    case,
    cast,
    column,
    func,
    literal_column,
    select,
    update,
)
from sqlalchemy.orm import Session
from sqlalchemy.sql.dml import ReturningInsert

from bot.store.models import OutboxRow, PostState, Urgency, WhenUnsure, columns

OUTBOX = columns(OutboxRow)

ANY_ORGANIZATION = {"any_organization": True, "synchronize_session": False}
"""Execution options of the few queries that mean all organizations; the tests' guard reads it.
No session holds objects that such an update would have to bring up to date.
"""


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
    under: str | None = None
    sealed: str | None = None
    author_id: int | None = None
    author_sealed: str | None = None
    urgency: Urgency = Urgency.NOW
    when_unsure: WhenUnsure = WhenUnsure.RESEND
    expires_at: datetime | None = None
    not_after: datetime | None = None


def insert_once(
    session: Session, model: type[Any], unique: tuple[str, ...], adds: str = "", below: str = ""
) -> Insert:
    """An INSERT that leaves an existing row of the same unique columns alone.

    If `adds` names a column, the new number is added to the one that is there; if `below` names a
    parameter, only while that one is less.
    """
    return _insert_once(session.get_bind().dialect.name, model.__table__, unique, adds, below)


def insert_many(
    session: Session,
    model: type[Any],
    rows: Sequence[Mapping[str, Any]],
    unique: tuple[str, ...],
    *,
    adds: str = "",
    returning: Sequence[Column[Any]] = (),
) -> Sequence[Row[Any]]:
    """Insert rows, all of the same columns, in one statement; `returning` of those that are new.

    One whose unique columns exist is left alone; or, if `adds` names a column, the new row's
    number is added to it, and then no two of the rows may be the same.
    """
    if not rows:
        return []
    dialect, table = session.get_bind().dialect.name, model.__table__
    if dialect == "postgresql":
        # As one document: a statement of ten thousand parameters takes longer to read than to run,
        # one row after the other is as many statements, and arrays quote texts character by
        # character.
        statement = _insert_document(table, tuple(rows[0]), unique, adds)
        values: Any = {"rows": json.dumps(list(rows), default=_plain)}
    else:
        statement, values = _insert_once(dialect, table, unique, adds), list(rows)
    if returning:
        return session.execute(statement.returning(*returning), values).all()
    session.execute(statement, values)
    return []


def _plain(value: datetime | date) -> str:
    if isinstance(value, datetime) and value.tzinfo is None:
        raise ValueError("a stored time must be aware")
    return value.isoformat()


@cache
def _insert_document(
    table: Table, names: tuple[str, ...], unique: tuple[str, ...], adds: str
) -> Insert:
    document = bindparam("rows", type_=Text)
    like: ColumnElement[Any] = literal_column(f"NULL::{table.name}")
    named = [column(name, table.c[name].type) for name in names]
    rows = func.json_populate_recordset(like, cast(document, JSON)).table_valued(*named)
    insert = import_module("sqlalchemy.dialects.postgresql").insert
    return _unless_there(
        insert(table).from_select(list(names), select(*rows.c)), table, unique, adds
    )


@cache
def _insert_once(
    dialect: str, table: Table, unique: tuple[str, ...], adds: str = "", below: str = ""
) -> Insert:
    # Only the dialect in use is loaded: PostgreSQL's is 2 MB.
    fresh = import_module(f"sqlalchemy.dialects.{dialect}").insert(table)
    return _unless_there(fresh, table, unique, adds, below)


def _unless_there(
    fresh: Any, table: Table, unique: tuple[str, ...], adds: str, below: str = ""
) -> Insert:
    made: Insert = fresh.on_conflict_do_nothing(index_elements=list(unique))
    if adds:
        more = {adds: table.c[adds] + fresh.excluded[adds]}
        has_room = table.c[adds] < bindparam(below) if below else None
        made = fresh.on_conflict_do_update(index_elements=list(unique), set_=more, where=has_room)
    return made


def add(session: Session, new: NewPost, now: datetime) -> bool:
    """Add a post unless its key exists; whether it was added."""
    statement = insert_once(session, OutboxRow, ("organization_id", "dedupe_key"))
    return session.execute(_returning_id(statement), _row(new, now)).first() is not None


def add_many(session: Session, new: Sequence[NewPost], now: datetime) -> None:
    """Add posts, but for those whose key exists."""
    rows = [_row(post, now) for post in new]
    insert_many(session, OutboxRow, rows, ("organization_id", "dedupe_key"))


def _row(new: NewPost, now: datetime) -> dict[str, Any]:
    values = {name: getattr(new, name) for name in NewPost.__slots__}
    values |= {"created_at": now, "version": 1, "delivered": 0, "attempts": 0, "error": ""}
    values["state"] = PostState.PENDING
    return values


@cache
def _returning_id(statement: Insert) -> ReturningInsert[tuple[int]]:
    return statement.returning(OUTBOX.id)


def sent_id(session: Session, organization_id: int, key: str) -> str | None:
    """What the platform calls a post; None while it is not sent."""
    return session.execute(
        select(OUTBOX.sent_id)
        .where(OUTBOX.organization_id == organization_id, OUTBOX.dedupe_key == key)
        .limit(1)
    ).scalar()


def revise(
    session: Session, organization_id: int, key: str, body: str | None, at: datetime
) -> None:
    """Set what a post should show, from `at` on. One that was given up stays so, unless somebody
    tries again.

    A revision that waits already is not put off; one that comes while the last is under way
    waits its own time.
    """
    session.execute(_REVISE, {"org": organization_id, "key": key, "said": body, "from": at})


_REVISE = (
    update(OUTBOX.id.table)
    .where(OUTBOX.organization_id == bindparam("org"), OUTBOX.dedupe_key == bindparam("key"))
    .values(
        body=bindparam("said"),
        version=OUTBOX.version + 1,
        state=case((OUTBOX.state == PostState.SENT, PostState.PENDING), else_=OUTBOX.state),
        next_attempt_at=case(
            (OUTBOX.state == PostState.PENDING, OUTBOX.next_attempt_at),
            else_=bindparam("from", type_=OUTBOX.next_attempt_at.type),
        ),
    )
)


def revive(
    session: Session, organization_id: int, post_id: int, author_id: int | None, now: datetime
) -> bool:
    """Give a refused post of this author another chance; False when there is nothing to do.

    `author_id` None: of somebody whose name is sealed.
    """
    done = session.execute(
        update(OutboxRow)
        .where(OUTBOX.organization_id == organization_id, OUTBOX.id == post_id)
        .where(OUTBOX.author_id.is_not_distinct_from(author_id), OUTBOX.state == PostState.DEAD)
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


def key_of(session: Session, organization_id: int, post_id: int) -> str:
    """The key of a post; empty when there is none."""
    found = session.execute(
        select(OUTBOX.dedupe_key).where(
            OUTBOX.organization_id == organization_id, OUTBOX.id == post_id
        )
    ).scalar()
    return found or ""


def author_seal(session: Session, organization_id: int, post_id: int) -> str:
    """Whose post it is, sealed; empty when that is no secret."""
    found = session.execute(
        select(OUTBOX.author_sealed).where(
            OUTBOX.organization_id == organization_id, OUTBOX.id == post_id
        )
    ).scalar()
    return found or ""

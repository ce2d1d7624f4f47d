"""The log of changes: one row a question, which every replica's index follows.

The law: what a replica has not seen is never behind what it looks at next. On PostgreSQL a row's
moment is the id of the transaction that changed it, and transactions end in any order; so a
replica looks again at everything from the oldest transaction that was still under way when it
looked last, and leaves out what it took already. On SQLite one writer numbers the changes.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module

from sqlalchemy import BigInteger, Select, Text, cast, func, select
from sqlalchemy.orm import Session

from bot.store.models import IndexChangeRow, columns

CHANGE = columns(IndexChangeRow)


@dataclass(frozen=True, slots=True)
class Change:
    """A question that changed at a moment."""

    question_id: int
    moment: int


def note(session: Session, organization_id: int, question_id: int) -> None:
    """Tell every index that this question, its topics or its answers changed."""
    dialect = session.get_bind().dialect.name
    # Only the dialect in use is loaded: PostgreSQL's is 2 MB.
    insert = import_module(f"sqlalchemy.dialects.{dialect}").insert
    moment = _now(dialect, organization_id).scalar_subquery()
    statement = insert(CHANGE.moment.table).values(
        organization_id=organization_id, question_id=question_id, moment=moment
    )
    session.execute(
        statement.on_conflict_do_update(
            index_elements=["question_id"], set_={"moment": statement.excluded.moment}
        )
    )


def undecided(session: Session, organization_id: int) -> int:
    """The moment before which nothing of it can appear any more, in this session's view."""
    dialect = session.get_bind().dialect.name
    if dialect == "postgresql":
        oldest = func.pg_snapshot_xmin(func.pg_current_snapshot())
        return session.scalars(select(cast(cast(oldest, Text), BigInteger))).one()
    return int(session.scalar(_now(dialect, organization_id)) or 0)


def since(session: Session, organization_id: int, moment: int) -> Iterator[Change]:
    """An organization's changes of that moment and later, oldest first."""
    statement = (
        select(CHANGE.question_id, CHANGE.moment)
        .where(CHANGE.organization_id == organization_id, CHANGE.moment >= moment)
        .order_by(CHANGE.moment, CHANGE.question_id)
    )
    if session.get_bind().dialect.name == "postgresql":
        # Rows of the future came with a dump of another server, and were read when all was.
        next_one = func.pg_snapshot_xmax(func.pg_current_snapshot())
        statement = statement.where(CHANGE.moment < cast(cast(next_one, Text), BigInteger))
    return (Change(row.question_id, row.moment) for row in session.execute(statement))


def _now(dialect: str, organization_id: int) -> Select[tuple[int]]:
    """The moment of a change that is made now."""
    if dialect == "postgresql":
        return select(cast(cast(func.pg_current_xact_id(), Text), BigInteger))
    latest = func.coalesce(func.max(CHANGE.moment), 0) + 1
    return select(latest).where(CHANGE.organization_id == organization_id)

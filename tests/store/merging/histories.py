"""Random rows in every table there is, of three people; what they did need not make sense."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import Any, TypeAlias

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Connection,
    Date,
    Float,
    Integer,
    String,
    Table,
    Time,
    insert,
    select,
)
from sqlalchemy.exc import IntegrityError
from sqlmodel import AutoString, SQLModel

from bot.store.merging.rules import DONE, KNOWN, UNSAID
from bot.store.models import DeedKind, UtcDateTime

NOW = datetime(2026, 11, 18, 12, 0, tzinfo=UTC)
ORGANIZATION, KEPT, GONE, OTHER = 1, 2, 1, 3
ROWS = 9
"""Rows tried in each table; those that would be there twice are left out."""
MORE = {"deed": 40}
Known: TypeAlias = dict[str, list[Any]]
WORDS: dict[tuple[str, str], tuple[str, ...]] = {
    ("signup", "answer"): UNSAID,
    ("expert", "state"): KNOWN,
    ("expert_request", "state"): DONE,
    ("deed", "kind"): (DeedKind.KUDOS_GIVEN.value, DeedKind.SESSION_ATTENDED.value),
    ("deed", "subject"): ("kudos:1", "occurrence:1"),
    ("kudos_report", "decision"): ("", "hidden", "kept"),
    ("flag", "decision"): ("", "hidden", "kept"),
    ("recall_doubt", "decision"): ("", "kept"),
    ("person", "role"): ("member", "manager", "admin"),
    ("outbox", "state"): ("pending", "sent"),
    ("outbox", "dedupe_key"): (
        "kudos:1:to:2",
        "kudos:1:to:1",
        "recall:prompt:2:2026-11-18",
        "recall:prompt:1:2026-11-18",
        "greeting:2",
        "wish:2:card",
    ),
}


def fill(connection: Connection, random: Random) -> None:
    """Rows in every table, all of the first organization."""
    for table in SQLModel.metadata.sorted_tables:
        known = _known(connection, table)
        if table.name == "organization":
            row = {"id": ORGANIZATION, "name": "o", "created_at": NOW}
            connection.execute(insert(table), row)
        elif table.name == "person":
            for number in sorted((KEPT, GONE, OTHER)):
                connection.execute(insert(table), _row(table, known, random, number))
        elif table.name != "person_merge":
            for number in range(1, MORE.get(table.name, ROWS)):
                _try(connection, table, _row(table, known, random, number))


def _try(connection: Connection, table: Table, row: dict[str, Any] | None) -> None:
    if row is None:
        return
    try:
        with connection.begin_nested():
            connection.execute(insert(table), row)
    except IntegrityError:
        pass  # there already, or nothing that may be


def _known(connection: Connection, table: Table) -> Known:
    """What each column that refers to something may say."""
    targets = {c.name: next(iter(c.foreign_keys)).column for c in table.columns if c.foreign_keys}
    return {
        name: list(connection.execute(select(target).order_by(target)).scalars())
        for name, target in targets.items()
    }


def _row(table: Table, known: Known, random: Random, number: int) -> Any:
    row: dict[str, Any] = {}
    for column in table.columns:
        if column.name == "organization_id":
            row[column.name] = ORGANIZATION
        elif column.name in known:
            there = known[column.name]
            if column.nullable and (not there or random.random() < 0.3):
                row[column.name] = None
            elif there:
                row[column.name] = random.choice(there)
            else:
                return None
        elif column.primary_key and isinstance(column.type, Integer) and len(table.primary_key) < 2:
            row[column.name] = number
        else:
            row[column.name] = _value(table, column, random)
    return _allowed(table.name, row)


def _value(table: Table, column: Column[Any], random: Random) -> Any:
    if column.nullable and random.random() < 0.4:
        return None
    if words := WORDS.get((table.name, column.name)):
        return random.choice(words)
    match column.type:
        case Boolean():
            return random.random() < 0.5
        case kind if isinstance(kind, type(UtcDateTime)):
            return NOW + timedelta(hours=random.randrange(-200, 200))
        case Date():
            return date(2026, 11, 18) + timedelta(days=random.randrange(3))
        case Time():
            return time(random.randrange(24))
        case Float():
            return random.random()
        case JSON():
            return []
        case Integer():
            return random.randrange(1, 4)
        case String() | AutoString():
            return random.choice("abcdefgh")
        case _:
            raise TypeError(f"{table.name}.{column.name}: {column.type!r}")


def _allowed(name: str, row: dict[str, Any]) -> dict[str, Any]:
    """The same, as the table's checks want it."""
    if name == "question":
        row |= {"state": "open", "next_step": "close", "next_step_at": NOW}
        row["is_anonymous"] = row["asker_id"] is None
    if name == "question_draft":
        row["is_anonymous"] = row["person_id"] is None
    if name == "recall_subscription":
        row["deck_id" if row["topic_id"] is not None else "topic_id"] = None
    return row

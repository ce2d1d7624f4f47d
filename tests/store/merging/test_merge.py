"""Two persons become one: for any history, nothing is lost but what was there twice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, Table, select, text
from sqlalchemy.orm import Session
from sqlmodel import SQLModel

from bot.store.database import Database
from bot.store.merging import conflicts, merge, references
from bot.store.models import DeedKind, PersonRow, Role, columns
from tests.store.merging.histories import GONE, KEPT, NOW, ORGANIZATION, OTHER, fill

PERSON = columns(PersonRow)
TABLES = SQLModel.metadata.tables
Rows = dict[str, list[dict[str, Any]]]
FOR_ONESELF = {"answer_vote", "question_follower", "kudos_recipient", "deed", "person_merge"}
"""Tables from which goes, besides, what one did for the other."""
FOLLOW = {"reporting", "deed", "recall_review", "badge_award"}
"""Tables in which a row of others may follow: their manager, session or prompt is another now."""


@contextmanager
def history(database: Database, seed: int) -> Iterator[tuple[Connection, Session]]:
    """Random rows, which are gone afterwards."""
    with database.engine.connect() as connection, connection.begin() as whole:
        fill(connection, Random(seed))  # noqa: S311
        with Session(connection, join_transaction_mode="create_savepoint") as session:
            yield connection, session
        whole.rollback()


def everything(connection: Connection) -> Rows:
    return {
        name: [dict(row) for row in connection.execute(select(table)).mappings()]
        for name, table in TABLES.items()
    }


def after_merging(database: Database, seed: int) -> tuple[Rows, Rows]:
    with history(database, seed) as (connection, session):
        before = everything(connection)
        merged = merge(session, ORGANIZATION, GONE, KEPT, NOW)
        session.flush()
        assert merged is not None
        assert (merged.person_id, merged.old_id) == (KEPT, GONE)
        session.commit()
        if database.is_sqlite:
            assert connection.execute(text("PRAGMA foreign_key_check")).all() == []
        else:
            connection.execute(text("SET CONSTRAINTS ALL IMMEDIATE"))
        return before, everything(connection)


def check(before: Rows, after: Rows) -> None:
    """All that has to hold, whatever they did."""
    for table, own in references(PERSON.id).items():
        named = {row[c.name] for row in after[table.name] for c in own}
        assert GONE not in named, table.name
        if table.name not in FOR_ONESELF:
            assert len(after[table.name]) == distinct(table, own, before[table.name]), table.name
        elsewhere = [
            row
            for row in before[table.name]
            if not {row[c.name] for c in own} & {KEPT, GONE} and table.name not in FOLLOW
        ]
        assert all(row in after[table.name] for row in elsewhere), table.name
    assert {row["id"] for row in after["person"]} == {KEPT, OTHER}
    assert [(r["old_id"], r["person_id"]) for r in after["person_merge"]] == [(GONE, KEPT)]
    check_totals(before, after)


def distinct(table: Table, own: Sequence[Any], rows: Sequence[dict[str, Any]]) -> int:
    """How many rows are left when the two are one: those that clash are one."""
    names = {c.name for c in own}
    parent = list(range(len(rows)))

    def root(i: int) -> int:
        while parent[i] != i:
            i = parent[i]
        return i

    for key in conflicts(table, own):
        seen: dict[tuple[Any, ...], int] = {}
        for i, row in enumerate(rows):
            said = tuple(KEPT if n in names and row[n] == GONE else row[n] for n in key)
            if None not in said:
                parent[root(i)] = root(seen.setdefault(said, i))
    return len({root(i) for i in range(len(rows))})


def check_totals(before: Rows, after: Rows) -> None:
    messages = Counter[Any]()
    for row in before["attention_day"]:
        messages[KEPT if row["person_id"] == GONE else row["person_id"], row["day"]] += row[
            "messages"
        ]
    now = {(row["person_id"], row["day"]): row["messages"] for row in after["attention_day"]}
    assert now == messages
    assert kudos_of(after, standing(after)) == kudos_of(before, standing(before))
    (kept,) = [row for row in after["person"] if row["id"] == KEPT]
    roles = [Role(r["role"]).rank for r in before["person"] if r["id"] != OTHER]
    assert Role(kept["role"]).rank == max(roles)


def standing(rows: Rows) -> list[dict[str, Any]]:
    """Deeds of kudos that count: not those of somebody with themselves."""
    pair = {KEPT, GONE}
    return [
        row
        for row in rows["deed"]
        if row["undone_at"] is None
        and row["kind"] in (DeedKind.KUDOS_GIVEN, DeedKind.KUDOS_RECEIVED)
        and not (
            row["person_id"] != row["other_id"] and {row["person_id"], row["other_id"]} == pair
        )
    ]


def kudos_of(rows: Rows, deeds: Sequence[dict[str, Any]]) -> set[tuple[Any, ...]]:
    def one(id_: int) -> int:
        return KEPT if id_ == GONE else id_

    return {(d["subject"], d["kind"], one(d["person_id"]), one(d["other_id"])) for d in deeds}


@pytest.fixture
def sqlite(sqlite_url: str) -> Iterator[Database]:
    opened = Database(sqlite_url)
    yield opened
    opened.close()


def test_whatever_two_did_is_one_persons_then(sqlite: Database) -> None:
    @settings(max_examples=15)
    @given(st.integers(0, 2**32))
    def law(seed: int) -> None:
        check(*after_merging(sqlite, seed))

    law()


@pytest.mark.parametrize("seed", range(3))
def test_the_same_on_postgresql(postgresql_database: Database, seed: int) -> None:
    check(*after_merging(postgresql_database, seed))


def test_histories_are_full_enough_to_clash(sqlite: Database) -> None:
    clashed = Counter[str]()
    for seed in range(8):
        before, after = after_merging(sqlite, seed)
        for table, own in references(PERSON.id).items():
            if list(conflicts(table, own)):
                clashed[table.name] += len(before[table.name]) - len(after[table.name])
    assert {name for name, count in clashed.items() if count == 0} <= {"calendar_link"}, clashed

"""An index follows its database: whatever is committed counts, in any order, and nothing else."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from bot.store.database import Database
from bot.store.index import Asked, Index
from bot.store.models import IndexChangeRow, OrganizationRow
from tests.store.index.shelves import MONDAY, Books

Open = Callable[[], Index]


@pytest.fixture
def books() -> Books:
    return Books()


@pytest.fixture
def two(database: Database) -> Database:
    """A database with two organizations."""
    with Session(database.engine) as session, session.begin():
        for name in ("ours", "theirs"):
            session.add(OrganizationRow(name=name, created_at=MONDAY))
    return database


@pytest.fixture
def open_index(two: Database, books: Books, tmp_path: Path) -> Iterator[Open]:
    """Opens an index on the database, the same folder again after the one before is closed."""
    opened: list[Index] = []

    def open_() -> Index:
        for before in opened:
            before.close()
        opened.append(Index(two._following, tmp_path / "index", books))
        return opened[-1]

    yield open_
    for index in opened:
        index.close()


def change(database: Database, index: Index, *question_ids: int, of: int = 1) -> None:
    with Session(database.engine) as session, session.begin():
        for question_id in question_ids:
            index.changed(session, of, question_id)


def near(database: Database, index: Index, words: str, of: int = 1) -> list[int]:
    with Session(database.engine) as session:
        return sorted(n.question_id for n in index.nearest(session, of, Asked(words)))


def test_what_is_committed_is_found_at_once(two: Database, books: Books, open_index: Open) -> None:
    index = open_index()
    assert near(two, index, "staging credentials") == []
    books.add(1, "Rotating the staging credentials")
    change(two, index, 1)
    assert near(two, index, "staging credentials") == [1]
    books.add(1, "Rotating the staging credentials", answers=("Ask the vault keeper",))
    change(two, index, 1)
    assert near(two, index, "vault keeper") == [1]


def test_what_is_rolled_back_is_not_read(two: Database, books: Books, open_index: Open) -> None:
    index = open_index()
    assert near(two, index, "credentials") == []
    books.add(1, "credentials")
    with Session(two.engine) as session:
        index.changed(session, 1, 1)
        session.flush()
        session.rollback()
    assert near(two, index, "credentials") == []
    change(two, index, 1)
    assert near(two, index, "credentials") == [1]


def test_a_hidden_question_is_gone_and_can_come_back(
    two: Database, books: Books, open_index: Open
) -> None:
    books.add(1, "credentials")
    index = open_index()
    assert near(two, index, "credentials") == [1]
    books.hidden.add(1)
    change(two, index, 1)
    assert near(two, index, "credentials") == []
    books.hidden.clear()
    change(two, index, 1)
    assert near(two, index, "credentials") == [1]


def test_nobody_finds_what_belongs_to_others(two: Database, books: Books, open_index: Open) -> None:
    books.add(1, "credentials", accepted=True)
    books.add(2, "credentials of theirs", of=2, accepted=True)
    index = open_index()
    assert near(two, index, "credentials") == [1]
    assert near(two, index, "credentials", of=2) == [2]
    books.add(3, "more credentials of theirs", of=2, accepted=True)
    change(two, index, 3, of=2)
    assert near(two, index, "credentials") == [1]
    with Session(two.engine) as session:
        assert [f.question_id for f in index.find(session, 1, "theirs credentials")] == [1]
        assert [r.question_id for r in index.alike(1, Asked("credentials"), most=9)] == [1]


def test_a_restart_reads_only_what_changed_since(
    two: Database, books: Books, open_index: Open
) -> None:
    for number in range(1, 20):
        books.add(number, f"credentials number{number}")
    assert len(near(two, open_index(), "credentials")) == 19
    index = open_index()
    books.read.clear()
    books.add(20, "credentials number20")
    change(two, index, 20)
    assert len(near(two, index, "credentials")) == 20
    assert books.read == [20]
    # What was in memory alone when it ended is read again from the log of changes.
    index = open_index()
    assert len(near(two, index, "credentials")) == 20


def test_many_changes_settle_on_disk(two: Database, books: Books, open_index: Open) -> None:
    index = open_index()
    assert near(two, index, "credentials") == []
    for start in range(1, 400, 50):
        ids = [books.add(n, f"credentials number{n}") for n in range(start, start + 50)]
        change(two, index, *ids)
        assert near(two, index, f"number{start + 7}") == [start + 7]
    index.settled()
    books.add(8, "something else")
    change(two, index, 8)
    assert near(two, index, "number8") == []
    index = open_index()
    assert near(two, index, "number8") == []
    assert near(two, index, "number399") == [399]


def test_a_question_written_again_stands_there_once(
    two: Database, books: Books, open_index: Open
) -> None:
    index = open_index()
    assert near(two, index, "credentials") == []
    for _ in range(3):
        ids = [books.add(n, f"credentials number{n}") for n in range(1, 200)]
        change(two, index, *ids)
        assert near(two, index, "number150") == [150]
        index.settled()
    change(two, index, *range(200, 400))  # nothing: what went before is on disk alone
    assert near(two, index, "number150") == [150]
    index.settled()
    assert near(two, index, "number150") == [150]


def test_what_is_damaged_or_of_another_version_is_read_anew(
    two: Database, books: Books, open_index: Open, tmp_path: Path
) -> None:
    books.add(1, "credentials")
    assert near(two, open_index(), "credentials") == [1]
    for spoil in ("state.json", "words/meta.json"):
        index = open_index()
        index.close()
        (tmp_path / "index" / "1" / spoil).write_text("{")
        assert near(two, open_index(), "credentials") == [1]


def test_a_database_that_was_put_back_is_read_anew(
    two: Database, books: Books, open_index: Open, tmp_path: Path
) -> None:
    books.add(1, "credentials")
    index = open_index()
    change(two, index, 1)
    assert near(two, index, "credentials") == [1]
    state = tmp_path / "index" / "1" / "state.json"
    index.rebuild(1)
    index.close()
    state.write_text(state.read_text().replace('"moment": ', '"moment": 9000000'))
    del books.kept[1][1]
    books.add(2, "credentials")
    assert near(two, open_index(), "credentials") == [2]


def test_rebuilding_tells_how_far_it_is(two: Database, books: Books, open_index: Open) -> None:
    for number in range(1, 6):
        books.add(number, "credentials")
    index = open_index()
    told: list[int] = []
    index.rebuild(1, told.append)
    assert sum(told) == 5
    assert len(near(two, index, "credentials")) == 5


def test_transactions_that_end_in_another_order_are_all_seen(
    postgresql_database: Database, books: Books, tmp_path: Path
) -> None:
    """PostgreSQL: the one that began first, and so has the lower number, commits last."""
    database = postgresql_database
    with Session(database.engine) as session, session.begin():
        session.add(OrganizationRow(name="ours", created_at=MONDAY))
    index = Index(database._following, tmp_path / "index", books)
    assert near(database, index, "credentials") == []
    slow, quick = Session(database.engine), Session(database.engine)
    books.add(1, "credentials of the slow")
    index.changed(slow, 1, 1)
    books.add(2, "credentials of the quick")
    index.changed(quick, 1, 2)
    numbers = [s.scalar(text("select pg_current_xact_id()::text::bigint")) for s in (slow, quick)]
    assert numbers == sorted(numbers)
    quick.commit()
    assert near(database, index, "credentials") == [2]
    assert near(database, index, "credentials") == [2]
    for number in range(3, 9):  # and many come after it
        books.add(number, "credentials of others")
        change(database, index, number)
        assert number in near(database, index, "credentials")
    books.read.clear()
    slow.commit()
    assert 1 in near(database, index, "credentials")
    assert books.read == [1]
    # The same question, changed by the one that began first and ended last.
    first, second = Session(database.engine), Session(database.engine)
    first.execute(text("select pg_current_xact_id()"))
    books.add(9, "before")
    index.changed(second, 1, 9)
    second.commit()
    assert near(database, index, "before") == [9]
    books.add(9, "afterwards")
    index.changed(first, 1, 9)
    first.commit()
    assert near(database, index, "afterwards") == [9]
    for session in (slow, quick, first, second):
        session.close()
    index.close()


def test_changes_of_another_server_are_not_looked_at_again_and_again(
    postgresql_database: Database, books: Books, tmp_path: Path
) -> None:
    """PostgreSQL: a dump brings rows whose numbers this server has not reached."""
    database = postgresql_database
    with Session(database.engine) as session, session.begin():
        session.add(OrganizationRow(id=1, name="ours", created_at=MONDAY))
        session.flush()
        session.add(IndexChangeRow(organization_id=1, question_id=1, moment=9_000_000_000))
    index = Index(database._following, tmp_path / "index", books)
    books.add(1, "credentials")
    assert near(database, index, "credentials") == [1]
    books.read.clear()
    assert near(database, index, "credentials") == [1]
    assert books.read == []
    change(database, index, 1)
    assert near(database, index, "credentials") == [1]
    assert books.read == [1]
    index.close()


def test_many_may_look_while_much_changes(two: Database, books: Books, open_index: Open) -> None:
    index = open_index()

    def look(turn: int) -> list[int]:
        return near(two, index, f"credentials number{turn}")

    with ThreadPoolExecutor(4) as pool:
        looks = []
        for number in range(1, 300, 10):
            ids = [books.add(n, f"credentials number{n}") for n in range(number, number + 10)]
            change(two, index, *ids)
            looks += [(number, pool.submit(look, number)) for _ in range(3)]
        assert all(number in found.result() for number, found in looks)
    index.settled()
    assert [near(two, index, f"number{n}") for n in range(1, 301, 60)] == [
        [n] for n in range(1, 301, 60)
    ]

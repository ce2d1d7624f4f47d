"""What is shown before a question is asked: its earlier twin, or nothing."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from bot.store.database import Database
from bot.store.index import Asked, Index, Suggestion
from bot.store.models import OrganizationRow
from tests.store.index.shelves import MONDAY, Books

TOPICS = ("invoice", "printer", "holiday", "laptop", "badge", "canteen", "parking", "training")
ASKS = ("Who approves the", "Where do I find the", "When is the next", "How do I order a new")


@pytest.fixture
def books() -> Books:
    made = Books()
    made.add(
        1,
        "How do I rotate the staging database credentials?",
        "The old ones expired over night and deployments fail.",
        answers=("Run the rotation job in the vault, then restart the workers.",),
        accepted=True,
    )
    made.add(2, "Rotate staging database credentials", "Nobody answered this yet.")
    number = 10
    for topic in TOPICS:
        for asks in ASKS:
            number = made.add(number + 1, f"{asks} {topic}?", accepted=True, answers=("Ask Bo.",))
    return made


@pytest.fixture
def database(sqlite_url: str, books: Books) -> Iterator[Database]:
    opened = Database(sqlite_url)
    opened.index.library = books
    yield opened
    opened.close()


def before(database: Database, title: str, body: str = "", **more: object) -> list[Suggestion]:
    with Session(database.reading) as session:
        return database.index.answered_before(session, 1, Asked(title, body), **more)  # type: ignore[arg-type]


def test_the_same_question_in_other_words_is_found_with_why(database: Database) -> None:
    (found, *_) = before(
        database, "Rotating database credentials on staging", "Deployments fail since last night."
    )
    assert found.question_id == 1
    assert 0 < found.likelihood <= 1
    assert {"Rotating", "credentials", "staging"} <= set(found.words)


def test_a_question_without_an_accepted_answer_is_not_suggested(database: Database) -> None:
    shown = before(database, "Rotate staging database credentials", most=10)
    assert 2 not in [s.question_id for s in shown]
    near = database.index.alike(1, Asked("Rotate staging database credentials"), most=10)
    assert {1, 2} <= {r.question_id for r in near}


def test_what_is_excluded_is_not_suggested(database: Database) -> None:
    assert 1 not in [s.question_id for s in before(database, "rotate credentials", exclude=[1])]


@pytest.mark.parametrize(
    ("title", "body"),
    [
        ("", ""),
        ("?", "…"),
        ("x", ""),
        ("Quantum chromodynamics on a lattice", "Which gauge group does it need?"),
        ("Wie kündige ich mein Abonnement für die Werkskantine?", ""),
        ("どうやってパスワードを変更しますか", ""),
        ("the of and is it", "how do I"),
        ("🙂" * 50, "👍"),
    ],
)
def test_nothing_near_enough_is_shown_as_nothing(database: Database, title: str, body: str) -> None:
    assert before(database, title, body) == []


@pytest.mark.parametrize(
    "body",
    [
        "credentials " * 1_700,
        'Traceback (most recent call last):\n  File "a.py", line 3, in <module>\n' * 250,
        "SELECT * FROM t WHERE a = 'x' OR 1=1; -- AND NOT title:[* TO *] {!}" * 290,
        "A" * 20_000,
        "\u0000\ud83d"[:1] + "\u202e" * 19_000,
        " ".join(f"word{n}" for n in range(2_500)),
    ],
)
def test_a_question_may_be_as_long_as_it_may(database: Database, body: str) -> None:
    found = before(database, "Rotating the staging database credentials", body)
    assert all(s.question_id == 1 for s in found[:1])
    near = database.index.alike(1, Asked("Rotating the staging database credentials", body), most=5)
    assert near
    assert sum(r.likelihood for r in near) <= 1.000001


@given(title=st.text(max_size=80), body=st.text(max_size=300))
def test_no_text_breaks_it(shared: Index, title: str, body: str) -> None:
    ranked = shared.alike(1, Asked(title, body), most=5)
    assert [r.likelihood for r in ranked] == sorted((r.likelihood for r in ranked), reverse=True)
    with Session(shared._engine) as session:
        shared.find(session, 1, title)
        shared.find(session, 1, body)


@pytest.fixture(scope="module")
def shared(migrated_file: object, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    file = tmp_path_factory.mktemp("shared") / "potluck.db"
    shutil.copy(str(migrated_file), file)
    database = Database(f"sqlite:///{file}")
    made = Books()
    made.add(1, "How do I rotate the staging database credentials?", accepted=True)
    database.index.library = made
    yield database.index
    database.close()


def test_chinese_is_found_by_its_pairs(database: Database, books: Books) -> None:
    books.add(900, "如何更改数据库密码", "", accepted=True)
    with Session(database.engine) as session, session.begin():
        session.add(OrganizationRow(id=1, name="ours", created_at=MONDAY))
        session.flush()
        database.index.changed(session, 1, 900)
    near = database.index.alike(1, Asked("数据库密码忘了"), most=3)
    assert [r.question_id for r in near] == [900]

"""What is in memory weighs as much as what is on disk; how words are weighed."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy.orm import Session

from bot.store.database import Database
from bot.store.index.words import MOST_BODY, OF_BODY, Query, spaced, telling
from bot.store.models import OrganizationRow
from tests.store.index.shelves import MONDAY, Books

BODY = "The old ones expired over night and every deployment fails since then."


@pytest.fixture
def books() -> Books:
    made = Books()
    for number in range(1, 60):
        made.add(number, f"Question number{number} about lunch", "Soup or salad today?")
    return made


@pytest.fixture
def database(sqlite_url: str, books: Books) -> Iterator[Database]:
    opened = Database(sqlite_url)
    opened.index.library = books
    with Session(opened.engine) as session, session.begin():
        session.add(OrganizationRow(id=1, name="ours", created_at=MONDAY))
    yield opened
    opened.close()


def score(database: Database, question_id: int) -> float:
    view = database.index._current(1)
    weights = dict.fromkeys(view.words("rotate staging credentials deployment soup"), 1.0)
    return {c.question_id: c.score for c in view.search(weights, 100)}[question_id]


def test_a_score_is_the_same_in_memory_and_on_disk(database: Database, books: Books) -> None:
    assert score(database, 1) > 0
    books.add(100, "How do I rotate the staging credentials?", BODY, answers=("Ask the vault.",))
    with Session(database.engine) as session, session.begin():
        database.index.changed(session, 1, 100)
    in_memory = score(database, 100)
    assert 100 in database.index._current(1).newest
    database.index.rebuild(1)
    assert database.index._current(1).newest == {}
    # tantivy keeps a document's length in one byte, and so a little less exactly
    assert score(database, 100) == pytest.approx(in_memory, rel=0.1)


def test_the_rarest_words_of_a_body_are_searched_for() -> None:
    having = {f"w{n}": n for n in range(1, 200)}
    body = ["the", "unheard", *having]
    query = Query.of(["rotat", "the", "w7"], body, lambda w: having.get(w, 0), 1_000)
    assert query.weights["w7"] == 1.0
    assert "rotat" not in query.weights  # nobody has it: it is not searched for, but it counts
    assert "rotat" in query.title
    assert "the" not in query.words
    rarest = [w for w, weight in query.weights.items() if weight == OF_BODY]
    assert len(rarest) == MOST_BODY
    assert rarest[:3] == ["w1", "w2", "w3"]
    assert query.words["w1"] > query.words["w100"]


def test_words_that_say_nothing_are_left_out_unless_there_is_nothing_else() -> None:
    assert telling(["how", "do", "i", "rotat"]) == ["rotat"]
    assert telling(["to", "be"]) == ["to", "be"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("数据库密码", ["数据", "据库", "库密", "密码"]),
        ("a 数 b", ["a", "数", "b"]),
        ("plain words", ["plain", "words"]),
        ("", []),
    ],
)
def test_writing_without_spaces_becomes_pairs(text: str, words: list[str]) -> None:
    assert spaced(text).split() == words

"""What /find finds: words in any state, accepted answers first, nobody else's questions."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy.orm import Session

from bot.store.database import Database
from bot.store.index import Index
from tests.store.index.shelves import Books


@pytest.fixture
def books() -> Books:
    made = Books()
    made.add(1, "How do I rotate the staging credentials?", "The ones of postgres.", topics=("db",))
    made.add(2, "Where are credentials kept?", accepted=True, answers=("In the vault, rotated.",))
    made.add(3, "Lunch on Friday?", topics=("food",))
    made.add(9, "How do I rotate the staging credentials?", of=2)
    return made


@pytest.fixture
def index(sqlite_url: str, books: Books) -> Iterator[Index]:
    database = Database(sqlite_url)
    database.index.library = books
    yield database.index
    database.close()


def found(index: Index, typed: str, **more: object) -> list[int]:
    database_session = None
    return [f.question_id for f in index.find(database_session, 1, typed, **more)]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("rotate credentials", [2, 1]),
        ("rotating credential", [2, 1]),
        ("staging credentials", [1]),
        ("crede", [2, 1]),
        ("credentia", [2, 1]),
        ("STAGING", [1]),
        ("staging lunch", [3, 1]),
        ("nothingofthekind", []),
        ("", []),
        ("   ", []),
        ('"staging" AND (NOT title:lunch) *', [3, 1]),
        ("')]}\\ + - ^2 ~ [a TO b] ?", []),
    ],
)
def test_what_is_typed_is_words(index: Index, typed: str, expected: list[int]) -> None:
    assert found(index, typed) == expected


def test_a_topic_narrows(index: Index) -> None:
    assert found(index, "rotate", topics=("db",)) == [1]
    assert found(index, "", topics=("food",)) == [3]


def test_pages_follow_each_other(index: Index) -> None:
    assert found(index, "credentials", most=1) == [2]
    assert found(index, "credentials", most=1, offset=1) == [1]
    assert found(index, "credentials", most=1, offset=2) == []


def test_why_it_matched_is_told_in_the_words_that_were_typed(index: Index) -> None:
    with Session(index._engine) as session:
        (_, one) = index.find(session, 1, "Rotating the Credentials ")
    assert one.words == ("Rotating", "Credentials")

"""The index reads the questions of the database: those that everybody may find, and no others."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from bot.store import topics
from bot.store.database import Database
from bot.store.index import Asked
from bot.store.index.library import Questions
from bot.store.models import (
    AnswerRow,
    OrganizationRow,
    PersonRow,
    QuestionRow,
    QuestionTopicRow,
    columns,
)
from tests.store.index.shelves import MONDAY


@pytest.fixture
def asked(database: Database) -> Database:
    """A question of ours with two answers, one of them accepted; and one of theirs."""
    with Session(database.engine) as session, session.begin():
        for number, name in enumerate(("ours", "theirs"), 1):
            session.add(OrganizationRow(id=number, name=name, created_at=MONDAY))
            session.flush()
            session.add(PersonRow(id=number, organization_id=number, name=name, created_at=MONDAY))
            session.flush()
            session.add(QuestionRow(**question(number)))
            session.flush()
        for number, body in ((1, "Ask the vault."), (2, "Turn the wheel.")):
            at = MONDAY + timedelta(hours=number)
            session.add(
                AnswerRow(
                    id=number,
                    organization_id=1,
                    question_id=1,
                    author_id=1,
                    body=body,
                    given_at=at,
                )
            )
        for topic in topics.stored(session, 1, ["postgres", "deploys"]):
            session.add(QuestionTopicRow(organization_id=1, question_id=1, topic_id=topic))
    return database


def question(of: int) -> dict[str, Any]:
    row = {"id": of, "organization_id": of, "asker_id": of, "once": "q", "title": f"Keys {of}"}
    row |= {"body": "How?", "next_step_at": MONDAY, "asked_at": MONDAY, "stirred_at": MONDAY}
    return row | {"rung_at": MONDAY}


def changed(database: Database, what: Any, **values: Any) -> None:
    owner = columns(what).organization_id
    with Session(database.engine) as session, session.begin():
        session.execute(update(what).where(owner == 1, columns(what).id == 1).values(**values))
        database.index.changed(session, 1, 1)


def found(database: Database, words: str, organization_id: int = 1) -> list[int]:
    with Session(database.reading) as session:
        found = database.index.nearest(session, organization_id, Asked(words))
    return [n.question_id for n in found]


def test_a_document_has_what_the_rows_say(asked: Database) -> None:
    changed(asked, QuestionRow, accepted_id=2, state="answered", next_step=None, next_step_at=None)
    with Session(asked.reading) as session:
        (document,) = Questions().documents(session, 1, [1, 2, 99])
    assert document.question_id == 1
    assert document.title == "Keys 1"
    assert document.body == "How?"
    assert document.answers == ("Ask the vault.", "Turn the wheel.")
    assert document.topics == ("deploys", "postgres")
    assert document.accepted
    assert document.active_at == MONDAY + timedelta(hours=2)


def test_each_organization_has_its_own(asked: Database) -> None:
    assert found(asked, "keys") == [1]
    assert found(asked, "keys", 2) == [2]
    assert found(asked, "vault", 2) == []


@pytest.mark.parametrize(
    "values",
    [
        {"is_private": True},
        {"hidden_at": MONDAY},
        {"withdrawn_at": MONDAY},
        {"merged_into_id": 1},
    ],
    ids=["private", "hidden", "withdrawn", "merged"],
)
def test_what_not_everybody_may_find_is_not_found(asked: Database, values: dict[str, Any]) -> None:
    assert found(asked, "vault") == [1]
    changed(asked, QuestionRow, **values)
    assert found(asked, "vault") == []
    with Session(asked.reading) as session:
        assert asked.index.find(session, 1, "vault") == []
    changed(asked, QuestionRow, **{n: False if n == "is_private" else None for n in values})
    assert found(asked, "vault") == [1]


@pytest.mark.parametrize("gone", ["hidden_at", "deleted_at", "retired_at"])
def test_an_answer_that_is_gone_says_nothing(asked: Database, gone: str) -> None:
    changed(asked, QuestionRow, accepted_id=1, state="answered", next_step=None, next_step_at=None)
    assert found(asked, "vault") == [1]
    changed(asked, AnswerRow, **{gone: MONDAY})
    assert found(asked, "vault") == []
    with Session(asked.reading) as session:
        (document,) = Questions().documents(session, 1, [1])
    assert not document.accepted

"""`potluck index rebuild`: reads all questions anew, tells how far it is, never beside Potluck."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session
from typer.testing import CliRunner, Result

from adapters.cli import app
from bot.store.database import Database
from bot.store.index import Asked
from bot.store.models import (
    AnswerRow,
    ExpertActivityRow,
    OrganizationRow,
    PersonRow,
    QuestionRow,
    columns,
)
from tests.store.index.shelves import MONDAY
from tests.store.index.test_library import question

ACTIVITY = columns(ExpertActivityRow)


def rebuild(url: str, folder: Path, *options: str) -> Result:
    env = {"DATABASE_URL": url, "POTLUCK_DATA": str(folder)}
    return CliRunner().invoke(app, ["index", "rebuild", *options], env=env)


def activity(url: str) -> list[tuple[int, int]]:
    """Who answered how many questions."""
    database = Database(url)
    with Session(database.reading) as session:
        rows = session.execute(
            select(ACTIVITY.person_id, ACTIVITY.questions).where(ACTIVITY.organization_id == 1)
        )
        found = [(row.person_id, row.questions) for row in rows]
    database.close()
    return found


@pytest.fixture
def asked_url(database_url: str) -> str:
    """A database with a question that no index was told of."""
    database = Database(database_url)
    with Session(database.engine) as session, session.begin():
        session.add(OrganizationRow(id=1, name="ours", created_at=MONDAY))
        session.flush()
        session.add(PersonRow(id=1, organization_id=1, name="Ana", created_at=MONDAY))
        session.flush()
        session.add(QuestionRow(**question(1)))
    database.close()
    return database_url


def test_every_question_is_read_anew(asked_url: str, tmp_path: Path) -> None:
    done = rebuild(asked_url, tmp_path)
    assert done.exit_code == 0, done.output
    assert "Done: 1 question and 0 answers." in done.output
    assert "Reading" in done.output
    folder = None if asked_url.startswith("sqlite") else tmp_path / "index"
    database = Database(asked_url, folder)
    with Session(database.reading) as session:
        assert [n.question_id for n in database.index.nearest(session, 1, Asked("keys"))] == [1]
    database.close()


def test_who_answered_is_counted_anew_and_a_second_time_changes_nothing(
    asked_url: str, tmp_path: Path
) -> None:
    database = Database(asked_url)
    with Session(database.engine) as session, session.begin():
        session.add(PersonRow(id=2, organization_id=1, name="Bo", created_at=MONDAY))
        session.flush()
        own: dict[str, Any] = {"organization_id": 1, "question_id": 1, "given_at": MONDAY}
        own |= {"body": "So.", "via": "form"}
        session.add(AnswerRow(**own, author_id=1))  # the asker's own is no help to a colleague
        session.add(AnswerRow(**own, author_id=2))
        session.add(ExpertActivityRow(organization_id=1, person_id=1, questions=77))
    database.close()
    dry = rebuild(asked_url, tmp_path, "--dry")
    assert "Nothing was changed. It would read 1 question and 2 answers anew." in dry.output
    assert activity(asked_url) == [(1, 77)]
    counted = []
    for _ in range(2):
        done = rebuild(asked_url, tmp_path)
        assert "Done: 1 question and 2 answers." in done.output, done.output
        assert "Counting" in done.output
        counted.append(activity(asked_url))
    assert counted == [[(2, 1)]] * 2


def test_it_is_refused_while_potluck_runs_here(asked_url: str, tmp_path: Path) -> None:
    folder = None if asked_url.startswith("sqlite") else tmp_path / "index"
    running = Database(asked_url, folder)
    refused = rebuild(asked_url, tmp_path)
    running.close()
    assert refused.exit_code == 1
    assert "Potluck is running here. Stop it, rebuild, and start it again." in refused.output


def test_two_replicas_of_one_machine_have_a_folder_each(
    postgresql_url: str, tmp_path: Path
) -> None:
    one, two = Database(postgresql_url, tmp_path), Database(postgresql_url, tmp_path)
    assert one.is_first_here
    assert not two.is_first_here
    one.close()
    again = Database(postgresql_url, tmp_path)
    assert again.is_first_here
    for database in (two, again):
        database.close()

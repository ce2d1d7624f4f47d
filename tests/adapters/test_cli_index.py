"""`potluck index rebuild`: reads all questions anew, tells how far it is, never beside Potluck."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy.orm import Session
from typer.testing import CliRunner, Result

from adapters.cli import app
from bot.store.database import Database
from bot.store.index import Asked
from bot.store.models import OrganizationRow, PersonRow, QuestionRow
from tests.store.index.shelves import MONDAY
from tests.store.index.test_library import question


def rebuild(url: str, folder: Path) -> Result:
    env = {"DATABASE_URL": url, "POTLUCK_DATA": str(folder)}
    return CliRunner().invoke(app, ["index", "rebuild"], env=env)


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
    assert "Done: 1 question." in done.output
    assert "Reading" in done.output
    folder = None if asked_url.startswith("sqlite") else tmp_path / "index"
    database = Database(asked_url, folder)
    with Session(database.reading) as session:
        assert [n.question_id for n in database.index.nearest(session, 1, Asked("keys"))] == [1]
    database.close()


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

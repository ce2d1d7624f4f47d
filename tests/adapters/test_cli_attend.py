"""`potluck sessions attend`: a dry run first, then a list is noted beside a running Potluck."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import text
from typer.testing import CliRunner, Result

from adapters.cli import app
from bot.services import roll
from bot.store import outcomes, sessions
from bot.store.database import Database
from tests.sessions import announced
from tests.world import World

LIST = "Name\nBo Berg\nBo Berg\nNobody \x1b[2J Known\nChi Chen\n"


@pytest.fixture
def running(populated_url: str) -> Iterator[Database]:
    """A Potluck's open database, with a session of 2020 in it whose code is 004711."""
    database = Database(populated_url)

    async def hold() -> None:
        world = World(database)
        world.everybody_is_known()
        world.clock.now = datetime(2020, 11, 18, 12, tzinfo=UTC)
        await announced(world, day="2020-12-03")
        await world.in_unit_of_work(
            lambda uow: sessions.change_occurrence(uow.session, 1, 1, {"code": "004711"})
        )
        await world.close()

    asyncio.run(hold())
    yield database
    database.close()


def attend(database: Database, file: Path, *arguments: str, said: str = LIST) -> Result:
    """Run the command on a list."""
    file.write_text(said, encoding="utf-8")
    url = database.url.render_as_string(hide_password=False)
    command = ["sessions", "attend", *(arguments or ("004711",)), str(file)]
    return CliRunner().invoke(app, command, env={"DATABASE_URL": url})


def came(database: Database) -> dict[str, bool]:
    """Who is known at the session, and whether they came."""
    found = asyncio.run(database.read(lambda s: outcomes.attendance(s, 1, 1)))
    return {a.person.name: a.attended for a in found}


def test_a_dry_run_changes_nothing_and_applying_tells_what_was_refused(
    running: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(roll, "BATCH", 1)
    file = tmp_path / "came.csv"
    dry = attend(running, file)
    assert dry.exit_code == 0, dry.output
    assert "1: Query planner 101 (2020-12-03 12:30 UTC)" in dry.stdout
    assert "Nothing was changed yet: 2 noted, 0 noted before, 2 refused." in dry.stdout
    assert "with --apply" in dry.stdout
    assert attend(running, file, "--dry-run", "1").stdout == dry.stdout
    assert came(running) == {}

    done = attend(running, file, "--apply", "1")
    assert done.exit_code == 0, done.output
    assert "Row 3, 'Bo Berg': refused: named in a row above already." in done.stdout
    assert "Row 4, 'Nobody \\x1b[2J Known': refused: nobody here has this name" in done.stdout
    assert "Done: 2 noted, 0 noted before, 2 refused." in done.stdout
    assert "Noting who came" in done.stderr
    assert came(running) == {"Bo Berg": True, "Chi Chen": True}
    again = attend(running, file, "--apply", "004711")
    assert "Done: 0 noted, 2 noted before, 2 refused." in again.stdout


@pytest.mark.parametrize("which", ["482193", "99", "", "1'--", "9" * 40, "²", "00471١"])
def test_a_session_that_is_not_there_is_answered_with_those_that_are(
    running: Database, tmp_path: Path, which: str
) -> None:
    wrong = attend(running, tmp_path / "came.csv", "--apply", which or " ")
    assert wrong.exit_code == 1
    assert "No session that has begun has the code or number" in wrong.stderr
    assert "  1: Query planner 101" in wrong.stderr
    assert came(running) == {}


def test_what_can_not_be_read_is_refused_in_a_sentence(running: Database, tmp_path: Path) -> None:
    for said, why in (("\0", "zero bytes"), ("", "empty"), ("x" * 1_048_577, "larger than 1 MiB")):
        wrong = attend(running, tmp_path / "came.csv", said=said)
        assert wrong.exit_code == 1
        assert why in wrong.stderr
    absent = CliRunner().invoke(app, ["sessions", "attend", "1", str(tmp_path / "absent.csv")])
    assert absent.exit_code == 2
    assert "absent.csv" in absent.output


def test_a_cancelled_session_is_not_imported_into(running: Database, tmp_path: Path) -> None:
    def cancel(database: Database) -> None:
        with database.engine.begin() as connection:
            connection.execute(text("UPDATE session SET state = 'cancelled'"))

    cancel(running)
    refused = attend(running, tmp_path / "came.csv", "--apply", "1")
    assert refused.exit_code == 1
    assert "cancelled or moved" in refused.stderr
    assert came(running) == {}


def test_a_database_that_is_not_there_or_not_current_is_left_alone(
    running: Database, tmp_path: Path
) -> None:
    file = tmp_path / "came.csv"
    file.write_text(LIST, encoding="utf-8")
    absent = CliRunner().invoke(
        app,
        ["sessions", "attend", "1", str(file)],
        env={"DATABASE_URL": "", "POTLUCK_DATA": str(tmp_path / "nowhere")},
    )
    assert absent.exit_code == 1
    assert "There is no database at" in absent.stderr
    assert not (tmp_path / "nowhere").exists()
    with running.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '0001'"))
    older = attend(running, file, "--apply", "1")
    assert older.exit_code == 1
    assert "belongs to another version" in older.stderr

"""Migrations: they make what the models say, and cost nothing when there are none to apply."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text
from sqlalchemy.orm import Session
from sqlmodel import SQLModel

import bot.store.models  # noqa: F401  (makes the tables known)
from bot.store import migrate
from bot.store.database import Database

START = """
import sys
from bot.store.database import Database
from bot.store.migrate import is_current, upgrade_apart
database = Database(sys.argv[1])
upgrade_apart(database)
with database.engine.connect() as connection:
    assert is_current(connection)
database.close()
print(sorted(m for m in sys.modules if m == "alembic"))
"""


def test_the_newest_revision_is_the_one_alembic_finds() -> None:
    found = ScriptDirectory.from_config(migrate.config()).get_heads()
    assert migrate.heads() == set(found)


def test_no_start_imports_alembic_not_even_the_first(tmp_path: Path) -> None:
    seen = [
        subprocess.run(
            [sys.executable, "-c", START, f"sqlite:///{tmp_path}/potluck.db"],
            capture_output=True,
            text=True,
            check=True,
            cwd=Path(__file__).parents[2],
        ).stdout.strip()
        for _ in range(2)
    ]
    assert seen == ["[]", "[]"]


async def test_a_database_behind_this_version_is_not_current(database: Database) -> None:
    assert await database.read(lambda s: migrate.is_current(s.connection()))
    await database.write(lambda s: s.execute(text("UPDATE alembic_version SET version_num = 'x'")))
    assert not await database.read(lambda s: migrate.is_current(s.connection()))


async def test_the_migrations_make_what_the_models_say(database: Database) -> None:
    def differences(session: Session) -> list[object]:
        options = {"compare_type": True, "render_as_batch": True}
        context = MigrationContext.configure(session.connection(), opts=options)
        return list(compare_metadata(context, SQLModel.metadata))

    assert await database.read(differences) == []

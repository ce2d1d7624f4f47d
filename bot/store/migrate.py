"""Brings a database up to the newest migration, at every start."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from bot.store.database import Database

ONE_AT_A_TIME = 7_027_558
"""PostgreSQL advisory lock: several replicas may start at once, one migrates."""


def config() -> Config:
    """Alembic's configuration, made here so that no file has to be found."""
    made = Config()
    made.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    made.set_main_option("path_separator", "os")
    return made


def upgrade(database: Database) -> None:
    """Apply all migrations that are missing, each database's whole step or nothing."""
    with database.engine.connect() as connection, connection.begin():
        if not database.is_sqlite:
            connection.execute(text("SELECT pg_advisory_xact_lock(:n)"), {"n": ONE_AT_A_TIME})
        made = config()
        made.attributes["connection"] = connection
        command.upgrade(made, "head")


def is_current(connection: Connection) -> bool:
    """Whether a database has every migration this version knows."""
    at = MigrationContext.configure(connection).get_current_heads()
    return set(at) == set(ScriptDirectory.from_config(config()).get_heads())

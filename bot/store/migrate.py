"""Brings a database up to the newest migration, at every start."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Engine, inspect, make_url, text
from sqlalchemy.exc import DBAPIError

from bot.store.database import Database, engine_of

if TYPE_CHECKING:
    from alembic.config import Config

MIGRATIONS = Path(__file__).parent / "migrations"
ONE_AT_A_TIME = 7_027_558
"""PostgreSQL advisory lock: several replicas may start at once, one migrates."""


def config() -> Config:
    """Alembic's configuration, made here so that no file has to be found."""
    from alembic.config import Config

    made = Config()
    made.set_main_option("script_location", str(MIGRATIONS))
    made.set_main_option("path_separator", "os")
    return made


class NotMigrated(RuntimeError):
    """The database could not be brought up to date; it stands as it did before."""


def upgrade(database: Database) -> None:
    """Apply all migrations that are missing, each database's whole step or nothing."""
    _upgrade(database.engine)


def _upgrade(engine: Engine) -> None:
    with engine.connect() as connection, connection.begin():
        if is_current(connection):
            return
        # With what it brings along Alembic takes 10 MB and a tenth of a second: only when needed.
        from alembic import command

        if connection.dialect.name != "sqlite":
            connection.execute(text("SELECT pg_advisory_xact_lock(:n)"), {"n": ONE_AT_A_TIME})
        made = config()
        made.attributes["connection"] = connection
        command.upgrade(made, "head")


def upgrade_apart(database: Database) -> None:
    """The same in a process of its own, so that this one never carries what migrating takes.

    Where no process can be started it is done here. Raises NotMigrated, whose text is for an
    operator.
    """
    with database.engine.connect() as connection:
        if is_current(connection):
            return
    try:
        done = subprocess.run(  # noqa: S603  (our own interpreter, our own module)
            [sys.executable, "-m", __name__],
            # The address may hold a password, which others could read among the arguments.
            input=database.url.render_as_string(hide_password=False),
            env={**os.environ, "PYTHONPATH": os.pathsep.join(p or "." for p in sys.path)},
            capture_output=True,
            text=True,
            check=False,
        )
    except OSError:
        upgrade(database)
        return
    if done.returncode:
        lines = done.stderr.strip().splitlines()
        raise NotMigrated(lines[-1] if lines else f"the process ended with {done.returncode}")


def _main() -> int:
    """The other process: an address comes in; why it failed goes out, in the last line."""
    engine = engine_of(make_url(sys.stdin.read()))
    try:
        _upgrade(engine)
    except DBAPIError as error:
        sys.stderr.write(f"{error.orig}".strip().partition("\n")[0] + "\n")
        return 1
    finally:
        engine.dispose()
    return 0


def is_current(connection: Connection) -> bool:
    """Whether a database has every migration this version knows."""
    return _at(connection) == heads()


def is_foreign(connection: Connection) -> bool:
    """Whether a database was migrated by a version that knows more than this one."""
    return not _at(connection) <= _lines("revision")


def heads() -> set[str]:
    """The newest revisions."""
    return _lines("revision") - _lines("down_revision")


def _at(connection: Connection) -> set[str]:
    """The revisions a database stands at; none when it is empty."""
    if not inspect(connection).has_table("alembic_version"):
        return set()
    return set(connection.execute(text("SELECT version_num FROM alembic_version")).scalars())


def _lines(name: str) -> set[str]:
    """What the migrations say of themselves, read without importing them."""
    wanted = re.compile(rf'(?m)^{name} = "(\w+)"')
    files = (MIGRATIONS / "versions").glob("*.py")
    return {r for file in files for r in wanted.findall(file.read_text(encoding="utf-8"))}


if __name__ == "__main__":
    sys.exit(_main())

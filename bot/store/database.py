"""The database: one writer thread on SQLite, a pool on PostgreSQL, and readers that never wait."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.orm import Session
from sqlalchemy.pool import QueuePool

from bot.store.index import INDEX, Index
from bot.store.single_process import claim_file, own_folder
from bot.store.writers import WRITERS, Job, PooledWriter, SingleWriter, Writer

T = TypeVar("T")

READERS = 4
FOLLOWERS = 2
"""Connections of the index: one follows what changes, one reads what is indexed anew."""


class Database:
    """Runs jobs in transactions, in threads. A job gets a session and returns a value.

    A job that raises is rolled back alone. `read` gets a session that can't write.
    `beside`: a tool that sends nothing, next to a Potluck that may have the same SQLite file open;
    the file's own locks let one of them write at a time.
    """

    def __init__(self, url: str, folder: Path | None = None, *, beside: bool = False) -> None:
        """`folder`: where indexes are kept, in memory when there is none. Next to a SQLite file
        that is not needed, and when it is `beside` another it is that one's.
        """
        self.url = make_url(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self._readers = ThreadPoolExecutor(READERS, thread_name_prefix="read")
        self._closed = False
        self.is_first_here = True
        """Whether no other process of this machine has an index of this database."""
        self._writer: Writer
        self._info: dict[Any, Any] = {}
        if self.is_sqlite:
            file = Path(self.url.database or "potluck.db")
            file.parent.mkdir(parents=True, exist_ok=True)
            self._release = _nothing if beside else claim_file(file.resolve())
            if not beside:
                folder = folder or file.with_name(file.stem + ".index")
            self.engine = engine_of(self.url)
            self.reading = _sqlite_engine(self.url.render_as_string(hide_password=False), "read")
            self._following = _sqlite_engine(
                self.url.render_as_string(hide_password=False), "follow"
            )
            self._writer = SingleWriter(self.engine, self._info)
        else:
            self._release = _nothing
            if folder is not None:
                folder, self._release = own_folder(folder / _digest(self.url))
                self.is_first_here = folder.name == "0"
            self.engine = engine_of(self.url)
            # A job that reads twice must see one moment, as it does on SQLite.
            self.reading = self.engine.execution_options(
                postgresql_readonly=True, isolation_level="REPEATABLE READ"
            )
            # Connections of its own: who waits for the index may hold all the others.
            self._following = create_engine(
                self.url,
                pool_size=FOLLOWERS,
                max_overflow=0,
                pool_pre_ping=True,
                hide_parameters=True,
                isolation_level="REPEATABLE READ",
            ).execution_options(postgresql_readonly=True)
            self._writer = PooledWriter(self.engine, self._info)
        self.index = Index(self._following, folder)
        self._info[INDEX] = self.index

    async def write(self, job: Job[T], *, behind: bool = False) -> T:
        """Run a job in a writing transaction; returns after the commit is durable.

        `behind`: nobody waits for it, so jobs that somebody waits for go first.
        """
        return await asyncio.wrap_future(self._writer.submit(job, behind=behind))

    async def read(self, job: Job[T]) -> T:
        """Run a job that only reads, without waiting for writers."""
        return await asyncio.wrap_future(self._readers.submit(self._read, job))

    def _read(self, job: Job[T]) -> T:
        with Session(self.reading, expire_on_commit=False, info=self._info) as session:
            return job(session)

    def close(self) -> None:
        """Finish what is queued, then let go of everything. Closing twice is harmless."""
        if self._closed:
            return
        self._closed = True
        self._writer.stop()
        self._readers.shutdown()
        self.index.close()
        self.engine.dispose()
        self.reading.dispose()
        self._following.dispose()
        self._release()


def _digest(url: URL) -> str:
    """Tells databases apart, in a folder's name."""
    where = f"{url.host}:{url.port}/{url.database}?{sorted(url.query.items())}"
    return sha256(where.encode()).hexdigest()[:12]


def _nothing() -> None:
    """Nothing was claimed, so nothing is let go."""


def engine_of(url: URL) -> Engine:
    """What writes to a database. It claims nothing: one process at a time may use a SQLite file."""
    if url.get_backend_name() == "sqlite":
        return _sqlite_engine(url.render_as_string(hide_password=False), "write")
    return create_engine(
        url,
        pool_size=WRITERS + READERS,
        max_overflow=0,
        pool_pre_ping=True,
        hide_parameters=True,  # what people wrote stays out of errors, and so out of logs
    )


_SAVEPOINTS = {
    "do_savepoint": "SAVEPOINT {}",
    "do_release_savepoint": "RELEASE SAVEPOINT {}",
    "do_rollback_to_savepoint": "ROLLBACK TO SAVEPOINT {}",
}
"""How SQLAlchemy's dialects call what SQLite says so."""


def _to_driver(sql: str, connection: Connection, name: str) -> None:
    driver: Any = connection.connection.driver_connection
    driver.execute(sql.format(name))


def _sqlite_engine(url: str, use: str) -> Engine:
    """SQLite in WAL mode, durable; the driver's own transaction guessing is switched off."""
    engine = create_engine(
        url,
        poolclass=QueuePool,
        pool_size={"read": READERS, "write": 1, "follow": FOLLOWERS}[use],
        max_overflow=0,
        connect_args={"check_same_thread": False, "timeout": 30},
        hide_parameters=True,
    )

    @event.listens_for(engine, "connect")
    def _connect(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        cursor = connection.cursor()
        cursor.execute("PRAGMA journal_mode=WAL")
        cursor.execute("PRAGMA synchronous=FULL")
        cursor.execute("PRAGMA foreign_keys=ON")
        if use != "write":
            cursor.execute("PRAGMA query_only=ON")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE" if use == "write" else "BEGIN")

    # Every job of a batch has a savepoint: straight to the driver that costs a tenth.
    for name, sql in _SAVEPOINTS.items():
        setattr(engine.dialect, name, partial(_to_driver, sql))
    return engine

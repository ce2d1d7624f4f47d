"""The database: one writer thread on SQLite, a pool on PostgreSQL, and readers that never wait."""

from __future__ import annotations

import asyncio
import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session
from sqlalchemy.pool import QueuePool

from bot.store.single_process import claim_file

T = TypeVar("T")
Job = Callable[[Session], T]

BATCH = 32
"""Most jobs that share one SQLite commit: fsync is what a commit costs, and all wait for one."""
READERS = 4
WRITERS = 8
"""PostgreSQL connections for writing jobs."""
RETRIES = 5
"""Attempts at a PostgreSQL transaction that lost a deadlock or a serialization race."""
RETRY_CODES = {"40001", "40P01"}


class Database:
    """Runs jobs in transactions, in threads. A job gets a session and returns a value.

    A job that raises is rolled back alone. `read` gets a session that can't write.
    """

    def __init__(self, url: str) -> None:
        self.url = make_url(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self._readers = ThreadPoolExecutor(READERS, thread_name_prefix="read")
        self._closed = False
        self._write: Callable[[Job[Any]], Future[Any]]
        if self.is_sqlite:
            file = Path(self.url.database or "potluck.db")
            file.parent.mkdir(parents=True, exist_ok=True)
            self._release = claim_file(file.resolve())
            self.engine = _sqlite_engine(self.url.render_as_string(hide_password=False), "write")
            self.reading = _sqlite_engine(self.url.render_as_string(hide_password=False), "read")
            self._writer = _SqliteWriter(self.engine)
            self._submit = self._writer.submit
            self._stop_writing = self._writer.stop
        else:
            self._release = lambda: None
            self.engine = create_engine(
                self.url,
                pool_size=WRITERS + READERS,
                max_overflow=0,
                pool_pre_ping=True,
                hide_parameters=True,  # what people wrote stays out of errors, and so out of logs
            )
            # A job that reads twice must see one moment, as it does on SQLite.
            self.reading = self.engine.execution_options(
                postgresql_readonly=True, isolation_level="REPEATABLE READ"
            )
            pool = ThreadPoolExecutor(WRITERS, thread_name_prefix="write")
            self._submit = lambda job: pool.submit(self._pooled, job)
            self._stop_writing = pool.shutdown

    async def write(self, job: Job[T]) -> T:
        """Run a job in a writing transaction; returns after the commit is durable."""
        return await asyncio.wrap_future(self._submit(job))

    async def read(self, job: Job[T]) -> T:
        """Run a job that only reads, without waiting for writers."""
        return await asyncio.wrap_future(self._readers.submit(self._read, job))

    def _read(self, job: Job[T]) -> T:
        with Session(self.reading, expire_on_commit=False) as session:
            return job(session)

    def _pooled(self, job: Job[T]) -> T:
        for attempt in range(RETRIES):
            try:
                with Session(self.engine, expire_on_commit=False) as session, session.begin():
                    return job(session)
            except OperationalError as error:
                lost = getattr(error.orig, "sqlstate", None) in RETRY_CODES
                if not lost or attempt == RETRIES - 1:
                    raise
        raise AssertionError("unreachable")

    def close(self) -> None:
        """Finish what is queued, then let go of everything. Closing twice is harmless."""
        if self._closed:
            return
        self._closed = True
        self._stop_writing()
        self._readers.shutdown()
        self.engine.dispose()
        self.reading.dispose()
        self._release()


class _SqliteWriter:
    """One thread owns the only writing connection and commits what is queued in batches."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._queue: queue.SimpleQueue[tuple[Job[Any], Future[Any]] | None] = queue.SimpleQueue()
        self._closing = threading.Lock()
        self._closed = False
        self._thread = threading.Thread(target=self._run, name="write", daemon=True)
        self._thread.start()

    def submit(self, job: Job[T]) -> Future[T]:
        """Queue a job; its future is done when its batch is committed.

        Raises RuntimeError once the database is closed: nobody would ever answer.
        """
        future: Future[T] = Future()
        with self._closing:
            if self._closed:
                raise RuntimeError("the database is closed")
            self._queue.put((job, future))
        return future

    def stop(self) -> None:
        """Finish the queue and end the thread."""
        with self._closing:
            self._closed = True
            self._queue.put(None)
        self._thread.join()

    def _run(self) -> None:
        stopping = False
        while not stopping:
            batch = []
            item = self._queue.get()
            while item is not None:
                batch.append(item)
                if len(batch) == BATCH or self._queue.empty():
                    break
                item = self._queue.get()
            stopping = item is None
            batch = [(j, f) for j, f in batch if f.set_running_or_notify_cancel()]
            if batch:
                self._commit(batch)

    def _commit(self, batch: list[tuple[Job[Any], Future[Any]]]) -> None:
        done: list[tuple[Future[Any], Any, BaseException | None]] = []
        try:
            with self._engine.connect() as connection, connection.begin():
                for job, future in batch:
                    done.append((future, *_attempt(connection, job)))
                    _still_together(connection)
        except BaseException as error:
            done = [(future, None, error) for _, future in batch]
        for future, value, failed in done:
            if failed is None:
                future.set_result(value)
            else:
                future.set_exception(failed)


def _still_together(connection: Connection) -> None:
    """Raises when SQLite itself rolled the batch back (a full disk, an I/O error).

    What went before is gone then, what came after would be committed alone, and the driver's
    `commit()` says nothing.
    """
    if not connection.connection.driver_connection.in_transaction:  # type: ignore[union-attr]
        raise RuntimeError("SQLite gave up the transaction")


def _attempt(connection: Connection, job: Job[Any]) -> tuple[Any, BaseException | None]:
    """One job in its own savepoint, so that its failure costs the batch nothing."""
    try:
        with (
            Session(
                connection, join_transaction_mode="create_savepoint", expire_on_commit=False
            ) as session,
            session.begin(),
        ):
            return job(session), None
    except BaseException as error:
        return None, error


def _sqlite_engine(url: str, use: str) -> Engine:
    """SQLite in WAL mode, durable; the driver's own transaction guessing is switched off."""
    engine = create_engine(
        url,
        poolclass=QueuePool,
        pool_size=READERS if use == "read" else 1,
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
        if use == "read":
            cursor.execute("PRAGMA query_only=ON")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN" if use == "read" else "BEGIN IMMEDIATE")

    return engine

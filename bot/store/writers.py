"""How jobs that write are run: one thread that commits in batches, or a pool that retries."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, Protocol, TypeVar

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm import Session

T = TypeVar("T")
Job = Callable[[Session], T]

BATCH = 32
"""Most jobs that share one SQLite commit: fsync is what a commit costs, and all wait for one."""
BEHIND = 4
"""Jobs that nobody waits for which a full batch takes along all the same, so that none starves."""
WRITERS = 8
"""PostgreSQL connections for writing jobs."""
RETRIES = 5
"""Attempts at a PostgreSQL transaction that lost a deadlock or a serialization race, or that wrote
of somebody who became another person meanwhile: the next attempt finds out whom."""
RETRY_CODES = {"40001", "40P01", "23503"}


class Writer(Protocol):
    """Runs writing jobs, each in a transaction that commits before its future is done."""

    def submit(self, job: Job[T], *, behind: bool = False) -> Future[T]:
        """Queue a job. `behind`: nobody waits for it, so those that somebody waits for go first.

        Raises RuntimeError once stopped: nobody would ever answer.
        """

    def stop(self) -> None:
        """Finish what is queued and take nothing more."""


class PooledWriter:
    """PostgreSQL: several at once; a lost race is run again."""

    def __init__(self, engine: Engine, info: dict[Any, Any]) -> None:
        self._engine = engine
        self._info = info
        self._pool = ThreadPoolExecutor(WRITERS, thread_name_prefix="write")

    def submit(self, job: Job[T], *, behind: bool = False) -> Future[T]:
        """Queue a job; with several writers none has to stand back."""
        return self._pool.submit(self._run, job)

    def stop(self) -> None:
        """Finish what is queued."""
        self._pool.shutdown()

    def _run(self, job: Job[T]) -> T:
        for attempt in range(RETRIES):
            try:
                with (
                    Session(self._engine, expire_on_commit=False, info=self._info) as session,
                    session.begin(),
                ):
                    return job(session)
            except (OperationalError, IntegrityError) as error:
                lost = getattr(error.orig, "sqlstate", None) in RETRY_CODES
                if not lost or attempt == RETRIES - 1:
                    raise
        raise AssertionError("unreachable")


class SingleWriter:
    """SQLite: one thread owns the only writing connection and commits what waits in batches."""

    def __init__(self, engine: Engine, info: dict[Any, Any]) -> None:
        self._engine = engine
        self._info = info
        self._waiting: deque[tuple[Job[Any], Future[Any]]] = deque()
        self._behind: deque[tuple[Job[Any], Future[Any]]] = deque()
        self._change = threading.Condition()
        self._closed = False
        self._thread = threading.Thread(target=self._run, name="write", daemon=True)
        self._thread.start()

    def submit(self, job: Job[T], *, behind: bool = False) -> Future[T]:
        """Queue a job; its future is done when its batch is committed."""
        future: Future[T] = Future()
        with self._change:
            if self._closed:
                raise RuntimeError("the database is closed")
            (self._behind if behind else self._waiting).append((job, future))
            self._change.notify()
        return future

    def stop(self) -> None:
        """Finish the queue and end the thread."""
        with self._change:
            self._closed = True
            self._change.notify()
        self._thread.join()

    def _run(self) -> None:
        while batch := self._next():
            running = [(j, f) for j, f in batch if f.set_running_or_notify_cancel()]
            if running:
                self._commit(running)

    def _next(self) -> list[tuple[Job[Any], Future[Any]]]:
        """What to commit together; empty when there will be nothing more."""
        with self._change:
            self._change.wait_for(lambda: self._waiting or self._behind or self._closed)
            batch = [self._waiting.popleft() for _ in range(min(BATCH, len(self._waiting)))]
            room = max(BATCH - len(batch), BEHIND)
            batch += [self._behind.popleft() for _ in range(min(room, len(self._behind)))]
            return batch

    def _commit(self, batch: list[tuple[Job[Any], Future[Any]]]) -> None:
        done: list[tuple[Future[Any], Any, BaseException | None]] = []
        try:
            with self._engine.connect() as connection, connection.begin():
                for job, future in batch:
                    done.append((future, *_attempt(connection, job, self._info)))
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


def _attempt(
    connection: Connection, job: Job[Any], info: dict[Any, Any]
) -> tuple[Any, BaseException | None]:
    """One job in its own savepoint, so that its failure costs the batch nothing."""
    try:
        with (
            Session(
                connection,
                join_transaction_mode="create_savepoint",
                expire_on_commit=False,
                info=info,
            ) as session,
            session.begin(),
        ):
            return job(session), None
    except BaseException as error:
        return None, error

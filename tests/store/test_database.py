"""The database: jobs share commits but not failures, and readers never wait or write."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from sqlalchemy import event, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from bot.store.database import Database
from bot.store.models import OrganizationRow, columns
from bot.store.single_process import InUse

ORGANIZATION = columns(OrganizationRow)
NOW = datetime(2026, 11, 18, 12, tzinfo=UTC)


def add(session: Session, name: str, at: datetime = NOW) -> None:
    session.add(OrganizationRow(name=name, created_at=at))
    session.flush()


def adding(*wanted: str) -> Callable[[Session], None]:
    def job(session: Session) -> None:
        for name in wanted:
            add(session, name)

    return job


def names(session: Session) -> list[str]:
    return list(session.execute(select(ORGANIZATION.name).order_by(ORGANIZATION.name)).scalars())


@pytest.fixture
def sqlite(sqlite_url: str) -> Iterator[Database]:
    opened = Database(sqlite_url)
    yield opened
    opened.close()


async def hold(database: Database) -> threading.Event:
    """Make the writer wait, so that what is queued meanwhile becomes one batch after it."""
    go, begun = threading.Event(), asyncio.Event()
    loop = asyncio.get_running_loop()

    def wait(_session: Session) -> None:
        loop.call_soon_threadsafe(begun.set)
        go.wait(10)

    holding = asyncio.create_task(database.write(wait))
    await begun.wait()
    holding.add_done_callback(lambda t: t.result())
    return go


async def test_a_failing_job_costs_its_neighbours_in_the_batch_nothing(database: Database) -> None:
    def fail(session: Session) -> None:
        add(session, "half done")
        raise KeyError("planted")

    jobs = [database.write(adding(n)) for n in ("a", "b", "c")]
    results = await asyncio.gather(jobs[0], database.write(fail), *jobs[1:], return_exceptions=True)
    assert [type(r) for r in results] == [type(None), KeyError, type(None), type(None)]
    assert await database.read(names) == ["a", "b", "c"]


async def test_a_failing_commit_fails_every_job_of_its_batch(sqlite: Database) -> None:
    go = await hold(sqlite)
    jobs = [asyncio.ensure_future(sqlite.write(adding(n))) for n in "abc"]
    await asyncio.sleep(0)

    @event.listens_for(sqlite.engine, "commit")
    def refuse(connection: object) -> None:
        if len(committed := commits) == 1:
            raise OSError(f"planted at commit {len(committed)}")
        commits.append(1)

    commits: list[int] = []
    go.set()
    results = await asyncio.gather(*jobs, return_exceptions=True)
    assert [type(r) for r in results] == [OSError] * 3
    assert await sqlite.read(names) == []
    event.remove(sqlite.engine, "commit", refuse)
    await sqlite.write(adding("later"))
    assert await sqlite.read(names) == ["later"]


async def test_a_batch_that_a_full_disk_rolled_back_is_not_called_written(sqlite: Database) -> None:
    """SQLite rolls the whole transaction back when the disk is full, and COMMIT is silent then."""

    def fill(session: Session) -> None:
        pages = session.execute(text("PRAGMA page_count")).scalar_one()
        session.execute(text(f"PRAGMA max_page_count={pages}"))
        add(session, "x" * 500_000)

    go = await hold(sqlite)
    jobs = [
        asyncio.ensure_future(job)
        for job in (
            sqlite.write(adding("before")),
            sqlite.write(fill),
            sqlite.write(adding("after")),
        )
    ]
    await asyncio.sleep(0)
    go.set()
    results = await asyncio.gather(*jobs, return_exceptions=True)
    written = await sqlite.read(names)
    for name, result in zip(("before", "after"), (results[0], results[2]), strict=True):
        assert (name in written) == (result is None), (name, result)
    assert isinstance(results[1], Exception)


async def test_readers_cannot_write(database: Database) -> None:
    with pytest.raises(DBAPIError):
        await database.read(adding("sneaked in"))
    assert await database.read(names) == []


async def test_readers_do_not_wait_for_a_writer(database: Database) -> None:
    go, begun = threading.Event(), asyncio.Event()
    loop = asyncio.get_running_loop()

    def slow(session: Session) -> None:
        add(session, "unfinished")
        loop.call_soon_threadsafe(begun.set)
        go.wait(10)

    writing = asyncio.create_task(database.write(slow))
    await begun.wait()
    assert await database.read(names) == []
    assert not writing.done()
    go.set()
    await writing
    assert await database.read(names) == ["unfinished"]


async def test_a_reading_job_sees_one_moment(database: Database) -> None:
    go, begun = threading.Event(), asyncio.Event()
    loop = asyncio.get_running_loop()

    def twice(session: Session) -> tuple[list[str], list[str]]:
        first = names(session)
        loop.call_soon_threadsafe(begun.set)
        go.wait(10)
        return first, names(session)

    reading = asyncio.create_task(database.read(twice))
    await begun.wait()
    await database.write(adding("meanwhile"))
    go.set()
    assert await reading == ([], [])


async def test_a_closed_database_refuses_instead_of_never_answering(database: Database) -> None:
    database.close()
    with pytest.raises(RuntimeError):
        await database.write(names)
    with pytest.raises(RuntimeError):
        await database.read(names)


async def test_what_was_queued_before_the_end_is_written(database_url: str) -> None:
    database = Database(database_url)
    jobs = [asyncio.ensure_future(database.write(adding(f"{n:02}"))) for n in range(50)]
    await asyncio.sleep(0)
    await asyncio.to_thread(database.close)
    await asyncio.gather(*jobs)
    again = Database(database_url)
    assert len(await again.read(names)) == 50
    again.close()


async def test_a_transaction_that_lost_a_deadlock_is_run_again(
    postgresql_database: Database,
) -> None:
    await postgresql_database.write(adding("a", "b"))
    both = threading.Barrier(2, timeout=60)
    attempts = []

    def lock(session: Session, first: str, second: str) -> None:
        attempts.append(first)
        rename = text("UPDATE organization SET name = name WHERE name = :name")
        session.execute(rename, {"name": first})
        if len(attempts) <= 2:
            both.wait()
        session.execute(rename, {"name": second})

    await asyncio.gather(
        postgresql_database.write(lambda s: lock(s, "a", "b")),
        postgresql_database.write(lambda s: lock(s, "b", "a")),
    )
    assert len(attempts) >= 3


@pytest.mark.parametrize(
    "moment",
    [
        NOW,
        NOW.astimezone(timezone(timedelta(hours=14))),
        NOW.astimezone(timezone(-timedelta(hours=9, minutes=30))),
        datetime(2026, 10, 25, 1, 30, 0, 123456, tzinfo=UTC),
    ],
)
async def test_times_come_back_as_the_same_moment_in_utc(
    database: Database, moment: datetime
) -> None:
    await database.write(lambda s: add(s, "x", moment))
    back = await database.read(lambda s: s.execute(select(ORGANIZATION.created_at)).scalar_one())
    assert back == moment
    assert back.utcoffset() == timedelta()
    found = select(ORGANIZATION.id).where(ORGANIZATION.created_at <= moment)
    assert await database.read(lambda s: len(s.execute(found).all())) == 1


async def test_a_naive_time_is_refused(database: Database) -> None:
    with pytest.raises(DBAPIError.__base__, match="must be aware"):  # type: ignore[arg-type]
        await database.write(lambda s: add(s, "x", NOW.replace(tzinfo=None)))


SECOND = """
import sys
from bot.store.database import Database
from bot.store.single_process import InUse
try:
    Database(sys.argv[1])
except InUse as refused:
    print(refused)
    sys.exit(3)
"""


def second_process(url: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", SECOND, url],
        cwd=Path(__file__).resolve().parents[2],
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_second_process_on_the_same_sqlite_file_is_told_what_to_do(
    sqlite: Database, tmp_path: Path
) -> None:
    refused = second_process(str(sqlite.url))
    assert refused.returncode == 3
    assert f"Another Potluck (process {os.getpid()}) is using" in refused.stdout
    assert "POTLUCK_DATA" in refused.stdout
    assert "DATABASE_URL" in refused.stdout
    sqlite.close()
    assert second_process(str(sqlite.url)).returncode == 0


def test_another_name_for_the_same_file_is_the_same_file(sqlite: Database, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    link = tmp_path / "elsewhere" / "alias.db"
    link.symlink_to(tmp_path / "potluck.db")
    with pytest.raises(InUse):
        Database(f"sqlite:///{link}")

"""A list of everybody, brought in: an organization that is new, and the same list once more."""

import asyncio
import time
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import event, insert
from sqlalchemy.orm import Session

from adapters import people
from bench import learners
from bench.crowd import most_memory
from bench.sessions import Figure, apart, timed
from bot.rules.teams_import import MOST_ROWS
from bot.rules.teams_plan import Became
from bot.store.database import Database
from bot.store.migrate import upgrade
from bot.store.models import OrganizationRow

EACH = 8
"""Who report to one manager."""


@dataclass(frozen=True)
class Size:
    """How long the list is, and the longest one that is read (0: not measured)."""

    rows: int
    most: int


FULL, SHORT = Size(100_000, MOST_ROWS), Size(2_000, 0)


def measure(size: Size) -> list[Figure]:
    """Each import in a process of its own, on SQLite and PostgreSQL.

    Raises RuntimeError where rows are lost.
    """
    with TemporaryDirectory(prefix="potluck-bench-") as folder, ExitStack() as servers:
        data = Path(folder)
        server = servers.enter_context(learners.postgresql(data))
        out: list[Figure] = []
        for name, url in (("SQLite", f"sqlite:///{data / 'people.db'}"), ("PostgreSQL", server)):
            out += apart(importing, size.rows, name, url)
        if size.most:
            url = f"sqlite:///{data / 'most.db'}"
            out += apart(importing, size.most, "SQLite", url)
        return out


def the_list(rows: int) -> bytes:
    """Everybody, with a manager but the first, a team, a first day, a country and a zone."""
    lines = ["E-mail;Name;Manager;Team;Started;Country;Time zone"]
    for n in range(rows):
        above = f"p{(n - 1) // EACH}@example.com" if n else ""
        day = f"20{10 + n % 16}-0{1 + n % 9}-1{n % 10}"
        lines.append(
            f"p{n}@example.com;Colleague {n};{above};Team {n // EACH};{day};PT;Europe/Lisbon"
        )
    return "\n".join(lines).encode()


def importing(rows: int, name: str, url: str) -> list[Figure]:
    """The list, read and written; and once more."""
    return asyncio.run(_importing(rows, name, url))


async def _importing(rows: int, name: str, url: str) -> list[Figure]:
    raw = the_list(rows)
    database = Database(url)
    try:
        upgrade(database)
        with Session(database.engine) as session, session.begin():
            now = datetime.now(UTC)
            session.execute(insert(OrganizationRow), {"name": "Everybody", "created_at": now})
        waits: list[float] = []
        spent = time.process_time()
        done, took = await timed(lambda: _bring(database, raw, waits))
        spent = time.process_time() - spent
        if [r.became for r in done.rows if not r.problems] != [Became.NEW] * rows:
            raise RuntimeError("rows were lost")
        written = _Writes(database)
        again, took_again = await timed(lambda: _bring(database, raw, []))
        if {r.became for r in again.rows} != {Became.SAME} or written.rows:
            raise RuntimeError(f"importing again wrote {written.rows} rows")
    finally:
        database.close()
    what = f"{name}: {rows:,} people"
    return [
        Figure(f"{what}: imported in", took, "s", 30 if rows <= FULL.rows else None),
        Figure(f"{what}: of Potluck's own CPU", spent, "s"),
        Figure(f"{what}: the longest anybody else may have waited", max(waits) * 1e3, "ms"),
        Figure(f"{what}: imported again in", took_again, "s"),
        Figure(f"{what}: rows written by that", written.rows, "", 0),
        Figure(f"{what}: most memory in it", most_memory(), "MB"),
    ]


async def _bring(database: Database, raw: bytes, waits: list[float]) -> people.Done:
    """As `potluck people import --apply` does."""
    loop = asyncio.get_running_loop()
    listed = people.listed(raw)
    began = 0.0

    def told(_done: int, _of: int) -> None:
        nonlocal began
        if began:
            waits.append(loop.time() - began)
        began = loop.time()

    return await people.write(database, 1, listed.entries, people.Options(), told)


class _Writes:
    """Counts the rows that are written."""

    def __init__(self, database: Database) -> None:
        self.rows = 0
        event.listen(database.engine, "after_cursor_execute", self._executed)

    def _executed(self, _connection: object, cursor: object, statement: str, *_: object) -> None:
        if statement.lstrip()[:6].upper() in ("INSERT", "UPDATE", "DELETE"):
            self.rows += max(int(getattr(cursor, "rowcount", 0)), 0)

"""What `potluck sessions attend` does: reads a list of who came, shows it, and notes it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO, TypeVar

from sqlalchemy import make_url
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from bot.rules.attendance import DOORS_OPEN
from bot.rules.roll import LARGEST, Entry, NoRoll, read
from bot.services import roll
from bot.services.calendars import Unknown
from bot.settings import Settings
from bot.store import migrate
from bot.store import roll as store
from bot.store.database import Database
from bot.store.roll import Known
from bot.store.unit_of_work import UnitOfWork

T = TypeVar("T")

MOST_NAMED = 10
"""Sessions that are named to choose from."""


class CannotAttend(RuntimeError):
    """Why nothing was done, and what to do about it."""


def real_time() -> datetime:
    """Now, aware UTC."""
    return datetime.now(UTC)


@contextmanager
def opened(url: str) -> Iterator[Database]:
    """The database, which a running Potluck may have open too. Raises CannotAttend."""
    where = make_url(url)
    is_file = where.get_backend_name() == "sqlite"
    if is_file and not Path(where.database or "").is_file():
        raise CannotAttend(
            f"There is no database at {where.database}. Set POTLUCK_DATA or DATABASE_URL as they"
            " are where Potluck runs."
        )
    database = Database(url, beside=True)
    try:
        with database.engine.connect() as connection:
            if not migrate.is_current(connection):
                raise CannotAttend(
                    "The database belongs to another version. Start this version of Potluck once,"
                    " or use the command of the one that runs."
                )
        yield database
    except DBAPIError:
        raise CannotAttend(
            "The database can't be used. Check DATABASE_URL, and that the server runs."
        ) from None
    finally:
        database.close()


def entries(file: BinaryIO) -> list[Entry]:
    """Whom a file names. Raises CannotAttend."""
    raw = file.read(LARGEST + 1)
    try:
        return read(raw)
    except NoRoll as wrong:
        raise CannotAttend(str(wrong)) from None


async def find(database: Database, which: str) -> Known:
    """The session of that code or number. Raises CannotAttend, naming what there is."""
    before = real_time() + DOORS_OPEN
    found = await database.read(lambda s: store.begun(s, before, which, MOST_NAMED))
    if len(found) == 1:
        return found[0]
    if found:
        raise CannotAttend(f"“{which}” may be each of these. Which one?\n{_listed(found)}")
    latest = await database.read(lambda s: store.begun(s, before, "", MOST_NAMED))
    if not latest:
        raise CannotAttend("No session has begun yet.")
    raise CannotAttend(
        f"No session that has begun has the code or number “{which}”. The latest:"
        f"\n{_listed(latest)}"
    )


def _listed(found: list[Known]) -> str:
    """One line each, with the numbers they can be named by."""
    return "\n".join(f"  {named(one)}" for one in found)


def named(one: Known) -> str:
    """A session in a line; the time is UTC."""
    return f"{one.id}: {one.title} ({one.starts_at:%Y-%m-%d %H:%M} UTC)"


async def look(database: Database, known: Known, listed: list[Entry]) -> list[roll.Row]:
    """What each row would do. Raises CannotAttend."""

    def job(session: Session) -> list[roll.Row]:
        return roll.look(_at(session, known, real_time()), listed)

    try:
        return await database.read(job)
    except Unknown:
        raise _gone() from None


async def note(
    database: Database,
    settings: Settings,
    known: Known,
    rows: list[roll.Row],
    done: Callable[[int], None],
) -> list[roll.Row]:
    """Note who came, batch by batch; `done` is told how many rows each one had.

    Raises CannotAttend; the batches before stay noted.
    """
    out: list[roll.Row] = []
    for i in range(0, len(rows), roll.BATCH):
        batch = rows[i : i + roll.BATCH]

        def job(session: Session, batch: list[roll.Row] = batch) -> list[roll.Row]:
            return roll.apply(_at(session, known, real_time()), batch, settings)

        try:
            out += await database.write(job, behind=True)
        except Unknown:
            raise _gone() from None
        done(len(batch))
    return out


def _at(session: Session, known: Known, now: datetime) -> roll.Opened:
    uow = UnitOfWork(session, known.organization_id, None, now)
    return roll.opened_by_operator(uow, known.id)


def _gone() -> CannotAttend:
    return CannotAttend("The session was cancelled or moved meanwhile. Run this again to see it.")

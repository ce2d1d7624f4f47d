"""What `potluck sessions attend` does: reads a list of who came, shows it, and notes it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import BinaryIO, TypeVar

from sqlalchemy.orm import Session

from adapters.terminal import CannotRun, real_time
from bot.rules.attendance import DOORS_OPEN
from bot.rules.roll import LARGEST, Entry, NoRoll, read
from bot.services import roll
from bot.services.calendars import Unknown
from bot.settings import Settings
from bot.store import roll as store
from bot.store.database import Database
from bot.store.roll import Known
from bot.store.unit_of_work import UnitOfWork

T = TypeVar("T")

MOST_NAMED = 10
"""Sessions that are named to choose from."""


def entries(file: BinaryIO) -> list[Entry]:
    """Whom a file names. Raises CannotRun."""
    raw = file.read(LARGEST + 1)
    try:
        return read(raw)
    except NoRoll as wrong:
        raise CannotRun(str(wrong)) from None


async def find(database: Database, which: str) -> Known:
    """The session of that code or number. Raises CannotRun, naming what there is."""
    before = real_time() + DOORS_OPEN
    found = await database.read(lambda s: store.begun(s, before, which, MOST_NAMED))
    if len(found) == 1:
        return found[0]
    if found:
        raise CannotRun(f"“{which}” may be each of these. Which one?\n{_listed(found)}")
    latest = await database.read(lambda s: store.begun(s, before, "", MOST_NAMED))
    if not latest:
        raise CannotRun("No session has begun yet.")
    raise CannotRun(
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
    """What each row would do. Raises CannotRun."""

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

    Raises CannotRun; the batches before stay noted.
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


def _gone() -> CannotRun:
    return CannotRun("The session was cancelled or moved meanwhile. Run this again to see it.")

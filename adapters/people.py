"""What `potluck people import` does: reads a list of people, shows what it would do, does it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

from sqlalchemy.orm import Session

from adapters.terminal import CannotRun, real_time
from bot.rules.teams_import import Entry, Listed, NoPeople, read
from bot.rules.teams_plan import Change, Known, Move, Row
from bot.services import teams_import as service
from bot.services.teams_import import Looked, Moved, NotComplete, TooMany
from bot.store import teams_import as store
from bot.store.database import Database
from bot.store.teams_import import Mark
from bot.store.unit_of_work import UnitOfWork
from bot.views import teams_import as views

T = TypeVar("T")

MOST_LOOKS = 50
"""Times a list is looked at again because people came or moved meanwhile."""


@dataclass(frozen=True, slots=True)
class Options:
    """What is said beside the list."""

    is_complete: bool = False
    is_sure: bool = False


@dataclass(frozen=True, slots=True)
class Done:
    """What each row did or would do, and who is on none and leaves."""

    rows: list[Row]
    leaving: list[Known]


def listed(raw: bytes) -> Listed:
    """Whom a file lists. Raises CannotRun."""
    try:
        return read(raw)
    except NoPeople as wrong:
        raise CannotRun(str(wrong)) from None


async def organization(database: Database, name: str) -> tuple[int, str]:
    """The organization that is meant: its id and name. Raises CannotRun, naming those there."""
    found = await database.read(store.organizations)
    if not found:
        raise CannotRun(
            "Nobody has used Potluck yet. Start it and say hello to it once, so that it knows which"
            " organization this is; then run this again."
        )
    called = [one for one in found if not name or one[1].casefold() == name.strip().casefold()]
    if len(called) == 1:
        return called[0][0], called[0][1]
    names = "\n".join(f"  {called} ({_accounts(number)})" for _, called, number in found)
    if not called:
        raise CannotRun(f"No organization is called “{name}”. There are:\n{names}")
    raise CannotRun(f"Say whose list this is: --organization and one of\n{names}")


def _accounts(number: int) -> str:
    return "1 account" if number == 1 else f"{number:,} accounts"


async def look(
    database: Database, organization_id: int, entries: Sequence[Entry], options: Options
) -> Done:
    """What each row would do. Raises CannotRun."""
    plan = (await _looked(database, organization_id, entries, options)).plan
    return Done(plan.rows, plan.absent)


async def write(
    database: Database,
    organization_id: int,
    entries: Sequence[Entry],
    options: Options,
    done: Callable[[int, int], None],
) -> Done:
    """Write the list, batch by batch; `done` is told how many steps each one had, of how many.

    Raises CannotRun; the batches before stay.
    """
    rows: list[Row] = []
    leaving: list[Known] = []
    for _ in range(MOST_LOOKS):
        looked = await _looked(database, organization_id, entries, options)
        rows = service.told(rows, looked.plan.rows) if rows else looked.plan.rows
        leaving = leaving or looked.plan.absent
        try:
            await _write(database, organization_id, looked, done)
        except Moved:
            # Those who are missing were agreed to; of them fewer are left with each look.
            options = Options(options.is_complete, is_sure=True)
        else:
            return Done(rows, leaving)
    raise CannotRun(
        "Too much changes meanwhile. What was written stays; run this again at a quieter time to"
        " write the rest."
    )


async def _looked(
    database: Database, organization_id: int, entries: Sequence[Entry], options: Options
) -> Looked:
    def job(session: Session) -> Looked:
        return service.look(
            _uow(session, organization_id),
            entries,
            is_complete=options.is_complete,
            is_sure=options.is_sure,
        )

    try:
        return await database.read(job)
    except NotComplete as wrong:
        raise CannotRun(views.not_complete(wrong.rows)) from None
    except TooMany as wrong:
        raise CannotRun(views.too_many(len(wrong.absent), wrong.of)) from None


async def _write(
    database: Database, organization_id: int, looked: Looked, done: Callable[[int, int], None]
) -> None:
    plan, since, ids = looked.plan, looked.since, dict[int, int]()
    of = len(plan.people) + len(plan.moves)
    for people in _batches(plan.people):
        add = partial(_people, organization_id, people, since)
        made, since = await database.write(add, behind=True)
        ids |= made
        done(len(people), of)
    for moves in _batches(plan.moves):
        move = partial(_moves, organization_id, moves, ids, since)
        since = await database.write(move, behind=True)
        done(len(moves), of)


def _people(
    organization_id: int, people: list[Change], since: Mark, session: Session
) -> tuple[dict[int, int], Mark]:
    return service.write_people(_uow(session, organization_id), people, since)


def _moves(
    organization_id: int, moves: list[Move], ids: dict[int, int], since: Mark, session: Session
) -> Mark:
    return service.write_moves(_uow(session, organization_id), moves, ids, since)


def _batches(steps: list[T]) -> Iterator[list[T]]:
    for i in range(0, len(steps), service.BATCH):
        yield steps[i : i + service.BATCH]


def _uow(session: Session, organization_id: int) -> UnitOfWork:
    return UnitOfWork(session, organization_id, None, real_time())

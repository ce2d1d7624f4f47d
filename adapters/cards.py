"""What `potluck recall import` does: reads a file of cards, shows what it would do, does it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import chain, islice
from typing import BinaryIO

from sqlalchemy.orm import Session

from adapters.terminal import CannotRun, real_time
from bot.rules.recall_import import CHUNK, NoCards, Record, looks_like_markdown, records
from bot.services import recall_import as service
from bot.services.recall_access import Gone, NotAllowed
from bot.services.recall_import import Row, Tally
from bot.settings import Settings
from bot.store import recall_decks, recall_targets
from bot.store.database import Database
from bot.store.recall_targets import Target
from bot.store.unit_of_work import UnitOfWork

MOST_NAMED = 10
"""Decks or sessions that are named to choose from."""
HEAD = 64
"""Bytes that tell Markdown from CSV."""


class File:
    """A file of cards, read once, and how many bytes of it were."""

    def __init__(self, name: str, file: BinaryIO, read: Callable[[int], None]) -> None:
        self._name, self._file, self._read = name, file, read

    def records(self) -> Iterator[Record]:
        """Its cards. Raises CannotRun when the rest can't be read."""
        head = self._file.read(HEAD)
        is_markdown = looks_like_markdown(self._name, head)
        try:
            yield from records(chain([head], self._chunks()), is_markdown=is_markdown)
        except NoCards as wrong:
            raise CannotRun(str(wrong)) from None

    def _chunks(self) -> Iterator[bytes]:
        while chunk := self._file.read(CHUNK):
            self._read(len(chunk))
            yield chunk


async def find(database: Database, *, deck: str, session: str) -> Target:
    """The deck or session that is meant. Raises CannotRun, naming what there is."""
    what, which = ("session", session) if session else ("deck", deck)
    query = recall_targets.sessions if session else recall_targets.decks
    found = await database.read(lambda s: query(s, which, MOST_NAMED))
    if len(found) == 1:
        return found[0]
    if found:
        raise CannotRun(f"“{which}” may be each of these. Which one?\n{_listed(found)}")
    latest = await database.read(lambda s: query(s, "", MOST_NAMED))
    if not latest:
        raise CannotRun(f"There is no {what} yet. In the chat, /recall new begins a deck.")
    named = "code or number" if session else "title or number"
    raise CannotRun(f"No {what} has the {named} “{which}”. The latest:\n{_listed(latest)}")


def _listed(found: list[Target]) -> str:
    return "\n".join(f"  {one.id}: {one.called} ({one.author.name})" for one in found)


async def look(
    database: Database, target: Target, file: File, tell: Callable[[Row], None], *, deck: str
) -> Tally:
    """What each row would do, told row by row. Raises CannotRun."""

    looked, tally = await database.read(_looked(target, deck)), Tally()
    for record in file.records():
        row = looked.look(record)
        tally.add([row])
        tell(row)
    return tally


async def write(
    database: Database,
    settings: Settings,
    target: Target,
    file: File,
    tell: Callable[[Row], None],
    *,
    deck: str,
    are_used: bool,
) -> Tally:
    """Write the cards, batch by batch. Raises CannotRun; the batches before stay."""
    looked, tally = await database.read(_looked(target, deck)), Tally()
    found = file.records()
    while batch := [looked.look(record) for record in islice(found, service.BATCH)]:
        if any(row.draft is not None for row in batch):
            batch = await _written(database, settings, target, batch, deck, are_used=are_used)
        tally.add(batch)
        for row in batch:
            tell(row)
    return tally


async def _written(
    database: Database,
    settings: Settings,
    target: Target,
    rows: list[Row],
    deck: str,
    *,
    are_used: bool,
) -> list[Row]:
    """What each row of a batch did."""

    def job(session: Session) -> list[Row]:
        uow = _uow(session, target)
        deck_id = _deck_id(uow, target, is_deck=bool(deck))
        if deck_id is None:
            deck_id = service.target(uow, target.author, session_id=target.id, title="").id
        return service.apply(uow, target.author, deck_id, rows, settings if are_used else None)

    try:
        return await database.write(job, behind=True)
    except (Gone, NotAllowed):
        raise CannotRun(
            "The deck or its session is gone meanwhile. Run this again to see what there is."
        ) from None


def _looked(target: Target, deck: str) -> Callable[[Session], service.Looked]:
    def job(session: Session) -> service.Looked:
        uow = _uow(session, target)
        return service.in_deck(uow, _deck_id(uow, target, is_deck=bool(deck)))

    return job


def _deck_id(uow: UnitOfWork, target: Target, *, is_deck: bool) -> int | None:
    if is_deck:
        return target.id
    found = recall_decks.of_session(uow.session, uow.organization_id, target.id)
    return found.id if found else None


def _uow(session: Session, target: Target) -> UnitOfWork:
    return UnitOfWork(session, target.organization_id, None, real_time())

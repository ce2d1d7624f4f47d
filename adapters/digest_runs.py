"""What `potluck digests run` does: makes what is due, or looks at what would be."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import partial

from sqlalchemy.orm import Session

from bot.events import Person
from bot.messages import Message, plain
from bot.messages.blocks import Bullets, Buttons, Chart, Context, Header, Text, texts
from bot.services import digests as service
from bot.services.digests import BATCH, MAKERS
from bot.settings import Settings
from bot.store import timers
from bot.store.database import Database
from bot.store.models import DigestKind
from bot.store.unit_of_work import UnitOfWork

TRIED = 10_000
"""Readers counted at a time."""


@dataclass(frozen=True, slots=True)
class Told:
    """What somebody is told, or would be."""

    name: str
    kind: DigestKind
    message: Message


@dataclass(frozen=True, slots=True)
class Run:
    """The digests of one kind in one organization; `monday`: of that calendar week, due or not."""

    database: Database
    settings: Settings
    organization_id: int
    kind: DigestKind
    monday: date | None = None
    is_dry: bool = True
    now: datetime | None = None
    """Aware; None: as clocks show."""

    async def readers(self) -> int:
        """For how many people it has to be looked."""
        return await self.database.read(self._count)

    async def each(self, tell: Callable[[Told], None], progress: Callable[[int], None]) -> int:
        """Make them batch by batch, or look; how many there are. Each batch is a transaction."""
        made, after = 0, -1
        do = self.database.read if self.is_dry else self.database.write
        while after:
            since = max(after, 0)
            after, told = await do(partial(self._batch, after=since))
            for one in told:
                tell(one)
            made += len(told)
            progress(BATCH)
        return made

    def _uow(self, session: Session) -> UnitOfWork:
        now = self.now or datetime.now(UTC)
        return UnitOfWork(session, self.organization_id, None, now, self.settings.secret)

    def _count(self, session: Session) -> int:
        uow, number, after = self._uow(session), 0, 0
        while True:
            found = self._readers(uow, after)
            number += len(found)
            if len(found) < TRIED:
                return number
            after = found[-1].id

    def _readers(self, uow: UnitOfWork, after: int) -> list[Person]:
        if self.monday is None:
            return service.readers(uow, self.settings, self.kind, after, TRIED)
        return service.readers_of_week(uow, self.settings, self.kind, self.monday, after, TRIED)

    def _batch(self, session: Session, after: int) -> tuple[int, list[Told]]:
        uow = self._uow(session)
        if self.monday is not None:
            found, week = service.of_week(uow, self.settings, self.kind, self.monday, after)
            return found, [Told(person.name, self.kind, message) for person, message in week]
        make = service.ready if self.is_dry else service.make
        done = make(uow, self.settings, self.kind, after)
        return done.after, [
            Told(ready.wanted.person.name, self.kind, digest.message)
            for ready, digest in done.digests
            if digest is not None
        ]


async def runs(
    database: Database, settings: Settings, monday: date | None, *, is_dry: bool
) -> list[Run]:
    """One for each organization and kind."""
    found = await database.read(lambda s: timers.newest(s, service.TIMER))
    return [
        Run(database, settings, organization_id, kind, monday, is_dry)
        for organization_id, _ in found
        for kind in MAKERS
    ]


def lines(message: Message) -> list[str]:
    """A message as lines for a terminal; nothing in it moves the cursor."""
    out: list[str] = []
    for block in message.blocks:
        match block:
            case Header():
                out.append(block.text)
            case Chart():
                out.append(f"[{block.alt}]")
            case Bullets():
                out += [f"- {plain(item)}" for item in block.items]
            case Buttons():
                out.append(" ".join(f"[{b.label}]" for b in block.buttons))
            case Text() | Context():
                out.append(plain(block.spans))
            case _:
                out += [plain(line) for line in texts(block)]
    return ["".join(c if c.isprintable() else " " for c in line) for line in out]

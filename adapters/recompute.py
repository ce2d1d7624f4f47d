"""What `potluck badges recompute` does: writes missing deeds, then runs all through the rules."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.services import badge_recompute as service
from bot.settings import Badge, Settings
from bot.store import deed_history, roles, topics
from bot.store.badges import NewAward
from bot.store.database import Database
from bot.store.models import OrganizationRow, columns
from bot.store.unit_of_work import UnitOfWork

ORGANIZATION = columns(OrganizationRow)

MOST_NAMED = 100
"""Gains that are named one by one; the rest are counted."""

Tell = Callable[[str, int, int], None]
"""What is done, how much of it in all, and how much more of it now."""


@dataclass(slots=True)
class Result:
    """What came of it, or would."""

    deeds: int = 0
    """Written, of what happened before deeds were logged."""
    gains: Counter[tuple[str, int]] = field(default_factory=Counter)
    """Badge and level → how many people gain it."""
    named: list[str] = field(default_factory=list)
    """The first of them, a line each."""


class _Enough(Exception):
    """All was looked at, and nothing of it may stay."""


async def recompute(
    database: Database, settings: Settings, tell: Tell, *, apply: bool, now: datetime | None = None
) -> Result:
    """Give everybody what they would have earned, or only say what that is.

    Potluck may be running: each transaction is short. Only a dry run that finds deeds to write is
    one long transaction, for they count and must not stay; others that write wait for it.
    """
    at, out = now or datetime.now(UTC), Result()
    for organization_id in await database.read(_organizations):
        whole = _Whole(settings, organization_id, at, tell, out)
        if apply:
            await whole.write(database)
        else:
            await whole.look(database)
    return out


def _organizations(session: Session) -> list[int]:
    return list(session.scalars(select(ORGANIZATION.id).order_by(ORGANIZATION.id)))


@dataclass(frozen=True, slots=True)
class _Whole:
    """All of one organization."""

    settings: Settings
    organization_id: int
    now: datetime
    tell: Tell
    out: Result

    def uow(self, session: Session) -> UnitOfWork:
        return UnitOfWork(session, self.organization_id, None, self.now, self.settings.secret)

    async def write(self, database: Database) -> None:
        batches = await database.read(self._batches)
        for batch in batches:
            self.out.deeds += await database.write(partial(self._fill, batch=batch), behind=True)
            self.tell("Reading history", len(batches), 1)
        self.out.deeds += await database.write(lambda s: service.fill_anonymous(self.uow(s)))
        stretches = await database.read(lambda s: service.stretches(self.uow(s)))
        number = sum(stretch.deeds for stretch in stretches)
        for stretch in stretches:
            await database.write(partial(self._apply, stretch=stretch), behind=True)
            self.tell("Recomputing", number, stretch.deeds)

    def _fill(self, session: Session, batch: _Batch) -> int:
        return service.fill(self.uow(session), *batch)

    def _apply(self, session: Session, stretch: service.Stretch) -> None:
        self._note(session, service.apply(self.uow(session), self.settings, stretch))

    async def look(self, database: Database) -> None:
        batches = await database.read(self._batches)
        try:
            await database.write(partial(self._look_whole, batches=batches), behind=True)
        except _Enough:
            return
        stretches = await database.read(lambda s: service.stretches(self.uow(s)))
        for stretch in stretches:
            await database.read(partial(self._look, stretch=stretch, all_=stretches))

    def _look_whole(self, session: Session, batches: list[_Batch]) -> None:
        """With what is missing of history; raises when there was some, so that none stays."""
        uow, found = self.uow(session), 0
        for batch in batches:
            found += service.fill(uow, *batch)
            self.tell("Reading history", len(batches), 1)
        found += service.fill_anonymous(uow)
        if not found:
            return
        self.out.deeds += found
        stretches = service.stretches(uow)
        for stretch in stretches:
            self._look(session, stretch, stretches)
        raise _Enough

    def _look(
        self, session: Session, stretch: service.Stretch, all_: list[service.Stretch]
    ) -> None:
        self._note(session, service.gains(self.uow(session), self.settings, stretch))
        self.tell("Recomputing", sum(s.deeds for s in all_), stretch.deeds)

    def _batches(self, session: Session) -> list[_Batch]:
        return [
            (source, after, min(after + deed_history.BATCH, last))
            for source, last in deed_history.sources(session, self.organization_id)
            for after in range(0, last, deed_history.BATCH)
        ]

    def _note(self, session: Session, gained: list[NewAward]) -> None:
        """Count what is gained, and name the first of it."""
        self.out.gains.update((award.badge, award.level) for award in gained)
        some = gained[: max(MOST_NAMED - len(self.out.named), 0)]
        people = roles.standings(session, self.organization_id, {a.person_id for a in some})
        about = {a.topic_id for a in some if a.topic_id is not None}
        names = {t.id: t.name for t in topics.by_id(session, self.organization_id, about)}
        for award in some:
            known = people.get(award.person_id)
            who = known.person.name if known else f"Person {award.person_id}"
            topic = f" #{names.get(award.topic_id, '?')}" if award.topic_id else ""
            badge = self.settings.badges.by_key(award.badge)
            self.out.named.append(
                f"{who}: {called(badge, award.badge, award.level)}{topic}"
                f" ({award.earned_at:%Y-%m-%d})"
            )


_Batch = tuple[deed_history.Source, int, int]


def called(badge: Badge | None, key: str, level: int) -> str:
    """A badge's name, and its level where it has several."""
    name = badge.name if badge else key
    return f"{name}, level {level}" if badge and len(badge.levels) > 1 else name

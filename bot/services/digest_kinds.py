"""What every kind of digest has in common: whom it is for, and how it is put together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from bot.events import Person
from bot.messages import Message
from bot.rules.digests import Period
from bot.settings import Settings
from bot.settings.digests import Rhythmic
from bot.store.digest_readers import Near
from bot.store.models import DigestKind
from bot.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Wanted:
    """A digest to be put together: for whom, in which IANA zone, about which stretch of time."""

    person: Person
    zone: str
    period: Period
    before: Mapping[str, Any] = field(default_factory=dict)
    """The figures of the one before; empty: there was none."""


@dataclass(frozen=True, slots=True)
class Digest:
    """What somebody is told, and the numbers in it (as JSON) for the next one to look back on.

    Whoever a line speaks about is a Mention in it: from these the mirrors are made.
    """

    message: Message
    figures: Mapping[str, Any] = field(default_factory=dict)


class Maker(Protocol):
    """How digests of one kind are made. Stateless: one serves everybody."""

    @property
    def kind(self) -> DigestKind:
        """Which kind it makes."""
        ...

    def house(self, settings: Settings) -> Rhythmic:
        """What the operator says about this kind."""
        ...

    def is_wanted(self, chosen: bool | None) -> bool:
        """Whether who chose this (None: nothing) gets it."""
        ...

    def is_for(self, uow: UnitOfWork, settings: Settings, person: Person) -> bool:
        """Whether somebody can get it at all, whatever they chose."""
        ...

    def readers(
        self,
        uow: UnitOfWork,
        settings: Settings,
        since: datetime,
        after: int,
        most: int,
        near: Near | None = None,
    ) -> list[Person]:
        """The next `most` people by id from `after` on for whom it could be made now.

        `since` (aware): a team counts that was one at any moment from then on. `near`: nobody
        whom it leaves out need be found.
        """
        ...

    def compose(
        self, uow: UnitOfWork, settings: Settings, wanted: Sequence[Wanted]
    ) -> dict[int, Digest]:
        """Person id → their digest; who is missing has nothing to be told.

        Some hundred at a time: as many queries as for one, and nothing is written.
        """
        ...

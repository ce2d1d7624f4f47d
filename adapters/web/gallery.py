"""Potluck's own pictures by their addresses, for platforms that can't fetch them there.

Badges and charts alone: what somebody remembers goes away after a while, so no platform keeps it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from datetime import datetime
from hashlib import sha256
from typing import TypeVar

from sqlalchemy.orm import Session

from adapters.web.badges import SIZES, Drawings
from adapters.web.charts import drawing
from adapters.web.easel import Busy, Easel
from bot.events import Workspace
from bot.messenger import RateLimited
from bot.services import badge_pictures, chart_links
from bot.settings import Settings
from bot.store import pictures as store
from bot.store.database import Database
from bot.store.people import Whereabouts, known
from bot.store.pictures import Kept

T = TypeVar("T")

BADGE = re.compile(rf"/badges/([A-Za-z0-9_-]+)-({'|'.join(map(str, SIZES))})\.png")
CHART = re.compile(r"/charts/([A-Za-z0-9_=-]+)\.png")
OURS = re.compile(rf"(?:{BADGE.pattern}|{CHART.pattern})\Z")
"""How the addresses end that Potluck makes, whatever PUBLIC_URL they begin with."""
MANY = 5.0
"""Seconds after which to come again when many pictures are being drawn."""


class Gallery:
    """Draws them, and remembers which platform has which."""

    def __init__(
        self,
        database: Database,
        clock: Callable[[], datetime],
        settings: Settings,
        easel: Easel,
        badges: Drawings,
    ) -> None:
        self._database, self._clock, self._settings = database, clock, settings
        self._easel, self._badges = easel, badges

    def name(self, url: str) -> str | None:
        """A digest of where it is; the same picture of a badge is always in the same place."""
        found = OURS.search(url)
        return sha256(found[0].encode()).hexdigest() if found else None

    async def draw(self, url: str) -> bytes | None:
        """The PNG; None when the address is none of ours or holds no more. Raises RateLimited."""
        try:
            if badge := BADGE.search(url):
                return await self._badges.png(badge[1], int(badge[2]))
            if chart := CHART.search(url):
                return await self._easel.run(drawing(self._settings, chart[1], self._clock()))
        except (badge_pictures.Unknown, chart_links.Unknown):
            return None
        except Busy:
            raise RateLimited(MANY) from None
        return None

    async def kept(self, workspace: Workspace, names: Collection[str]) -> Mapping[str, Kept]:
        """Those of these that the platform has, by name."""
        return await self._read(workspace, lambda s, at: store.kept(s, at, names)) or {}

    async def shown_in(
        self, workspace: Workspace, kept: Collection[Kept], conversation: str
    ) -> set[str]:
        """The names of those of these that stand in this conversation."""
        addresses = {one.address: one.name for one in kept}
        found = await self._read(
            workspace, lambda s, at: store.shown_in(s, at, addresses, conversation)
        )
        return {addresses[address] for address in found or ()}

    async def keep(self, workspace: Workspace, name: str, address: str) -> Kept | None:
        """Remember what the platform calls it; if another replica was quicker, what that said."""
        now = self._clock()
        return await self._write(workspace, lambda s, at: store.keep(s, at, name, address, now))

    async def prove(
        self, workspace: Workspace, shown: Collection[Kept], conversation: str | None
    ) -> None:
        """They were shown: in a conversation, or (None) to one person alone."""
        now = self._clock()
        await self._write(workspace, lambda s, at: store.prove(s, at, shown, conversation, now))

    async def forget(self, workspace: Workspace, lost: Kept) -> None:
        """The platform has it no more."""
        await self._write(workspace, lambda s, at: store.forget(s, at, lost))

    def age(self, kept: Kept) -> float:
        """Seconds since it was given to the platform."""
        return (self._clock() - kept.made_at).total_seconds()

    async def _read(
        self, workspace: Workspace, ask: Callable[[Session, Whereabouts], T]
    ) -> T | None:
        def job(session: Session) -> T | None:
            at = known(session, workspace)
            return ask(session, at) if at is not None else None

        return await self._database.read(job)

    async def _write(
        self, workspace: Workspace, change: Callable[[Session, Whereabouts], T]
    ) -> T | None:
        def job(session: Session) -> T | None:
            at = known(session, workspace)
            return change(session, at) if at is not None else None

        return await self._database.write(job, behind=True)

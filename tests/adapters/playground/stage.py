"""The real core behind the real door, on files in a folder; for tests and for looking at it."""

from __future__ import annotations

from pathlib import Path

from aiohttp import web

from adapters.door import Core
from adapters.playground.app import PlaygroundDoor
from adapters.playground.config import Config
from bot import handlers
from bot.delivery import Delivery
from bot.dispatcher import Dispatcher
from bot.profiles import Profiles
from bot.router import Router
from bot.scheduler import Scheduler
from bot.settings import Settings
from bot.store.database import Database
from bot.store.migrate import upgrade
from tests.adapters.playground import gallery


class Stage:
    """One Potluck with only the playground's door."""

    def __init__(self, folder: Path, *, with_gallery: bool = False) -> None:
        self.heard: list[object] = []
        self.moves = 0
        self.database = Database(f"sqlite:///{folder / 'potluck.db'}")
        upgrade(self.database)
        self.door = PlaygroundDoor(Config(folder))
        self.clock = self.door.clock
        self.delivery = Delivery(self.database, [self.door.messenger], self.clock)
        self.dispatcher = Dispatcher(
            self.database,
            gallery_too(self.heard) if with_gallery else handlers.router(),
            Settings().sealed_with("a secret of thirty-two characters"),
            Profiles([self.door.messenger]),
            self.clock,
            self.delivery.wake,
        )
        self.scheduler = Scheduler(self.database, self.dispatcher, self.clock)
        self.core = Core(self.dispatcher, self._time_moved)
        self.app = web.Application()
        self.door.open(self.core, self.app)

    def _time_moved(self) -> None:
        self.moves += 1

    async def deliver(self) -> None:
        """Let Potluck hear and send all there is."""
        await self.door.desk.teller.drain()
        await self.delivery.drain()

    async def settle(self) -> None:
        """Fire what is due, and send all there is."""
        await self.scheduler.sweep()
        await self.deliver()

    async def stop(self) -> None:
        """Close everything."""
        await self.delivery.stop()
        await self.door.stop()
        self.database.close()


def gallery_too(heard: list[object]) -> Router:
    """The gallery, and whatever of the real features it does not stand in for."""
    made = gallery.router(heard)
    real = handlers.router()
    for key, route in real.routes.items():
        made.routes.setdefault(key, route)
    made.usages.update(real.usages)
    return made

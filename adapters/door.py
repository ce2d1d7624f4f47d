"""What the composition root asks of every door, and how a door says it is misconfigured."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from aiohttp import web

from bot.dispatcher import Dispatcher
from bot.messenger import Messenger


class Misconfigured(ValueError):
    """The environment can't be right. `mend` says in plain words what to do about it."""

    def __init__(self, problem: str, mend: str) -> None:
        super().__init__(f"{problem} {mend}")
        self.problem = problem
        self.mend = mend


@dataclass(frozen=True, slots=True)
class Core:
    """What a door may use of the core."""

    dispatcher: Dispatcher
    time_moved: Callable[[], None] = lambda: None
    """Call after the playground's clock was moved: due things are looked for at once."""


class Door(Protocol):
    """A platform, open. Built with its configuration, then opened with the core."""

    @property
    def messenger(self) -> Messenger:
        """The outgoing side; it exists before the core does."""

    def open(self, core: Core, app: web.Application) -> None:
        """Add routes to the web application, before it starts."""

    async def start(self) -> None:
        """Connect whatever does not come in over HTTP (Socket Mode). Called when the core runs."""

    async def stop(self) -> None:
        """Take nothing more in, finish what is under way, close connections."""

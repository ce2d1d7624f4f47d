"""What the composition root asks of every door, and how a door says it is misconfigured."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Protocol

from aiohttp import web

from bot.dispatcher import Dispatcher
from bot.events import Workspace
from bot.messenger import Messenger
from bot.store.pictures import Kept


class Misconfigured(ValueError):
    """The environment can't be right. `mend` says in plain words what to do about it."""

    def __init__(self, problem: str, mend: str) -> None:
        super().__init__(f"{problem} {mend}")
        self.problem = problem
        self.mend = mend


class Pictures(Protocol):
    """Potluck's own pictures, for a platform that can't fetch them from their addresses."""

    def name(self, url: str) -> str | None:
        """What a picture is remembered by; None: it is not one that a platform may keep."""

    async def draw(self, url: str) -> bytes | None:
        """The PNG at this address; None: there is none (any more). Raises RateLimited when many
        are being drawn.
        """

    async def kept(self, workspace: Workspace, names: Collection[str]) -> Mapping[str, Kept]:
        """Those of these that the platform has, by name."""

    async def shown_in(
        self, workspace: Workspace, kept: Collection[Kept], conversation: str
    ) -> set[str]:
        """The names of those of these that stand in this conversation."""

    async def keep(self, workspace: Workspace, name: str, address: str) -> Kept | None:
        """Remember what the platform calls it. None: nobody ever spoke from that workspace."""

    async def prove(
        self, workspace: Workspace, shown: Collection[Kept], conversation: str | None
    ) -> None:
        """They were shown: in a conversation, or (None) to one person alone."""

    async def forget(self, workspace: Workspace, lost: Kept) -> None:
        """The platform has it no more."""

    def age(self, kept: Kept) -> float:
        """Seconds since it was given to the platform."""


@dataclass(frozen=True, slots=True)
class Core:
    """What a door may use of the core."""

    dispatcher: Dispatcher
    time_moved: Callable[[], None] = lambda: None
    """Call after the playground's clock was moved: due things are looked for at once."""
    pictures: Pictures | None = None
    """None: what can't be fetched is said in words."""


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

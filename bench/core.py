"""The whole core in this process, with a platform that takes everything at Slack's pace."""

import asyncio
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from types import TracebackType

import structlog

from adapters.slack.limits import RATES
from bot import handlers
from bot.delivery import Delivery
from bot.dispatcher import Dispatcher, Outcome
from bot.events import Account, Conversation, ConversationKind, Inbound, MessageRef, Workspace
from bot.messages import Message
from bot.messenger import Faces, Rate
from bot.profiles import Profiles
from bot.scheduler import Scheduler
from bot.settings import Settings
from bot.store import parcels
from bot.store.database import Database
from bot.store.migrate import upgrade

HERE = Workspace("bench", "T0BENCH", "Bench")
ZONES = (
    "Europe/Lisbon",
    "Europe/Berlin",
    "Europe/Kyiv",
    "Africa/Lagos",
    "Asia/Kolkata",
    "Asia/Shanghai",
    "Asia/Tokyo",
    "Australia/Sydney",
    "America/New_York",
    "America/Chicago",
    "America/Los_Angeles",
    "America/Sao_Paulo",
)


def colleague(number: int) -> Account:
    """One of as many colleagues as it takes, in one of a dozen zones."""
    number = abs(number)
    return Account(f"U{number:06d}", f"Person {number}", ZONES[number % len(ZONES)])


class Platform:
    """A messenger that has nobody behind it: it counts, and keeps what was said last."""

    platform = HERE.platform

    def __init__(self, rates: Sequence[Rate] = RATES) -> None:
        self.rates = rates
        self.posts = self.edits = 0
        self.shown = ""
        """The card as it stands."""
        self._ids = count(1)

    async def post(
        self, workspace: Workspace, to: Conversation, message: Message, faces: Faces
    ) -> MessageRef:
        """Take a new message."""
        self.posts += 1
        return MessageRef(to.address, str(next(self._ids)))

    async def edit(
        self,
        workspace: Workspace,
        at: Conversation,
        ref: MessageRef,
        message: Message,
        faces: Faces,
    ) -> None:
        """Take an edit."""
        self.edits += 1
        self.shown = message.model_dump_json()

    async def withdraw(self, workspace: Workspace, at: Conversation, ref: MessageRef) -> None:
        """Take a message away."""

    async def open_direct(self, workspace: Workspace, account: Account) -> Conversation:
        """Everybody can be written to."""
        return Conversation(f"D{account.address}", ConversationKind.PERSONAL)

    async def profile(self, workspace: Workspace, account: Account) -> Account:
        """Nothing more is known than what the event said."""
        return account


class Clock:
    """The real time, or a moment that stays."""

    stands_at: datetime | None = None
    ahead = timedelta()

    def __call__(self) -> datetime:
        return self.stands_at or datetime.now(UTC) + self.ahead

    def ahead_to(self, moment: datetime) -> None:
        """It is that moment now, and goes on."""
        self.ahead = moment - datetime.now(UTC)


class Core:
    """Potluck without a door. `delivers`: what is queued is sent meanwhile, as in real life."""

    def __init__(
        self, at: Path | str, *, delivers: bool = True, rates: Sequence[Rate] = RATES
    ) -> None:
        """`at`: a SQLite file, or a database's URL."""
        # Answers to every press are logged in real life too, but to a file, by another thread.
        structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(40))
        self.database = Database(f"sqlite:///{at}" if isinstance(at, Path) else at)
        upgrade(self.database)
        self.clock = Clock()
        self.messenger = Platform(rates)
        self.delivery = Delivery(self.database, [self.messenger], self.clock)
        self._dispatcher = Dispatcher(
            self.database,
            handlers.router(),
            Settings(),
            Profiles([self.messenger]),
            self.clock,
            self.delivery.wake,
        )
        self.scheduler = Scheduler(self.database, self._dispatcher, self.clock)
        self._delivers = delivers
        self._running: asyncio.Task[None] | None = None

    async def __aenter__(self) -> "Core":
        if self._delivers:
            self._running = asyncio.create_task(self.delivery.run())
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._running is not None:
            await self.delivery.stop()
            await self._running
        self.database.close()

    async def handle(self, event: Inbound) -> Outcome:
        """One event. Raises RuntimeError for one that was taken before or failed."""
        outcome = await self._dispatcher.handle(event)
        if outcome.is_repeat:
            raise RuntimeError(f"{event.id} was taken twice")
        return outcome

    async def until(self, holds: Callable[[], bool], patience: float) -> None:
        """Wait for it, up to `patience` seconds. Raises TimeoutError."""
        ends = time.perf_counter() + patience
        while not holds():
            if time.perf_counter() > ends:
                raise TimeoutError
            await asyncio.sleep(0.01)

    async def until_quiet(self, patience: float) -> None:
        """Wait until all that was queued stands on the platform. Raises TimeoutError."""
        ends = time.perf_counter() + patience
        while await self.database.read(lambda s: parcels.next_due(s, self.clock())) is not None:
            if time.perf_counter() > ends:
                raise TimeoutError
            await asyncio.sleep(0.05)

"""A small world to act in: colleagues, a clock that obeys, and a messenger that remembers."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from sqlalchemy.orm import Session

from bot import handlers
from bot.dispatcher import Dispatcher, Outcome
from bot.events import (
    Account,
    ButtonClicked,
    CommandInvoked,
    Conversation,
    ConversationKind,
    FormSubmitted,
    HomeOpened,
    MessageRef,
    Person,
    Quote,
    Raw,
    ShortcutUsed,
    Workspace,
)
from bot.messages import (
    Blank,
    Block,
    Button,
    Buttons,
    FormErrors,
    Home,
    Image,
    Message,
    Payload,
    Replace,
)
from bot.messages.blocks import texts
from bot.messages.text import plain
from bot.messenger import Faces, Rate
from bot.profiles import Profiles
from bot.scheduler import Scheduler
from bot.settings import Badges, Settings
from bot.store import people
from bot.store.database import Database
from bot.store.unit_of_work import UnitOfWork
from tests.in_order import InOrder

NOON = datetime(2026, 11, 18, 12, 0, tzinfo=UTC)
HERE = Workspace("fake", "W1", "Fake Team")
GENERAL = Conversation("C-general", ConversationKind.CHANNEL, "general")
SECRET = "a secret only these tests know"
NO_BADGES = Badges(kinds=())
"""Most scenarios are about something else; those about badges name the ones they mean."""
DIRECT = Conversation("D-own", ConversationKind.PERSONAL)

ana = Account("ana", "Ana Alves", "Europe/Lisbon", is_admin=False)
bo = Account("bo", "Bo Berg", "Europe/Oslo")
chi = Account("chi", "Chi Chen", "Asia/Shanghai")
mod = Account("mod", "Mo Moderator", "UTC", is_admin=True)
robot = Account("robot", "Build Robot", "UTC", is_bot=True)
guest = Account("guest", "Gus Guest", "UTC", is_guest=True)
leaver = Account("leaver", "Lea Leaver", "UTC", is_deleted=True)
EVERYONE = (ana, bo, chi, mod, robot, guest, leaver)


@dataclass
class Clock:
    """Time that stands still until it is moved."""

    now: datetime = NOON

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **by: float) -> None:
        """Move, as `timedelta(**by)`."""
        self.now += timedelta(**by)


@dataclass
class Shown:
    """A message as it stands on the fake platform."""

    ref: MessageRef
    to: Conversation
    message: Message | None
    edits: int = 0


@dataclass
class FakeMessenger:
    """A platform that remembers what it was told, and fails when asked to."""

    platform: str = "fake"
    rates: Sequence[Rate] = ()
    shown: dict[str, Shown] = field(default_factory=dict)
    failures: list[Exception] = field(default_factory=list)
    """Raised one by one instead of doing what is asked."""
    deeds: list[str] = field(default_factory=list)
    """What was asked, in order: "post C-general", "edit M1", "withdraw M1", "open bo"."""
    before: Callable[[str], Awaitable[None]] | None = None
    """Awaited with the deed before it is done: a slow platform, or somebody who is quicker."""
    people: dict[str, Account] = field(default_factory=lambda: {a.address: a for a in EVERYONE})
    _ids: Iterator[int] = field(default_factory=lambda: count(1))

    async def _asked(self, deed: str) -> None:
        self.deeds.append(deed)
        if self.before is not None:
            await self.before(deed)
        if self.failures:
            raise self.failures.pop(0)

    async def post(
        self, workspace: Workspace, to: Conversation, message: Message, faces: Faces
    ) -> MessageRef:
        """Remember a new message."""
        await self._asked(f"post {to.address}")
        ref = MessageRef(to.address, f"M{next(self._ids)}", to.thread)
        self.shown[ref.id] = Shown(ref, to, message)
        return ref

    async def edit(
        self,
        workspace: Workspace,
        at: Conversation,
        ref: MessageRef,
        message: Message,
        faces: Faces,
    ) -> None:
        """Remember an edit."""
        await self._asked(f"edit {ref.id}")
        self.shown[ref.id].message = message
        self.shown[ref.id].edits += 1

    async def withdraw(self, workspace: Workspace, at: Conversation, ref: MessageRef) -> None:
        """Forget a message."""
        await self._asked(f"withdraw {ref.id}")
        self.shown[ref.id].message = None

    async def open_direct(self, workspace: Workspace, account: Account) -> Conversation:
        """Everybody's direct conversation is called after them."""
        await self._asked(f"open {account.address}")
        return Conversation(f"D-{account.address}", ConversationKind.PERSONAL)

    async def profile(self, workspace: Workspace, account: Account) -> Account:
        """What is known about one of the colleagues."""
        return self.people.get(account.address, account)

    def in_(self, conversation: str) -> list[str]:
        """The words that stand in a conversation, oldest first."""
        return [
            words(s.message)
            for s in self.shown.values()
            if s.to.address == conversation and s.message is not None
        ]

    def last(self, conversation: str) -> Message:
        """The newest message of a conversation."""
        found = [s.message for s in self.shown.values() if s.to.address == conversation]
        assert found
        assert found[-1] is not None
        return found[-1]


class World:
    """The core on a real database, with fakes at its two edges: the clock and the messenger."""

    def __init__(self, database: Database, settings: Settings | None = None) -> None:
        self.database = database
        self.clock = Clock()
        self.messenger = FakeMessenger()
        self.settings = (settings or Settings(badges=NO_BADGES)).sealed_with(SECRET)
        self.profiles = Profiles([self.messenger])
        self.router = handlers.router()
        self.delivery = InOrder(database, [self.messenger], self.clock, secret=SECRET)
        self.dispatcher = self.make_dispatcher()
        self.scheduler = Scheduler(database, self.dispatcher, self.clock)
        self._ids = count(1)

    def make_dispatcher(self) -> Dispatcher:
        """Another front door to the same core."""
        return Dispatcher(
            self.database,
            self.router,
            self.settings,
            self.profiles,
            self.clock,
            self.delivery.wake,
        )

    def configure(self, **sections: Any) -> None:
        """Change settings, as after a restart."""
        self.settings = Settings.model_validate(
            self.settings.model_dump(mode="json") | sections, strict=False
        ).sealed_with(self.settings.secret)
        self.dispatcher = self.make_dispatcher()
        self.scheduler = Scheduler(self.database, self.dispatcher, self.clock)

    async def populate(self) -> None:
        """Let everybody be known."""
        for account in EVERYONE:
            await self.home(account)

    def everybody_is_known(self) -> None:
        """The database was populated before: nobody needs to be asked about."""
        for account in EVERYONE:
            self.profiles._remember(HERE, account)
        self._ids = count(1000)

    async def close(self) -> None:
        """Stop what runs."""
        await self.delivery.stop()

    def event_id(self) -> str:
        """A new one each time."""
        return f"E{next(self._ids)}"

    async def command(
        self,
        actor: Account,
        name: str,
        *text: str | Account,
        at: Conversation = GENERAL,
        id: str | None = None,  # noqa: A002
        workspace: Workspace = HERE,
    ) -> Outcome:
        """Somebody types `/name …`."""
        return await self.dispatcher.handle(
            CommandInvoked(
                id=id or self.event_id(),
                workspace=workspace,
                actor=actor,
                conversation=at,
                name=name,
                text=text,
            )
        )

    async def press(
        self,
        actor: Account,
        payload: Payload | Button,
        at: Conversation = GENERAL,
        *,
        id: str | None = None,  # noqa: A002
        workspace: Workspace = HERE,
    ) -> Outcome:
        """Somebody presses a button."""
        if isinstance(payload, Button):
            assert payload.press is not None
            raw = Raw(payload.press.key, payload.press.data)
        else:
            raw = Raw(payload.key, payload.pack())
        return await self.dispatcher.handle(
            ButtonClicked(
                id=id or self.event_id(),
                workspace=workspace,
                actor=actor,
                conversation=at,
                payload=raw,
            )
        )

    async def submit(
        self,
        actor: Account,
        form: str,
        at: Conversation = GENERAL,
        *,
        id: str | None = None,  # noqa: A002
        workspace: Workspace = HERE,
        **values: Any,
    ) -> Outcome:
        """Somebody sends a filled-in form."""
        return await self.dispatcher.handle(
            FormSubmitted(
                id=id or self.event_id(),
                workspace=workspace,
                actor=actor,
                conversation=at,
                form=Raw(form, values),
            )
        )

    async def shortcut(self, actor: Account, name: str, quote: Quote[Account]) -> Outcome:
        """Somebody uses a message's menu."""
        return await self.dispatcher.handle(
            ShortcutUsed(
                id=self.event_id(),
                workspace=HERE,
                actor=actor,
                conversation=GENERAL,
                name=name,
                quote=quote,
            )
        )

    async def home(self, actor: Account, workspace: Workspace = HERE) -> Outcome:
        """Somebody looks at their Home."""
        return await self.dispatcher.handle(
            HomeOpened(id=self.event_id(), workspace=workspace, actor=actor)
        )

    async def deliver(self) -> None:
        """Send all that is due."""
        await self.delivery.drain()

    async def later(self, **by: float) -> None:
        """Move the clock, fire what came due, deliver."""
        self.clock.forward(**by)
        await self.scheduler.sweep()
        await self.deliver()

    async def in_unit_of_work(self, deed: Any, organization_id: int = 1) -> Any:
        """Run `deed(uow)` in a transaction of the first workspace."""
        return await self.database.write(
            lambda s: deed(UnitOfWork(s, organization_id, 1, self.clock(), self.settings.secret))
        )

    async def person(self, account: Account, workspace: Workspace = HERE) -> Person:
        """Who somebody is, by the account they use."""

        def find(session: Session) -> Person:
            at = people.known(session, workspace)
            assert at is not None
            return people.lookup(session, at, [account.address])[account.address].person

        return await self.database.read(find)

    async def read(self, query: Any) -> Any:
        """Run `query(session)`."""

        def run(session: Session) -> Any:
            return query(session)

        return await self.database.read(run)


def words(said: object) -> str:
    """Everything a person would read in a reply or message."""
    match said:
        case Message():
            return " | ".join(_words(b) for b in said.blocks if not isinstance(b, Image))
        case Replace():
            return words(said.message)
        case Home():
            return " | ".join(_words(b) for b in said.blocks if not isinstance(b, Image))
        case FormErrors():
            return " | ".join(f"{k}: {v}" for k, v in said.errors.items())
        case Blank():
            return f"[{said.heading}]"
        case None:
            return ""
        case _:
            raise TypeError(type(said))


def _words(block: Block) -> str:
    spoken = " ".join(plain(t) for t in texts(block))
    for name in ("text", "label"):
        value = getattr(block, name, "")
        spoken += value if isinstance(value, str) else ""
    if isinstance(block, Buttons):
        spoken += " ".join(f"[{b.label}]" for b in block.buttons)
    return spoken


def buttons(said: object) -> dict[str, Button]:
    """The buttons of a message, reply or Home, by label."""
    message = said.message if isinstance(said, Replace) else said
    blocks = message.blocks if isinstance(message, Message | Home) else ()
    return {b.label: b for block in blocks if isinstance(block, Buttons) for b in block.buttons}


def filled(blank: object) -> dict[str, Any]:
    """The values a form is shown with, as a client would send them back."""
    assert isinstance(blank, Blank)
    return {e.name: e.value for e in blank.entries}


def renamed(account: Account, name: str) -> Account:
    """The same account with another name."""
    return replace(account, name=name)


def names(people: Sequence[Person]) -> list[str]:
    """Their names."""
    return [p.name for p in people]

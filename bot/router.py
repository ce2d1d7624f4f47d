"""Which handler answers which event: one Router per feature, included into the main one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import wraps
from types import MappingProxyType
from typing import Any, Literal, TypeAlias, TypeVar

from bot.events import (
    Account,
    BotAdded,
    BotRemoved,
    ButtonClicked,
    CommandInvoked,
    FormSubmitted,
    HomeOpened,
    Inbound,
    MessageChanged,
    MessageDeleted,
    MessagePosted,
    ProfileChanged,
    ReactionAdded,
    ReactionRemoved,
    ShortcutUsed,
    TimerFired,
)
from bot.messages import Form, Payload, Reply
from bot.settings import Settings
from bot.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Context:
    """What a handler works with: an open unit of work, the time (aware UTC), the settings."""

    uow: UnitOfWork
    now: datetime
    settings: Settings


E = TypeVar("E")
F = TypeVar("F", bound=Form)
B = TypeVar("B", bound=Payload)
Handler: TypeAlias = Callable[[E, Context], Reply]
Reads: TypeAlias = bool | Callable[[Any], bool]
"""Whether a handler only reads; or of which events, before anybody in them is looked up."""
Refusals: TypeAlias = Mapping[type[Exception], Callable[[], Reply]]
"""What a service raises → what is said then. Of several that fit, the narrowest is meant.

What was written before stays, as with every reply. An error of which more is to be said than a
sentence is caught where it happens.
"""
NONE: Refusals = MappingProxyType({})
Register: TypeAlias = Callable[[Handler[E]], Handler[E]]


@dataclass(frozen=True, slots=True)
class Route:
    """A handler, and whether it only reads (then it never waits for a writer)."""

    handle: Handler[Any]
    reads: Reads = False

    def only_reads(self, event: Any) -> bool:
        """Whether it answers this event without writing."""
        return self.reads if isinstance(self.reads, bool) else self.reads(event)


@dataclass(frozen=True, slots=True)
class Usage:
    """One line of help: `/kudos @colleague for …` and what it does."""

    typed: str
    does: str


@dataclass(slots=True)
class Router:
    """A table of routes. A second handler for the same thing is refused at import."""

    routes: dict[tuple[str, str], Route] = field(default_factory=dict)
    usages: dict[str, tuple[Usage, ...]] = field(default_factory=dict)
    """Command → its lines of help, in the order of inclusion."""

    def _add(
        self, what: str, name: str, *, reads: Reads = False, refuses: Refusals = NONE
    ) -> Register[Any]:
        def register(handle: Handler[Any]) -> Handler[Any]:
            if (what, name) in self.routes:
                raise ValueError(f"{what} {name!r} has a handler already")
            if refuses:
                handle = _refusing(handle, refuses)
            self.routes[what, name] = Route(handle, reads)
            return handle

        return register

    def command(
        self, name: str, *usages: Usage, reads: Reads = False, refuses: Refusals = NONE
    ) -> Register[CommandInvoked]:
        """`/name …`, `/learn name …`, or the same typed to the bot."""
        self.usages[name] = usages
        return self._add("command", name, reads=reads, refuses=refuses)

    def form(self, form: type[F], *, refuses: Refusals = NONE) -> Register[FormSubmitted[F]]:
        """That form, filled in."""
        return self._add("form", form.key, refuses=refuses)

    def button(
        self, payload: type[B], *, reads: bool = False, refuses: Refusals = NONE
    ) -> Register[ButtonClicked[B]]:
        """A button or select with that payload."""
        return self._add("button", payload.key, reads=reads, refuses=refuses)

    def shortcut(
        self, name: str, *, reads: bool = False, refuses: Refusals = NONE
    ) -> Register[ShortcutUsed]:
        """A message shortcut."""
        return self._add("shortcut", name, reads=reads, refuses=refuses)

    def timer(self, name: str) -> Register[TimerFired]:
        """A planned moment of that name."""
        return self._add("timer", name)

    def home(self) -> Register[HomeOpened]:
        """The Home tab; it only reads."""
        return self._add("home", "", reads=True)

    def message(self) -> Register[MessagePosted]:
        """What people write where the bot may read."""
        return self._add("message", "")

    def message_changed(self) -> Register[MessageChanged]:
        """Somebody edited what they wrote."""
        return self._add("message changed", "")

    def message_deleted(self) -> Register[MessageDeleted]:
        """Somebody took back what they wrote."""
        return self._add("message deleted", "")

    def reaction(self) -> Register[ReactionAdded]:
        """An emoji on a message."""
        return self._add("reaction", "")

    def reaction_taken_back(self) -> Register[ReactionRemoved]:
        """An emoji taken back."""
        return self._add("reaction taken back", "")

    def added(self) -> Register[BotAdded]:
        """The bot was installed, or added to a conversation."""
        return self._add("added", "")

    def removed(self) -> Register[BotRemoved]:
        """The bot was uninstalled, or removed from a conversation."""
        return self._add("removed", "")

    def otherwise(self, what: Literal["command", "button", "form"]) -> Register[Any]:
        """What nothing else answers: unknown commands, buttons and forms of older versions."""
        return self._add(what, "*", reads=True)

    def include(self, other: Router) -> None:
        """Add a feature's routes."""
        twice = self.routes.keys() & other.routes.keys()
        if twice:
            raise ValueError(f"{min(twice)} has a handler already")
        self.routes.update(other.routes)
        self.usages.update(other.usages)

    def find(self, event: Inbound | TimerFired) -> Route | None:
        """The route for this event, or None when nobody minds it."""
        match event:
            case CommandInvoked():
                what, name = "command", event.name
            case ButtonClicked():
                what, name = "button", event.payload.key
            case FormSubmitted():
                what, name = "form", event.form.key
            case ShortcutUsed():
                what, name = "shortcut", event.name
            case TimerFired():
                what, name = "timer", event.name
            case MessagePosted():
                what, name = "message", ""
            case MessageChanged():
                what, name = "message changed", ""
            case MessageDeleted():
                what, name = "message deleted", ""
            case ReactionAdded():
                what, name = "reaction", ""
            case ReactionRemoved():
                what, name = "reaction taken back", ""
            case HomeOpened():
                what, name = "home", ""
            case BotAdded():
                what, name = "added", ""
            case BotRemoved():
                what, name = "removed", ""
            case ProfileChanged():
                return None
        return self.routes.get((what, name)) or self.routes.get((what, "*"))


def _refusing(handle: Handler[E], refuses: Refusals) -> Handler[E]:
    errors = tuple(refuses)

    @wraps(handle)
    def careful(event: E, ctx: Context) -> Reply:
        try:
            return handle(event, ctx)
        except errors as error:
            return next(refuses[kind] for kind in type(error).__mro__ if kind in refuses)()

    return careful


def unfold(event: CommandInvoked[Account]) -> CommandInvoked[Account]:
    """`/learn kudos @ana …` is `/kudos @ana …`, and `/learn` alone is `/learn help`.

    Case does not matter: telephones begin every sentence with a capital.
    """
    name = event.name.lower()
    if name != "learn":
        return replace(event, name=name, typed=event.name)
    first = event.text[0] if event.text and isinstance(event.text[0], str) else ""
    words = first.split(maxsplit=1)
    if not words:
        return replace(event, name="help")
    rest = first.lstrip()[len(words[0]) :].lstrip()
    text = ((rest,) if rest else ()) + event.text[1:]
    return replace(event, name=words[0].lower(), text=text, typed=words[0])

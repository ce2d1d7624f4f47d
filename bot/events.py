"""What happened, and to whom: the neutral events that adapters translate into.

Adapters speak of an `Account` (a platform's user id). The dispatcher looks each one up and hands
the handlers the same event with a `Person` in its place: `CommandInvoked[Account]` comes in,
`CommandInvoked[Person]`, written plainly `CommandInvoked`, arrives.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Generic, TypeAlias

from typing_extensions import TypeVar


@dataclass(frozen=True, slots=True)
class Workspace:
    """One Slack team, one Teams tenant or the playground."""

    platform: str
    address: str
    name: str = ""


class ConversationKind(StrEnum):
    """How many people listen: the bot and one person, some people, or a channel."""

    PERSONAL = "personal"
    GROUP = "group"
    CHANNEL = "channel"


@dataclass(frozen=True, slots=True)
class Conversation:
    """Where something is said. The core stores the address and never reads it.

    `reference` is whatever else the adapter needs to speak there again (the newest one is kept).
    """

    address: str
    kind: ConversationKind = ConversationKind.CHANNEL
    name: str = ""
    thread: str | None = None
    reference: str = ""


@dataclass(frozen=True, slots=True)
class Account:
    """A human (or bot) as one workspace knows them; `None` is "the platform did not say"."""

    address: str
    name: str | None = None
    time_zone: str | None = None
    """IANA name, as the platform reports it."""
    email: str | None = None
    """Only where the platform has verified it."""
    is_bot: bool | None = None
    is_guest: bool | None = None
    is_deleted: bool | None = None
    is_admin: bool | None = None
    """Whether they administer the workspace itself."""
    reference: str = ""


@dataclass(frozen=True, slots=True)
class Person:
    """A human in an organization, by id; the name is for showing."""

    id: int
    name: str


P = TypeVar("P", default=Person)
"""Who: an `Account` outside the dispatcher, a `Person` inside."""
F = TypeVar("F")
"""What was filled in or pressed: `Raw` outside the dispatcher, a Form or Payload inside."""

Said: TypeAlias = "tuple[str | P, ...]"
"""Typed text: literal strings and mentioned people, in the order they were written."""

Value: TypeAlias = "str | bool | int | float | Account | list[str] | list[Account] | None"


@dataclass(frozen=True, slots=True)
class Raw:
    """A form or button as it came back: the key names its class, the values are not yet checked.

    Dates are ISO 8601; a date-and-time without an offset is wall time where the actor is.
    """

    key: str
    values: Mapping[str, Value] = field(default_factory=dict)
    look: str = ""
    """A form's `Blank.look`, as it was when it was opened, so that it can be drawn again."""


@dataclass(frozen=True, slots=True)
class MessageRef:
    """One message on a platform: its conversation's address and its own id there."""

    conversation: str
    id: str
    thread: str | None = None


@dataclass(frozen=True, slots=True)
class Quote(Generic[P]):
    """Somebody's message that a person points at."""

    ref: MessageRef
    author: P | None
    link: str = ""
    """Permanent https address of that message, or empty."""
    text: Said[P] = ()
    """What it says, as far as the platform tells."""


@dataclass(frozen=True, kw_only=True)
class Event(Generic[P]):
    """What all events share. `id` is unique in its workspace: a second one is dropped."""

    id: str
    workspace: Workspace
    actor: P
    conversation: Conversation | None = None


@dataclass(frozen=True, kw_only=True)
class CommandInvoked(Event[P]):
    """`/name text`, or the same words typed to the bot."""

    name: str
    text: Said[P] = ()
    typed: str = ""
    """The name as it was typed: words that are no command may be a question."""


@dataclass(frozen=True, kw_only=True)
class ButtonClicked(Event[P], Generic[F, P]):
    """A button or select was used. `payload.choice` carries a select's value."""

    payload: F
    message: MessageRef | None = None


@dataclass(frozen=True, kw_only=True)
class FormSubmitted(Event[P], Generic[F, P]):
    """A filled-in form. `conversation` is where it was opened."""

    form: F


@dataclass(frozen=True, kw_only=True)
class ShortcutUsed(Event[P]):
    """A message shortcut ("Give kudos" on somebody's message)."""

    name: str
    quote: Quote[P]


@dataclass(frozen=True, kw_only=True)
class MessagePosted(Event[P]):
    """Somebody wrote where the bot may read."""

    ref: MessageRef
    text: Said[P] = ()


@dataclass(frozen=True, kw_only=True)
class MessageChanged(Event[P]):
    """Somebody edited a message of theirs where the bot may read."""

    ref: MessageRef
    text: Said[P] = ()


@dataclass(frozen=True, kw_only=True)
class MessageDeleted(Event[P]):
    """A message was taken away where the bot may read; `actor` wrote it, as far as is known."""

    ref: MessageRef


@dataclass(frozen=True, kw_only=True)
class ReactionAdded(Event[P]):
    """An emoji on a message; `emoji` is its short name without colons."""

    emoji: str
    ref: MessageRef
    author: P | None = None


@dataclass(frozen=True, kw_only=True)
class ReactionRemoved(Event[P]):
    """An emoji taken back."""

    emoji: str
    ref: MessageRef
    author: P | None = None


@dataclass(frozen=True, kw_only=True)
class HomeOpened(Event[P]):
    """Somebody looks at their Home tab."""


@dataclass(frozen=True, kw_only=True)
class BotAdded(Event[P]):
    """The bot was installed, or added to a conversation."""


@dataclass(frozen=True, kw_only=True)
class BotRemoved(Event[P]):
    """The bot was uninstalled, or removed from a conversation."""


@dataclass(frozen=True, kw_only=True)
class ProfileChanged(Event[P]):
    """The platform says something new about `actor`: name, time zone, deactivation."""


@dataclass(frozen=True, kw_only=True)
class TimerFired:
    """A planned moment has come. `due_at` is aware UTC, when it should have been."""

    timer_id: int
    organization_id: int
    name: str
    due_at: datetime
    data: Mapping[str, str | int]


Inbound: TypeAlias = (
    "CommandInvoked[Account] | ButtonClicked[Raw, Account] | FormSubmitted[Raw, Account]"
    " | ShortcutUsed[Account] | MessagePosted[Account] | MessageChanged[Account]"
    " | MessageDeleted[Account] | ReactionAdded[Account]"
    " | ReactionRemoved[Account] | HomeOpened[Account] | BotAdded[Account] | BotRemoved[Account]"
    " | ProfileChanged[Account]"
)
"""All that an adapter may hand to the dispatcher."""

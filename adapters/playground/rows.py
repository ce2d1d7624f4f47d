"""What the chat server's database holds, as values."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

Kind = Literal["channel", "direct", "app"]
"""A channel; people among themselves (Potluck perhaps with them); one person and Potluck."""


@dataclass(frozen=True, slots=True)
class Room:
    """A place to talk, and who is in it."""

    id: str
    kind: Kind
    name: str
    topic: str
    members: frozenset[str]


@dataclass(frozen=True, slots=True)
class Replies:
    """What hangs below a message."""

    count: int
    latest: int
    people: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Said:
    """One message. `id` is when it was said, in microseconds since 1970 (UTC), and unique."""

    id: int
    room: str
    author: str
    body: dict[str, Any]
    """`{"text": [piece, …]}` from people, `{"card": {…}}` from Potluck."""
    thread: int | None = None
    only_for: str | None = None
    edited: bool = False
    gone: bool = False
    reactions: tuple[tuple[str, tuple[str, ...]], ...] = ()
    replies: Replies | None = None


@dataclass(frozen=True, slots=True)
class NewMessage:
    """A message about to be kept. The same `deed` twice is one message."""

    room: str
    author: str
    body: dict[str, Any]
    at: int
    thread: int | None = None
    only_for: str | None = None
    deed: str | None = None
    mentions: tuple[str, ...] = ()
    tells: dict[str, Any] | None = None
    """What Potluck must hear of it, kept until it has."""


@dataclass(frozen=True, slots=True)
class Marks:
    """What one person has not read in one room."""

    read: int
    unread: int
    mentions: int


@dataclass(frozen=True, slots=True)
class Page:
    """Some messages, oldest first, and whether there are more on either side."""

    messages: list[Said] = field(default_factory=list)
    older: bool = False
    newer: bool = False

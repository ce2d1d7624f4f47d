"""What a browser did, as the core's events. Pure: no clock, no store, no network."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from adapters.playground.deeds import Filled, Press, Shortcut
from adapters.playground.people import BOT
from adapters.playground.rows import Room, Said
from adapters.playground.typed import Piece, read, said, slash, without
from bot.events import (
    Account,
    BotAdded,
    ButtonClicked,
    CommandInvoked,
    Conversation,
    ConversationKind,
    FormSubmitted,
    HomeOpened,
    MessageChanged,
    MessageDeleted,
    MessagePosted,
    MessageRef,
    Quote,
    Raw,
    ReactionAdded,
    ReactionRemoved,
    ShortcutUsed,
    Value,
    Workspace,
)

WORKSPACE = Workspace("playground", "playground", "Playground")
KINDS = {
    "app": ConversationKind.PERSONAL,
    "direct": ConversationKind.GROUP,
    "channel": ConversationKind.CHANNEL,
}


def where(room: Room, thread: int | None = None) -> Conversation:
    """A room, or a thread in it, as the core knows it."""
    return Conversation(
        address=room.id,
        kind=KINDS[room.kind],
        name=room.name,
        thread=None if thread is None else str(thread),
    )


def reference(message: Said) -> MessageRef:
    """A message as the core knows it."""
    thread = None if message.thread is None else str(message.thread)
    return MessageRef(message.room, str(message.id), thread)


def slashed(
    deed: str,
    who: str,
    room: Room,
    thread: int | None,
    name: str,
    rest: Iterable[Piece],
    channels: Mapping[str, str],
) -> CommandInvoked[Account]:
    """`/name rest`."""
    return CommandInvoked(
        id=f"say:{deed}",
        workspace=WORKSPACE,
        actor=Account(who),
        conversation=where(room, thread),
        name=name,
        text=said(rest, channels),
    )


def addressed(
    message: Said, deed: str, room: Room, channels: Mapping[str, str]
) -> CommandInvoked[Account] | None:
    """A message said to Potluck, in its own conversation or by mentioning it; None otherwise."""
    parts = read(message.body["text"])
    if BOT not in room.members:
        return None
    if room.kind != "app" and Piece("person", BOT) not in parts:
        return None
    rest = without(parts, BOT)
    thread = message.thread
    first = rest[0].value if rest and rest[0].kind == "text" else ""
    typed = slash(first)
    if typed is not None:
        rest = [Piece("text", f"{typed[0]} {typed[1]}"), *rest[1:]]
    return slashed(deed, message.author, room, thread, "learn", rest, channels)


def posted(
    message: Said, deed: str, room: Room, channels: Mapping[str, str]
) -> MessagePosted[Account]:
    """Somebody wrote where Potluck listens."""
    return MessagePosted(
        id=f"say:{deed}",
        workspace=WORKSPACE,
        actor=Account(message.author),
        conversation=where(room, message.thread),
        ref=reference(message),
        text=said(read(message.body["text"]), channels),
    )


def edited(
    message: Said, deed: str, room: Room, channels: Mapping[str, str]
) -> MessageChanged[Account]:
    """Somebody wrote a message anew where Potluck listens."""
    return MessageChanged(
        id=f"edit:{deed}",
        workspace=WORKSPACE,
        actor=Account(message.author),
        conversation=where(room, message.thread),
        ref=reference(message),
        text=said(read(message.body["text"]), channels),
    )


def deleted(message: Said, deed: str, room: Room) -> MessageDeleted[Account]:
    """Somebody took a message back where Potluck listens."""
    return MessageDeleted(
        id=f"delete:{deed}",
        workspace=WORKSPACE,
        actor=Account(message.author),
        conversation=where(room, message.thread),
        ref=reference(message),
    )


def pressed(
    deed: str, press: Press, room: Room | None, message: Said | None
) -> ButtonClicked[Raw, Account]:
    """A button or select was used: on a message, or (no message) on the Home tab."""
    values: dict[str, Value] = dict(press.data)
    if press.choice is not None:
        values["choice"] = press.choice
    thread = message.thread if message else None
    return ButtonClicked(
        id=f"press:{deed}",
        workspace=WORKSPACE,
        actor=Account(press.who),
        conversation=where(room, thread) if room else None,
        payload=Raw(press.key, values),
        message=reference(message) if message else None,
    )


def submitted(deed: str, filled: Filled, room: Room | None) -> FormSubmitted[Raw, Account]:
    """A filled-in form. People come back as their ids, tagged with the field's kind."""
    return FormSubmitted(
        id=f"form:{deed}",
        workspace=WORKSPACE,
        actor=Account(filled.who),
        conversation=where(room, filled.thread) if room else None,
        form=Raw(filled.key, {n: _value(v.kind, v.value) for n, v in filled.values.items()}),
    )


def _value(kind: str, value: str | bool | int | float | list[str] | None) -> Value:
    match kind, value:
        case "person", str() if value:
            return Account(value)
        case "person" | "people", None | "" | []:
            return None
        case "people", list():
            return [Account(v) for v in value]
        case _:
            return value


def pointed(
    deed: str,
    used: Shortcut,
    message: Said,
    room: Room,
    origin: str,
    channels: Mapping[str, str],
) -> ShortcutUsed[Account]:
    """A shortcut in a message's menu. `origin` is this server as the browser calls it."""
    words = said(read(message.body.get("text", ())), channels)
    return ShortcutUsed(
        id=f"shortcut:{deed}",
        workspace=WORKSPACE,
        actor=Account(used.who),
        conversation=where(room, message.thread),
        name=used.name,
        quote=Quote(reference(message), Account(message.author), link(origin, message), words),
    )


def link(origin: str, message: Said) -> str:
    """The lasting address of a message."""
    return f"{origin}/#/{message.room}/{message.id}"


def reacted(
    deed: str, who: str, emoji: str, on: bool, message: Said, room: Room
) -> ReactionAdded[Account] | ReactionRemoved[Account]:
    """An emoji was put on a message, or taken back."""
    kind: Any = ReactionAdded if on else ReactionRemoved
    made: ReactionAdded[Account] | ReactionRemoved[Account] = kind(
        id=f"react:{deed}",
        workspace=WORKSPACE,
        actor=Account(who),
        conversation=where(room, message.thread),
        emoji=emoji,
        ref=reference(message),
        author=Account(message.author),
    )
    return made


def looked_home(deed: str, who: str, room: Room) -> HomeOpened[Account]:
    """Somebody opened their Home tab."""
    return HomeOpened(
        id=f"home:{deed}", workspace=WORKSPACE, actor=Account(who), conversation=where(room)
    )


def added(room: Room, who: str) -> BotAdded[Account]:
    """Potluck was let into a room. The reference makes the core remember the room."""
    at = Conversation(room.id, KINDS[room.kind], room.name, reference=room.id)
    return BotAdded(id=f"added:{room.id}", workspace=WORKSPACE, actor=Account(who), conversation=at)

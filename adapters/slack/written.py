"""What people write, edit and delete in channels whose history Potluck may read. Pure.

Slack sends these only where the operator granted channels:history; nothing depends on them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from adapters.slack.arrival import Arrival, Asked
from adapters.slack.payload import (
    Payload,
    bot_user,
    conversation,
    event_id,
    event_workspace,
    message_ref,
    part,
    thread_of,
    word,
    writer,
)
from adapters.slack.said import said
from bot.events import Account, MessageChanged, MessageDeleted, MessagePosted, MessageRef

WRITTEN = ("", "thread_broadcast", "file_share", "me_message")
"""Subtypes of what somebody wrote; the others tell of joins, topics, pins and bots."""


def message(payload: Payload, event: Payload) -> Arrival | None:
    """A message event of any subtype, or None when it is nobody's words."""
    if word(event, "channel").startswith("D"):
        return None  # Potluck asks people by buttons there and reads nothing
    match word(event, "subtype"):
        case "message_changed" if word(part(event, "message"), "subtype") == "tombstone":
            # The first message of a thread leaves a stone behind when it is deleted.
            return _deleted(payload, event, word(part(event, "message"), "ts"))
        case "message_changed":
            return _changed(payload, event)
        case "message_deleted":
            return _deleted(payload, event, word(event, "deleted_ts"))
        case subtype if subtype in WRITTEN:
            return _posted(payload, event)
        case _:
            return None


def _posted(payload: Payload, event: Payload) -> Arrival | None:
    words, base = said(word(event, "text")), _base(payload, event, event)
    ours = Account(bot_user(payload) or "")
    if base is None or not words or ours in words:
        return None  # a mention of ours comes as app_mention too
    return Arrival(MessagePosted[Account](**base, text=words), Asked.NOBODY)


def _changed(payload: Payload, event: Payload) -> Arrival | None:
    new, old = part(event, "message"), _before(event)
    base = _base(payload, event, new if word(new, "ts") else {**old, **new})
    if base is None or (old and word(old, "text") == word(new, "text")):
        return None  # a link was unfurled, or the thread below it grew
    return Arrival(MessageChanged[Account](**base, text=said(word(new, "text"))), Asked.NOBODY)


def _deleted(payload: Payload, event: Payload, stamp: str) -> Arrival | None:
    old = _before(event)
    base = _base(payload, event, {"user": "", **old, "ts": stamp or word(old, "ts")}, gone=True)
    return Arrival(MessageDeleted[Account](**base), Asked.NOBODY) if base else None


def _base(
    payload: Payload, event: Payload, about: Payload, *, gone: bool = False
) -> dict[str, Any] | None:
    """What the three share; None when a bot wrote it, or nobody can tell which one it was."""
    where = event_workspace(payload)
    who = writer(payload, about, where)
    if gone and who is None and not word(about, "user"):
        who = Account("USLACKBOT", is_bot=True)  # Slack doesn't say whose it was
    thread, channel = thread_of(about), word(event, "channel")
    ref: MessageRef | None = message_ref(channel, word(about, "ts"), thread)
    if who is None or ref is None:
        return None
    name = "mpdm-" if word(event, "channel_type") == "mpim" else ""
    return {
        "id": event_id(payload),
        "workspace": where,
        "actor": who,
        "conversation": conversation(channel, name, thread),
        "ref": ref,
    }


def _before(event: Payload) -> Payload:
    """The message as it was; Slack has been seen to send a list in its place."""
    old = event.get("previous_message")
    return old if isinstance(old, Mapping) else {}

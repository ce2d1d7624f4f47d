"""The Events API: what happened in a workspace, whether or not anybody waits. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable
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
from adapters.slack.people import account
from adapters.slack.said import said, without_bot
from adapters.slack.written import message
from bot.events import (
    Account,
    BotRemoved,
    CommandInvoked,
    HomeOpened,
    ProfileChanged,
    ReactionAdded,
    ReactionRemoved,
)

_SKIN = re.compile(r"::skin-tone-\d$")


def _mention(payload: Payload, event: Payload) -> Arrival | None:
    """ "@Potluck kudos @ana …" is "/learn kudos @ana …"; the core unfolds it."""
    base = _happened(payload, event)
    if base is None:
        return None
    words = without_bot(said(word(event, "text")), bot_user(payload))
    return Arrival(CommandInvoked[Account](**base, name="learn", text=words), Asked.MENTION)


def _home(payload: Payload, event: Payload) -> Arrival | None:
    base = _happened(payload, event)
    if base is None or event.get("tab", "home") != "home":
        return None
    channel = word(event, "channel")
    base["conversation"] = conversation(channel) if channel.startswith("D") else None
    return Arrival(HomeOpened[Account](**base), Asked.HOME)


def _reaction(
    kind: type[ReactionAdded[Account]] | type[ReactionRemoved[Account]],
) -> Callable[[Payload, Payload], Arrival | None]:
    def read(payload: Payload, event: Payload) -> Arrival | None:
        base, item = _happened(payload, event), part(event, "item")
        ref = message_ref(word(item, "channel"), word(item, "ts"))
        if base is None or ref is None or item.get("type") != "message":
            return None
        base["conversation"] = conversation(ref.conversation)
        author = word(event, "item_user")
        emoji = _SKIN.sub("", word(event, "reaction"))
        happened = kind(**base, emoji=emoji, ref=ref, author=Account(author) if author else None)
        return Arrival(happened, Asked.NOBODY)

    return read


def _profile(payload: Payload, event: Payload) -> Arrival | None:
    where = event_workspace(payload)
    who = account(part(event, "user"), where)
    if who is None:
        return None
    return Arrival(
        ProfileChanged[Account](id=event_id(payload), workspace=where, actor=who), Asked.NOBODY
    )


def _removed(payload: Payload, event: Payload) -> Arrival | None:
    tokens = part(event, "tokens")
    if event.get("type") == "tokens_revoked" and not tokens.get("bot"):
        return None  # somebody's own token; ours still works
    where = event_workspace(payload)
    who = Account(bot_user(payload) or "USLACKBOT", is_bot=True)
    return Arrival(
        BotRemoved[Account](id=event_id(payload), workspace=where, actor=who), Asked.NOBODY
    )


EVENTS: dict[str, Callable[[Payload, Payload], Arrival | None]] = {
    "app_mention": _mention,
    "app_home_opened": _home,
    "message": message,
    "reaction_added": _reaction(ReactionAdded),
    "reaction_removed": _reaction(ReactionRemoved),
    "user_change": _profile,
    "user_profile_changed": _profile,
    "app_uninstalled": _removed,
    "tokens_revoked": _removed,
}
"""Type of event → its reader. What is not here concerns no feature."""


def _happened(payload: Payload, event: Payload) -> dict[str, Any] | None:
    """What all events share, or None when a bot did it."""
    where = event_workspace(payload)
    who = writer(payload, event, where)
    if who is None:
        return None
    channel = word(event, "channel")
    there = conversation(channel, thread=thread_of(event)) if channel else None
    return {"id": event_id(payload), "workspace": where, "actor": who, "conversation": there}

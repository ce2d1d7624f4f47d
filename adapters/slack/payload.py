"""Who, where and what in a payload from Slack: the readings that all kinds share. Pure."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from typing import Any, TypeAlias

from adapters.slack.said import clean
from bot.events import Account, Conversation, ConversationKind, MessageRef, Workspace

Payload: TypeAlias = Mapping[str, Any]

NAMELESS = {"directmessage", "privategroup"}
"""What Slack writes instead of the names of conversations that it keeps to itself."""
_DOMAIN = re.compile(r"[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?")
_STAMP = re.compile(r"\d+\.\d+")


class Malformed(ValueError):
    """Not a payload that Slack sends."""


def part(payload: Payload, name: str) -> Payload:
    """A member that is an object; empty when it is missing or null."""
    value = payload.get(name)
    if value is None:
        return {}
    if not isinstance(value, Mapping):
        raise Malformed(f"{name} is not an object")
    return value


def parts(payload: Payload, name: str) -> list[Payload]:
    """A member that is a list of objects; empty when it is missing or null."""
    value = payload.get(name)
    if value is None:
        return []
    if not isinstance(value, list) or not all(isinstance(v, Mapping) for v in value):
        raise Malformed(f"{name} is not a list of objects")
    return value


def word(payload: Payload, name: str) -> str:
    """A member that is a string; empty when it is missing or null."""
    value = payload.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise Malformed(f"{name} is not a string")
    return clean(value)


def words(payload: Payload, name: str) -> list[str]:
    """A member that is a list of strings; empty when it is missing or null."""
    value = payload.get(name)
    if value is None:
        return []
    if not isinstance(value, list) or not all(isinstance(v, str) for v in value):
        raise Malformed(f"{name} is not a list of strings")
    return [clean(v) for v in value]


def true(payload: Payload, name: str) -> bool:
    """A flag; forms write it as a word."""
    return payload.get(name) in (True, "true")


def fingerprint(payload: Payload) -> str:
    """An id for what Slack sends without one: the same deed has the same words."""
    canonical = json.dumps(payload, sort_keys=True, default=str)
    return hashlib.sha256(canonical.encode("utf-8", "backslashreplace")).hexdigest()[:32]


def event_id(payload: Payload) -> str:
    """The same for the same event, however often Slack sends it."""
    return "event:" + (word(payload, "event_id") or fingerprint(part(payload, "event")))


def event_workspace(payload: Payload) -> Workspace:
    """The workspace that installed the app, not the one a shared channel's writer belongs to."""
    ours = (parts(payload, "authorizations") or [{}])[0]
    address = (
        word(ours, "team_id")
        or word(payload, "context_team_id")
        or word(payload, "team_id")
        or word(ours, "enterprise_id")
        or word(payload, "enterprise_id")
    )
    if not address:
        raise Malformed("no team")
    return Workspace("slack", address)


def interaction_workspace(payload: Payload) -> Workspace:
    """The workspace that installed the app, as views, messages, commands and users tell it."""
    view, team = part(payload, "view"), part(payload, "team")
    host = word(part(payload, "message"), "team") if payload.get("type") == "block_actions" else ""
    address = (
        word(view, "app_installed_team_id")
        or (host if host.startswith("T") and not true(payload, "is_enterprise_install") else "")
        or word(team, "id")
        or word(payload, "team_id")
        or word(part(payload, "user"), "team_id")
        or word(part(payload, "enterprise"), "id")
    )
    if not address:
        raise Malformed("no team")
    name = word(team, "domain") if word(team, "id") == address else word(payload, "team_domain")
    return Workspace("slack", address, name)


def actor(payload: Payload, workspace: Workspace) -> Account:
    """Who interacted. Handles are not names: the profile is asked for those."""
    user = part(payload, "user")
    address = word(user, "id") or word(payload, "user_id")
    if not address:
        raise Malformed("no user")
    home = word(user, "team_id")
    org = true(payload, "is_enterprise_install")
    return Account(address, is_guest=_stranger(home, workspace, org=org))


def _stranger(home: str, workspace: Workspace, *, org: bool) -> bool | None:
    """True for somebody of another company in a shared channel; None: the profile will say.

    Inside one Enterprise Grid people carry the team they come from, so it proves nothing there.
    """
    return True if home.startswith("T") and home != workspace.address and not org else None


def writer(payload: Payload, event: Payload, workspace: Workspace) -> Account | None:
    """Who caused an event, or None when it was a bot or this app itself."""
    address = word(event, "user") if not isinstance(event.get("user"), Mapping) else ""
    bot = word(event, "subtype") == "bot_message" or event.get("bot_id") or event.get("bot_profile")
    if bot or not address or address in ("USLACKBOT", bot_user(payload)):
        return None
    ours = (parts(payload, "authorizations") or [{}])[0]
    home = word(event, "user_team") or word(part(event, "user_profile"), "team")
    own = {word(ours, "enterprise_id"), word(ours, "team_id"), workspace.address}
    stranger = true(payload, "is_ext_shared_channel") and bool(home) and home not in own
    return Account(address, is_guest=True if stranger else None)


def bot_user(payload: Payload) -> str | None:
    """Our own user id where an event happened."""
    for one in parts(payload, "authorizations"):
        if true(one, "is_bot"):
            return word(one, "user_id") or None
    return next(iter(words(payload, "authed_users")), None)


def conversation(
    address: str, name: str = "", thread: str | None = None, *, ours: bool = True
) -> Conversation:
    """A conversation by its id. `ours`: a direct one is between the person and this bot.

    Commands and shortcuts work in direct conversations of two other people too; nothing in the
    payload tells the two apart, so whoever knows says it.
    """
    if address.startswith("D"):
        kind = ConversationKind.PERSONAL if ours else ConversationKind.GROUP
    elif name.startswith("mpdm-") or name == "privategroup":
        kind = ConversationKind.GROUP
    else:
        kind = ConversationKind.CHANNEL
    shown = "" if name in NAMELESS or kind is not ConversationKind.CHANNEL else name
    return Conversation(address, kind, shown, thread)


def thread_of(message: Payload) -> str | None:
    """The thread a message is in; the first message of a thread is not in it."""
    thread = word(message, "thread_ts")
    return thread if thread and thread != word(message, "ts") else None


def message_ref(channel: str, stamp: str, thread: str | None = None) -> MessageRef | None:
    """A message, when channel and time stamp are both there."""
    return MessageRef(channel, stamp, thread) if channel and stamp else None


def permalink(domain: str, ref: MessageRef) -> str:
    """The https address of a message, built as Slack's own "Copy link" does; or empty."""
    if not (_DOMAIN.fullmatch(domain) and _STAMP.fullmatch(ref.id) and ref.conversation.isalnum()):
        return ""
    link = f"https://{domain}.slack.com/archives/{ref.conversation}/p{ref.id.replace('.', '')}"
    if ref.thread and _STAMP.fullmatch(ref.thread):
        link += f"?thread_ts={ref.thread}&cid={ref.conversation}"
    return link

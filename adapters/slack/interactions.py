"""Commands, buttons, forms and shortcuts: what somebody waits to be answered for. Pure."""

from __future__ import annotations

from typing import Any

from adapters.slack import carried
from adapters.slack.arrival import Arrival, Asked
from adapters.slack.payload import (
    Malformed,
    Payload,
    actor,
    conversation,
    fingerprint,
    interaction_workspace,
    message_ref,
    part,
    parts,
    permalink,
    word,
)
from adapters.slack.pressed import pressed
from adapters.slack.said import said
from adapters.slack.values import values
from bot.events import (
    Account,
    ButtonClicked,
    CommandInvoked,
    FormSubmitted,
    Inbound,
    Quote,
    Raw,
    ShortcutUsed,
)


def command(payload: Payload, ours: bool) -> Arrival:
    where = interaction_workspace(payload)
    channel = word(payload, "channel_id")
    event = CommandInvoked[Account](
        id="command:" + (word(payload, "trigger_id") or fingerprint(payload)),
        workspace=where,
        actor=actor(payload, where),
        conversation=conversation(channel, word(payload, "channel_name"), ours=ours)
        if channel
        else None,
        name=word(payload, "command").removeprefix("/").lower(),
        text=said(word(payload, "text").strip()),
    )
    return Arrival(event, Asked.COMMAND, word(payload, "trigger_id"), word(payload, "response_url"))


def press(payload: Payload, ours: bool) -> Arrival | None:
    deed = pressed(next(iter(parts(payload, "actions")), {}))
    if deed is None:
        return None
    where = interaction_workspace(payload)
    container, view, message = (part(payload, n) for n in ("container", "view", "message"))
    kept = carried.unpack(word(view, "private_metadata")) if view else None
    private = container.get("is_ephemeral") is True
    channel = word(part(payload, "channel"), "id") or word(container, "channel_id")
    stamp = word(container, "message_ts") or word(message, "ts")
    thread = word(container, "thread_ts") or word(message, "thread_ts")
    thread = "" if thread == stamp else thread
    lasting = "" if private or view else stamp
    name = word(part(payload, "channel"), "name")
    there = kept.conversation if kept else None
    if channel:
        there = conversation(channel, name, thread or None, ours=ours or not private)
    base: dict[str, Any] = {
        "id": "press:" + (word(payload, "trigger_id") or fingerprint(payload)),
        "workspace": where,
        "actor": actor(payload, where),
        "conversation": there,
    }
    event: Inbound
    if isinstance(deed, Raw):
        ref = message_ref(channel, lasting, thread or None)
        event = ButtonClicked[Raw, Account](**base, payload=deed, message=ref)
    else:
        event = CommandInvoked[Account](**base, name=deed.name, text=deed.text)
    asked = Asked.CARD
    if view:
        asked = Asked.VIEW if view.get("type") == "modal" else Asked.HOME_CARD
    return Arrival(
        event,
        asked,
        trigger=word(payload, "trigger_id"),
        response_url=word(payload, "response_url") or (kept.response_url if kept else ""),
        view=word(view, "id") if asked is Asked.VIEW else "",
        card=lasting,
    )


def submission(payload: Payload) -> Arrival:
    where, view = interaction_workspace(payload), part(payload, "view")
    kept = carried.unpack(word(view, "private_metadata"))
    nonce = kept.nonce if kept else word(view, "id") + word(view, "hash")
    filled = {**(kept.hidden if kept else {}), **values(view)}
    event = FormSubmitted[Raw, Account](
        id="form:" + (nonce or fingerprint(payload)),
        workspace=where,
        actor=actor(payload, where),
        conversation=kept.conversation if kept else None,
        form=Raw(word(view, "callback_id"), filled, kept.look if kept else ""),
    )
    inputs = [word(b, "block_id") for b in parts(view, "blocks") if b.get("type") == "input"]
    return Arrival(
        event,
        Asked.FORM,
        word(payload, "trigger_id"),
        kept.response_url if kept else "",
        word(view, "id"),
        kept.card if kept else "",
        tuple(i for i in inputs if i),
    )


def shortcut(payload: Payload, ours: bool) -> Arrival | None:
    where = interaction_workspace(payload)
    message, channel = part(payload, "message"), part(payload, "channel")
    stamp = word(payload, "message_ts") or word(message, "ts")
    thread = word(message, "thread_ts")
    ref = message_ref(word(channel, "id"), stamp, thread if thread and thread != stamp else None)
    if ref is None:
        raise Malformed("a shortcut on no message")
    event = ShortcutUsed[Account](
        id="shortcut:" + (word(payload, "trigger_id") or fingerprint(payload)),
        workspace=where,
        actor=actor(payload, where),
        conversation=conversation(ref.conversation, word(channel, "name"), ref.thread, ours=ours),
        name=word(payload, "callback_id"),
        quote=Quote(
            ref,
            _author(message),
            permalink(word(part(payload, "team"), "domain"), ref),
            said(word(message, "text").strip()),
        ),
    )
    return Arrival(
        event, Asked.SHORTCUT, word(payload, "trigger_id"), word(payload, "response_url")
    )


def _author(message: Payload) -> Account | None:
    user = word(message, "user")
    bot = bool(message.get("bot_id")) or word(message, "subtype") == "bot_message"
    return Account(user, is_bot=True if bot else None) if user else None

"""A payload from Slack → what happened, by one table. Pure."""

from __future__ import annotations

from adapters.slack import interactions
from adapters.slack.arrival import Arrival
from adapters.slack.happenings import EVENTS
from adapters.slack.payload import Payload, part, word


def direct_in_doubt(payload: Payload) -> tuple[str, str] | None:
    """(conversation, user) when only Slack can say whether a direct conversation is the bot's."""
    if word(payload, "command"):
        channel, user = word(payload, "channel_id"), word(payload, "user_id")
    elif payload.get("type") == "message_action" or part(payload, "container").get("is_ephemeral"):
        channel, user = word(part(payload, "channel"), "id"), word(part(payload, "user"), "id")
    else:
        return None
    return (channel, user) if channel.startswith("D") and user else None


def arrival(payload: Payload, *, ours: bool = True) -> Arrival | None:
    """What happened, or None when nobody here minds. Raises Malformed.

    `ours` settles what direct_in_doubt asks; otherwise it does not matter.
    """
    if word(payload, "command"):
        return interactions.command(payload, ours)
    match payload.get("type"):
        case "event_callback":
            read = EVENTS.get(word(part(payload, "event"), "type"))
            return read(payload, part(payload, "event")) if read else None
        case "block_actions":
            return interactions.press(payload, ours)
        case "view_submission":
            return interactions.submission(payload)
        case "message_action":
            return interactions.shortcut(payload, ours)
        case _:
            return None

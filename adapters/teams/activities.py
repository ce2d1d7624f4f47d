"""The parts of an activity, read from JSON that may be anything. Pure, and never fails."""

import hashlib
import html
import json
import re
from typing import Any
from zoneinfo import ZoneInfo

from adapters.teams.references import ConversationReference, split_id
from bot.events import Account, Conversation, ConversationKind

Json = dict[str, Any]

# The six reactions that have names of their own; newer ones are called "1f44f_clappinghands".
REACTIONS = {
    "like": "+1",
    "heart": "heart",
    "laugh": "laughing",
    "surprised": "open_mouth",
    "sad": "cry",
    "angry": "angry",
}
KINDS = {
    "personal": ConversationKind.PERSONAL,
    "groupChat": ConversationKind.GROUP,
    "channel": ConversationKind.CHANNEL,
}
CHANNEL_NEWS = frozenset({"channelCreated", "channelRenamed", "channelRestored"})


def obj(value: object) -> Json:
    """The object, or {} for anything else."""
    return value if isinstance(value, dict) else {}


def text(value: object) -> str:
    """The string, or "" for anything else."""
    return value if isinstance(value, str) else ""


def objects(value: object) -> list[Json]:
    return [v for v in value if isinstance(v, dict)] if isinstance(value, list) else []


def bot_id(activity: Json) -> str:
    """Who we are in this conversation: the recipient."""
    return text(obj(activity.get("recipient")).get("id"))


def mentions(activity: Json) -> list[tuple[str, str, str]]:
    """(text, id, name) of each mention entity, in the order in which they stand in the text."""
    said = text(activity.get("text"))
    found = []
    for entity in objects(activity.get("entities")):
        if text(entity.get("type")).lower() != "mention":
            continue
        who, tag = obj(entity.get("mentioned")), text(entity.get("text"))
        if tag and text(who.get("id")):
            found.append((tag, text(who["id"]), text(who.get("name"))))
    # Two mentions of one text stay in their own order: sorting is stable.
    return sorted(found, key=lambda m: said.find(m[0]))


def command(said: tuple[str | Account, ...]) -> tuple[str, tuple[str | Account, ...]]:
    """The command's name and the rest: "/kudos …" and "kudos …" are the same; nothing is help."""
    first = said[0] if said else ""
    if not isinstance(first, str) or not first.strip():
        return "help", said
    word = first.split(maxsplit=1)[0]
    tail = first.lstrip()[len(word) :].lstrip()
    return word.removeprefix("/").lower() or "help", ((tail,) if tail else ()) + said[1:]


def conversation(activity: Json) -> Conversation:
    """Where it happened, with what is needed to speak there again."""
    where, data = obj(activity.get("conversation")), obj(activity.get("channelData"))
    address, thread = split_id(text(where.get("id")))
    kind = KINDS.get(text(where.get("conversationType")))
    if kind is None:
        kind = ConversationKind.GROUP if where.get("isGroup") is True else ConversationKind.PERSONAL
    channel = obj(data.get("channel"))
    if text(data.get("eventType")) in CHANNEL_NEWS and text(channel.get("id")):
        address = text(channel["id"])
    name = text(channel.get("name")) if kind is ConversationKind.CHANNEL else ""
    reference = ConversationReference(text(activity.get("serviceUrl")), bot_id(activity))
    return Conversation(
        address=address,
        kind=kind,
        name=name or text(where.get("name")),
        thread=thread,
        reference=str(reference),
    )


def digest(*parts: str) -> str:
    """A short stable key of these strings."""
    return hashlib.blake2b(json.dumps(parts).encode(), digest_size=16).hexdigest()


def event_key(activity: Json) -> str:
    """Stable under repetition. Teams' message ids are only unique within a conversation."""
    where = text(obj(activity.get("conversation")).get("id"))
    own = text(activity.get("id"))
    if not own:
        own = json.dumps(activity, sort_keys=True, default=str)
    return digest(where, text(activity.get("type")), text(activity.get("name")), own)


def version_key(activity: Json) -> str:
    """For an edit or deletion: they carry the id of the message, however often it changes."""
    said = [text(activity.get(name)) for name in ("timestamp", "text")]
    event = text(obj(activity.get("channelData")).get("eventType"))
    return digest(event_key(activity), event, *said)


def minute_key(activity: Json) -> str:
    """Installing is told twice, some milliseconds apart; both get one key."""
    where, data = obj(activity.get("conversation")), text(activity.get("timestamp"))
    return digest(text(where.get("id")), data[:16])


def author(sender: Json) -> Account | None:
    """Who wrote a quoted message: a person by their directory id, or an app."""
    user, app = obj(sender.get("user")), obj(sender.get("application"))
    if text(user.get("id")):
        return Account(text(user["id"]), name=text(user.get("displayName")) or None)
    if text(app.get("id")):
        name = text(app.get("displayName")) or None
        return Account(f"28:{text(app['id'])}", name=name, is_bot=True)
    return None


def zone(activity: Json) -> str | None:
    """The actor's IANA zone, when the client says one that exists."""
    said = [activity.get("localTimezone")]
    said += [e.get("timezone") for e in objects(activity.get("entities"))]
    for name in said:
        if isinstance(name, str) and re.fullmatch(r"[A-Za-z][A-Za-z0-9_+/-]{1,60}", name):
            try:
                ZoneInfo(name)
            except (ValueError, OSError, KeyError):
                continue
            return name
    return None


def emoji(name: str) -> str:
    """A reaction's short name; "1f44f_clappinghands" is "clappinghands"."""
    if name in REACTIONS:
        return REACTIONS[name]
    return re.sub(r"^[0-9a-f]{4,6}(?:-[0-9a-f]{4,6})*_", "", name)[:60]


def typed(said: str, encoded: bool) -> str:
    """What was typed: Teams sends HTML entities along with an HTML copy."""
    return (html.unescape(said) if encoded else said).replace("\xa0", " ")


def joined(parts: list[str | Account]) -> tuple[str | Account, ...]:
    """Neighbouring strings as one; no blanks at the ends, nothing empty."""
    out: list[str | Account] = []
    for part in parts:
        if isinstance(part, str) and out and isinstance(out[-1], str):
            out[-1] += part
        else:
            out.append(part)
    if out and isinstance(out[0], str):
        out[0] = out[0].lstrip()
    if out and isinstance(out[-1], str):
        out[-1] = out[-1].rstrip()
    return tuple(p for p in out if p != "")

"""What a form carries through Slack and back: where it was opened, its nonce, hidden fields."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from adapters.slack.limits import PRIVATE_METADATA
from adapters.slack.said import clean
from bot.events import Account, Conversation, ConversationKind, Value


class TooMuchToCarry(ValueError):
    """Hidden fields beyond what private_metadata holds."""


@dataclass(frozen=True, slots=True)
class Carried:
    """A modal forgets the channel it was opened from, so it is told."""

    nonce: str
    """Fresh for each form that is opened: the same form sent twice counts once."""
    conversation: Conversation | None = None
    response_url: str = ""
    """Lets the answer reach the asker where the bot is no member; good for 30 minutes."""
    card: str = ""
    """Time stamp of the message whose button opened the form."""
    hidden: Mapping[str, Value] = field(default_factory=dict)
    look: str = ""
    """A form's `Blank.look`, where Slack won't keep the form open as it is."""


def bare(value: object) -> str:
    """Compact JSON that survives any escaping of &, < and > on its way through Slack."""
    text = json.dumps(value, separators=(",", ":"))
    return text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")


def pack(carried: Carried) -> str:
    """As private_metadata. What is dispensable goes first when it gets long."""
    for attempt in (
        carried,
        replace(carried, look=""),
        replace(carried, look="", response_url=""),
        replace(carried, look="", response_url="", conversation=_unnamed(carried.conversation)),
    ):
        there = attempt.conversation
        packed = bare(
            {
                "n": attempt.nonce,
                **({"c": _place(there)} if there else {}),
                **({"r": attempt.response_url} if attempt.response_url else {}),
                **({"m": attempt.card} if attempt.card else {}),
                **({"h": _written(attempt.hidden)} if attempt.hidden else {}),
                **({"l": attempt.look} if attempt.look else {}),
            }
        )
        if len(packed) <= PRIVATE_METADATA:
            return packed
    raise TooMuchToCarry(f"{len(packed)} characters")


def unpack(text: str) -> Carried | None:
    """What pack wrote; None for anything else."""
    try:
        read = json.loads(text)
        there = read.get("c")
        return Carried(
            nonce=_word(read["n"]),
            conversation=_conversation(there) if there else None,
            response_url=_word(read.get("r", "")),
            card=_word(read.get("m", "")),
            hidden={_word(k): _read(v) for k, v in dict(read.get("h", {})).items()},
            look=_word(read.get("l", "")),
        )
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None


def _written(hidden: Mapping[str, Value]) -> dict[str, object]:
    """Accounts as {"@": address}, so that they come back as accounts."""
    return {k: _marked(v) for k, v in hidden.items()}


def _marked(value: Value) -> object:
    match value:
        case Account():
            return {"@": value.address}
        case list():
            return [_marked(v) for v in value]
        case _:
            return value


def _read(value: object) -> Value:
    match value:
        case {"@": str(address)}:
            return Account(clean(address))
        case str():
            return clean(value)
        case bool() | int() | float() | None:
            return value
        case list() if all(isinstance(v, str) for v in value):
            return [clean(v) for v in value]
        case list():
            return [v for v in map(_read, value) if isinstance(v, Account)]
        case _:
            raise TypeError("not a value")


def _place(conversation: Conversation) -> list[str]:
    return [
        conversation.address,
        conversation.kind.value,
        conversation.name,
        conversation.thread or "",
    ]


def _conversation(place: list[str]) -> Conversation:
    address, kind, name, thread = map(_word, place)
    return Conversation(address, ConversationKind(kind), name, thread or None)


def _unnamed(conversation: Conversation | None) -> Conversation | None:
    return conversation and replace(conversation, name="")


def _word(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError("not a string")
    return clean(value)

"""What this adapter keeps in the core's opaque `reference` fields, and how ids are put together."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from bot.events import Conversation

THREAD = ";messageid="
# Made once: json.dumps with separators makes an encoder for every call.
_encode = json.JSONEncoder(separators=(",", ":")).encode


@lru_cache(1024)
def _conversation(url: str, bot: str) -> str:
    return _encode({"url": url, "bot": bot})


@lru_cache(16_384)
def _account(user: str, url: str, bot: str) -> str:
    return _encode({"id": user, "url": url, "bot": bot})


def _fields(text: str) -> Mapping[str, object]:
    """The object in a reference; {} for an empty one or one of another version."""
    try:
        found = json.loads(text) if text else {}
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


@dataclass(frozen=True, slots=True)
class ConversationReference:
    """Needed to speak in a conversation again: the latest serviceUrl, and who the bot is there."""

    url: str = ""
    bot: str = ""

    @classmethod
    def read(cls, text: str) -> "ConversationReference":
        fields = _fields(text)
        return cls(_text(fields.get("url")), _text(fields.get("bot")))

    def __str__(self) -> str:
        return _conversation(self.url, self.bot)


@dataclass(frozen=True, slots=True)
class AccountReference:
    """Needed to write to a person: the id Teams gave them for this bot ("29:…"), and where."""

    id: str = ""
    url: str = ""
    bot: str = ""

    @classmethod
    def read(cls, text: str) -> "AccountReference":
        fields = _fields(text)
        return cls(_text(fields.get("id")), _text(fields.get("url")), _text(fields.get("bot")))

    def __str__(self) -> str:
        return _account(self.id, self.url, self.bot)


def split_id(conversation_id: str) -> tuple[str, str | None]:
    """A conversation id as address and thread: Teams writes "19:…;messageid=1700…" in channels."""
    address, mark, thread = conversation_id.partition(THREAD)
    return address, thread if mark and thread else None


def join_id(address: str, thread: str | None) -> str:
    return f"{address}{THREAD}{thread}" if thread else address


def id_of(conversation: Conversation) -> str:
    """The conversation id to post to."""
    return join_id(conversation.address, conversation.thread)

"""What Slack would make of a drawing: whom it notifies, what it links, which words it shows."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from adapters.slack import limits
from tests.adapters.slack import material

HARMLESS = r"[^<>*_~`:@&|]+"
"""What may stand between our own marks in mrkdwn; ":" would begin an emoji."""
MRKDWN = {
    "user": re.compile(r"<@([UW][A-Z0-9]+)>"),
    "date": re.compile(r"<!date\^(\d+)\^[{}a-z_ ]+\|[^<>|]+>"),
    "link": re.compile(rf"<(https?://[^<>|\s]+)\|{HARMLESS}>"),
    "words": re.compile(rf"\*({HARMLESS})\*|_({HARMLESS})_|`[^`<>]+`"),
}
SEQUENCE = re.compile(r"<[^>]*>|[<>]")


@dataclass
class Alive:
    """Everything in a drawing that does more than stand there."""

    users: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    dates: list[int] = field(default_factory=list)
    others: list[str] = field(default_factory=list)
    """Broadcasts, groups, channels, emoji, markup: nothing of ours makes these."""
    words: str = ""


def alive(document: Any) -> Alive:
    found = Alive()
    for kind, value in _leaves(document):
        match kind:
            case "user":
                found.users.append(value)
            case "link" | "url":
                found.links.append(value)
            case "date":
                found.dates.append(int(value))
            case "words":
                found.words += value
            case _:
                found.others.append(f"{kind}: {value}")
    return found


def _leaves(part: Any) -> Iterator[tuple[str, str]]:
    if isinstance(part, list):
        for one in part:
            yield from _leaves(one)
    elif isinstance(part, dict):
        yield from _object(part)


def _object(part: dict[str, Any]) -> Iterator[tuple[str, str]]:
    match part.get("type"):
        case "text":
            yield "words", part["text"]
        case "user":
            yield "user", part["user_id"]
        case "link":
            yield "link", part["url"]
            yield "words", part.get("text", "")
        case "date":
            yield "date", str(part["timestamp"])
        case "emoji" | "broadcast" | "usergroup" | "channel" | "team" | "color" as kind:
            yield kind, json.dumps(part)
        case "plain_text":
            yield from ((f"raw {s}", part["text"]) for s in SEQUENCE.findall(part["text"]))
            if part.get("emoji") is not False:
                yield "emoji on", part["text"]
            yield "words", unescape(part["text"])
        case "mrkdwn":
            yield from _mrkdwn(part)
        case _:
            if isinstance(part.get("url"), str):
                yield "url", part["url"]
            for value in part.values():
                yield from _leaves(value)


def _mrkdwn(part: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for kind, pattern in MRKDWN.items():
        found = pattern.fullmatch(part["text"])
        if found and part.get("verbatim") is True:
            if kind != "words":
                yield kind, found[1].replace("&amp;", "&")
            return
    yield "mrkdwn", part["text"]


def unescape(text: str) -> str:
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def faults(arguments: dict[str, Any]) -> list[str]:
    """What the third party's schema, its rules and our limits have against a message."""
    found = material.problems(arguments["blocks"])
    size = len(json.dumps(arguments["blocks"], ensure_ascii=False))
    if size > limits.MESSAGE_CHARACTERS + 1000:
        found.append(f"{size} characters of blocks")
    if not 0 < len(arguments["text"]) <= limits.FALLBACK_TEXT:
        found.append("text")
    if SEQUENCE.search(arguments["text"]):
        found.append("control characters in text")
    if (arguments["parse"], arguments["link_names"]) != ("none", False):
        found.append("text is parsed")
    return found + _long(arguments["blocks"])


def view_faults(view: dict[str, Any]) -> list[str]:
    """The same for a modal or the Home tab."""
    found = material.problems(view)
    if len(json.dumps(view)) > limits.VIEW_BYTES:
        found.append("view too large")
    return found + _long(view["blocks"])


def _long(part: Any) -> list[str]:
    """Texts beyond what one element may hold, which the schema leaves open in rich text."""
    if isinstance(part, list):
        return [fault for one in part for fault in _long(one)]
    if not isinstance(part, dict):
        return []
    text = part.get("text")
    own = [f"{len(text)} characters"] if isinstance(text, str) and len(text) > limits.TEXT else []
    empty = [f"an empty {part['type']}"] if text == "" and "type" in part else []
    return own + empty + [fault for value in part.values() for fault in _long(value)]

"""Typed text → rich text elements, which Slack takes literally: no markup, no accidents."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any, TypeAlias
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from adapters.slack.limits import TEXT, URL
from adapters.slack.payload import permalink
from adapters.slack.zones import zone
from bot.events import MessageRef
from bot.messages import Link, Mention, Plain, Span, Spans, There, When
from bot.messenger import Faces

Element: TypeAlias = dict[str, Any]

_USER = re.compile(r"[UW][A-Z0-9]+")
_LONE = re.compile("[\ud800-\udfff\x00]")
FORMATS = {
    "date": "{date_short_pretty}",
    "time": "{time}",
    "datetime": "{date_long_pretty} at {time}",
}
"""docs.slack.dev/reference/block-kit/block-elements/date-element: shown in the reader's zone."""
FALLBACKS = {"date": "%-d %b %Y", "time": "%H:%M", "datetime": "%-d %b %Y, %H:%M"}


def escape(text: str) -> str:
    """For text objects and `text`, where Slack reads &, < and > as control characters."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def shortened(text: str, limit: int) -> str:
    """At most `limit` characters; an ellipsis shows that something is missing."""
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"


def fitted(text: str, limit: int) -> str:
    """Escaped and at most `limit` characters, never cut inside an entity."""
    out = escape(text)
    while len(out) > limit:
        text = shortened(text, max(len(text) - max((len(out) - limit) // 5, 1) - 1, 1))
        out = escape(text)
    return out


def plain_text(text: str, limit: int) -> Element:
    """A text object without formatting; `:smile:` stays what it is."""
    return {"type": "plain_text", "text": fitted(whole(text), limit) or "–", "emoji": False}


def whole(text: str) -> str:
    """The text without what JSON can't carry to Slack."""
    return _LONE.sub("\ufffd", text)


def elements(spans: Iterable[Span], faces: Faces) -> list[Element]:
    """Elements of a rich_text_section; none is empty or longer than one text may be."""
    return [e for s in spans for e in _element(s, faces)]


def _element(span: Span, faces: Faces) -> Iterator[Element]:
    match span:
        case Plain():
            yield from _text(span.text, span.style)
        case Mention():
            account = faces.of(span.person)
            if span.ping and account and _USER.fullmatch(account.address):
                yield {"type": "user", "user_id": account.address}
            else:
                yield from _text(span.person.name, "bold")
        case Link():
            if is_link(span.url):
                yield {"type": "link", "url": span.url, **_label(span.text)}
            else:
                yield from _text(f"{span.text} ({span.url})")
        case There():
            url = way(span)
            if url:
                bold = {"style": {"bold": True}} if span.style else {}
                yield {"type": "link", "url": url, **_label(span.text), **bold}
            else:
                yield from _text(span.text, span.style)
        case When():
            yield from _moment(span, faces)


def way(to: There) -> str:
    """The address of a message of a Slack workspace, or empty."""
    if to.platform != "slack":
        return ""
    return permalink(to.workspace, MessageRef(to.conversation, to.message, to.thread))


def _text(text: str, style: str = "") -> Iterator[Element]:
    text = whole(text)
    for start in range(0, len(text), TEXT):
        yield {
            "type": "text",
            "text": text[start : start + TEXT],
            **({"style": {style: True}} if style else {}),
        }


def _label(text: str) -> Element:
    return {"text": shortened(whole(text), TEXT)} if text else {}


def _moment(when: When, faces: Faces) -> Iterator[Element]:
    stamp = int(when.at.timestamp())
    fallback = in_words(when, faces)
    if stamp < 0:
        yield from _text(fallback)
    else:
        yield {
            "type": "date",
            "timestamp": stamp,
            "format": FORMATS[when.form],
            "fallback": fallback,
        }


def in_words(when: When, faces: Faces) -> str:
    """The moment where the reader is, the zone named unless it is only a day."""
    reader = zone(faces.zone) or ZoneInfo("UTC")
    words = when.at.astimezone(reader).strftime(FALLBACKS[when.form])
    return words if when.form == "date" else f"{words} ({reader.key})"


def is_link(url: str) -> bool:
    """Whether Slack takes this as the address of a link."""
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:
        return False
    plain = url.isascii() and url.isprintable() and not set(url) & set(' <>"|\\^`{}')
    return parts.scheme in ("http", "https") and bool(host) and plain and len(url) <= URL


def length(element: Element) -> int:
    """How much of a text's allowance an element takes."""
    return len(element.get("text") or element.get("fallback") or element.get("user_id") or "")


def pieces(elements_: Iterable[Element], limit: int = TEXT) -> Iterator[list[Element]]:
    """The elements in as many portions as their length needs, in order, nothing lost."""
    portion: list[Element] = []
    taken = 0
    for element in elements_:
        if portion and taken + length(element) > limit:
            yield portion
            portion, taken = [], 0
        portion.append(element)
        taken += length(element)
    if portion:
        yield portion


def section(spans: Spans, faces: Faces) -> Element:
    """A rich_text_section of these spans."""
    return {"type": "rich_text_section", "elements": elements(spans, faces)}

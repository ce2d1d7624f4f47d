"""Message, Blank and Home as the JSON that the browser draws; every kind is matched here.

Nothing becomes markup: the browser makes text nodes of all strings (static/blocks.js, form.js).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, TypeAlias, assert_never
from urllib.parse import urlsplit

from bot.events import Person
from bot.messages import (
    Blank,
    Block,
    Bullets,
    Button,
    Buttons,
    Chart,
    Context,
    Date,
    DateAndTime,
    Divider,
    Entry,
    Facts,
    Field,
    Header,
    Hidden,
    Home,
    Image,
    Line,
    Link,
    Mention,
    Message,
    Number,
    Option,
    Paragraph,
    PickMany,
    PickOne,
    PickPeople,
    PickPerson,
    Plain,
    Press,
    Progress,
    Select,
    Shown,
    Span,
    Text,
    There,
    Time,
    Toggle,
    When,
)
from bot.messenger import Faces

Drawn: TypeAlias = dict[str, Any]
PLATFORM = "playground"
_ANCHOR = re.compile(r"[\w-]+/\d+")
"""A room and a message, as the browser's own addresses name them."""
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


def message(said: Message, faces: Faces) -> Drawn:
    """A whole message."""
    return {"summary": said.summary, "blocks": blocks(said.blocks, faces)}


def home(tab: Home, faces: Faces) -> list[Drawn]:
    """The Home tab."""
    return blocks(tab.blocks, faces)


def blocks(of: Iterable[Block], faces: Faces) -> list[Drawn]:
    """Blocks in their order."""
    return [block(b, faces) for b in of]


def block(b: Block, faces: Faces) -> Drawn:
    """One block."""
    match b:
        case Header(text=text):
            return {"kind": "header", "text": text}
        case Text() | Context():
            return {"kind": b.kind, "spans": spans(b.spans, faces)}
        case Facts():
            return {
                "kind": "facts",
                "facts": [{"label": f.label, "value": spans(f.value, faces)} for f in b.facts],
            }
        case Bullets():
            items = [spans(item, faces) for item in b.items]
            return {"kind": "list", "ordered": b.ordered, "items": items}
        case Buttons():
            return {"kind": "buttons", "buttons": [button(x) for x in b.buttons]}
        case Select():
            return {
                "kind": "select",
                "placeholder": b.placeholder,
                "options": options(b.options),
                "press": press(b.press),
                "chosen": b.chosen,
            }
        case Image():
            return {"kind": "image", "url": address(b.url), "alt": b.alt}
        case Chart():
            return {
                "kind": "chart",
                "title": b.title,
                "labels": list(b.labels),
                "series": [{"label": s.label, "values": list(s.values)} for s in b.series],
                "alt": b.alt,
            }
        case Divider():
            return {"kind": "divider"}
        case Progress():
            return {"kind": "progress", "label": b.label, "fraction": b.fraction}
        case _:
            assert_never(b)


def spans(of: Iterable[Span], faces: Faces) -> list[Drawn]:
    """Typed text."""
    return [span(s, faces) for s in of]


def span(s: Span, faces: Faces) -> Drawn:
    """One piece of typed text."""
    match s:
        case Plain():
            return {"kind": "plain", "text": s.text, "style": s.style}
        case Link():
            return {"kind": "link", "text": s.text, "url": address(s.url)}
        case There():
            return {"kind": "there", "text": s.text, "style": s.style, "anchor": anchor(s)}
        case Mention():
            account = faces.of(s.person)
            return {
                "kind": "mention",
                "name": s.person.name,
                "person": account.address if account else None,
                "ping": s.ping and account is not None,
            }
        case When():
            return {"kind": "when", "at": s.at.isoformat(), "form": s.form}
        case _:
            assert_never(s)


def pinged(of: Message, faces: Faces) -> list[str]:
    """Ids of everyone a message calls on."""
    out: dict[str, None] = {}
    for drawn in _mentions(blocks(of.blocks, faces)):
        out[drawn["person"]] = None
    return list(out)


def _mentions(value: Any) -> Iterable[Drawn]:
    if isinstance(value, dict):
        if value.get("kind") == "mention" and value.get("ping"):
            yield value
        for inner in value.values():
            yield from _mentions(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _mentions(inner)


def anchor(to: There) -> str:
    """Where a message of the playground is on its page, or empty."""
    way = f"{to.conversation}/{to.message}"
    return f"#/{way}" if to.platform == PLATFORM and _ANCHOR.fullmatch(way) else ""


def address(url: str) -> str:
    """A link that may be followed: https, http on this machine; anything else becomes empty."""
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:
        return ""
    if not host or not (parts.scheme == "https" or (parts.scheme == "http" and host in LOOPBACK)):
        return ""
    return url


def button(b: Button) -> Drawn:
    """A button: it presses or it opens."""
    asks = b.confirm
    return {
        "label": b.label,
        "style": b.style,
        "press": b.press and press(b.press),
        "url": address(b.url) if b.url else None,
        "confirm": asks
        and {"title": asks.title, "text": asks.text, "yes": asks.yes, "no": asks.no},
    }


def press(p: Press) -> Drawn:
    """What goes back when it is pressed."""
    return {"key": p.key, "data": dict(p.data)}


def options(of: Iterable[Option]) -> list[Drawn]:
    """Choices."""
    return [{"value": o.value, "label": o.label} for o in of]


def form(blank: Blank, faces: Faces) -> Drawn:
    """A form to fill in."""
    return {
        "key": blank.key,
        "heading": blank.heading,
        "submit": blank.submit,
        "fields": [entry(e, faces) for e in blank.entries],
        "errors": dict(blank.errors),
    }


def entry(e: Entry, faces: Faces) -> Drawn:
    """One field of a form, with what is in it."""
    return {
        "name": e.name,
        "label": e.field.label,
        "hint": e.field.hint,
        "required": e.required,
        "max_length": e.max_length,
        "value": value(e.value, faces),
        **field(e.field),
    }


def field(f: Field) -> Drawn:
    """What kind of field it is, and what only that kind has."""
    match f:
        case Line() | Paragraph():
            return {"kind": f.kind, "placeholder": f.placeholder}
        case PickPeople():
            return {"kind": "people", "most": f.most}
        case PickOne() | PickMany():
            return {"kind": f.kind, "options": options(f.options)}
        case Number():
            return {"kind": "number", "least": f.least, "most": f.most, "decimal": f.decimal}
        case PickPerson() | Date() | Time() | DateAndTime() | Toggle() | Hidden():
            return {"kind": f.kind}
        case _:
            assert_never(f)


def value(v: Shown, faces: Faces) -> Any:
    """What a field holds: people by their id here, those without an account left out."""
    match v:
        case Person():
            account = faces.of(v)
            return account.address if account else None
        case list():
            return [made for item in v if (made := value(item, faces)) is not None]
        case _:
            return v

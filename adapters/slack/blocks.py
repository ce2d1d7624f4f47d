"""Neutral blocks → Block Kit. Every block of bot.messages is matched here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, TypeAlias

from adapters.slack import limits
from adapters.slack.images import FETCHED, Shown, alt, image
from adapters.slack.pressed import LINK, button_action, select_action
from adapters.slack.quiet import small_print
from adapters.slack.spans import (
    Element,
    elements,
    escape,
    is_link,
    length,
    pieces,
    plain_text,
    section,
    whole,
)
from bot.messages import (
    Block,
    Bullets,
    Button,
    Buttons,
    Chart,
    Confirm,
    Context,
    Divider,
    Facts,
    Header,
    Image,
    Option,
    Plain,
    Progress,
    Select,
    Spans,
    Text,
)
from bot.messenger import Faces

Kit: TypeAlias = dict[str, Any]
"""One Block Kit block."""

BAR = 10
"""Steps of a progress bar."""


def draw(block: Block, faces: Faces, shown: Shown = FETCHED) -> Iterator[Kit]:
    """The Block Kit blocks of one neutral block: none when there is nothing to see, several when
    it is longer than one may be.
    """
    match block:
        case Header():
            yield from _header(block.text)
        case Text():
            yield from _rich(elements(block.spans, faces))
        case Facts():
            yield from _lines(
                elements((Plain(text=fact.label + ": ", style="bold"), *fact.value), faces)
                for fact in block.facts
            )
        case Bullets():
            yield from _bullets(block, faces)
        case Buttons():
            yield from _buttons(block)
        case Select():
            yield {"type": "actions", "elements": [_select(block)]}
        case Image() | Chart():
            yield from _picture(block, shown)
        case Divider():
            yield {"type": "divider"}
        case Progress():
            yield from _rich(elements((Plain(text=block.label + "\n" + bar(block)),), faces))
        case Context():
            yield from _context(block.spans, faces)


def bar(progress: Progress) -> str:
    """▰▰▰▱▱▱▱▱▱▱ 30%"""
    full = round(progress.fraction * BAR)
    return "▰" * full + "▱" * (BAR - full) + f" {progress.fraction:.0%}"


def _rich(found: list[Element]) -> Iterator[Kit]:
    if any(e.get("text", "x").strip() for e in found):
        for portion in pieces(found):
            yield rich_text({"type": "rich_text_section", "elements": portion})


def _lines(lines: Iterable[list[Element]]) -> Iterator[Kit]:
    """Lines one below the other, in as few blocks as their length allows.

    One section with line breaks: not every client begins a line with each section.
    """
    joined: list[Element] = []
    taken = 0
    for line in lines:
        size = sum(map(length, line)) + 1
        if joined and taken + size > limits.TEXT:
            yield rich_text({"type": "rich_text_section", "elements": joined})
            joined, taken = [], 0
        joined += [{"type": "text", "text": "\n"}, *line] if joined else line
        taken += size
    if joined:
        yield rich_text({"type": "rich_text_section", "elements": joined})


def rich_text(*sections: Element) -> Kit:
    """A rich_text block."""
    return {"type": "rich_text", "elements": list(sections)}


def _header(text: str) -> Iterator[Kit]:
    text = " ".join(whole(text).split())
    if text and len(escape(text)) <= limits.HEADER:
        yield {"type": "header", "text": plain_text(text, limits.HEADER)}
    elif text:
        yield from _rich([{"type": "text", "text": text, "style": {"bold": True}}])


def _bullets(block: Bullets, faces: Faces) -> Iterator[Kit]:
    style = "ordered" if block.ordered else "bullet"
    items: list[Element] = []
    taken = offset = 0
    for item in block.items:
        drawn = section(item or (Plain(text="–"),), faces)
        size = sum(map(length, drawn["elements"]))
        if items and taken + size > limits.TEXT:
            yield rich_text(_list(style, items, offset))
            offset, items, taken = offset + len(items), [], 0
        items.append(drawn)
        taken += size
    yield rich_text(_list(style, items, offset))


def _list(style: str, items: list[Element], offset: int) -> Element:
    later = {"offset": offset} if style == "ordered" and offset else {}
    return {"type": "rich_text_list", "style": style, "elements": items, **later}


def _buttons(block: Buttons) -> Iterator[Kit]:
    drawn = [d for i, b in enumerate(block.buttons) if (d := button(b, i))]
    if drawn:
        yield {"type": "actions", "elements": drawn}
    for b in block.buttons:
        if b.press is None and b.url and not is_link(b.url):
            yield from _rich([{"type": "text", "text": whole(f"{b.label}: {b.url}")}])


def button(b: Button, index: int) -> Element | None:
    """A button, or None for one that does nothing here."""
    if b.press is not None:
        does: Element = button_action(b.press, index)
    elif b.url and is_link(b.url):
        does = {"action_id": f"{LINK}#{index}", "url": b.url}
    else:
        return None
    drawn = {"type": "button", "text": plain_text(b.label, limits.BUTTON_LABEL), **does}
    if b.style != "default":
        drawn["style"] = b.style
    if b.confirm is not None:
        drawn["confirm"] = _confirm(b.confirm, dangerous=b.style == "danger")
    return drawn


def _confirm(confirm: Confirm, *, dangerous: bool) -> Element:
    return {
        "title": plain_text(confirm.title, limits.CONFIRM_TITLE),
        "text": plain_text(confirm.text, limits.CONFIRM_TEXT),
        "confirm": plain_text(confirm.yes, limits.CONFIRM_BUTTON),
        "deny": plain_text(confirm.no, limits.CONFIRM_BUTTON),
        **({"style": "danger"} if dangerous else {}),
    }


def _select(select: Select) -> Element:
    drawn = {option.value: drawn_option(option) for option in select.options}
    chosen = drawn.get(select.chosen) if select.chosen is not None else None
    return {
        "type": "static_select",
        "action_id": select_action(select.press, 0),
        "placeholder": plain_text(select.placeholder, limits.PLACEHOLDER),
        "options": list(drawn.values()),
        **({"initial_option": chosen} if chosen else {}),
    }


def drawn_option(option: Option) -> Element:
    """One choice of a select."""
    return {"text": plain_text(option.label, limits.OPTION_LABEL), "value": option.value}


def _picture(picture: Image | Chart, shown: Shown) -> Iterator[Kit]:
    drawn = image(picture, shown)
    if drawn is not None:
        yield drawn
    else:
        yield from _rich([{"type": "text", "text": alt(picture), "style": {"italic": True}}])


def _context(spans: Spans, faces: Faces) -> Iterator[Kit]:
    small = small_print(spans, faces)
    if small:
        yield {"type": "context", "elements": small}
    else:
        yield from _rich(elements(spans, faces))

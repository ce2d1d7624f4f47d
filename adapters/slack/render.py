"""Messages, forms and the Home tab → what Slack's methods take, within all its limits."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from adapters.slack import limits, phrases
from adapters.slack.blocks import Kit, draw
from adapters.slack.carried import Carried, pack
from adapters.slack.forms import hidden, inputs, words
from adapters.slack.images import FETCHED, Shown
from adapters.slack.spans import Element, escape, fitted, plain_text, shortened, whole
from bot.messages import Blank, Block, Home, Message
from bot.messenger import Faces


def message(said: Message, faces: Faces, shown: Shown = FETCHED) -> dict[str, Any]:
    """The arguments of chat.postMessage and its like that say this. Raises TooMuchToPress."""
    return {
        # For notifications and screen readers; parse none keeps "@here" in it mere words.
        "text": fitted(whole(said.summary), limits.FALLBACK_TEXT) or " ",
        "blocks": _fit(_drawn(said.blocks, faces, shown), limits.MESSAGE_BLOCKS),
        "parse": "none",
        "mrkdwn": False,
        "link_names": False,
        "unfurl_links": False,
        "unfurl_media": False,
    }


def home(said: Home | Message, faces: Faces, shown: Shown = FETCHED) -> Kit:
    """The view of views.publish."""
    blocks = _fit(_drawn(said.blocks, faces, shown), limits.VIEW_BLOCKS, limits.VIEW_BYTES // 2)
    return {"type": "home", "blocks": blocks}


def modal(said: Message, faces: Faces, carried: Carried, shown: Shown = FETCHED) -> Kit:
    """A message in a window of its own, where there is no conversation to say it in."""
    blocks = _fit(_drawn(said.blocks, faces, shown), limits.VIEW_BLOCKS, limits.VIEW_BYTES // 2)
    return {
        "type": "modal",
        "title": plain_text(phrases.TITLE, limits.VIEW_TITLE),
        "close": plain_text(phrases.CLOSE, limits.VIEW_BUTTON),
        "private_metadata": pack(carried),
        "blocks": blocks,
    }


def form(blank: Blank, faces: Faces, carried: Carried) -> Kit:
    """The modal of a form. Raises TooMuchToCarry when its hidden fields don't fit."""
    blocks = list(inputs(blank, faces))
    # Slack itself keeps a form with inputs open when something is wrong in it.
    is_redrawn = not any(b["type"] == "input" for b in blocks)
    kept = replace(carried, hidden=hidden(blank, faces), look=blank.look() if is_redrawn else "")
    return {
        "type": "modal",
        "callback_id": blank.key,
        "title": plain_text(blank.heading or phrases.TITLE, limits.VIEW_TITLE),
        "submit": plain_text(blank.submit, limits.VIEW_BUTTON),
        "close": plain_text(phrases.CANCEL, limits.VIEW_BUTTON),
        "private_metadata": pack(kept),
        "blocks": blocks,
    }


def _drawn(blocks: Iterable[Block], faces: Faces, shown: Shown) -> list[Kit]:
    return [kit for block in blocks for kit in draw(block, faces, shown)] or [words(phrases.EMPTY)]


def _fit(blocks: list[Kit], most: int, characters: int = limits.MESSAGE_CHARACTERS) -> list[Kit]:
    """The same within a count of blocks and characters; what can't stay is announced as cut."""
    if len(blocks) > most:
        blocks = _merged(blocks, len(blocks) - most)
    if len(blocks) > most:
        blocks = [b for b in blocks if b["type"] != "divider"]
    if len(blocks) > most:
        blocks = [*blocks[: most - 1], words(phrases.CUT)]
    while (over := _size(blocks) - characters) > 0:
        if not _shorten(blocks, over):
            blocks = [*blocks[:-2], words(phrases.CUT)]
    return blocks


def _merged(blocks: list[Kit], excess: int) -> list[Kit]:
    """Neighbouring paragraphs share a block until enough are saved: tighter, and complete."""
    out: list[Kit] = []
    for block in blocks:
        if excess > 0 and out and out[-1]["type"] == block["type"] == "rich_text":
            out[-1] = {**block, "elements": [*out[-1]["elements"], *block["elements"]]}
            excess -= 1
        else:
            out.append(block)
    return out


def _size(blocks: list[Kit]) -> int:
    return len(json.dumps(blocks, separators=(",", ":"), ensure_ascii=False))


def _shorten(blocks: list[Kit], over: int) -> bool:
    """Cut the longest text; False when none is long enough for it to help."""
    longest = max(_texts(blocks), key=lambda e: len(e["text"]), default=None)
    if longest is None or len(longest["text"]) < 200:
        return False
    text = longest["text"].removesuffix(phrases.CUT)
    keep = max(len(text) - over - len(phrases.CUT), 100)
    longest["text"] = text[: min(keep, len(text) * 3 // 4)].rstrip() + phrases.CUT
    return True


def _texts(found: object) -> Iterable[Element]:
    """Every literal text inside rich text."""
    if isinstance(found, dict):
        if found.get("type") == "text":
            yield found
        elif found.get("type", "rich").startswith("rich"):
            yield from _texts(found.get("elements"))
    elif isinstance(found, list):
        for one in found:
            yield from _texts(one)


def errors(said: dict[str, str], visible: tuple[str, ...]) -> dict[str, str]:
    """Errors by block id; Slack shows them at inputs alone, so the first one speaks for the rest.

    Empty when the form shows no input at all.
    """
    shown = {name: error for name, error in said.items() if name in visible}
    rest = [error for name, error in said.items() if name not in visible]
    if rest and visible:
        shown[visible[0]] = " ".join([*([shown[visible[0]]] if visible[0] in shown else []), *rest])
    return {name: shortened(escape(whole(e)), limits.INPUT_HINT) for name, e in shown.items()}

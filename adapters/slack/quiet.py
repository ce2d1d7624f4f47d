"""Small print: context blocks hold only text objects, so not every text can stand there exactly."""

from __future__ import annotations

import re
from collections.abc import Iterator

from adapters.slack import limits
from adapters.slack.spans import Element, elements, escape, plain_text
from bot.messages import Link, Mention, Plain, Span, Spans, There, When
from bot.messenger import Faces

_HARMLESS = re.compile(r"#?[^\W_](?:(?:[^\W_]|[ ,.()/#'’-])*[^\W_])?")
"""Words in which mrkdwn sees nothing to format, link or replace."""
_HARMLESS_CODE = re.compile(r"[^`<>&\s](?:[^`<>&\n]*[^`<>&\s])?")
"""The same between backticks, where only they and control characters are read."""


def small_print(spans: Spans, faces: Faces) -> list[Element] | None:
    """The elements of a context block, or None when some of it would not show as written."""
    drawn = [_quiet(s, faces) for s in _joined(spans)]
    exact = [d for d in drawn if d is not None]
    fits = len(exact) == len(drawn) and len(exact) <= limits.CONTEXT_ELEMENTS
    return exact if fits else None


def _joined(spans: Spans) -> Iterator[Span]:
    """Neighbouring plain words as one; Slack sets the pieces of small print apart by itself."""
    words = ""
    for one in spans:
        if isinstance(one, Plain) and not one.style:
            words += one.text
            continue
        if words.strip():
            yield Plain(text=words.strip())
        words = ""
        yield one
    if words.strip():
        yield Plain(text=words.strip())


def _quiet(span: Span, faces: Faces) -> Element | None:
    """A span as a small text object, or None when none shows it exactly."""
    found = elements((span,), faces)
    if len(found) != 1:
        return None
    one = found[0]
    match span, one["type"]:
        case Plain(style=""), "text" if len(escape(one["text"])) <= limits.TEXT:
            return plain_text(one["text"], limits.TEXT)
        case Plain(style="code", text=text), "text" if _HARMLESS_CODE.fullmatch(text):
            return _mrkdwn(f"`{text}`")
        case Plain(style="bold" | "italic" as style, text=text), "text" if _HARMLESS.fullmatch(
            text
        ):
            return _mrkdwn(f"*{text}*" if style == "bold" else f"_{text}_")
        case Mention(), "user":
            return _mrkdwn(f"<@{one['user_id']}>")
        case Mention(), "text" if _HARMLESS.fullmatch(one["text"]):
            return _mrkdwn(f"*{one['text']}*")
        case Link() | There(style=""), "link" if _HARMLESS.fullmatch(one.get("text", "")):
            return _mrkdwn(f"<{escape(one['url'])}|{one['text']}>")
        case When(), "date":
            fallback = escape(one["fallback"])
            return _mrkdwn(f"<!date^{one['timestamp']}^{one['format']}|{fallback}>")
        case _:
            return None


def _mrkdwn(text: str) -> Element:
    """A text object with markup that we wrote ourselves."""
    return {"type": "mrkdwn", "text": text, "verbatim": True}

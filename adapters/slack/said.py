"""Text as Slack sends it → literal words and mentioned accounts. Pure."""

from __future__ import annotations

import re

from bot.events import Account, Said

_SEQUENCE = re.compile(r"<([^<>]*)>")
_USER = re.compile(r"@([UW][A-Z0-9]+)(?:\|.*)?", re.DOTALL)
_LONE = re.compile("[\ud800-\udfff\x00]")


def clean(text: str) -> str:
    """The text without what no database takes: lone surrogates and NUL."""
    return _LONE.sub("\ufffd", text)


def unescape(text: str) -> str:
    """Slack's three entities as the characters they stand for, and no others."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def said(text: str) -> Said[Account]:
    """What was written, mentions as accounts, everything else as the writer saw it."""
    out: list[str | Account] = []
    words = ""
    end = 0
    for found in _SEQUENCE.finditer(text):
        words += unescape(text[end : found.start()])
        end = found.end()
        user = _USER.fullmatch(found[1])
        if user:
            out += [words] if words else []
            out.append(Account(user[1]))
            words = ""
        else:
            words += _seen(found[1])
    words += unescape(text[end:])
    out += [words] if words else []
    return tuple(clean(p) if isinstance(p, str) else p for p in out)


def _seen(inner: str) -> str:
    """What a reader sees of a control sequence: `#C1|general` is "#general"."""
    target, _, label = inner.partition("|")
    label = unescape(label)
    match target[:1]:
        case "#":
            return "#" + (label or target[1:])
        case "!":
            name = target[1:].partition("^")[0]
            return label or "@" + name
        case "@":
            return "@" + (label.removeprefix("@") or target[1:])
        case _:
            url = unescape(target)
            if not label or label in (url, url.partition("://")[2], url.partition(":")[2]):
                return label if url.startswith("mailto:") and label else url
            return f"{label} ({url})"


def without_bot(text: Said[Account], bot: str | None) -> Said[Account]:
    """The same words without the mention that woke the bot, ready to be read as a command."""
    called = [i for i, p in enumerate(text) if isinstance(p, Account)]
    # In an Enterprise Grid the bot may be mentioned by another id than the one we are told.
    first = next((i for i in called if text[i] == Account(bot or "")), next(iter(called), None))
    if first is None:
        return text
    rest: list[str | Account] = []
    for piece in (*text[:first], *text[first + 1 :]):
        last = rest[-1] if rest else None
        if isinstance(piece, str) and isinstance(last, str):
            rest[-1] = last.rstrip() + " " + piece.lstrip()
        else:
            rest.append(piece)
    if rest and isinstance(start := rest[0], str):
        rest[0] = start.lstrip().removeprefix("/")
    if rest and isinstance(last := rest[-1], str):
        rest[-1] = last.rstrip()
    return tuple(p for p in rest if p != "")

"""What people type: finding the colleagues, channels and commands in it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from bot.events import Account, Said

SLASH = re.compile(r"\s*/([a-z][a-z0-9_-]*)(?=\s|$)\s*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of typed text: literal words, or a colleague or channel by id."""

    kind: Literal["text", "person", "channel"]
    value: str

    def as_json(self) -> dict[str, str]:
        """As it is kept and drawn."""
        return {"kind": self.kind, "value": self.value}


@dataclass(frozen=True, slots=True)
class Directory:
    """Who and what can be named: name or handle (in lower case) → id."""

    people: Mapping[str, str]
    channels: Mapping[str, str]

    @classmethod
    def of(
        cls, people: Iterable[tuple[str, str]], channels: Iterable[tuple[str, str]]
    ) -> Directory:
        """From (id, name) pairs. The id works as a name too, and wins over a first name."""
        named: dict[str, str] = {}
        people = list(people)
        for id_, name in people:
            named[name.lower()] = id_
        for id_, _ in people:
            named[id_.lower()] = id_
        return cls(named, {name.lower(): id_ for id_, name in channels})


def pieces(text: str, directory: Directory) -> list[Piece]:
    """The text with every `@colleague` and `#channel` in it found; the rest stays literal."""
    out: list[Piece] = []
    words = ""
    at = 0
    while at < len(text):
        found = _named(text, at, directory)
        if found is None:
            words += text[at]
            at += 1
            continue
        if words:
            out.append(Piece("text", words))
            words = ""
        piece, at = found
        out.append(piece)
    return [*out, Piece("text", words)] if words else out


def _named(text: str, at: int, directory: Directory) -> tuple[Piece, int] | None:
    sign = text[at]
    if sign not in "@#" or (at and (text[at - 1].isalnum() or text[at - 1] in "_/&")):
        return None
    among = directory.people if sign == "@" else directory.channels
    for name in sorted(among, key=len, reverse=True):
        end = at + 1 + len(name)
        after = text[end : end + 1]
        if text[at + 1 : end].lower() == name and not (after.isalnum() or after == "_"):
            return Piece("person" if sign == "@" else "channel", among[name]), end
    return None


def said(parts: Iterable[Piece], channels: Mapping[str, str]) -> Said[Account]:
    """The same for the core: a channel is only its name there (`channels`: id → name)."""
    out: list[str | Account] = []
    for part in parts:
        if part.kind == "person":
            out.append(Account(part.value))
            continue
        words = part.value if part.kind == "text" else f"#{channels.get(part.value, part.value)}"
        if out and isinstance(out[-1], str):
            out[-1] += words
        else:
            out.append(words)
    return tuple(out)


def slash(text: str) -> tuple[str, str] | None:
    """Name and rest of `/name rest`; None for anything else ("/etc/hosts" is just words)."""
    found = SLASH.match(text)
    return (found[1].lower(), text[found.end() :]) if found else None


def without(parts: Iterable[Piece], person: str) -> list[Piece]:
    """The text with the mention of somebody (whom it is said to) left out."""
    kept: list[Piece] = []
    for part in parts:
        if part == Piece("person", person):
            continue
        if part.kind == "text" and kept and kept[-1].kind == "text":
            kept[-1] = Piece("text", kept[-1].value.rstrip() + " " + part.value.lstrip())
        else:
            kept.append(part)
    if kept and kept[0].kind == "text":
        kept[0] = Piece("text", kept[0].value.lstrip(" ,:\n"))
    return [p for p in kept if p.value]


def read(body: Any) -> list[Piece]:
    """Pieces from how they are kept."""
    return [Piece(p["kind"], p["value"]) for p in body]


def mentioned(parts: Iterable[Piece]) -> tuple[str, ...]:
    """Ids of everybody named, once each."""
    return tuple(dict.fromkeys(p.value for p in parts if p.kind == "person"))

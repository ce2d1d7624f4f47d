"""Typed text: literal strings, emphasis, links, moments and mentions; renderers do the escaping."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Annotated, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Field

from bot.events import Person


class Part(BaseModel):
    """What all spans and blocks share: immutable, and no unknown keys."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Plain(Part):
    """Literal text. `style` is emphasis around it, never markup inside it."""

    kind: Literal["plain"] = "plain"
    text: str
    style: Literal["", "bold", "italic", "code"] = ""


class Link(Part):
    """A link; `url` is absolute https (http on loopback)."""

    kind: Literal["link"] = "link"
    url: str
    text: str


class There(Part):
    """Words that lead to a message, where a door knows how: each builds its own address of it.

    Elsewhere, and in another platform's door, they are words alone.
    """

    kind: Literal["there"] = "there"
    text: str
    style: Literal["", "bold"] = ""
    platform: str
    workspace: str
    """The name its platform's workspace goes by."""
    conversation: str
    message: str
    thread: str | None = None


class Mention(Part):
    """A person by name; `ping` decides whether the platform may notify them."""

    kind: Literal["mention"] = "mention"
    person: Person
    ping: bool = True


class When(Part):
    """A moment (aware UTC), shown in the reader's own zone."""

    kind: Literal["when"] = "when"
    at: datetime
    form: Literal["date", "time", "datetime"] = "datetime"


Span: TypeAlias = Annotated[Plain | Link | There | Mention | When, Field(discriminator="kind")]
Spans: TypeAlias = tuple[Span, ...]
Says: TypeAlias = str | Person | Plain | Link | There | Mention | When
"""What a view may write where text is wanted: a bare string is literal, a bare Person a mention."""


def span(part: Says) -> Plain | Link | There | Mention | When:
    """One piece of text as a span."""
    match part:
        case str():
            return Plain(text=part)
        case Person():
            return Mention(person=part)
        case _:
            return part


def spans(parts: Iterable[Says]) -> Spans:
    """Pieces of text as spans; empty strings fall away."""
    return tuple(span(p) for p in parts if p != "")


def bold(text: str) -> Plain:
    """Strong emphasis."""
    return Plain(text=text, style="bold")


def italic(text: str) -> Plain:
    """Light emphasis."""
    return Plain(text=text, style="italic")


def code(text: str) -> Plain:
    """Something to type exactly so."""
    return Plain(text=text, style="code")


def listed(people: Iterable[Person], *, ping: bool = True) -> tuple[Says, ...]:
    """ "Ana", "Ana and Bo", "Ana, Bo and Chi" as mentions."""
    names = [Mention(person=p, ping=ping) for p in people]
    out: list[Says] = []
    for i, name in enumerate(names):
        if i:
            out.append(" and " if i == len(names) - 1 else ", ")
        out.append(name)
    return tuple(out)


def plain(of: Spans) -> str:
    """The words alone, for notifications and logs of length; times as ISO in UTC."""
    out = []
    for s in of:
        match s:
            case Plain() | Link() | There():
                out.append(s.text)
            case Mention():
                out.append(s.person.name)
            case When():
                out.append(s.at.strftime("%Y-%m-%d %H:%M UTC"))
    return "".join(out)

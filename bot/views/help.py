"""Help: what there is, and how to type it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from typing import Protocol

from bot.messages import Bullets, Context, Header, Message, Says, Text, bold, code


class Typed(Protocol):
    """A line of help."""

    @property
    def typed(self) -> str:
        """What to type."""

    @property
    def does(self) -> str:
        """What that does."""


def usages(commands: Iterable[Iterable[Typed]]) -> Message:
    """Everything one can type."""
    lines: list[list[Says]] = [
        [code(u.typed), " ", u.does] for command in commands for u in command
    ]
    return Message.of(
        Header(text="What you can do"),
        Bullets.of(*lines),
        Context.of(
            "On a message's menu, ",
            bold("Give kudos"),
            " thanks its author, ",
            bold("Ask the experts"),
            " brings it to those who know, and ",
            bold("This is an answer"),
            " keeps it for the next one who asks.",
        ),
        summary="What you can do with Potluck",
    )


def unknown(name: str, known: Mapping[str, object]) -> Message:
    """A command that does not exist."""
    near = get_close_matches(name.lower(), known, n=1)
    guess: list[Says] = ["Did you mean ", code(f"/learn {near[0]}"), "? "] if near else []
    return Message.of(
        Text.of(
            f"I don't know “{name[:40]}”. ",
            *guess,
            "Type ",
            code("/learn help"),
            " to see what I can do.",
        )
    )


def greeting() -> Message:
    """The first words to somebody new."""
    return Message.of(
        Text.of(
            bold("Hello, I'm Potluck."),
            " People here learn most from each other, and I help that along.",
        ),
        Text.of(
            "When a colleague helps you, type ",
            code("/kudos @colleague for …"),
            " and they'll know it was noticed. ",
            code("/learn help"),
            " shows the rest.",
        ),
        summary="Hello, I'm Potluck.",
    )

"""The frame of the Home tab."""

from __future__ import annotations

from bot.events import Person
from bot.messages import Block, Context, Divider, Header, Mention, Text, code


def welcome(me: Person) -> list[Block]:
    """The top of Home."""
    return [
        Header(text="Potluck"),
        Text.of(
            "Hello ",
            Mention(person=me, ping=False),
            ". Everybody here knows something; this is where it goes round.",
        ),
        Divider(),
    ]


def footer() -> list[Block]:
    """The bottom of Home."""
    return [Divider(), Context.of("Type ", code("/learn help"), " for everything I can do.")]

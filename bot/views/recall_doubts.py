"""Every word about cards that somebody finds wrong."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from bot.events import Person
from bot.messages import (
    Blank,
    Button,
    Buttons,
    Context,
    Form,
    Hidden,
    Mention,
    Message,
    Paragraph,
    Payload,
    Text,
    bold,
)
from bot.rules.recall_cards import LONGEST_DOUBT
from bot.store.recall_cards import Card
from bot.store.recall_doubts import Decision
from bot.views.recall_cards import OpenCard, RetireCard, asked, solved


class KeepCard(Payload, key="recall.keep"):
    """It is right as it is."""

    card_id: int


class DoubtCard(Form, key="recall.doubt", heading="What is wrong?", submit="Tell its author"):
    """What somebody finds wrong with a card."""

    said: Annotated[
        str,
        Paragraph(
            "What is wrong with it?",
            placeholder="Since version 17 it does use the index.",
            hint="Its author reads this, with your name.",
        ),
        Field(max_length=LONGEST_DOUBT),
    ] = ""
    card_id: Annotated[int, Hidden()]


def form(card_id: int) -> Blank:
    """The form that asks why."""
    return DoubtCard.blank(card_id=card_id)


def doubted(card: Card, by: Person, said: str) -> Message:
    """What a card's author gets."""
    words = Text.of("“", said, "”") if said else Context.of("They gave no reason.")
    return Message.of(
        Text.of(Mention(person=by, ping=False), " thinks this recall card is wrong:"),
        words,
        *asked(card),
        *solved(card),
        Buttons.of(
            Button.of("Change it", OpenCard(card_id=card.id), style="primary"),
            Button.of("Retire it", RetireCard(card_id=card.id)),
            Button.of("It's right as it is", KeepCard(card_id=card.id)),
        ),
        summary=f"{by.name} thinks a recall card of yours is wrong",
    )


def told() -> Message:
    """The answer to whoever doubts."""
    return Message.of("Thank you. Its author reads it, and I'll tell you what becomes of it.")


def told_before() -> Message:
    """A second doubt about the same version."""
    return Message.of("You've said so already, and its author knows.")


def no_longer_asked() -> Message:
    """A doubt about a card that is not asked any more."""
    return Message.of("That card was retired meanwhile. Nobody is asked it any more.")


def kept() -> Message:
    """The answer to the author who keeps it."""
    return Message.of("It stays as it is. I'll tell whoever asked.")


def decided(card: Card, decision: Decision, by: Person) -> Message:
    """What whoever doubted it hears."""
    who = Mention(person=by, ping=False)
    prompt = bold(card.prompt if len(card.prompt) <= 200 else card.prompt[:199] + "…")
    match decision:
        case "changed":
            return Message.of(
                Text.of(who, " has changed the card you found wrong: ", prompt, " Thank you!")
            )
        case "retired":
            return Message.of(
                Text.of(who, " has retired the card you found wrong: ", prompt, " Thank you!")
            )
        case "kept":
            return Message.of(
                Text.of(who, " looked at it again and keeps it: ", prompt),
                Context.of("Not convinced? Ask them: you may both learn something."),
            )

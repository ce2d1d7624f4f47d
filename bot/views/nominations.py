"""Every word about being proposed as an expert, and saying yes or no."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from pydantic import Field

from bot.events import Person
from bot.messages import (
    Block,
    Button,
    Buttons,
    Context,
    Form,
    Mention,
    Message,
    Paragraph,
    Payload,
    PickPerson,
    Says,
    Text,
    bold,
    code,
)
from bot.store.experts import Expertise
from bot.store.topics import Topic
from bot.views.topics import named

MOST_WAITING = 5
"""Proposals shown at once, with two buttons each; the others follow as these are answered."""


class NominateExpert(Form, key="expert.nominate", heading="Nominate an expert", submit="Ask them"):
    """Propose a colleague."""

    person: Annotated[Person, PickPerson("Who knows it well?")]
    topics: Annotated[
        str,
        Paragraph("Which topics?", placeholder="#postgres #sql", hint="They can say yes or no."),
        Field(min_length=1, max_length=200),
    ]


class OpenNominate(Payload, key="expert.open_nominate", opens_form=True):
    """Open the form to propose somebody."""


class AnswerProposal(Payload, key="expert.answer"):
    """Yes or no to being an expert."""

    topic_id: int
    accept: int


def asked(waiting: Sequence[Expertise]) -> Message:
    """Somebody is asked to be an expert."""
    return Message.of(
        *waiting_for(waiting),
        Context.of(
            "Yes means: when somebody is stuck with it and you're at work, you may be asked."
            " You can always pass, pause or leave, and nobody asks why. Nothing happens until you"
            " say yes."
        ),
        summary=_in_short(waiting),
    )


def _in_short(waiting: Sequence[Expertise]) -> str:
    by = next((w.nominated_by.name for w in waiting if w.nominated_by), "")
    names = ", ".join(f"#{w.topic.name}" for w in waiting)
    return f"{by} thinks you know {names}" if by else f"Would you be an expert of {names}?"


def waiting_for(waiting: Sequence[Expertise]) -> list[Block]:
    """What waits for somebody's yes or no, with the buttons for it."""
    blocks: list[Block] = []
    for one in waiting[:MOST_WAITING]:
        blocks.append(Text.of(*_why(one)))
        blocks.append(
            Buttons.of(
                Button.of(
                    "Yes, ask me",
                    AnswerProposal(topic_id=one.topic.id, accept=1),
                    style="primary",
                ),
                Button.of("No, thank you", AnswerProposal(topic_id=one.topic.id, accept=0)),
            )
        )
    if len(waiting) > MOST_WAITING:
        blocks.append(Context.of(f"And {len(waiting) - MOST_WAITING} more: ", code("/expert")))
    return blocks


def _why(one: Expertise) -> list[Says]:
    topic = bold(f"#{one.topic.name}")
    if one.nominated_by is not None:
        by = Mention(person=one.nominated_by, ping=False)
        return [
            by,
            " thinks you know your way around ",
            topic,
            ". May colleagues ask you about it?",
        ]
    return [
        "Your answers about ",
        topic,
        " keep being accepted. Would you like to be asked about it as one of its experts?",
    ]


def responded(topic: Topic, waiting: Sequence[Expertise], *, accept: bool) -> Message:
    """The card that asked, after an answer; what else waits stays on it."""
    if accept:
        said = Text.of("Wonderful. You're an expert of ", bold(f"#{topic.name}"), " now.")
    else:
        said = Text.of(
            "All right. You won't be asked about ", bold(f"#{topic.name}"), ". Nobody is told."
        )
    quiet = Context.of(code("/expert"), " shows and changes it whenever you like.")
    return Message.of(said, quiet, *waiting_for(waiting))


def said_yes(person: Person, topic: Topic) -> Message:
    """Who nominated somebody hears that they accepted."""
    return Message.of(
        Text.of(
            Mention(person=person, ping=False),
            " said yes: they're an expert of ",
            bold(f"#{topic.name}"),
            " now. Well spotted.",
        )
    )


def nominated(person: Person, asked: Sequence[Topic], before: Sequence[Topic]) -> Message:
    """The answer to a nomination."""
    name = Mention(person=person, ping=False)
    blocks: list[Block] = []
    if asked:
        blocks.append(
            Text.of(
                "I've asked ",
                name,
                " about ",
                *named(asked),
                ". If they say yes, you'll hear of it; they're free to say no.",
            )
        )
    if before:
        blocks.append(
            Text.of(name, " knows already that colleagues think of them for ", *named(before), ".")
        )
    return Message.of(*blocks)


def cannot_be(actor: Person, person: Person, what: str) -> str:
    """Somebody who can't be an expert."""
    if actor == person:
        return (
            "Guests can't be experts here. Your colleagues are glad of your answers all the same."
        )
    match what:
        case "bot":
            return f"{person.name} is a bot. Pick a colleague who can say yes."
        case "guest":
            return f"{person.name} is a guest here, and experts are colleagues. Pick somebody else."
        case _:
            return f"{person.name} no longer has an account here. Pick somebody else."


def as_message(sentence: str) -> Message:
    """One sentence as an answer."""
    return Message.of(sentence)


def whom() -> Message:
    """A nomination without a colleague."""
    return Message.of(
        Text.of(
            "Say who and what: ",
            code("/expert nominate @colleague #postgres"),
            ". They are asked, and can say no.",
        ),
        Buttons.of(Button.of("Use a form", OpenNominate())),
    )


def unknown_name(name: str) -> Message:
    """A typed name that the platform did not recognise."""
    return Message.of(
        f"I don't know anyone called {name[:60]}. Type @ and pick your colleague from the list.",
        Buttons.of(Button.of("Use a form", OpenNominate())),
    )


def gone() -> Message:
    """A button on a proposal that was answered."""
    return Message.of(
        Text.of("That is settled already. ", code("/expert"), " shows what you're an expert of.")
    )

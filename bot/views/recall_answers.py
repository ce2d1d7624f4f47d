"""Every word about an answer to a recall card, the forms to give one, and what is said instead."""

from __future__ import annotations

import json
from datetime import datetime, time
from typing import Annotated, Any

from pydantic import Field

from bot.messages import (
    Blank,
    Block,
    Button,
    Buttons,
    Form,
    Hidden,
    Link,
    Message,
    Paragraph,
    Payload,
    PickMany,
    PickOne,
    Says,
    Text,
    When,
    bold,
)
from bot.rules.memory import Grade
from bot.rules.recall_plan import shuffled
from bot.store.models import CardKind
from bot.store.recall_cards import Card
from bot.store.recall_prompts import Said

LONGEST_STORY = 1000
STEPS = 8
"""The most steps that a card has."""


class TickAnswers(Form, key="recall.several", heading="What is right?", submit="That's it"):
    """All that is right."""

    chosen: Annotated[list[str], PickMany("Tick all that is right"), Field(min_length=1)]
    prompt_id: Annotated[int, Hidden()]
    card_id: Annotated[int, Hidden()]
    version: Annotated[int, Hidden()]


class PutInOrder(Form, key="recall.order", heading="Put them in order", submit="That's it"):
    """Which step comes first, which second, and so on."""

    step_1: Annotated[str, PickOne("First")]
    step_2: Annotated[str, PickOne("Second")]
    step_3: Annotated[str, PickOne("Third")] = ""
    step_4: Annotated[str, PickOne("Fourth")] = ""
    step_5: Annotated[str, PickOne("Fifth")] = ""
    step_6: Annotated[str, PickOne("Sixth")] = ""
    step_7: Annotated[str, PickOne("Seventh")] = ""
    step_8: Annotated[str, PickOne("Eighth")] = ""
    prompt_id: Annotated[int, Hidden()]
    card_id: Annotated[int, Hidden()]
    version: Annotated[int, Hidden()]

    def steps(self) -> list[str]:
        """What was picked, place by place; empty: nothing."""
        return [str(getattr(self, f"step_{n}")) for n in range(1, STEPS + 1)]


class TellUse(Form, key="recall.used", heading="You used it", submit="Send"):
    """What happened."""

    happened: Annotated[
        str, Paragraph("What happened?", hint="Only you see this."), Field(max_length=LONGEST_STORY)
    ]
    prompt_id: Annotated[int, Hidden()]
    card_id: Annotated[int, Hidden()]
    version: Annotated[int, Hidden()]


def form(prompt_id: int, order: int, card: Card) -> Blank:
    """The form to answer a card with."""
    ids: dict[str, Any] = {"prompt_id": prompt_id, "card_id": card.id, "version": card.version}
    is_order = card.kind is CardKind.ORDER
    places = shuffled(range(len(card.options)), order, card.id, card.version, apart=is_order)
    options = [(str(place), card.options[place].words) for place in places]
    short = [(value, words if len(words) <= 75 else f"{words[:74]}…") for value, words in options]
    match card.kind:
        case CardKind.SEVERAL:
            return _asking(TickAnswers.blank(options={"chosen": short}, **ids), card)
        case CardKind.ORDER:
            steps = {f"step_{n}": short for n in range(1, len(short) + 1)}
            blank = PutInOrder.blank(options=steps, **ids)
            kept = tuple(
                e for e in blank.entries if not e.name.startswith("step_") or e.name in steps
            )
            return _asking(blank.model_copy(update={"entries": kept}), card)
        case _:
            return _asking(TellUse.blank(**ids), card)


def _asking(blank: Blank, card: Card) -> Blank:
    """The same form with the question on its first field."""
    first, *rest = blank.entries
    question = card.prompt if len(card.prompt) <= 150 else f"{card.prompt[:149]}…"
    hint = "" if card.kind is CardKind.APPLY else first.field.hint
    changed = first.field.model_copy(update={"hint": question or hint})
    first = first.model_copy(update={"field": changed})
    return blank.model_copy(update={"entries": (first, *rest)})


def twice(options: list[str]) -> dict[str, str]:
    """Steps that were picked twice, or not at all: field → what to do."""
    errors = {}
    for n, picked in enumerate(options, 1):
        if not picked:
            errors[f"step_{n}"] = "Please pick a step here, too."
        elif picked in options[: n - 1]:
            errors[f"step_{n}"] = "You've put this one further up already. Please pick another."
    return errors


def letter(number: int) -> str:
    """What an option is called: A, B, C …"""
    return chr(ord("A") + number)


def answer_in_words(card: Card) -> str:
    """What is right."""
    if card.kind is CardKind.ORDER:
        return " → ".join(option.words for option in card.options)
    right = [option.words for option in card.options if option.is_right]
    return ", ".join(right) or card.solution


def explained(card: Card) -> list[Block]:
    """Why, and where to read on."""
    said: list[Says] = [card.explanation] if card.explanation else []
    if card.link:
        said += [" "] if said else []
        said.append(Link(url=card.link, text="Read on"))
    return [Text.of(*said)] if said else []


def result(card: Card, said: Said | None) -> list[Block]:
    """What becomes of a question that was answered: whether it was right, what is, and why."""
    if said is None:
        return [Text.of("Answered."), *explained(card)]
    return [Text.of(*_verdict(card, said)), *explained(card)]


def _verdict(card: Card, said: Said) -> list[Says]:
    right = answer_in_words(card)
    match card.kind:
        case CardKind.APPLY if said.rating == Grade.HARD:
            return ["Not yet. ", _advice(card), "I'll ask again."]
        case CardKind.APPLY:
            return ["You used it: ", given_in_words(card, said), ". Good to hear!"]
        case CardKind.FREE:
            return [right, " ", _rated(said.rating)]
        case _:
            return _marked(card, said, right)


def _marked(card: Card, said: Said, right: str) -> list[Says]:
    if said.is_right:
        return ["✅ Right: ", bold(right)]
    yours = given_in_words(card, said)
    if said.rating == Grade.HARD:
        return ["🟡 Nearly. You said: ", yours, ". Right is: ", bold(right)]
    return ["❌ Not this time. You said: ", yours, ". Right is: ", bold(right)]


def _advice(card: Card) -> str:
    return f"{card.solution} " if card.solution else ""


def _rated(rating: int) -> str:
    match rating:
        case Grade.AGAIN:
            return "(You'd forgotten it; it comes back soon.)"
        case Grade.HARD:
            return "(You barely had it; it comes back before long.)"
        case Grade.GOOD:
            return "(You had it.)"
        case _:
            return "(Easy for you; it comes back much later.)"


def given_in_words(card: Card, said: Said) -> str:
    """What somebody answered, as they saw it."""
    given = json.loads(said.given) if said.given else []
    if isinstance(given, str):
        return given
    words = [card.options[n].words for n in given if n < len(card.options)]
    return (" → " if card.kind is CardKind.ORDER else ", ").join(words) or "something else"


class ShowPrompt(Payload, key="recall.prompt"):
    """The questions of that day, after all."""

    prompt_id: int


class ResumePrompts(Payload, key="recall.resume"):
    """The pause is over."""


BEFORE = "You've answered this one already."
REWORDED = "This question was reworded meanwhile. Have another look."
TAKEN_OUT = "This question was taken out meanwhile. Nothing to answer any more."
LEFT = "You don't learn this any more, so there is nothing to answer."


def not_yours() -> Message:
    """Somebody else's questions."""
    return Message.of("These questions are somebody else's. Yours: /recall now")


def gone() -> Message:
    """No such prompt, or too long ago."""
    return Message.of("These questions are from too long ago. See what's due: /recall now")


def nothing_due(next_at: datetime | None) -> Message:
    """Nothing to ask."""
    if next_at is None:
        return Message.of(
            "Nothing to ask: you don't learn any cards yet. Come to a session that has some,"
            " or see /recall for how to begin."
        )
    return Message.of(
        Text.of(
            "Nothing is due: you're up to date. The next question comes ",
            When(at=next_at, form="date"),
            ".",
        )
    )


def later(prompt_id: int, at: datetime | None) -> Message:
    """Put off till `at`, or till another day."""
    said: list[Says] = ["No problem. I'll ask again on your next working day."]
    if at is not None:
        said = ["No problem. I'll ask again at ", When(at=at, form="time"), "."]
    return Message.of(
        Text.of(*said), Buttons.of(Button.of("Ask me now", ShowPrompt(prompt_id=prompt_id)))
    )


def paused(until: datetime) -> Message:
    """No questions for a while."""
    return Message.of(
        Text.of(
            "No questions until ",
            When(at=until, form="date"),
            ". Nothing piles up: afterwards it goes on with a few a day, as ever.",
        ),
        Buttons.of(Button.of("Go on now", ResumePrompts())),
    )


def resumed() -> Message:
    """Questions come again."""
    return Message.of("Good to have you back. I'll ask on your next working day.")


def daily(number: int) -> Message:
    """How many a day."""
    cards = "one question" if number == 1 else f"{number} questions"
    return Message.of(f"Fine: at most {cards} a day from now on, in one message.")


def bad_daily(most: int) -> Message:
    """Not a number that can be meant."""
    return Message.of(
        f"Please give a number from 1 to {most}, like /recall daily 2."
        " For none at all: /recall pause until monday"
    )


def at_time(chosen: time) -> Message:
    """When questions come."""
    return Message.of(f"Fine: I'll ask at {chosen:%H:%M} on your working days.")


def bad_time(why: str = "") -> Message:
    """Not a time that can be meant."""
    return Message.of(why or "Please give a time like /recall time 08:45.")


def bad_pause() -> Message:
    """Not a day that can be meant."""
    return Message.of(
        "Until when? Like /recall pause until monday, or until 2026-12-24;"
        " a day to come, within a year."
    )

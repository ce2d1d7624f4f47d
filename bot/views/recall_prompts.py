"""Every word and card of being asked: the questions, their answers, and what comes after."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.messages import (
    Block,
    Bullets,
    Button,
    Buttons,
    Context,
    Message,
    Payload,
    Says,
    Select,
    Text,
    When,
    bold,
)
from bot.rules.memory import Grade
from bot.rules.recall_plan import shuffled
from bot.store.models import CardKind, CardState
from bot.store.recall_cards import Card
from bot.store.recall_prompts import Asked, Said
from bot.views.recall_answers import answer_in_words, explained, letter, result
from bot.views.recall_cards import CardIsWrong

MOST_BLOCKS, MOST_CHARACTERS = 44, 7_000
"""Of one message's questions; what a platform holds, with room for answers and the buttons."""
SHORT = 35
"""Characters of an option that stands on its button; longer ones stand above, lettered."""
IN_A_ROW = 4
"""Options on buttons; more are picked from a list."""


class ChooseOption(Payload, key="recall.choose"):
    """One option of a card; a select says which in `choice`."""

    prompt_id: int
    card_id: int
    version: int
    option: int = -1


class ShowAnswer(Payload, key="recall.show"):
    """Look at the answer, to rate oneself."""

    prompt_id: int
    card_id: int
    version: int


class RateMyself(Payload, key="recall.rate"):
    """How well it was remembered."""

    prompt_id: int
    card_id: int
    version: int
    grade: int


class AnswerInForm(Payload, key="recall.answer", opens_form=True):
    """Tick, put in order, or tell: with a form."""

    prompt_id: int
    card_id: int
    version: int


class NotYet(Payload, key="recall.not_yet"):
    """Had no use for it so far."""

    prompt_id: int
    card_id: int
    version: int


class NotNow(Payload, key="recall.not_now"):
    """Ask again later."""

    prompt_id: int


class AskMe(Payload, key="recall.ask"):
    """What else is due."""


class PauseWeek(Payload, key="recall.pause"):
    """No questions for a week."""


@dataclass(frozen=True, slots=True)
class Part:
    """A card as it is by now, how it was asked, and what was answered."""

    card: Card
    asked: Asked
    said: Said | None = None

    @property
    def is_open(self) -> bool:
        """Whether it waits for an answer."""
        return self.asked.answered_at is None and is_asked(self.card)


def is_asked(card: Card) -> bool:
    """Whether a card is asked at all, these days."""
    return card.state is CardState.ACTIVE and not card.is_baseline


GRADES = {
    Grade.AGAIN: "Forgot it",
    Grade.HARD: "Barely",
    Grade.GOOD: "Got it",
    Grade.EASY: "Easy",
}


def prompt(
    prompt_id: int,
    order: int,
    parts: Sequence[Part],
    *,
    note: str = "",
    more: int = 0,
    next_at: datetime | None = None,
) -> Message:
    """The questions of a day as they stand; `more` wait beyond, `next_at` is when if none do.

    `order` is the person's (`rules/recall_plan.variant`).
    """
    left = sum(part.is_open for part in parts)
    blocks: list[Block] = [Text.of(note)] if note else []
    if left == len(parts):
        blocks.append(Context.of(_opening(left)))
    for number, part in enumerate(parts, 1):
        blocks += _part(prompt_id, order, part, f"{number}. " if len(parts) > 1 else "")
    blocks += _closing(prompt_id, left, more, next_at)
    first = next((p for p in parts if p.is_open), parts[0])
    return Message.of(*blocks, summary=f"To keep it fresh: {first.card.prompt}"[:150])


def silent(number: int, *, is_last: bool) -> str:
    """Said above the questions once somebody let so many prompts go by, and in the last one."""
    if is_last:
        return (
            f"The last {number} went by, so I'll leave you in peace after this one. Answer it, or"
            " type /recall now whenever you like, and the questions come again."
        )
    return (
        f"The last {number} went by, so from now on I ask once a week. One answer, and it's as"
        " before. Would you rather pause? Press “Pause a week”, or end it all with /recall leave."
    )


UNKNOWN = -1
"""In the place of a prompt's id, in what is drawn once for many."""


def numbered(body: str, prompt_id: int) -> str:
    """A drawn message (JSON) with its prompt's id in its buttons.

    Nothing that anybody wrote can look like that: a quotation mark in a text is escaped.
    """
    return body.replace(f'"prompt_id":{UNKNOWN}', f'"prompt_id":{prompt_id}')


def told(parts: Sequence[Part]) -> Message:
    """What becomes of questions that were answered in a form."""
    return Message.of(*(block for part in parts for block in result(part.card, part.said)))


def _opening(number: int) -> str:
    if number == 1:
        return "A quick question, so that what you learnt stays:"
    return f"{number} quick questions, so that what you learnt stays:"


def _closing(prompt_id: int, left: int, more: int, next_at: datetime | None) -> list[Block]:
    if left:
        later = Button.of("Not now", NotNow(prompt_id=prompt_id))
        return [Buttons.of(later, Button.of("Pause a week", PauseWeek()))]
    if more:
        waits = (
            "One more is due, if you like." if more == 1 else f"{more} more are due, if you like."
        )
        return [
            Text.of("That's it for today, well done. ", waits, " Otherwise they can wait."),
            Buttons.of(Button.of("Ask me more", AskMe())),
        ]
    said: list[Says] = ["That's it for today, well done."]
    if next_at is not None:
        said += [" The next question falls due ", When(at=next_at, form="date"), "."]
    return [Text.of(*said)]


def _part(prompt_id: int, order: int, part: Part, number: str) -> list[Block]:
    card = part.card
    asks = Text.of(bold(number + card.prompt))
    if part.asked.answered_at is not None:
        return [asks, *result(card, part.said), _doubt(card)]
    if not is_asked(card):
        return [asks, Context.of("This question was taken out meanwhile. Nothing to answer here.")]
    ids: dict[str, Any] = {"prompt_id": prompt_id, "card_id": card.id, "version": card.version}
    match card.kind:
        case CardKind.SINGLE | CardKind.TRUE_FALSE:
            return [asks, *_options(order, card, ids)]
        case CardKind.SEVERAL:
            return [asks, _row(card, Button.of("Tick what is right", AnswerInForm(**ids)))]
        case CardKind.ORDER:
            return [asks, _row(card, Button.of("Put the steps in order", AnswerInForm(**ids)))]
        case CardKind.APPLY:
            used = Button.of("I used it", AnswerInForm(**ids))
            return [asks, _row(card, used, Button.of("Not yet", NotYet(**ids)))]
        case CardKind.FREE if part.asked.shown_at is None:
            hint = Context.of("Say it to yourself, then look.")
            return [asks, hint, _row(card, Button.of("Show the answer", ShowAnswer(**ids)))]
        case CardKind.FREE:
            return [asks, *_looked(card, ids)]


def _looked(card: Card, ids: dict[str, Any]) -> list[Block]:
    rated = [
        Button.of(label, RateMyself(**ids, grade=int(grade))) for grade, label in GRADES.items()
    ]
    ask = Context.of("Did you have it?")
    return [Text.of(answer_in_words(card)), *explained(card), ask, _row(card, *rated)]


def _options(order: int, card: Card, ids: dict[str, Any]) -> list[Block]:
    places = list(range(len(card.options)))
    if card.kind is CardKind.SINGLE:
        places = shuffled(places, order, card.id, card.version)
    words = [card.options[place].words for place in places]
    if len(places) <= IN_A_ROW:
        is_short = all(len(w) <= SHORT for w in words)
        labels = words if is_short else [letter(n) for n in range(len(words))]
        row = _row(
            card,
            *(
                Button.of(label, ChooseOption(**ids, option=place))
                for label, place in zip(labels, places, strict=True)
            ),
        )
        return [row] if is_short else [_lettered(words), row]
    pick = Select.of(
        "Pick the answer",
        ChooseOption(**ids),
        [
            (str(place), f"{letter(n)}: {word}"[:75])
            for n, (word, place) in enumerate(zip(words, places, strict=True))
        ],
    )
    return [_lettered(words), pick, _doubt(card)]


def _lettered(words: Sequence[str]) -> Bullets:
    lines: list[list[Says]] = [[bold(f"{letter(n)}: "), word] for n, word in enumerate(words)]
    return Bullets.of(*lines)


def _row(card: Card, *buttons: Button) -> Buttons:
    return Buttons.of(*buttons, *_doubt(card).buttons)


def _doubt(card: Card) -> Buttons:
    return Buttons.of(Button.of("This card is wrong", CardIsWrong(card_id=card.id)))


def size(card: Card) -> tuple[int, int]:
    """About how many blocks and characters a card takes at most, asked or answered."""
    options = sum(len(option.words) + 120 for option in card.options)
    said = len(card.prompt) + len(card.solution) + len(card.explanation) + len(card.link)
    return (6 if card.kind is CardKind.FREE else 4), said + 2 * options + 200

"""Every word of the questions before a session, and after it."""

from __future__ import annotations

from collections.abc import Sequence

from bot.messages import (
    Block,
    Bullets,
    Context,
    Header,
    Message,
    Payload,
    Select,
    Text,
    bold,
)
from bot.store.recall_cards import Card
from bot.store.sessions import Occurrence

LABEL = 75
"""Characters of a choice in a list."""


class AnswerBaseline(Payload, key="recall.baseline"):
    """Choose an answer, before the session or after it."""

    occurrence_id: int
    card_id: int
    is_after: int
    choice: str = ""


def asked(occurrence: Occurrence, cards: Sequence[Card], *, is_after: bool) -> Message:
    """The questions that are left."""
    title = occurrence.session.title
    blocks: list[Block] = []
    if is_after:
        blocks += [
            Header(text="What has changed?"),
            Text.of(
                "The same questions as before “", title, "”. The right answers come with yours."
            ),
        ]
    else:
        blocks += [
            Header(text="Before we start"),
            Text.of(
                _count(len(cards)),
                " about “",
                title,
                "”. You are not meant to know: a guess is fine, and trying first helps you learn.",
            ),
        ]
    for card in cards:
        blocks += [Text.of(bold(card.prompt)), *_options(card)]
        blocks.append(
            Select.of(
                "Choose an answer",
                AnswerBaseline(
                    occurrence_id=occurrence.id, card_id=card.id, is_after=int(is_after)
                ),
                [(str(n), _cut(option.words)) for n, option in enumerate(card.options)],
            )
        )
    blocks.append(
        Context.of(
            "Nobody ever sees what you answer. Whoever runs the session sees how many of five or"
            " more were right."
        )
    )
    return Message.of(*blocks, summary=f"A few questions about {title}"[:150])


def _options(card: Card) -> list[Block]:
    """In full what a list has to cut."""
    if all(len(option.words) <= LABEL for option in card.options):
        return []
    return [Bullets.of(*(option.words for option in card.options))]


def _cut(words: str) -> str:
    return words if len(words) <= LABEL else f"{words[: LABEL - 1]}…"


def _count(number: int) -> str:
    return "One question" if number == 1 else f"{number} quick questions"


def noted(occurrence: Occurrence, card: Card, left: Sequence[Card], *, is_after: bool) -> Message:
    """One is answered."""
    blocks: list[Block] = []
    if is_after:
        right = " · ".join(option.words for option in card.options if option.is_right)
        blocks.append(Text.of(bold(card.prompt)))
        blocks.append(Text.of("Right is: ", bold(right)))
        if card.explanation:
            blocks.append(Text.of(card.explanation))
    if left:
        rest = asked(occurrence, left, is_after=is_after)
        return Message.of(*blocks, *rest.blocks, summary=rest.summary)
    thanks = (
        "Thank you. That's all of them."
        if is_after
        else "Thank you. The answers come with the session."
    )
    return Message.of(*blocks, Text.of(thanks))


def too_late(*, is_after: bool) -> Message:
    """It does not count any more."""
    if is_after:
        return Message.of(
            "That question is no longer open, so nothing was noted. /recall shows what you can"
            " still learn from the session."
        )
    return Message.of(
        "The session has begun or was called off, or the question was taken back, so nothing was"
        " noted. No harm done: enjoy the session."
    )

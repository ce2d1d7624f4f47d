"""What those who come are told: answers, seats, reminders."""

from __future__ import annotations

from collections.abc import Sequence

from bot.messages import Block, Button, Buttons, Context, Facts, Message, Says, Text, When, bold
from bot.rules.signups import Answer
from bot.store.sessions import Occurrence
from bot.views.sessions import SignUp, facts


def answered(
    occurrence: Occurrence, answer: Answer, place: int, also: Sequence[str] = ()
) -> Message:
    """What became of a press; `place` is the place on the waitlist.

    `also` are titles of what one goes to at the same time.
    """
    title = bold(occurrence.session.title)
    at = When(at=occurrence.starts_at)
    match answer:
        case Answer.GOING:
            return Message.of(
                Text.of("You're going to ", title, ", ", at, ". I'll remind you before."),
                *_twice(also),
            )
        case Answer.WAITING:
            ahead = "You're the first" if place == 1 else f"You're number {place}"
            return Message.of(
                Text.of(
                    "Every seat of ",
                    title,
                    f" is taken. {ahead} on the waitlist; I'll tell you when a seat is yours.",
                ),
                Buttons.of(
                    Button.of(
                        "Leave the waitlist", SignUp(occurrence_id=occurrence.id, say=Answer.CANT)
                    )
                ),
            )
        case Answer.MAYBE:
            return Message.of(
                Text.of("Noted: perhaps you'll come to ", title, ", ", at, "."),
                Context.of("A seat is only kept for those who say Going."),
            )
        case Answer.CANT | Answer.UNSAID:
            return Message.of(Text.of("Noted: you can't come to ", title, ", ", at, "."))


def _twice(also: Sequence[str]) -> list[Block]:
    if not also:
        return []
    return [Context.of(f"At that time you also go to “{'”, “'.join(also)}”.")]


def moved_up(occurrence: Occurrence) -> Message:
    """A seat has become free for somebody who waited."""
    return Message.of(
        Text.of(
            "A seat has become free and it's yours: ",
            bold(occurrence.session.title),
            ", ",
            When(at=occurrence.starts_at),
            ".",
        ),
        Buttons.of(Button.of("I can't come", SignUp(occurrence_id=occurrence.id, say=Answer.CANT))),
        summary=f"You have a seat: {occurrence.session.title}",
    )


def reminder(occurrence: Occurrence) -> Message:
    """It is near."""
    session = occurrence.session
    said: list[Says] = ["Coming up: ", bold(session.title), ", ", When(at=occurrence.starts_at)]
    blocks: list[Block] = [Text.of(*said)]
    rest = tuple(f for f in facts(occurrence, {}) if f.label in ("Where", "Before"))
    if rest:
        blocks.append(Facts(facts=rest))
    blocks.append(
        Buttons.of(Button.of("I can't come", SignUp(occurrence_id=occurrence.id, say=Answer.CANT)))
    )
    return Message.of(*blocks, summary=f"Coming up: {session.title}")

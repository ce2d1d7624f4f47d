"""Short answers to whoever presses a button of a question."""

from __future__ import annotations

from bot.events import Person
from bot.messages import Mention, Message, Text, bold, code
from bot.store.questions import Question


def gone() -> Message:
    """It is not there, or not open any more."""
    return Message.of(
        Text.of("That question isn't open any more. ", code("/find"), " shows what came of it.")
    )


def not_for_you() -> Message:
    """A private question."""
    return Message.of(
        Text.of("This one is between its asker and the experts. Ask yours: ", code("/ask"))
    )


def not_asked() -> Message:
    """Pass or hand on by somebody who was not asked."""
    return Message.of(
        "These buttons are for whoever was asked. You may answer all the same: please do."
    )


def asker_only() -> Message:
    """What only the asker may do."""
    return Message.of(
        "Only whoever asked can do that. You can press Me too, and hear of the answer."
    )


def may_not_close() -> Message:
    """Close by somebody else."""
    return Message.of(
        "Whoever asked, the topic's owner or a moderator can close it. You can still answer it."
    )


def your_own() -> Message:
    """Me too on one's own question."""
    return Message.of("You asked this one, so you'll be the first to hear.")


def joined(*, is_new: bool) -> Message:
    """The answer to "Me too"."""
    if is_new:
        return Message.of("Noted: yours too. I'll tell you when it's answered.")
    return Message.of("You're on the list already. I'll tell you when it's answered.")


def passed(*, not_mine: bool) -> Message:
    """The answer to "Pass" and "Not my topic"."""
    if not_mine:
        return Message.of(
            Text.of(
                "Thank you, I'll remember that. Asked too often about a topic? ",
                code("/expert"),
                " changes what you're asked.",
            )
        )
    return Message.of("No problem. Somebody else is asked.")


def handed(to: Person) -> Message:
    """The answer to whoever handed it on."""
    return Message.of(Text.of("Handed to ", Mention(person=to, ping=False), ". Thank you."))


def cannot_take(to: Person, what: str) -> str:
    """Somebody it can't be handed to."""
    match what:
        case "bot":
            return f"{to.name} is a bot. Pick a person."
        case "gone":
            return f"{to.name} no longer has an account here. Pick somebody else."
        case "busy":
            return f"{to.name} has enough questions for now, or takes a break. Pick somebody else."
        case "asker":
            return f"{to.name} is the one who asks. Pick somebody else."
        case _:
            return f"{to.name} was asked already. Pick somebody else."


def closed(question: Question) -> Message:
    """The answer to "Close"."""
    return Message.of(Text.of("Closed: ", bold(question.title), ". It can still be found."))


def kept_open() -> Message:
    """The answer to "Still stuck"."""
    return Message.of(
        "It stays open. What have you tried since? Adding that often helps: More…, then Edit."
    )


def taken_back() -> Message:
    """The answer to "Take back"."""
    return Message.of(
        Text.of("Taken back, and its words are gone. You can always ask again: ", code("/ask"))
    )


def edited() -> Message:
    """The answer to an edit."""
    return Message.of("Saved. The card says it your new way in a moment.")


def not_teaching() -> Message:
    """The answer to whoever would rather not speak."""
    return Message.of("No problem. Everybody sees the wish now, and somebody may take it up.")

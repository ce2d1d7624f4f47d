"""What is said when something does not work, and what to do next."""

from __future__ import annotations

from bot.messages import Button, Buttons, Message, Payload, Text, code


class SendAgain(Payload, key="delivery.again"):
    """Try once more to send a post that was refused."""

    post_id: int


def on_our_side() -> Message:
    """An error nobody meant."""
    return Message.of(
        "That didn't work, and it's our fault, not yours. Nothing was changed."
        " Please try again in a minute; if it keeps happening, tell whoever looks after Potluck."
    )


def outdated() -> Message:
    """A button or form from another version."""
    return Message.of(
        Text.of(
            "This button is from an older version of Potluck and no longer works. Type ",
            code("/learn help"),
            " to see what you can do now.",
        )
    )


def undelivered(post_id: int, advice: str) -> Message:
    """Something you said could not be shown; the platform's own advice tells why."""
    return Message.of(
        Text.of("I couldn't post what you shared. ", advice),
        Buttons.of(Button.of("Try again", SendAgain(post_id=post_id), style="primary")),
    )


def undeliverable() -> str:
    """Advice when it fails by an error of ours."""
    return (
        "It's our fault, not yours: tell whoever looks after Potluck, who finds it in the log, and"
        " try again when it's mended."
    )


def sending_again() -> Message:
    """The answer to "Try again"."""
    return Message.of("On its way. If it still doesn't work, I'll tell you here.")


def nothing_to_send() -> Message:
    """The answer to "Try again" when there is nothing left to do."""
    return Message.of("That has been sent already, so there is nothing to try again.")

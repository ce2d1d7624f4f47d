"""What is said when something does not work, and what to do next."""

from __future__ import annotations

from bot.messages import Message, Text, code


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

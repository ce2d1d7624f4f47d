"""What a handler may answer: for the asker alone, at most once, in the same breath."""

from __future__ import annotations

from typing import TypeAlias

from pydantic import Field as Limit

from bot.messages.blocks import AnyBlock, Message
from bot.messages.forms import Blank
from bot.messages.text import Part


class FormErrors(Part):
    """The form stays open; each named field says what to do. Nothing was written.

    `form` is the form as it was filled in; the dispatcher adds it for platforms that redraw.
    """

    errors: dict[str, str]
    form: Blank | None = None


class Replace(Part):
    """The card whose button was pressed turns into this."""

    message: Message


class Home(Part):
    """The asker's Home tab."""

    blocks: tuple[AnyBlock, ...] = Limit(max_length=100)


Reply: TypeAlias = Message | Blank | FormErrors | Replace | Home | None
"""A Message is shown to the asker only; a Blank opens as a form; None says nothing."""

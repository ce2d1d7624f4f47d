"""How one form was drawn where that differs from its class; doors carry it there and back."""

from __future__ import annotations

from pydantic import Field as Limit
from pydantic import ValidationError

from bot.messages.fields import AnyField
from bot.messages.text import Part

MOST_CHARACTERS = 500_000
"""Of a look that is read: a hundred fields of a hundred options, and then some."""


class Look(Part):
    """It comes back from a client, so it holds no authority: it only decides what is drawn."""

    heading: str | None = Limit(default=None, max_length=24)
    submit: str | None = Limit(default=None, max_length=24)
    shown: tuple[str, ...] | None = None
    """The fields that are there, when not all of them are."""
    fields: dict[str, AnyField] = Limit(default_factory=dict)
    """Fields with other words or options than the class gives them."""

    def packed(self) -> str:
        """As text; empty when it says nothing."""
        return "" if self == Look() else self.model_dump_json(exclude_none=True)

    @classmethod
    def unpacked(cls, text: str) -> Look:
        """What `packed` wrote; for anything else the look of the class."""
        if not text or len(text) > MOST_CHARACTERS:
            return cls()
        try:
            return cls.model_validate_json(text)
        except ValidationError:
            return cls()

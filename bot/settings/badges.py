"""The section `badges:` of app.yaml, and what in it can't be meant."""

from __future__ import annotations

from typing import Annotated

from pydantic import BeforeValidator, Field

from bot.settings.badge import Badge, without_hash
from bot.settings.default_badges import DEFAULT_BADGES
from bot.settings.parts import Section

NOWHERE = "nowhere"
WHERE_EARNED = "where it was earned"
"""What `announce` may be besides the name of a channel."""


class Badges(Section):
    """All badges there are, and who is told of them."""

    announce: Annotated[str, BeforeValidator(without_hash), Field(min_length=1, max_length=100)] = (
        NOWHERE
    )
    """"nowhere", "where it was earned", or a channel's name; whoever earns one is always told."""
    kinds: tuple[Badge, ...] = DEFAULT_BADGES

    def by_key(self, key: str) -> Badge | None:
        """The badge of that key; None: it is no longer there."""
        return next((badge for badge in self.kinds if badge.key == key), None)

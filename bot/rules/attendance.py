"""Decisions about who came, and what may be shown of what they thought."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum

from bot.rules.signups import Answer

DOORS_OPEN = timedelta(minutes=10)
"""How long before the start one can check in."""
DOORS_CLOSE = timedelta(minutes=30)
"""How long after the end."""
LEAST_ANSWERS = 3
"""Fewer answers than this are not shown: they could be told apart."""


class Came(StrEnum):
    """What became of somebody's sign-up."""

    CAME = "came"
    WALKED_IN = "walked in"
    NO_SHOW = "no-show"
    CANCELLED = "cancelled"
    """Had asked for a seat and gave it back."""
    NEVER_MEANT = "never meant to"


def became(answer: str, turn: int, *, attended: bool) -> Came:
    """What to call it: `turn` is 0 for who never asked for a seat."""
    if attended:
        return Came.CAME if answer == Answer.GOING else Came.WALKED_IN
    if answer == Answer.GOING:
        return Came.NO_SHOW
    return Came.CANCELLED if answer == Answer.CANT and turn else Came.NEVER_MEANT


def is_open(starts_at: datetime, ends_at: datetime, now: datetime) -> bool:
    """Whether one can check in now."""
    return starts_at - DOORS_OPEN <= now <= ends_at + DOORS_CLOSE


def average(ratings: Sequence[int]) -> float | None:
    """The mean rating; None while there are too few to be shown."""
    return sum(ratings) / len(ratings) if len(ratings) >= LEAST_ANSWERS else None

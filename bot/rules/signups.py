"""Decisions about seats: who has one, who waits, and who moves up."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Answer(StrEnum):
    """What somebody said to an invitation, and what became of it."""

    GOING = "going"
    MAYBE = "maybe"
    CANT = "cant"
    WAITING = "waiting"
    """Wants to go; every seat is taken."""
    UNSAID = "unsaid"
    """Came without having answered."""


@dataclass(frozen=True, slots=True)
class Tally:
    """How many people go, and how many wait for a seat."""

    going: int = 0
    waiting: int = 0


@dataclass(frozen=True, slots=True)
class Decision:
    """What becomes of an answer, and how many of those waiting longest move up for it."""

    answer: Answer
    promoted: int = 0


def answered(own: Answer | None, tally: Tally, seats: int | None, wish: Answer) -> Decision | None:
    """What happens when somebody answers; None when it changes nothing.

    First come, first served: who wants to go and finds no seat waits at the end, and nobody gets
    past those who wait. Saying the same again keeps the place. `tally` counts them too.
    """
    if wish in (Answer.GOING, Answer.WAITING):
        if own in (Answer.GOING, Answer.WAITING):
            return None
        has_seat = not tally.waiting and _free(tally.going, seats) > 0
        return Decision(Answer.GOING if has_seat else Answer.WAITING)
    if own is wish:
        return None
    left = Tally(
        tally.going - (own is Answer.GOING),
        tally.waiting - (own is Answer.WAITING),
    )
    return Decision(wish, promotions(left, seats))


def promotions(tally: Tally, seats: int | None) -> int:
    """How many move up from the waitlist now; always those who have waited longest."""
    return min(tally.waiting, max(_free(tally.going, seats), 0))


def _free(going: int, seats: int | None) -> int:
    """Seats nobody has; without a limit there is always one for everybody."""
    return 1 << 30 if seats is None else seats - going

"""Decisions about beginning to learn a card: when it is asked first, and which are held out."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.rules.memory import soonest


@dataclass(frozen=True, slots=True)
class Beginning:
    """How somebody begins with a card. Times are aware UTC."""

    due_at: datetime
    window_ends_at: datetime
    is_held_out: bool


def beginning(
    person_id: int,
    card_id: int,
    began_at: datetime,
    *,
    course_days: int,
    first_after_hours: float,
    hold_out: float,
) -> Beginning:
    """When a card is asked first that somebody met at `began_at` (aware).

    One that is held out is asked at the end of the course alone.
    """
    ends = began_at + timedelta(days=course_days)
    if is_held_out(person_id, card_id, hold_out):
        return Beginning(ends, ends, is_held_out=True)
    return Beginning(min(soonest(began_at, first_after_hours), ends), ends, is_held_out=False)


def is_held_out(person_id: int, card_id: int, share: float) -> bool:
    """Whether a card is held out for a person: a `share` (0 to 1) of all pairs, always the same.

    A larger share holds out what a smaller one did, so that changing it moves no other card.
    """
    digest = hashlib.sha256(f"recall hold-out {person_id} {card_id}".encode()).digest()
    return int.from_bytes(digest[:8], "big") < share * 2**64

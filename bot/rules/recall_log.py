"""Running the log of reviews again: it must lead to what is stored, or it is not complete."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum

from bot.rules.memory import Attempt, Memory, rerun, within_course


class Finding(StrEnum):
    """What running a log again shows."""

    SAME = "same"
    MOVED = "moved"
    """The memory is the same, the next date is another: they had left, or settings were others."""
    OTHER = "other"
    """The log leads to another memory than is stored."""


def compare(
    stored: Memory | None,
    ends_at: datetime | None,
    attempts: Sequence[Attempt],
    *,
    retention: float,
    longest_days: int,
) -> Finding:
    """Whether these attempts, in their order, lead to what is stored (`due_at` inside its course).

    `stored` None: nothing is. `ends_at` is the end of its course while that is to come.
    """
    if stored is None or not attempts:
        return Finding.OTHER
    again = rerun(attempts[0].at, attempts, retention=retention, longest_days=longest_days)
    if again.reviewed_at is None or not _same(stored, again):
        return Finding.OTHER
    due_at, _ = within_course(again.due_at, again.reviewed_at, ends_at)
    return Finding.SAME if due_at == stored.due_at else Finding.MOVED


def _same(one: Memory, other: Memory) -> bool:
    return (
        (one.state, one.step, one.reviewed_at) == (other.state, other.step, other.reviewed_at)
        and _close(one.stability, other.stability)
        and _close(one.difficulty, other.difficulty)
    )


def _close(one: float | None, other: float | None) -> bool:
    """Equal but for what a database may round."""
    if one is None or other is None:
        return one is other
    return math.isclose(one, other, rel_tol=1e-9)

"""The memory model: how well a card is remembered, and when to ask it again.

FSRS 6 with its default parameters, by the package `fsrs`; nothing of the model is our own. What is
added: no clock and no randomness, a course's end, and clocks that jump back.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import IntEnum
from functools import cache
from importlib.metadata import version

from fsrs import Card, Rating, Scheduler, State

DESIRED_RETENTION = 0.9
"""Probability of recall at which a card is asked again."""
LONGEST_DAYS = 365
LEAST_RETENTION, MOST_RETENTION = 0.7, 0.97
"""Beyond these the intervals are absurd: weeks of forgetting, or a prompt a day."""


class Grade(IntEnum):
    """How well somebody remembered, as FSRS counts."""

    AGAIN = 1
    HARD = 2
    GOOD = 3
    EASY = 4


@dataclass(frozen=True, slots=True)
class Memory:
    """What one person remembers of one card. Times are aware UTC."""

    due_at: datetime
    """When to ask next."""
    state: int = State.Learning.value
    step: int | None = None
    stability: float | None = None
    """Days after which the probability of recall has fallen to 0.9; None: never asked."""
    difficulty: float | None = None
    """1 to 10."""
    reviewed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Attempt:
    """One review, as the log keeps it."""

    grade: Grade
    at: datetime


def review(
    memory: Memory,
    grade: Grade,
    at: datetime,
    *,
    retention: float = DESIRED_RETENTION,
    longest_days: int = LONGEST_DAYS,
) -> Memory:
    """The memory after an attempt at `at` (aware).

    A clock that jumped back behind the last attempt is read as that attempt's moment. Raises
    ValueError for a naive time, or a retention outside 0.7 to 0.97.
    """
    if at.tzinfo is None:
        raise ValueError("a review's time must be aware")
    moment = at.astimezone(UTC)
    if memory.reviewed_at is not None:
        moment = max(moment, memory.reviewed_at.astimezone(UTC))
    card, _ = _model(retention, longest_days).review_card(
        _card(memory), Rating(grade.value), moment
    )
    return Memory(
        due_at=card.due,
        state=card.state.value,
        step=card.step,
        stability=card.stability,
        difficulty=card.difficulty,
        reviewed_at=card.last_review,
    )


def rerun(
    first_due: datetime,
    attempts: Iterable[Attempt],
    *,
    retention: float = DESIRED_RETENTION,
    longest_days: int = LONGEST_DAYS,
) -> Memory:
    """The memory that these attempts, in their order, lead to: the same as asking them anew."""
    memory = Memory(first_due)
    for attempt in attempts:
        memory = review(
            memory, attempt.grade, attempt.at, retention=retention, longest_days=longest_days
        )
    return memory


def recall_probability(memory: Memory, at: datetime) -> float | None:
    """The probability (0 to 1) that it is remembered at `at` (aware); None: never asked."""
    if memory.stability is None or memory.reviewed_at is None:
        return None
    return float(
        _model(DESIRED_RETENTION, LONGEST_DAYS).get_card_retrievability(
            _card(memory), at.astimezone(UTC)
        )
    )


def within_course(
    due_at: datetime, at: datetime, ends_at: datetime | None
) -> tuple[datetime, bool]:
    """When a card is asked next inside a course, and whether that is its last review.

    A course ends with a review: what would be due after its end is due at its end. One that is
    over (`at` is past it), or has none, leaves the model's own date.
    """
    if ends_at is None or at >= ends_at:
        return due_at, False
    return min(due_at, ends_at), due_at >= ends_at


def course_after(
    due_at: datetime, at: datetime, ends_at: datetime | None
) -> tuple[datetime, datetime | None, bool]:
    """After a review at `at` inside a course: when to ask next, the end that is still to come, and
    whether that review was the one at its end. All aware; `due_at` is the model's own date.
    """
    is_last = ends_at is not None and at >= ends_at
    left = None if is_last else ends_at
    return within_course(due_at, at, left)[0], left, is_last


def model_name(*, retention: float = DESIRED_RETENTION, longest_days: int = LONGEST_DAYS) -> str:
    """Name, version and a digest of all parameters: two reviews under one name may be compared."""
    parameters = repr((_model(retention, longest_days).parameters, retention, longest_days))
    digest = hashlib.sha256(parameters.encode()).hexdigest()[:12]
    return f"fsrs {version('fsrs')} {digest}"


def soonest(began_at: datetime, hours: float) -> datetime:
    """When a new card is asked first: some hours after it was met, not in the same breath."""
    return began_at + timedelta(hours=hours)


@cache
def _model(retention: float, longest_days: int) -> Scheduler:
    if not LEAST_RETENTION <= retention <= MOST_RETENTION:
        raise ValueError(f"retention must be {LEAST_RETENTION} to {MOST_RETENTION}")
    # Steps within a day are for people at a desk of flashcards; a colleague is asked once a day.
    # Without fuzz the same attempts give the same dates: load is spread by whoever plans a day.
    return Scheduler(
        desired_retention=retention,
        learning_steps=(),
        relearning_steps=(),
        maximum_interval=longest_days,
        enable_fuzzing=False,
    )


def _card(memory: Memory) -> Card:
    # The id only serves fsrs's own logs; without one it would read the clock and sleep.
    return Card(
        card_id=0,
        state=State(memory.state),
        step=memory.step,
        stability=memory.stability,
        difficulty=memory.difficulty,
        due=memory.due_at.astimezone(UTC),
        last_review=memory.reviewed_at.astimezone(UTC) if memory.reviewed_at else None,
    )

"""Checking that the log of reviews leads to what is stored."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from sqlalchemy.orm import Session

from bot.rules.memory import Attempt, Grade, Memory
from bot.rules.recall_log import Finding, compare
from bot.settings import Recall
from bot.store import recall_log as store
from bot.store.recall_log import Logged

BATCH = 200
"""People looked at in one transaction."""


@dataclass(slots=True)
class Verified:
    """How many memories were found how, and which differ: (person id, card id)."""

    found: Counter[Finding] = field(default_factory=Counter)
    other: list[tuple[int, int]] = field(default_factory=list)


def verify(session: Session, rules: Recall, after: int, into: Verified) -> tuple[int, int]:
    """Check the next people by id from `after` on.

    How many they were, and the id to go on after; 0: these were the last.
    """
    people = store.people(session, after, BATCH)
    for logged in store.of(session, people):
        finding = _checked(logged, rules)
        into.found[finding] += 1
        if finding is Finding.OTHER:
            into.other.append((logged.person_id, logged.card_id))
    return len(people), people[-1] if len(people) == BATCH else 0


def _checked(logged: Logged, rules: Recall) -> Finding:
    row = logged.memory
    stored = None
    if row is not None:
        due_at = row.due_at or row.reviewed_at
        stored = Memory(
            due_at, row.model_state, row.step, row.stability, row.difficulty, row.reviewed_at
        )
    return compare(
        stored,
        row.window_ends_at if row is not None else None,
        [Attempt(Grade(rating), at) for rating, at in logged.ratings],
        retention=rules.desired_retention,
        longest_days=rules.longest_days,
    )

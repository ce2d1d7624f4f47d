"""When a card is asked next, and what is expected of it: Potluck's way, SM-2, and fixed days."""

from __future__ import annotations

from datetime import timedelta
from math import ceil
from typing import Protocol

from bench.recall_learners import START
from bot.rules.memory import Grade, Memory, course_after, recall_probability, review
from bot.rules.recall_enrolment import beginning
from bot.settings import Recall

COURSE = Recall().course_days
DAY = timedelta(days=1)
FIXED = (1.0, 3.0, 7.0, 14.0, 30.0)


class Schedule(Protocol):
    """One card of one person."""

    @property
    def due(self) -> float | None:
        """The day it is asked next; None: not any more."""

    def expected(self, day: float) -> float | None:
        """The probability with which it expects to be remembered; None: it expects nothing."""

    def answered(self, day: float, *, remembered: bool) -> None:
        """It was asked."""


class Ours:
    """The product's rules: FSRS as configured, within a course. `strain` is desired retention."""

    def __init__(self, strain: float = Recall().desired_retention) -> None:
        self.settings = Recall(desired_retention=strain, hold_out=0)
        first = beginning(
            1,
            1,
            START,
            course_days=COURSE,
            first_after_hours=self.settings.first_after_hours,
            hold_out=0,
        )
        self.memory, self.due_at, self.ends_at = (
            Memory(first.due_at),
            first.due_at,
            first.window_ends_at,
        )

    @property
    def due(self) -> float | None:
        """In days."""
        return (self.due_at - START) / DAY

    def expected(self, day: float) -> float | None:
        """What the model predicts."""
        return recall_probability(self.memory, START + day * DAY)

    def answered(self, day: float, *, remembered: bool) -> None:
        """As rating a card does it."""
        at = START + day * DAY
        grade = Grade.GOOD if remembered else Grade.AGAIN
        self.memory = review(self.memory, grade, at, retention=self.settings.desired_retention)
        ends = self.ends_at if at < self.ends_at else None
        self.due_at, _, _ = course_after(self.memory.due_at, at, ends)


class Sm2:
    """SM-2 by its description: Wozniak (1990), "Optimization of learning", chapter 3.2.

    Remembered is a quality of 4, forgotten of 1. It predicts nothing; to compare it, recall is
    taken to fall to 0.9 by the day it asks, as the open spaced repetition benchmark does. `strain`
    multiplies its intervals.
    """

    def __init__(self, strain: float = 1.0) -> None:
        self.strain, self.ease, self.streak = strain, 2.5, 0
        self.interval, self.last = 0.0, 0.0
        self.due: float | None = Recall().first_after_hours / 24

    def expected(self, day: float) -> float | None:
        """An exponential through 0.9 at the interval's end."""
        if not self.interval:
            return None
        return float(0.9 ** ((day - self.last) / self.interval))

    def answered(self, day: float, *, remembered: bool) -> None:
        """Its three rules."""
        quality = 4 if remembered else 1
        if not remembered:
            self.streak, days = 0, 1.0
        else:
            self.streak += 1
            days = {1: 1.0, 2: 6.0}.get(self.streak, self.interval * self.ease)
        off = 5 - quality
        self.ease = max(1.3, self.ease + 0.1 - off * (0.08 + off * 0.02))
        self.interval, self.last = float(ceil(days)), day
        self.due = day + self.interval * self.strain


class Fixed:
    """Days 1, 3, 7, 14 and 30 after the session, whatever was answered; `strain` multiplies them.

    It expects what was remembered so far by everybody, which `recall_quality` knows.
    """

    def __init__(self, strain: float = 1.0) -> None:
        self.days = [day * strain for day in FIXED]
        self.due: float | None = self.days.pop(0)

    def expected(self, day: float) -> float | None:
        """Nothing of this card."""
        return None

    def answered(self, day: float, *, remembered: bool) -> None:
        """The next of its days."""
        self.due = self.days.pop(0) if self.days else None

"""People who forget, in three ways: as FSRS has it, and in two ways it does not know.

Days are floats since the session. Each learner tells how probable it is that they remember one card
now, and is told when they were asked and what came of it. None of this is in the product.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from math import exp, log
from random import Random
from typing import Protocol

from bot.rules.memory import Grade, Memory, recall_probability, review

START = datetime(2026, 1, 5, 12, tzinfo=UTC)
HOUR = 1 / 24


class Learner(Protocol):
    """What one person truly remembers of one card, met in a session on day 0."""

    def recall(self, day: float) -> float:
        """The probability, 0 to 1, that they remember on that day."""

    def asked(self, day: float, *, remembered: bool) -> None:
        """They were asked, and saw the answer afterwards."""


class Fsrs:
    """FSRS 6 with its default parameters: the session is a first review that went well."""

    def __init__(self, person: Random, card: Random) -> None:
        self.memory = review(Memory(START), Grade.GOOD, START)

    def recall(self, day: float) -> float:
        """As the reference has it, in whole days."""
        return recall_probability(self.memory, _at(day)) or 0.0

    def asked(self, day: float, *, remembered: bool) -> None:
        """One more review."""
        grade = Grade.GOOD if remembered else Grade.AGAIN
        self.memory = review(self.memory, grade, _at(day))


class ActR:
    """Activation of many traces that decay by powers of time, faster for what was crammed.

    Pavlik and Anderson (2005), "Practice and forgetting effects on vocabulary memory", Cognitive
    Science 29: their equations and their decay, threshold and noise; time outside of practice
    counts for 0.025. People and cards differ by normal offsets, whose mean (0.9) is ours: with it
    90 % of a session is still known some hours later.
    """

    DECAY, SCALE, THRESHOLD, NOISE, OUTSIDE = 0.177, 0.217, -0.7, 0.255, 0.025

    def __init__(self, person: Random, card: Random) -> None:
        self.offset = 0.9 + person.gauss(0, 0.2) + card.gauss(0, 0.2)
        self.traces = [(0.0, self.DECAY)]

    def _activation(self, day: float) -> float:
        seconds = [(max(day - at, HOUR / 60) * 86_400 * self.OUTSIDE, d) for at, d in self.traces]
        return log(sum(s**-d for s, d in seconds))

    def recall(self, day: float) -> float:
        """A logistic function of activation over its threshold."""
        over = self._activation(day) + self.offset - self.THRESHOLD
        return 1 / (1 + exp(-over / self.NOISE))

    def asked(self, day: float, *, remembered: bool) -> None:
        """Seeing the answer is a trace too, whatever was remembered."""
        self.traces.append((day, self.SCALE * exp(self._activation(day)) + self.DECAY))


class HalfLife:
    """Recall halves in a time of one's own, which grows with effort that succeeds.

    The curve is that of Settles and Meeder (2016), "A trainable spaced repetition model for
    language learning", ACL; the growth, and how much people and cards differ, are ours.
    """

    def __init__(self, person: Random, card: Random) -> None:
        self.half_life = 7 * exp(person.gauss(0, 0.5) + card.gauss(0, 0.5))
        self.last = 0.0

    def recall(self, day: float) -> float:
        """Two to the power of minus the half-lives that have passed."""
        return float(2 ** (-(day - self.last) / self.half_life))

    def asked(self, day: float, *, remembered: bool) -> None:
        """The harder it was and the better it went, the longer it lasts."""
        effort = 1 - self.recall(day)
        self.half_life = (
            self.half_life * (1.2 + 4 * effort) if remembered else max(self.half_life * 0.6, 0.5)
        )
        self.last = day


LEARNERS: dict[str, type[Fsrs] | type[ActR] | type[HalfLife]] = {
    "FSRS": Fsrs,
    "ACT-R": ActR,
    "half-life": HalfLife,
}


def _at(day: float) -> datetime:
    return START + timedelta(days=day)

"""What somebody remembers, topic by topic and day by day, as the memory model predicts it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.rules.memory import Attempt, Memory, recall_probability, review

DAY = timedelta(days=1)
BACK, AHEAD = 30, 30
"""Days a picture shows, before today and after it."""


@dataclass(frozen=True, slots=True)
class Learnt:
    """A card somebody has answered: what it is about, and their attempts, oldest first."""

    topics: tuple[str, ...]
    attempts: tuple[Attempt, ...]


@dataclass(frozen=True, slots=True)
class Curve:
    """The mean probability (0 to 1) of remembering the cards of one topic.

    `points` are for each day from 30 before today to 30 after it; None: none was answered yet.
    """

    topic: str
    """Without `#`; empty: cards about no topic."""
    cards: int
    points: tuple[float | None, ...]

    @property
    def today(self) -> float:
        """As it is now."""
        return self.points[BACK] or 0.0

    @property
    def later(self) -> float:
        """As it will be in 30 days, if nothing is asked until then."""
        return self.points[-1] or 0.0


def curves(learnt: Iterable[Learnt], now: datetime) -> list[Curve]:
    """Each topic's curve at `now` (aware), the one that fades most first.

    What is past is how the model saw it then; what is to come supposes that nothing is asked.
    """
    days = [now + n * DAY for n in range(-BACK, AHEAD + 1)]
    by_topic: dict[str, list[Sequence[float | None]]] = {}
    for card in learnt:
        points = _points(card.attempts, days)
        for topic in card.topics or ("",):
            by_topic.setdefault(topic, []).append(points)
    made = [
        Curve(topic, len(cards), tuple(map(_mean, zip(*cards, strict=True))))
        for topic, cards in by_topic.items()
    ]
    return sorted(made, key=lambda c: (c.today, c.topic))


def _points(attempts: Sequence[Attempt], days: Sequence[datetime]) -> list[float | None]:
    """The probability at each of these moments (in order), knowing the attempts until then."""
    out: list[float | None] = []
    memory, turn = Memory(days[0]), 0
    for moment in days:
        while turn < len(attempts) and attempts[turn].at <= moment:
            memory = review(memory, attempts[turn].grade, attempts[turn].at)
            turn += 1
        out.append(recall_probability(memory, moment))
    return out


def _mean(points: Collection[float | None]) -> float | None:
    known = [p for p in points if p is not None]
    return sum(known) / len(known) if known else None


def strong_and_fading(now: datetime, memories: Iterable[Memory], wanted: float) -> tuple[int, int]:
    """How many cards are remembered with the wanted probability or more at `now`, and with less."""
    known = [p for m in memories if (p := recall_probability(m, now)) is not None]
    strong = sum(p >= wanted for p in known)
    return strong, len(known) - strong

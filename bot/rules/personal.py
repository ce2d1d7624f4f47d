"""Decisions about somebody's own week: what is fading, and which sessions suit them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol, TypeVar

from bot.rules.memory import Memory, recall_probability

AHEAD = timedelta(days=14)
"""How far ahead sessions are looked for that suit somebody."""


@dataclass(frozen=True, slots=True)
class Known:
    """A card somebody has answered: what it is about, and what the model keeps of it."""

    topics: tuple[str, ...]
    memory: Memory


@dataclass(frozen=True, slots=True)
class Fading:
    """A topic whose cards are remembered less than is wanted: with what probability (0 to 1)."""

    topic: str
    """Without `#`; empty: cards about no topic."""
    today: float
    cards: int


def strong(known: Iterable[Known], now: datetime, wanted: float) -> int:
    """How many cards are remembered with at least this probability at `now` (aware)."""
    found = (recall_probability(one.memory, now) for one in known)
    return sum(p is not None and p >= wanted for p in found)


def fading(known: Iterable[Known], now: datetime, wanted: float, most: int) -> list[Fading]:
    """Topics remembered with less than this probability at `now` (aware), the weakest first."""
    by_topic: dict[str, list[float]] = {}
    for one in known:
        today = recall_probability(one.memory, now)
        if today is not None:
            for topic in one.topics or ("",):
                by_topic.setdefault(topic, []).append(today)
    found = [Fading(topic, sum(all_) / len(all_), len(all_)) for topic, all_ in by_topic.items()]
    weak = [one for one in found if one.today < wanted]
    return sorted(weak, key=lambda one: (one.today, one.topic))[:most]


class Announced(Protocol):
    """A session as far as it matters here."""

    @property
    def topics(self) -> Sequence[str]:
        """What it is about."""
        ...


S = TypeVar("S", bound=Announced)


def suiting(sessions: Iterable[S], topics: Collection[str], most: int) -> list[S]:
    """The first few of these (in their order) that are about one of somebody's topics."""
    return [one for one in sessions if set(one.topics) & set(topics)][:most]

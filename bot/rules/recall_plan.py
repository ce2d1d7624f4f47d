"""Which cards a person is asked on a day: never a pile, and first what is worth saving most."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from functools import cache
from typing import Protocol, TypeVar

from bot.rules.memory import (
    LEAST_RETENTION,
    Grade,
    Memory,
    recall_probability,
    review,
)
from bot.rules.working_time import Rhythm, is_available, local_day, next_prompt_time

T = TypeVar("T")
D = TypeVar("D", bound="Due")

AHEAD = timedelta(hours=2)
"""How long before its moment a prompt is planned: late enough that changed hours count."""
DAY = timedelta(days=1)
CATCH_UP = DAY
"""A moment of the same day that was missed (Potluck was down) is made up for while they work."""
VARIANTS = 4
"""Orders of a card's options: enough that neighbours can't say "it's always the second"."""


class Due(Protocol):
    """A card that waits to be asked. Times are aware UTC."""

    @property
    def card_id(self) -> int:
        """The card."""

    @property
    def due_at(self) -> datetime:
        """Since when it waits."""

    @property
    def seen_at(self) -> datetime:
        """When its person was asked it last, or met it."""

    @property
    def stability(self) -> float | None:
        """Days, as the memory model has it; None: never asked."""

    @property
    def ends_at(self) -> datetime | None:
        """The end of its course, while its last check is to come."""


def asked_at(rhythm: Rhythm, now: datetime) -> tuple[datetime, datetime] | None:
    """When somebody's next prompt goes (aware UTC), and until when cards fall due for it.

    None: not within the next two hours. It goes at their chosen time on their next working day; if
    that has just passed unused, now, provided they are at work; what fell due since waits.
    """
    meant = next_prompt_time(rhythm, now - CATCH_UP)
    if meant is not None and meant < now:
        if is_available(rhythm, now) and local_day(rhythm, meant) == local_day(rhythm, now):
            return now, meant
        meant = next_prompt_time(rhythm, now)
    if meant is None or meant > now + AHEAD:
        return None
    return meant, meant


def choose(due: Iterable[D], at: datetime, most: int) -> list[D]:
    """The cards to ask at `at` (aware), at most `most`; the others wait for the days to come.

    The backlog amnesty. However many reviews of a card were missed, it is asked once. First come
    cards whose course has ended, the earliest end first: of all that was missed one last check is
    left. Then what has faded most, as long as its predicted recall is at least 0.7; what has faded
    further is learnt anew whenever it comes, so it comes after, the best remembered first.
    """
    return sorted(due, key=lambda card: _turn(card, at))[: max(most, 0)]


def _turn(card: Due, at: datetime) -> tuple[float, ...]:
    last = (card.due_at.timestamp(), card.card_id)
    if card.ends_at is not None and card.ends_at <= at:
        return 0, card.ends_at.timestamp(), *last
    faded = stretch(card, at)
    if faded <= worth_saving():
        return 1, -faded, *last
    return 2, faded, *last


def stretch(card: Due, at: datetime) -> float:
    """Days since it was last remembered, in stabilities: what alone decides predicted recall.

    A card that was never asked counts as well understood when it was met.
    """
    days = max((at - card.seen_at).days, 0)
    return days / (card.stability or first_stability())


@cache
def first_stability() -> float:
    """Days of stability after one good meeting, by the memory model."""
    met = datetime.fromisoformat("2026-01-01T00:00:00+00:00")
    return review(Memory(met), Grade.GOOD, met).stability or 1.0


@cache
def worth_saving() -> float:
    """The stretch at which predicted recall falls to 0.7, the least that may be aimed for."""
    met = datetime.fromisoformat("2026-01-01T00:00:00+00:00")
    memory = Memory(met, 2, None, 1000.0, 5.0, met)
    low, high = 0, 1_000_000
    while high - low > 1:
        middle = (low + high) // 2
        if (recall_probability(memory, met + middle * DAY) or 0.0) >= LEAST_RETENTION:
            low = middle
        else:
            high = middle
    return low / 1000.0


def that_fit(sizes: Sequence[tuple[int, int]], most: tuple[int, int]) -> int:
    """How many of these (blocks, characters) make one message of at most `most`; at least one."""
    blocks = characters = 0
    for number, size in enumerate(sizes):
        blocks, characters = blocks + size[0], characters + size[1]
        if number and (blocks > most[0] or characters > most[1]):
            return number
    return len(sizes)


def variant(person_id: int) -> int:
    """Which of the four orders of its options somebody sees; the next colleague sees another."""
    return hashlib.sha256(f"recall variant {person_id}".encode()).digest()[0] % VARIANTS


def shuffled(
    things: Sequence[T], order: int, card_id: int, version: int, *, apart: bool = False
) -> list[T]:
    """The same things in one of the orders of that card's version, always the same one.

    `apart`: of two or more it is never the order they came in, which would be the answer.
    """
    seed = f"recall order {order} {card_id} {version}"

    def drawn(place: int) -> bytes:
        return hashlib.sha256(f"{seed} {place}".encode()).digest()

    places = sorted(range(len(things)), key=drawn)
    if apart and places == list(range(len(things))):
        places = places[1:] + places[:1]
    return [things[place] for place in places]

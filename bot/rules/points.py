"""How help is counted: points from thanks, worked out anew each time and stored nowhere.

A thanks counts its weight. The n-th of the same colleague counts one n-th of it, and one that
closes a circle of two or three people counts half. docs/boards.md explains it to everybody.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import fsum
from typing import TypeAlias

ACCEPTED, THANKED, HELPED_TOO = 3, 2, 1
"""What an accepted answer, a kudos, and "this helped me too" weigh: the first settled something,
the second was worth a sentence, of which everybody has few a day, and the third is one press."""
CLOSING = 0.5
"""What is left of a thanks that closes a circle."""
BACK = timedelta(days=30)
"""How long before a thanks the others of its circle may have been given. A fixed time, so that a
circle that takes turns from week to week is one all the same."""
OFTEN = 3
"""Times within BACK that each must have thanked the next before moderators are shown a ring: once
or twice is courtesy."""
DIGITS = 6
"""Of a number of points: beyond, two ways of reckoning the same may differ."""

Pair: TypeAlias = tuple[int, int]
"""Who thanked whom."""


@dataclass(frozen=True, slots=True)
class Thanks:
    """Somebody's thanks for help; `at` is aware."""

    receiver: int
    giver: int | None
    """None: nobody who may be named. They are taken for one colleague, and in no circle."""
    weight: float
    at: datetime


def points(counted: Iterable[Thanks], around: Iterable[Thanks] = ()) -> dict[int, float]:
    """Receiver → points of what is counted; for those who have any.

    Circles are looked for in `around`: all that was given then and in the time before (BACK). The
    order of neither matters.
    """
    given = _moments(around)
    of_pair: dict[tuple[int, int | None], list[float]] = defaultdict(list)
    for one in counted:
        left = CLOSING if _closes(one, given) else 1.0
        of_pair[one.receiver, one.giver].append(one.weight * left)
    of_person: dict[int, list[float]] = defaultdict(list)
    for (receiver, _), weights in of_pair.items():
        of_person[receiver].append(_shared(weights))
    return {receiver: round(fsum(parts), DIGITS) for receiver, parts in of_person.items()}


def _shared(weights: list[float]) -> float:
    """What the thanks of one colleague count together: the heaviest wholly, the n-th one n-th."""
    ordered = sorted(weights, reverse=True)
    return fsum(weight / n for n, weight in enumerate(ordered, start=1))


def _moments(thanks: Iterable[Thanks]) -> dict[int, dict[int, set[datetime]]]:
    """Giver → receiver → when."""
    given: dict[int, dict[int, set[datetime]]] = defaultdict(lambda: defaultdict(set))
    for one in thanks:
        if one.giver is not None:
            given[one.giver][one.receiver].add(one.at)
    return given


def _closes(one: Thanks, given: Mapping[int, Mapping[int, set[datetime]]]) -> bool:
    """Whether a thanks comes back: its receiver thanked the giver before, or somebody who did."""
    if one.giver is None:
        return False
    for between, moments in given.get(one.receiver, {}).items():
        if not _before(moments, one.at):
            continue
        if between == one.giver:
            return True
        if _before(given.get(between, {}).get(one.giver, ()), one.at):
            return True
    return False


def _before(moments: Iterable[datetime], at: datetime) -> bool:
    return any(at - BACK <= moment <= at for moment in moments)


def rings(numbers: Mapping[Pair, int]) -> list[frozenset[int]]:
    """People who thank each other round and round, in groups; the largest first.

    `numbers` says how often one thanked another. Only who did so OFTEN is looked at; those whose
    circles of two or three share somebody are one group. Longer circles are not looked for: each
    of their people hears from one colleague again and again, which soon counts next to nothing.
    """
    often: dict[int, set[int]] = defaultdict(set)
    for (giver, receiver), number in numbers.items():
        if number >= OFTEN and giver != receiver:
            often[giver].add(receiver)
    together: dict[int, set[int]] = {}
    for giver, receivers in often.items():
        for receiver in receivers:
            back = often.get(receiver, set())
            if giver in back:
                _join(together, {giver, receiver})
            for third in back:
                if giver in often.get(third, ()):
                    _join(together, {giver, receiver, third})
    found = {frozenset(group) for group in together.values()}
    return sorted(found, key=lambda group: (-len(group), sorted(group)))


def _join(together: dict[int, set[int]], people: set[int]) -> None:
    """Make one group of these people and whoever is in a group with one of them."""
    groups = [together[person] for person in people if person in together]
    if groups and all(group is groups[0] for group in groups) and people <= groups[0]:
        return
    whole = people.union(*groups)
    for person in whole:
        together[person] = whole

"""Decides who or what would be in two places at once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Double(StrEnum):
    """What is booked twice."""

    SPEAKS = "speaks"
    """A speaker speaks at the other one too."""
    GOES = "goes"
    """A speaker goes to the other one."""
    PLACE = "place"
    COMES = "comes"
    """People who come to this one go to the other one too."""


@dataclass(frozen=True, slots=True)
class Clash:
    """Two sessions at the same time: the other one, and what they share."""

    what: Double
    who: str
    """Names of people, the place, or how many people."""
    title: str
    """Empty for whoever was not invited to a session of a closed circle."""
    wall: datetime
    """When the other one begins, in `zone` (naive)."""
    zone: str


def same_place(one: str, other: str) -> bool:
    """Whether two descriptions name the same room or meeting."""
    words = [" ".join(p.casefold().split()) for p in (one, other)]
    return bool(words[0]) and words[0] == words[1]


def shared(names: Iterable[tuple[int, str]], others: Iterable[int]) -> str:
    """The names of those (id, name) who are among the others too."""
    ids = set(others)
    return ", ".join(name for id_, name in names if id_ in ids)

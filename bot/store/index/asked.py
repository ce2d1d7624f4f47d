"""What is asked of an index, and what it answers."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Asked:
    """A question before it is stored: any length, any language, code or nothing at all."""

    title: str
    body: str = ""
    topics: tuple[str, ...] = ()
    """Lower case, without `#`."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """An earlier question that is likely the same, and answered."""

    question_id: int
    likelihood: float
    """How likely it is the same question, 0 to 1; of all that are shown at most 1 together."""
    words: tuple[str, ...]
    """Words of the asker that it has, the telling ones first; for "why it matched"."""


@dataclass(frozen=True, slots=True)
class Near:
    """An earlier question that resembles this one, answered or not."""

    question_id: int
    score: float
    """0 to 1; comparable among the results of one query."""


@dataclass(frozen=True, slots=True)
class Found:
    """A question that somebody searched for."""

    question_id: int
    score: float
    words: tuple[str, ...]
    """What they typed and it has."""

"""Who may do what with a nomination for a badge, in which state; how long each step may take."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import timedelta
from enum import StrEnum

from bot.rules.kudos import says_something

REASON_LENGTH = 500
"""Characters of a reason, an endorsement or a word: one thought each."""
MOST_OPEN = 5
"""Nominations one person may have waiting at once: each takes two colleagues' time."""
LAPSES_AFTER = timedelta(days=28)
"""After its nomination: a badge is for what people still remember."""
REMINDED_AFTER = timedelta(days=7)
"""After somebody was asked; once."""


class State(StrEnum):
    """Where a nomination stands."""

    ASKED = "asked"
    """Waits for somebody who knows the work, or for the nominator to name somebody else."""
    ENDORSED = "endorsed"
    """Waits for whoever decides about the badge."""
    GRANTED = "granted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"


OPEN = frozenset({State.ASKED, State.ENDORSED})


class Part(StrEnum):
    """What somebody has to do with a nomination."""

    NOMINEE = "nominee"
    NOMINATOR = "nominator"
    ENDORSER = "endorser"
    """Who is asked now, or endorsed it."""
    DECIDER = "decider"
    """Owns the badge, or is an administrator."""


class Act(StrEnum):
    """What can be done with a nomination."""

    SEE = "see"
    NAME = "name"
    """Name (another) colleague who knows the work."""
    ENDORSE = "endorse"
    PASS = "pass"  # noqa: S105 - it is no password
    """Say that one does not know the work."""
    GRANT = "grant"
    DECLINE = "decline"
    WITHDRAW = "withdraw"


class Answer(StrEnum):
    """Whether an act may be done."""

    YES = "yes"
    NOT_ALLOWED = "not allowed"
    """By somebody else it may."""
    TOO_LATE = "too late"
    """In another state it might."""
    UNKNOWN = "unknown"
    """It is none of their business that there is a nomination."""


_WHO: Mapping[Act, Part] = {
    Act.NAME: Part.NOMINATOR,
    Act.ENDORSE: Part.ENDORSER,
    Act.PASS: Part.ENDORSER,
    Act.GRANT: Part.DECIDER,
    Act.DECLINE: Part.DECIDER,
    Act.WITHDRAW: Part.NOMINATOR,
}
_WHEN: Mapping[Act, frozenset[State]] = {
    Act.NAME: frozenset({State.ASKED}),
    Act.ENDORSE: frozenset({State.ASKED}),
    Act.PASS: frozenset({State.ASKED}),
    Act.GRANT: frozenset({State.ENDORSED}),
    Act.DECLINE: frozenset({State.ENDORSED}),
    Act.WITHDRAW: OPEN,
}


def may(act: Act, state: State, parts: Collection[Part]) -> Answer:
    """Whether somebody who has these parts in a nomination may do this now.

    Whoever is nominated knows nothing of it until it is granted, whatever else they are.
    """
    if Part.NOMINEE in parts:
        sees = state is State.GRANTED
        return Answer.YES if act is Act.SEE and sees else Answer.UNKNOWN
    if not parts:
        return Answer.UNKNOWN
    if act is Act.SEE:
        return Answer.YES
    if _WHO[act] not in parts:
        return Answer.NOT_ALLOWED
    return Answer.YES if state in _WHEN[act] else Answer.TOO_LATE


def is_a_reason(text: str) -> bool:
    """Whether something is said, in words."""
    return says_something(text)

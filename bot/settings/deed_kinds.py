"""What counts: the kinds of deeds that badges and digests are made of."""

from __future__ import annotations

from enum import StrEnum


class DeedKind(StrEnum):
    """What counts. Asking does not: who asks must not be told by it."""

    # As the text that it equals: an Enum's own is written in Python, and a kudos hashes hundreds.
    __hash__ = str.__hash__

    KUDOS_GIVEN = "kudos_given"
    KUDOS_RECEIVED = "kudos_received"
    ANSWERED_FIRST = "answered_first"
    """Gave the first answer to a colleague's question."""
    ANSWER_ACCEPTED = "answer_accepted"
    ANSWER_HELPED = "answer_helped"
    """A colleague said that an answer helped them too."""
    SESSION_GIVEN = "session_given"
    """Spoke at a session that somebody came to."""
    SESSION_ATTENDED = "session_attended"
    RECALL_KEPT = "recall_kept"
    """Answered a recall prompt, whether right or wrong: it tells nothing of what is known."""


NAMES_A_COLLEAGUE = frozenset(
    {
        DeedKind.KUDOS_GIVEN,
        DeedKind.KUDOS_RECEIVED,
        DeedKind.ANSWERED_FIRST,
        DeedKind.ANSWER_ACCEPTED,
        DeedKind.ANSWER_HELPED,
    }
)
"""Kinds done for somebody or thanks to somebody, so that different colleagues can be counted."""
HAS_TOPICS = frozenset(DeedKind) - {DeedKind.RECALL_KEPT}
"""Kinds that are about something."""

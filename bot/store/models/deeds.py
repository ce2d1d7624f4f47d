"""Tables of deeds: what somebody did for others or learnt; badges and digests count it."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field

from bot.store.models.base import Owned, UtcDateTime


class DeedKind(StrEnum):
    """What counts. Asking does not: who asks must not be told by it."""

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


class DeedRow(Owned, table=True):
    """One deed, once. The log that points, badges and boards are worked out from."""

    __tablename__ = "deed"
    __table_args__ = (
        UniqueConstraint("organization_id", "subject", "kind", "person_id", "other_id"),
        Index("ix_deed_person", "person_id", "kind", "at"),
        Index("ix_deed_at", "organization_id", "at"),
        Index("ix_deed_other", "other_id", "kind", "at"),
    )
    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id")
    kind: str
    subject: str
    """What it was done with, as "kudos:12": the same deed told twice is one."""
    other_id: int = Field(foreign_key="person.id")
    """For whom or thanks to whom. Their own id: nobody in particular, or nobody who may be named
    (null would let the same deed be there twice)."""
    at: datetime = Field(sa_type=UtcDateTime)
    is_open: bool = False
    """Whether others may be told of it."""
    undone_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    """When it was taken back: since then it counts no more."""


class DeedTopicRow(Owned, table=True):
    """What a deed was about."""

    __tablename__ = "deed_topic"
    deed_id: int = Field(primary_key=True, foreign_key="deed.id")
    topic_id: int = Field(primary_key=True, foreign_key="topic.id", index=True)

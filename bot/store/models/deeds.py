"""Tables of deeds: what somebody did for others or learnt; badges and digests count it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field

from bot.store.models.base import Owned, UtcDateTime


class DeedRow(Owned, table=True):
    """One deed, once. The log that points, badges and boards are worked out from."""

    __tablename__ = "deed"
    __table_args__ = (
        UniqueConstraint("organization_id", "subject", "kind", "person_id", "other_id"),
        Index("ix_deed_person", "person_id", "kind", "at"),
        # By time alone: beside it the organization would look choosy to SQLite, and is not.
        Index("ix_deed_at", "at"),
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

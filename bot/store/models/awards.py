"""Tables of nominations: who proposed whom for a badge given by hand, and what came of it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field

from bot.store.models.base import Owned, UtcDateTime


class NominationRow(Owned, table=True):
    """One colleague, proposed by another for one badge. Its nominee learns of it when granted."""

    __tablename__ = "nomination"
    __table_args__ = (
        UniqueConstraint("organization_id", "slot"),
        Index("ix_nomination_state", "organization_id", "state"),
        Index("ix_nomination_nominator", "nominator_id", "state"),
        Index("ix_nomination_endorser", "endorser_id", "state"),
    )
    id: int | None = Field(default=None, primary_key=True)
    badge: str
    """Its key in app.yaml, which may be gone from there."""
    topic_id: int | None = Field(default=None, foreign_key="topic.id", index=True)
    nominee_id: int = Field(foreign_key="person.id", index=True)
    nominator_id: int = Field(foreign_key="person.id")
    reason: str
    evidence: str = ""
    """An https link to what it is about."""
    state: str
    """`rules.awards.State`."""
    slot: str | None = None
    """Badge, topic and nominee while it is open, so that the same is not proposed twice at once."""
    created_at: datetime = Field(sa_type=UtcDateTime)
    lapses_at: datetime = Field(sa_type=UtcDateTime)
    endorser_id: int | None = Field(default=None, foreign_key="person.id")
    """Who is asked, or endorsed it; None: the nominator has to name somebody."""
    endorsement: str = ""
    endorsed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    decided_by: int | None = Field(default=None, foreign_key="person.id")
    decided_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    word: str = ""
    """What whoever decided said."""


class NominationAskedRow(Owned, table=True):
    """Who was asked to endorse a nomination: nobody is asked twice for the same one."""

    __tablename__ = "nomination_asked"
    nomination_id: int = Field(primary_key=True, foreign_key="nomination.id")
    person_id: int = Field(primary_key=True, foreign_key="person.id", index=True)
    asked_at: datetime = Field(sa_type=UtcDateTime)
    passed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    """When they said that they don't know the work."""

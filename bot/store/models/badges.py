"""The table of badges that people were given, by what they did or by somebody's hand."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field

from bot.store.models.base import Owned, UtcDateTime


class BadgeAwardRow(Owned, table=True):
    """One level of a badge, given to one person. Nobody loses it, unless it is revoked by hand."""

    __tablename__ = "badge_award"
    __table_args__ = (
        UniqueConstraint("organization_id", "person_id", "once"),
        Index("ix_badge_award_given", "organization_id", "given_at"),
    )
    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id")
    badge: str
    """Its key in app.yaml, which may be gone from there."""
    level: int = 1
    """Counted from 1."""
    topic_id: int | None = Field(default=None, foreign_key="topic.id", index=True)
    """Of a badge that is earned for each topic on its own."""
    once: str
    """What makes it the same award, whoever finds it earned: it is given once."""
    earned_at: datetime = Field(sa_type=UtcDateTime)
    """When the deed happened that completed it."""
    given_at: datetime = Field(sa_type=UtcDateTime)
    """When it was written down: later than `earned_at` for what was noted or recomputed late."""
    deed_id: int | None = Field(default=None, foreign_key="deed.id", index=True)
    """The deed that completed it; None: it was given by hand."""
    nomination_id: int | None = None
    """The nomination it was granted for; None: it was earned."""
    words: str = ""
    """What it was given for by hand, in its giver's words."""
    granted_by: int | None = Field(default=None, foreign_key="person.id")
    told: str = ""
    """Key of the message that told them; empty: none did."""
    announced: str = ""
    """Key of the post that told others; empty: none did."""
    revoked_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    revoked_by: int | None = Field(default=None, foreign_key="person.id")
    revoked_why: str = ""

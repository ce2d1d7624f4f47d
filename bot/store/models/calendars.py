"""Table of the private links to calendars; what is in a link itself is not stored."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from bot.store.models.base import Owned, UtcDateTime


class LinkKind(StrEnum):
    """What a link is for."""

    VISIT = "visit"
    """To look and download, for some days; given with an answer, as often as asked for."""
    FEED = "feed"
    """To subscribe to; one a person, until it is replaced or revoked."""
    PICTURE = "picture"
    """To draw what its person remembers, for some days; whatever shows pictures asks with it."""


class CalendarLinkRow(Owned, table=True):
    """One private link of one person."""

    __tablename__ = "calendar_link"
    __table_args__ = (UniqueConstraint("person_id", "slot"),)
    digest: str = Field(primary_key=True)
    """SHA-256 of the random part of the link, in hex."""
    person_id: int = Field(foreign_key="person.id")
    kind: str
    slot: str
    """"feed", of which each person has one; for a visit its own digest."""
    created_at: datetime = Field(sa_type=UtcDateTime)
    expires_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    content: str = ""
    """SHA-256 of what a feed said when it was last asked for, in hex."""
    changed_at: datetime = Field(sa_type=UtcDateTime)
    """Since when it says that."""

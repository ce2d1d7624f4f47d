"""Tables of what comes after a session: feedback, thanks, materials, lists of who came."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON
from sqlmodel import Field

from bot.store.models.base import NOTHING, Owned, UtcDateTime


class FeedbackRow(Owned, table=True):
    """What somebody thought of an occurrence; shown only together with others'."""

    __tablename__ = "session_feedback"
    occurrence_id: int = Field(primary_key=True, foreign_key="occurrence.id")
    person_id: int = Field(primary_key=True, foreign_key="person.id")
    rating: int | None = None
    """1 to 5."""
    will_use: str = ""
    comment: str = ""
    given_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    thanked_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    """When they thanked the speakers in one press."""


class MaterialRow(Owned, table=True):
    """What a speaker leaves: slides or a recording, and what to remember."""

    __tablename__ = "session_material"
    id: int | None = Field(default=None, primary_key=True)
    occurrence_id: int = Field(foreign_key="occurrence.id", index=True)
    person_id: int = Field(foreign_key="person.id")
    title: str = Field(default="", sa_column_kwargs={"server_default": NOTHING})
    """What the link is called; empty: it has no name of its own."""
    link: str = ""
    takeaways: str = ""
    said: str = Field(default="", sa_column_kwargs={"server_default": NOTHING})
    """All of that, folded: what a search looks through."""
    added_at: datetime = Field(sa_type=UtcDateTime)


class CheckedRollRow(Owned, table=True):
    """A list of who came that somebody has checked and may apply; their newest for a session."""

    __tablename__ = "checked_roll"
    occurrence_id: int = Field(primary_key=True, foreign_key="occurrence.id")
    person_id: int = Field(primary_key=True, foreign_key="person.id")
    key: str
    """Names this very list: an older page must not apply a newer one."""
    entries: list[Any] = Field(sa_type=JSON)
    """Row by row its number and whom it names."""
    checked_at: datetime = Field(sa_type=UtcDateTime)

"""Tables of what comes after a session: feedback, thanks given, materials and takeaways."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Field

from bot.store.models.base import Owned, UtcDateTime


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
    link: str = ""
    takeaways: str = ""
    added_at: datetime = Field(sa_type=UtcDateTime)

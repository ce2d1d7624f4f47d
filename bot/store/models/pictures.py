"""Tables of pictures that a platform keeps for us, since it can't fetch them from where we are."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Field

from bot.store.models.base import Owned, UtcDateTime


class KeptPictureRow(Owned, table=True):
    """One picture in one workspace, given to its platform once."""

    __tablename__ = "kept_picture"
    workspace_id: int = Field(primary_key=True, foreign_key="workspace.id")
    name: str = Field(primary_key=True)
    """A digest of its address: it tells nobody what it shows."""
    address: str
    """What the platform calls it."""
    made_at: datetime = Field(sa_type=UtcDateTime, index=True)
    is_proven: bool = False
    """The platform has shown it: it is ready."""


class ShownPictureRow(Owned, table=True):
    """A kept picture that stands in a conversation, so that whoever reads there may see it."""

    __tablename__ = "shown_picture"
    workspace_id: int = Field(primary_key=True, foreign_key="workspace.id")
    address: str = Field(primary_key=True)
    conversation: str = Field(primary_key=True)
    """As the platform calls it."""
    shown_at: datetime = Field(sa_type=UtcDateTime, index=True)

"""Tables of kudos: thanks, whom they reach, their topics, and reports to moderators."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field

from bot.store.models.base import Owned, UtcDateTime


class TopicRow(Owned, table=True):
    """One `#tag`, shared by all features; the name is lower case, without the `#`."""

    __tablename__ = "topic"
    __table_args__ = (UniqueConstraint("organization_id", "name"),)
    id: int | None = Field(default=None, primary_key=True)
    name: str


class KudosRow(Owned, table=True):
    """One thanks, to one or more colleagues."""

    __tablename__ = "kudos"
    __table_args__ = (Index("ix_kudos_giver", "giver_id", "given_at"),)
    id: int | None = Field(default=None, primary_key=True)
    giver_id: int = Field(foreign_key="person.id")
    note: str
    evidence: str = ""
    """Link to the message it is about."""
    is_private: bool = False
    """Only the giver and the receivers know of it."""
    is_open: bool = False
    """Everybody may read it: it was announced in a channel, and in no closed circle."""
    conversation_id: int | None = Field(default=None, foreign_key="conversation.id")
    """Where it was announced."""
    given_at: datetime = Field(sa_type=UtcDateTime)
    undone_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    hidden_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class KudosRecipientRow(Owned, table=True):
    """Whom a thanks reaches."""

    __tablename__ = "kudos_recipient"
    kudos_id: int = Field(primary_key=True, foreign_key="kudos.id")
    person_id: int = Field(primary_key=True, foreign_key="person.id", index=True)


class KudosTopicRow(Owned, table=True):
    """What a thanks was about."""

    __tablename__ = "kudos_topic"
    kudos_id: int = Field(primary_key=True, foreign_key="kudos.id")
    topic_id: int = Field(primary_key=True, foreign_key="topic.id", index=True)


class KudosReportRow(Owned, table=True):
    """Somebody finds a thanks out of place; a moderator decides."""

    __tablename__ = "kudos_report"
    __table_args__ = (UniqueConstraint("kudos_id", "reporter_id"),)
    id: int | None = Field(default=None, primary_key=True)
    kudos_id: int = Field(foreign_key="kudos.id", index=True)
    reporter_id: int = Field(foreign_key="person.id")
    reported_at: datetime = Field(sa_type=UtcDateTime)
    decision: str = ""
    """"" (open), "hidden" or "kept"."""
    decided_by: int | None = Field(default=None, foreign_key="person.id")
    decided_at: datetime | None = Field(default=None, sa_type=UtcDateTime)

"""Tables of sessions: what is planned, each time it takes place, and who comes."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field

from bot.store.models.base import NOTHING, Owned, UtcDateTime


class SessionState(StrEnum):
    """How far a session has come."""

    DRAFT = "draft"
    ANNOUNCED = "announced"
    CANCELLED = "cancelled"


class SessionRow(Owned, table=True):
    """A lunch-and-learn, or a series of them."""

    __tablename__ = "session"
    id: int | None = Field(default=None, primary_key=True)
    facilitator_id: int = Field(foreign_key="person.id", index=True)
    title: str
    abstract: str = ""
    place: str = ""
    """A room, or the address of a meeting."""
    wall_time: str = ""
    """When the first one begins, as a human wrote it: "2026-12-03T12:30" in `time_zone`.

    While it is a draft, day or time may be missing: "2026-12-03T", "T12:30", "T".
    """
    time_zone: str
    minutes: int
    seats: int | None = None
    rule: str = ""
    """RRULE of a series; empty when it takes place once."""
    conversation_id: int | None = Field(default=None, foreign_key="conversation.id")
    """Where it is announced."""
    prerequisite: str = ""
    """Address of what to read before."""
    recalls: bool = True
    """Whether recall cards follow it."""
    wants_speaker: bool = False
    """Whether a speaker stepped back and nobody has stepped in yet."""
    state: str = SessionState.DRAFT
    created_at: datetime = Field(sa_type=UtcDateTime)
    revision: int = 0
    """Raised by every change that concerns those who come: iCalendar's SEQUENCE."""
    said: str = Field(default="", sa_column_kwargs={"server_default": NOTHING})
    """Title, abstract and topics, folded: what a search looks through."""


class OccurrenceRow(Owned, table=True):
    """One time a session takes place."""

    __tablename__ = "occurrence"
    __table_args__ = (
        UniqueConstraint("session_id", "meant_for"),
        # By time alone: beside it the organization would look choosy to SQLite, and is not.
        Index("ix_occurrence_soon", "starts_at"),
        Index("ix_occurrence_code", "code"),
    )
    id: int | None = Field(default=None, primary_key=True)
    session_id: int = Field(foreign_key="session.id")
    meant_for: str
    """The wall time its series gave it; it stays when this one is moved."""
    wall_time: str
    starts_at: datetime = Field(sa_type=UtcDateTime)
    ends_at: datetime = Field(sa_type=UtcDateTime)
    opened_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    """When its card was posted: those of a series follow one another."""
    cancelled_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    code: str = ""
    """What is shown in the room, to check in with."""


class SpeakerRow(Owned, table=True):
    """Who speaks, and who helps to run it (a co-host)."""

    __tablename__ = "session_speaker"
    session_id: int = Field(primary_key=True, foreign_key="session.id")
    person_id: int = Field(primary_key=True, foreign_key="person.id", index=True)
    speaks: bool = True
    is_cohost: bool = False


class SignupRow(Owned, table=True):
    """What somebody answered to one occurrence, and whether they came."""

    __tablename__ = "signup"
    __table_args__ = (Index("ix_signup_turn", "occurrence_id", "answer", "turn"),)
    occurrence_id: int = Field(primary_key=True, foreign_key="occurrence.id")
    person_id: int = Field(primary_key=True, foreign_key="person.id", index=True)
    answer: str
    turn: int = 0
    """Order in which seats were asked for; 0: never. Who gave a seat back keeps the number."""
    answered_at: datetime = Field(sa_type=UtcDateTime)
    attended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class SessionTopicRow(Owned, table=True):
    """What a session is about."""

    __tablename__ = "session_topic"
    session_id: int = Field(primary_key=True, foreign_key="session.id")
    topic_id: int = Field(primary_key=True, foreign_key="topic.id", index=True)

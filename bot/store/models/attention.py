"""Tables of attention: when people like to be written to, and what was written unasked."""

from __future__ import annotations

from datetime import date, datetime, time

from sqlalchemy import JSON, Index, UniqueConstraint
from sqlmodel import Field

from bot.store.models.base import Owned, UtcDateTime


class PersonRhythmRow(Owned, table=True):
    """What a person chose about their hours; null is "as usual"."""

    __tablename__ = "person_rhythm"
    person_id: int = Field(primary_key=True, foreign_key="person.id")
    weekdays: list[int] | None = Field(default=None, sa_type=JSON)
    """As `date.weekday()` counts."""
    begins: time | None = None
    ends: time | None = None
    quiet_begins: time | None = None
    quiet_ends: time | None = None
    country: str | None = None
    """Empty: no public holidays."""
    prompts_at: time | None = None
    daily_messages: int | None = None
    paused_until: datetime | None = Field(default=None, sa_type=UtcDateTime)


class DayOffRow(Owned, table=True):
    """Days somebody is away, both ends included, by their own calendar."""

    __tablename__ = "day_off"
    __table_args__ = (UniqueConstraint("person_id", "first"),)
    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id")
    first: date
    last: date


class AttentionDayRow(Owned, table=True):
    """How many unasked messages a person gets on one of their days."""

    __tablename__ = "attention_day"
    __table_args__ = (Index("ix_attention_day_day", "organization_id", "day"),)
    person_id: int = Field(primary_key=True, foreign_key="person.id")
    day: date = Field(primary_key=True)
    messages: int


class UnaskedRow(Owned, table=True):
    """Something that wanted a person's attention, and the post it stands in."""

    __tablename__ = "unasked"
    __table_args__ = (
        UniqueConstraint("organization_id", "key"),
        Index("ix_unasked_person", "person_id", "day"),
        Index("ix_unasked_post", "organization_id", "post_key"),
    )
    id: int | None = Field(default=None, primary_key=True)
    key: str
    person_id: int = Field(foreign_key="person.id")
    post_key: str
    """Of the outbox; several that were merged share one."""
    merge: str
    weight: int
    due_at: datetime = Field(sa_type=UtcDateTime)
    expires_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    at_prompt_time: bool
    day: date
    """Their day on which it is counted."""
    body: str
    """The neutral message as JSON, empty where nothing is merged: the post has it."""


class PersonPauseRow(Owned, table=True):
    """A time in which somebody wanted nothing unasked; kept, so that no row of weeks breaks."""

    __tablename__ = "person_pause"
    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    since: datetime = Field(sa_type=UtcDateTime)
    until: datetime = Field(sa_type=UtcDateTime)
    """Brought forward when the pause ends early."""

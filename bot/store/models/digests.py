"""Tables of digests: what was made for whom, about whom it speaks, and who chose what."""

from __future__ import annotations

from datetime import date, datetime, time
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, Index, UniqueConstraint
from sqlmodel import Field

from bot.store.models.base import Owned, UtcDateTime


class DigestKind(StrEnum):
    """Which digest."""

    MANAGER = "manager"
    """What a manager is told of those who report to them."""
    PERSONAL = "personal"
    """What somebody is told of their own week."""
    PROGRAMME = "programme"
    """What those are told who run the programme."""


class DigestRow(Owned, table=True):
    """One digest that was made, or would have been had there been anything to say."""

    __tablename__ = "digest"
    __table_args__ = (
        UniqueConstraint("organization_id", "once"),
        Index("ix_digest_person", "person_id", "kind", "ends_at"),
    )
    id: int | None = Field(default=None, primary_key=True)
    kind: str
    person_id: int = Field(foreign_key="person.id")
    """Who gets it."""
    once: str
    """Kind, person and the day it was due, so that none is made twice."""
    begins_at: datetime = Field(sa_type=UtcDateTime)
    ends_at: datetime = Field(sa_type=UtcDateTime)
    """What it tells of: from the one up to the other, which is not included."""
    first_day: date
    last_day: date
    """The same as days of the reader's calendar, both included."""
    made_at: datetime = Field(sa_type=UtcDateTime)
    body: str = ""
    """The message as JSON; empty: there was nothing to say, and nothing was sent."""
    figures: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    """Its numbers, for the next one to be compared with."""


class DigestMentionRow(Owned, table=True):
    """What a digest says about somebody, word for word: their mirror."""

    __tablename__ = "digest_mention"
    digest_id: int = Field(primary_key=True, foreign_key="digest.id")
    subject_id: int = Field(primary_key=True, foreign_key="person.id", index=True)
    words: str
    """The lines that name them, as JSON of typed text."""


class DigestSettingRow(Owned, table=True):
    """What somebody chose about a digest; None: as `app.yaml` says."""

    __tablename__ = "digest_setting"
    person_id: int = Field(primary_key=True, foreign_key="person.id")
    kind: str = Field(primary_key=True)
    is_on: bool | None = None
    """Whether they get it. None: managers do, the personal one has to be asked for."""
    cadence: str | None = None
    weekday: int | None = None
    """As `date.weekday()` counts: Monday is 0."""
    at: time | None = None
    """Wall time of the reader's own clock."""
    paused_until: datetime | None = Field(default=None, sa_type=UtcDateTime)
    is_left_out: bool = False
    """Of one about others: whether this person is never thought of as somebody long unthanked."""

"""Tables of the machinery: events seen, messages to deliver, moments to come, deeds to audit."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, Index, UniqueConstraint, text
from sqlmodel import Field

from bot.store.models.base import Owned, UtcDateTime


class SeenEventRow(Owned, table=True):
    """An event that was taken; a second one of that id is dropped."""

    __tablename__ = "seen_event"
    workspace_id: int = Field(primary_key=True, foreign_key="workspace.id")
    event_id: str = Field(primary_key=True)
    seen_at: datetime = Field(sa_type=UtcDateTime, index=True)


class PostState(StrEnum):
    """Where a post stands between being said and being read."""

    PENDING = "pending"
    """What the platform shows is not yet what it should show."""
    LEASED = "leased"
    """A replica is working on it."""
    SENT = "sent"
    """The platform shows what it should."""
    UNKNOWN = "unknown"
    """A first send was under way; nobody can tell whether it arrived."""
    DEAD = "dead"
    """Given up: refused for good, expired, or unsure and not to be repeated."""


class Urgency(StrEnum):
    """Who waits: somebody who just acted, or nobody in particular."""

    NOW = "now"
    BULK = "bulk"


class WhenUnsure(StrEnum):
    """What happens to a first send nobody can vouch for."""

    RESEND = "resend"
    """Better twice than never."""
    DROP = "drop"
    """Better never than twice."""


class OutboxRow(Owned, table=True):
    """One post: what a platform should show, and how far it does.

    Edits raise `version` on the same row; delivery sends until `delivered` has caught up. That is
    what makes 500 edits in a minute a handful of requests.
    """

    __tablename__ = "outbox"
    __table_args__ = (
        UniqueConstraint("organization_id", "dedupe_key"),
        Index("ix_outbox_due", "state", "next_attempt_at"),
        Index(
            "ix_outbox_question_card",
            "conversation_id",
            "sent_id",
            sqlite_where=text("kind = 'question.card'"),
        ),
    )
    id: int | None = Field(default=None, primary_key=True)
    dedupe_key: str
    kind: str
    conversation_id: int | None = Field(default=None, foreign_key="conversation.id")
    person_id: int | None = Field(default=None, foreign_key="person.id")
    """A direct message: which conversation that is, is settled when it is sent."""
    thread: str | None = None
    under: str | None = None
    """The key of the post it stands below: it waits until that one was sent or given up."""
    sealed: str | None = None
    """A direct message to somebody who is nobody's business: the seal opens when it is sent."""
    author_sealed: str | None = None
    """Who is told when it can't be delivered, when nobody may know who that is."""
    body: str | None = None
    """The neutral message as JSON; null is "take it away"."""
    version: int = 1
    delivered: int = 0
    state: str = PostState.PENDING
    urgency: str = Urgency.NOW
    when_unsure: str = WhenUnsure.RESEND
    author_id: int | None = Field(default=None, foreign_key="person.id")
    """Who is told when it can't be delivered."""
    created_at: datetime = Field(sa_type=UtcDateTime)
    next_attempt_at: datetime = Field(sa_type=UtcDateTime)
    expires_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    not_after: datetime | None = Field(default=None, sa_type=UtcDateTime)
    """Too late to leave just now, yet not worthless: another moment has to be found for it."""
    attempts: int = 0
    lease: str | None = None
    """Fencing token of the replica that holds it."""
    leased_until: datetime | None = Field(default=None, sa_type=UtcDateTime)
    sent_conversation: str | None = None
    sent_id: str | None = None
    """What the platform calls it there. Of a sealed post both are sealed, in `sent_id`."""
    sent_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    error: str = ""


class TimerRow(Owned, table=True):
    """A planned moment. Its key is unique: planning twice is harmless."""

    __tablename__ = "timer"
    __table_args__ = (
        UniqueConstraint("organization_id", "key"),
        Index("ix_timer_due", "done_at", "wake_at"),
    )
    id: int | None = Field(default=None, primary_key=True)
    key: str
    name: str
    data: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    due_at: datetime = Field(sa_type=UtcDateTime)
    wall_time: str = ""
    """What a human chose ("2026-03-29T02:30"), when one did."""
    time_zone: str = ""
    expires_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    wake_at: datetime = Field(sa_type=UtcDateTime)
    """When to try: `due_at`, or later after a failure."""
    done_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    attempts: int = 0


class AuditRow(Owned, table=True):
    """Who did what to whose words, for those who answer for it."""

    __tablename__ = "audit"
    id: int | None = Field(default=None, primary_key=True)
    at: datetime = Field(sa_type=UtcDateTime)
    actor_id: int = Field(foreign_key="person.id")
    action: str
    subject: str
    """What it was done to, as "kudos:12"."""

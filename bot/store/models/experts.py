"""Tables of experts: who knows what, how much they like to be asked, and who owns a topic."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from bot.store.models.base import Owned, UtcDateTime


class ExpertState(StrEnum):
    """Whether somebody is an expert of a topic. Only ACTIVE ones are asked for it."""

    NOMINATED = "nominated"
    """A colleague named them; they have not said yes yet."""
    INVITED = "invited"
    """Potluck asked, after answers that were accepted; they have not said yes yet."""
    ACTIVE = "active"
    DECLINED = "declined"
    LEFT = "left"


class ExpertRow(Owned, table=True):
    """A person and a topic they know. Nobody is enlisted silently."""

    __tablename__ = "expert"
    topic_id: int = Field(primary_key=True, foreign_key="topic.id")
    person_id: int = Field(primary_key=True, foreign_key="person.id", index=True)
    state: str
    nominated_by: int | None = Field(default=None, foreign_key="person.id")
    """Who named them; None: they did, or Potluck's invitation."""
    since: datetime = Field(sa_type=UtcDateTime)


class ExpertSettingRow(Owned, table=True):
    """How much somebody likes to be asked, whatever the topic."""

    __tablename__ = "expert_setting"
    person_id: int = Field(primary_key=True, foreign_key="person.id")
    weekly_limit: int | None = None
    """Questions a week at most; None: as `app.yaml` says."""
    paused_until: datetime | None = Field(default=None, sa_type=UtcDateTime)


class TopicSettingRow(Owned, table=True):
    """What was decided about a topic."""

    __tablename__ = "topic_setting"
    topic_id: int = Field(primary_key=True, foreign_key="topic.id")
    conversation_id: int | None = Field(default=None, foreign_key="conversation.id")
    """Default channel of questions about it."""
    verify_days: int | None = None
    """How long an answer stays verified; None: as `app.yaml` says."""


class TopicOwnerRow(Owned, table=True):
    """Who looks after a topic: asked when no expert answers, keeps its answers current."""

    __tablename__ = "topic_owner"
    topic_id: int = Field(primary_key=True, foreign_key="topic.id")
    person_id: int = Field(primary_key=True, foreign_key="person.id", index=True)


class TopicSynonymRow(Owned, table=True):
    """Another name of a topic: `#pg` means `#postgres`."""

    __tablename__ = "topic_synonym"
    __table_args__ = (UniqueConstraint("organization_id", "name"),)
    id: int | None = Field(default=None, primary_key=True)
    name: str
    topic_id: int = Field(foreign_key="topic.id", index=True)

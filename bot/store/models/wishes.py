"""Tables of wishes: sessions that people would like, and who would come."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Field

from bot.store.models.base import Owned, UtcDateTime


class WishRow(Owned, table=True):
    """A session that somebody would like."""

    __tablename__ = "wish"
    id: int | None = Field(default=None, primary_key=True)
    person_id: int | None = Field(default=None, foreign_key="person.id")
    """None: Potluck proposed it, because a question stayed open."""
    title: str
    wished_at: datetime = Field(sa_type=UtcDateTime)
    session_id: int | None = Field(default=None, foreign_key="session.id", index=True)
    """What became of it, once somebody volunteered to speak."""


class WishVoteRow(Owned, table=True):
    """Somebody who would come."""

    __tablename__ = "wish_vote"
    wish_id: int = Field(primary_key=True, foreign_key="wish.id")
    person_id: int = Field(primary_key=True, foreign_key="person.id", index=True)


class WishTopicRow(Owned, table=True):
    """What a wish is about."""

    __tablename__ = "wish_topic"
    wish_id: int = Field(primary_key=True, foreign_key="wish.id")
    topic_id: int = Field(primary_key=True, foreign_key="topic.id", index=True)

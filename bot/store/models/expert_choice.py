"""Tables for choosing experts: how active somebody is, about what, and how often they are asked."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index
from sqlmodel import Field

from bot.store.models.base import Owned, UtcDateTime


class ExpertActivityRow(Owned, table=True):
    """How much somebody answered lately, as fading sums (see `bot/store/fading.py`).

    Each column is the base 2 logarithm of a sum that halves every so many days, as it would be at
    the epoch: it grows with every answer, needs no sweep, and keeps people in the same order at
    any time, so that an index finds the busiest.
    """

    __tablename__ = "expert_activity"
    __table_args__ = (
        Index("ix_expert_activity_month", "organization_id", "month"),
        Index("ix_expert_activity_season", "organization_id", "season"),
    )
    person_id: int = Field(primary_key=True, foreign_key="person.id")
    questions: int = 0
    """How many questions of others they ever answered."""
    week: float | None = None
    """Halves every 7 days; None here and below: nothing yet."""
    month: float | None = None
    """Halves every 30 days."""
    season: float | None = None
    """Halves every 120 days."""
    year: float | None = None
    """Halves every 365 days."""
    first_month: float | None = None
    """Of questions they were the first to answer; halves every 30 days."""
    first_season: float | None = None
    """The same; halves every 120 days."""
    newcomers: float | None = None
    """Of questions by people who had asked none before; halves every 365 days."""
    first_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    """When they first answered."""
    seen_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    """When they last asked or answered."""


class ExpertTopicActivityRow(Owned, table=True):
    """The same about one topic."""

    __tablename__ = "expert_topic_activity"
    __table_args__ = (Index("ix_expert_topic_activity_season", "topic_id", "season"),)
    topic_id: int = Field(primary_key=True, foreign_key="topic.id")
    person_id: int = Field(primary_key=True, foreign_key="person.id", index=True)
    questions: int = 0
    month: float | None = None
    season: float | None = None
    not_mine: float | None = None
    """Of times they said "not my topic"; halves every 365 days."""


class ExpertReservationRow(Owned, table=True):
    """A place in somebody's week was taken for a question."""

    __tablename__ = "expert_reservation"
    __table_args__ = (Index("ix_expert_reservation_person", "person_id", "taken_at"),)
    question_id: int = Field(primary_key=True, foreign_key="question.id")
    person_id: int = Field(primary_key=True, foreign_key="person.id")
    taken_at: datetime = Field(sa_type=UtcDateTime)


class ExpertTurnRow(Owned, table=True):
    """Whoever takes a place in somebody's week changes this row first: one after the other."""

    __tablename__ = "expert_turn"
    person_id: int = Field(primary_key=True, foreign_key="person.id")
    turn: int = 0


class ExpertChoiceRow(Owned, table=True):
    """What a choice was made from, so that it is learnt from who answers; kept for two weeks."""

    __tablename__ = "expert_choice"
    question_id: int = Field(primary_key=True, foreign_key="question.id")
    compared: str
    """Person ids and features, as JSON."""
    made_at: datetime = Field(sa_type=UtcDateTime, index=True)


class ExpertWeightsRow(Owned, table=True):
    """What an organization's answers have taught about choosing."""

    __tablename__ = "expert_weights"
    organization_id: int = Field(primary_key=True, foreign_key="organization.id")
    weights: str
    """By feature, as JSON."""
    answers: int = 0
    """How many they were learnt from."""

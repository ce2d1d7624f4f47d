"""The table that tells every replica's index which questions changed."""

from __future__ import annotations

from sqlalchemy import BigInteger, Index
from sqlmodel import Field

from bot.store.models.base import Owned


class IndexChangeRow(Owned, table=True):
    """A question that changed, and when in the order of changes; one row a question."""

    __tablename__ = "index_change"
    __table_args__ = (Index("ix_index_change_order", "organization_id", "moment"),)
    question_id: int = Field(primary_key=True)
    moment: int = Field(sa_type=BigInteger)
    """The PostgreSQL transaction that changed it; on SQLite a counter."""

"""The table of who stays off the boards."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Field

from bot.store.models.base import Owned, UtcDateTime


class BoardAbsenceRow(Owned, table=True):
    """Somebody who wants to be on no board. Points are no table: they are worked out from deeds."""

    __tablename__ = "board_absence"
    person_id: int = Field(primary_key=True, foreign_key="person.id")
    since: datetime = Field(sa_type=UtcDateTime)

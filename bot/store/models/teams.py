"""Tables of teams: who belongs to which, and who reports to whom, since when."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Index, UniqueConstraint, text
from sqlmodel import Field

from bot.store.models.base import Owned, UtcDateTime


class TeamRow(Owned, table=True):
    """Colleagues who work together, as the organization names them."""

    __tablename__ = "team"
    __table_args__ = (UniqueConstraint("organization_id", "name"),)
    id: int | None = Field(default=None, primary_key=True)
    name: str


class ReportingRow(Owned, table=True):
    """Where somebody stands in the organization for a time. At most one row of each is current."""

    __tablename__ = "reporting"
    __table_args__ = (
        Index(
            "ix_reporting_current",
            "person_id",
            unique=True,
            sqlite_where=text("until IS NULL"),
        ),
        Index("ix_reporting_person", "person_id", "since"),
        Index("ix_reporting_manager", "manager_id", "until"),
        Index("ix_reporting_team", "team_id", "until"),
    )
    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id")
    manager_id: int | None = Field(default=None, foreign_key="person.id")
    team_id: int | None = Field(default=None, foreign_key="team.id")
    since: datetime = Field(sa_type=UtcDateTime)
    until: datetime | None = Field(default=None, sa_type=UtcDateTime)
    """When it ended; None: it is so now."""
    claim_id: int | None = Field(default=None, foreign_key="team_claim.id")
    """Who said so in the chat; None: the organization's list of people did."""


class ClaimState(StrEnum):
    """What became of somebody's word that a colleague is in a team."""

    ASKED = "asked"
    """Whoever leads them until now is asked."""
    HELD = "held"
    """It was so from then on."""
    REFUSED = "refused"
    """Whoever led them until then said no."""
    OBJECTED = "objected"
    """The colleague said that it is not right."""


class TeamClaimRow(Owned, table=True):
    """Somebody said that a colleague reports to a manager."""

    __tablename__ = "team_claim"
    __table_args__ = (Index("ix_team_claim_person", "person_id", "state"),)
    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id")
    manager_id: int = Field(foreign_key="person.id")
    by_id: int = Field(foreign_key="person.id")
    """Who said so: that manager, or an administrator."""
    asked_id: int | None = Field(default=None, foreign_key="person.id")
    """Who led them until then."""
    state: str
    at: datetime = Field(sa_type=UtcDateTime)

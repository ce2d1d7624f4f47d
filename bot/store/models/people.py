"""Tables of who and where: organizations, workspaces, people, accounts, conversations."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from bot.store.models.base import NOTHING, Owned, UtcDateTime


class Role(StrEnum):
    """What a person may do; each includes the ones before it."""

    MEMBER = "member"
    FACILITATOR = "facilitator"
    MANAGER = "manager"
    ADMIN = "admin"

    @property
    def rank(self) -> int:
        """The higher, the more a person may do."""
        return tuple(Role).index(self)


class OrganizationRow(SQLModel, table=True):
    """A tenant. Everything stored belongs to exactly one."""

    __tablename__ = "organization"
    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(unique=True)
    created_at: datetime = Field(sa_type=UtcDateTime)


class WorkspaceRow(Owned, table=True):
    """One Slack team, one Teams tenant or the playground."""

    __tablename__ = "workspace"
    __table_args__ = (UniqueConstraint("platform", "address"),)
    id: int | None = Field(default=None, primary_key=True)
    platform: str
    address: str
    name: str = ""
    removed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class PersonRow(Owned, table=True):
    """A human (or bot) in an organization."""

    __tablename__ = "person"
    __table_args__ = (Index("ix_person_email", "email", "organization_id"),)
    id: int | None = Field(default=None, primary_key=True)
    name: str
    time_zone: str = "UTC"
    role: str = Role.MEMBER
    email: str = Field(default="", sa_column_kwargs={"server_default": NOTHING})
    """In lower case, as the organization's list of people has it; empty: on no list."""
    started_on: date | None = None
    """Their first day in the organization, when its list says so."""
    leaves_on: date | None = None
    """Their last day in the organization, when its list says so."""
    left_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    """When they left the organization: they are written to and counted no more."""
    country: str | None = None
    """Whose public holidays they have, when its list says so and they chose none themselves."""
    created_at: datetime = Field(sa_type=UtcDateTime)


class AccountRow(Owned, table=True):
    """A person's identity in one workspace."""

    __tablename__ = "account"
    __table_args__ = (
        UniqueConstraint("workspace_id", "address"),
        Index("ix_account_email", "email", "organization_id"),
    )
    id: int | None = Field(default=None, primary_key=True)
    workspace_id: int = Field(foreign_key="workspace.id")
    person_id: int = Field(foreign_key="person.id", index=True)
    address: str
    name: str = ""
    email: str = ""
    """In lower case, and only where the platform has verified it."""
    is_bot: bool = False
    is_guest: bool = False
    is_deleted: bool = False
    is_admin: bool = False
    reference: str = ""
    last_active_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    linked_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    """When it became an account of somebody who was there already; None: they began with it."""


class ConversationRow(Owned, table=True):
    """Where something is said; the address is the adapter's and is never read here."""

    __tablename__ = "conversation"
    __table_args__ = (UniqueConstraint("workspace_id", "address"),)
    id: int | None = Field(default=None, primary_key=True)
    workspace_id: int = Field(foreign_key="workspace.id")
    address: str
    kind: str
    name: str = ""
    reference: str = ""
    person_id: int | None = Field(default=None, foreign_key="person.id", index=True)
    """Whose direct conversation with the bot this is."""

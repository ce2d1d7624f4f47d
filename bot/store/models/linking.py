"""Tables of one human in several workspaces: who became whom, who was asked, codes to prove it."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from bot.store.models.base import Owned, UtcDateTime


class PairState(StrEnum):
    """What is known of two accounts that may be one human's."""

    ASKED = "asked"
    """One side or both have not answered yet."""
    SAME = "same"
    APART = "apart"
    """Somebody said that they are two: that is not asked again."""


class PersonMergeRow(Owned, table=True):
    """A person who turned out to be another one; seals and old buttons still name the old id."""

    __tablename__ = "person_merge"
    old_id: int = Field(primary_key=True)
    """No foreign key: that person is there no more."""
    person_id: int = Field(foreign_key="person.id", index=True)
    """Who they are now; never somebody who became another."""
    merged_at: datetime = Field(sa_type=UtcDateTime)


class AccountPairRow(Owned, table=True):
    """Two accounts that may be one human's, and what their holders said. The lower id is `one`."""

    __tablename__ = "account_pair"
    __table_args__ = (UniqueConstraint("one_id", "other_id"),)
    id: int | None = Field(default=None, primary_key=True)
    one_id: int = Field(foreign_key="account.id")
    other_id: int = Field(foreign_key="account.id", index=True)
    one_said_yes: bool = False
    other_said_yes: bool = False
    state: str = PairState.ASKED
    asked_at: datetime = Field(sa_type=UtcDateTime)
    expires_at: datetime = Field(sa_type=UtcDateTime)
    """From then on an answer comes too late."""


class LinkCodeRow(Owned, table=True):
    """A short code shown to the holder of one account, to be typed with another; once."""

    __tablename__ = "link_code"
    __table_args__ = (UniqueConstraint("organization_id", "digest"),)
    account_id: int = Field(primary_key=True, foreign_key="account.id")
    """Of each account only the newest code counts."""
    digest: str
    """Keyed digest of the code."""
    expires_at: datetime = Field(sa_type=UtcDateTime)


class LinkGuessRow(Owned, table=True):
    """How often somebody typed a code that is none, lately."""

    __tablename__ = "link_guess"
    account_id: int = Field(primary_key=True, foreign_key="account.id")
    since: datetime = Field(sa_type=UtcDateTime)
    wrong: int = 0

"""Queries on who is known where a session is announced, and in which time zones they live."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.events import ConversationKind
from bot.store.models import (
    AccountRow,
    ConversationRow,
    OccurrenceRow,
    PersonRow,
    SessionRow,
    SessionState,
    columns,
)
from bot.store.sessions import Planned

ACCOUNT = columns(AccountRow)
CONVERSATION = columns(ConversationRow)
OCCURRENCE = columns(OccurrenceRow)
PERSON = columns(PersonRow)
SESSION = columns(SessionRow)


@dataclass(frozen=True, slots=True)
class Channel:
    """An open channel: its name (without `#`) and the workspace it belongs to."""

    name: str
    workspace_id: int


def open_channel(session: Session, organization_id: int, conversation_id: int) -> Channel | None:
    """The channel with this id; None for a closed circle, of which nobody knows who is in it."""
    row = session.execute(
        select(CONVERSATION.name, CONVERSATION.workspace_id)
        .where(CONVERSATION.organization_id == organization_id, CONVERSATION.id == conversation_id)
        .where(CONVERSATION.kind == ConversationKind.CHANNEL)
        .where((CONVERSATION.name != "") | (CONVERSATION.reference != ""))
    ).one_or_none()
    return Channel(row.name, row.workspace_id) if row else None


def zones(
    session: Session, organization_id: int, workspace_id: int, without: Collection[int]
) -> dict[str, int]:
    """IANA zone → how many people with an account in this workspace live there.

    Bots, accounts that are deleted, who left and the people `without` (ids) are not counted.
    """
    rows = session.execute(
        select(PERSON.time_zone, func.count(PERSON.id.distinct()))
        .join(ACCOUNT.id.table, ACCOUNT.person_id == PERSON.id)
        .where(PERSON.organization_id == organization_id)
        .where(ACCOUNT.organization_id == organization_id, ACCOUNT.workspace_id == workspace_id)
        .where(ACCOUNT.is_bot.is_(False), ACCOUNT.is_deleted.is_(False))
        .where(PERSON.left_at.is_(None))
        .where(PERSON.id.not_in(without))
        .group_by(PERSON.time_zone)
    )
    return {zone: int(number) for zone, number in rows}


def starts_of_same(
    session: Session,
    organization_id: int,
    like: Planned,
    after: datetime,
    before: datetime,
) -> list[datetime]:
    """When (UTC) announced sessions of the same title begin between two moments.

    Those of the same facilitator or in the same channel: a co-host may have announced the other.
    """
    same = (SESSION.facilitator_id == like.facilitator.id) | (
        SESSION.conversation_id == like.conversation_id
    )
    rows = session.execute(
        select(OCCURRENCE.starts_at)
        .join(SESSION.id.table, SESSION.id == OCCURRENCE.session_id)
        .where(SESSION.organization_id == organization_id, SESSION.title == like.title)
        .where(same, SESSION.state == SessionState.ANNOUNCED)
        .where(OCCURRENCE.organization_id == organization_id, OCCURRENCE.cancelled_at.is_(None))
        .where(OCCURRENCE.starts_at > after, OCCURRENCE.starts_at < before)
        .order_by(OCCURRENCE.starts_at)
    )
    return list(rows.scalars())

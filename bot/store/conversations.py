"""Queries on conversations: where the bot has been spoken to, or may speak."""

from __future__ import annotations

from typing import Any

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session

from bot.events import Conversation, ConversationKind
from bot.store.models import ConversationRow, columns
from bot.store.outbox import insert_once

CONVERSATION = columns(ConversationRow)


def stored(
    session: Session,
    organization_id: int,
    workspace_id: int,
    conversation: Conversation,
    person_id: int | None = None,
) -> int:
    """The id of this conversation, stored now if it is new. The newest reference is kept."""
    about = {"org": organization_id, "workspace": workspace_id, "address": conversation.address}
    found = session.execute(_FIND, about).one_or_none()
    if found is None:
        session.execute(
            insert_once(session, ConversationRow, ("workspace_id", "address")),
            {
                "organization_id": organization_id,
                "workspace_id": workspace_id,
                "address": conversation.address,
                "kind": conversation.kind,
                "name": conversation.name,
                "reference": conversation.reference,
                "person_id": person_id,
            },
        )
        return stored(session, organization_id, workspace_id, conversation, person_id)
    news = {
        "name": conversation.name or found.name,
        "reference": conversation.reference or found.reference,
        "person_id": person_id or found.person_id,
    }
    if news != {"name": found.name, "reference": found.reference, "person_id": found.person_id}:
        session.execute(
            update(ConversationRow)
            .where(
                CONVERSATION.organization_id == organization_id,
                CONVERSATION.id == found.id,
            )
            .values(news)
        )
    return int(found.id)


_FIND = select(
    CONVERSATION.id, CONVERSATION.name, CONVERSATION.reference, CONVERSATION.person_id
).where(
    CONVERSATION.organization_id == bindparam("org"),
    CONVERSATION.workspace_id == bindparam("workspace"),
    CONVERSATION.address == bindparam("address"),
)


def known(session: Session, organization_id: int, workspace_id: int, address: str) -> int | None:
    """The id of a conversation something was said in before; nothing is written."""
    about = {"org": organization_id, "workspace": workspace_id, "address": address}
    found = session.execute(_FIND, about).one_or_none()
    return int(found.id) if found else None


def by_name(session: Session, organization_id: int, name: str) -> int | None:
    """The id of a channel by its name without `#`, the one seen first when several share it."""
    return session.execute(
        select(CONVERSATION.id)
        .where(
            CONVERSATION.organization_id == organization_id,
            CONVERSATION.kind == ConversationKind.CHANNEL,
            CONVERSATION.name == name,
        )
        .order_by(CONVERSATION.id)
        .limit(1)
    ).scalar()


def by_id(
    session: Session, organization_id: int, workspace_id: int, conversation_id: int
) -> Conversation | None:
    """A stored conversation of a workspace; None when it belongs to another."""
    row = session.execute(
        select(ConversationRow).where(
            CONVERSATION.organization_id == organization_id,
            CONVERSATION.workspace_id == workspace_id,
            CONVERSATION.id == conversation_id,
        )
    ).scalar()
    return as_conversation(row) if row else None


def as_conversation(row: Any, thread: str | None = None) -> Conversation:
    """A stored conversation (a row, or a result with its columns) as adapters know it."""
    return Conversation(
        address=row.address,
        kind=ConversationKind(row.kind),
        name=row.name,
        thread=thread,
        reference=row.reference,
    )

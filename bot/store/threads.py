"""Queries on which question a thread belongs to, and where a question's thread is."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import bindparam, literal_column, select
from sqlalchemy.orm import Session

from bot.events import MessageRef
from bot.store.models import ConversationRow, OutboxRow, QuestionRow, WorkspaceRow, columns

OUTBOX = columns(OutboxRow)
QUESTION = columns(QuestionRow)
CONVERSATION = columns(ConversationRow)
WORKSPACE = columns(WorkspaceRow)


@dataclass(frozen=True, slots=True)
class Card:
    """Where a question's card stands."""

    platform: str
    workspace: str
    """Its name there."""
    conversation_id: int
    ref: MessageRef


def cards(session: Session, organization_id: int, question_ids: Collection[int]) -> dict[int, Card]:
    """Question → where its card stands, for those whose card was sent and is still there."""
    keys = {f"question:{id_}:card": id_ for id_ in question_ids}
    return {keys[key]: card for key, card in posted(session, organization_id, keys).items()}


def posted(session: Session, organization_id: int, keys: Collection[str]) -> dict[str, Card]:
    """Key of a post in a conversation → where it stands, if it was sent and is still there."""
    rows = session.execute(
        select(
            OUTBOX.dedupe_key,
            OUTBOX.conversation_id,
            OUTBOX.sent_conversation,
            OUTBOX.sent_id,
            OUTBOX.thread,
            WORKSPACE.platform,
            WORKSPACE.name,
        )
        .join(CONVERSATION.id.table, CONVERSATION.id == OUTBOX.conversation_id)
        .join(WORKSPACE.id.table, WORKSPACE.id == CONVERSATION.workspace_id)
        .where(OUTBOX.organization_id == organization_id, OUTBOX.dedupe_key.in_(list(keys)))
        .where(CONVERSATION.organization_id == organization_id)
        .where(WORKSPACE.organization_id == organization_id)
        .where(OUTBOX.body.is_not(None), OUTBOX.sealed.is_(None))
        .where(OUTBOX.sent_id.is_not(None), OUTBOX.sent_conversation.is_not(None))
    )
    return {
        r.dedupe_key: Card(
            r.platform,
            r.name,
            r.conversation_id,
            MessageRef(r.sent_conversation, r.sent_id, r.thread),
        )
        for r in rows
    }


def questions_under(
    session: Session, organization_id: int, conversation_id: int, thread: str
) -> list[int]:
    """Ids of the questions whose card this message is, or which were asked about it."""
    about = {"org": organization_id, "conversation": conversation_id, "message": thread}
    keys = session.execute(_CARDS, about).scalars()
    carded = [int(key.split(":")[1]) for key in keys]
    asked = session.execute(_ABOUT, about).scalars()
    return list(dict.fromkeys([*carded, *asked]))


# The kind is literal, so that both databases see that the partial index is meant.
_CARDS = (
    select(OUTBOX.dedupe_key)
    .where(OUTBOX.organization_id == bindparam("org"))
    .where(OUTBOX.conversation_id == bindparam("conversation"))
    .where(OUTBOX.sent_id == bindparam("message"))
    .where(OUTBOX.kind == literal_column("'question.card'"))
)
_ABOUT = (
    select(QUESTION.id)
    .where(QUESTION.organization_id == bindparam("org"))
    .where(QUESTION.conversation_id == bindparam("conversation"))
    .where(QUESTION.about_message == bindparam("message"))
    .order_by(QUESTION.id)
)

"""Queries that find which question a thread belongs to."""

from __future__ import annotations

from sqlalchemy import bindparam, literal_column, select
from sqlalchemy.orm import Session

from bot.store.models import OutboxRow, QuestionRow, columns

OUTBOX = columns(OutboxRow)
QUESTION = columns(QuestionRow)


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

"""Queries that read what an index found."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy.orm import Session

from bot.store.questions import QUESTION, Question, load


def some(session: Session, organization_id: int, question_ids: Collection[int]) -> list[Question]:
    """Those of these questions that there are, hidden ones among them."""
    if not question_ids:
        return []
    which = QUESTION.id.in_(list(question_ids))
    return load(session, organization_id, which, most=len(question_ids))

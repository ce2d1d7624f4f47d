"""Queries on drafts: questions not asked yet, while their askers look at earlier answers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from bot.store.models import DeflectionRow, QuestionDraftRow, columns
from bot.store.outbox import insert_once

DRAFT = columns(QuestionDraftRow)
DEFLECTION = columns(DeflectionRow)


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What somebody is about to ask."""

    text: str
    topics: str = ""
    """As typed beside it."""
    is_private: bool = False
    is_anonymous: bool = False
    conversation_id: int | None = None
    about_message: str = ""
    person_id: int | None = None
    mark: str = ""
    id: int = 0


def add(session: Session, organization_id: int, draft: Draft, now: datetime) -> int:
    """Keep a draft; its id."""
    values = {name: getattr(draft, name) for name in Draft.__slots__ if name != "id"}
    values |= {"organization_id": organization_id, "drafted_at": now}
    made = session.execute(insert(DRAFT.id.table).returning(DRAFT.id), values)
    return int(made.scalar_one())


def set_mark(session: Session, organization_id: int, draft_id: int, mark: str) -> None:
    """What recognises whoever drafts anonymously."""
    session.execute(
        update(QuestionDraftRow)
        .where(DRAFT.organization_id == organization_id, DRAFT.id == draft_id)
        .values(mark=mark)
    )


def get(session: Session, organization_id: int, draft_id: int) -> Draft | None:
    """A draft of this organization, locked until the transaction ends."""
    row = session.execute(
        select(*DRAFT)
        .where(DRAFT.organization_id == organization_id, DRAFT.id == draft_id)
        .with_for_update()
    ).one_or_none()
    return Draft(**{name: getattr(row, name) for name in Draft.__slots__}) if row else None


def drop(session: Session, organization_id: int, draft_id: int) -> None:
    """It was asked, or needs not be."""
    session.execute(
        delete(QuestionDraftRow).where(
            DRAFT.organization_id == organization_id, DRAFT.id == draft_id
        )
    )


def forget(session: Session, organization_id: int, before: datetime) -> None:
    """Drop what nobody came back to."""
    session.execute(
        delete(QuestionDraftRow).where(
            DRAFT.organization_id == organization_id, DRAFT.drafted_at < before
        )
    )


def deflect(
    session: Session,
    organization_id: int,
    once: str,
    answer_id: int,
    person_id: int | None,
    now: datetime,
) -> int | None:
    """Count a question that needed not be asked; None when it was counted before."""
    statement = insert_once(session, DeflectionRow, ("organization_id", "once"))
    values = {
        "organization_id": organization_id,
        "once": once,
        "answer_id": answer_id,
        "person_id": person_id,
        "deflected_at": now,
    }
    return session.execute(statement.returning(DEFLECTION.id), values).scalar()

"""Queries on who asked anonymously: sealed, and recognised by a mark."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import bindparam, insert, select
from sqlalchemy.orm import Session

from bot.store.models import AnonymousAskerRow, columns

SEAL = columns(AnonymousAskerRow)


@dataclass(frozen=True, slots=True)
class Seal:
    """Who asked anonymously, as far as the database knows."""

    sealed: str
    mark: str


def add_seal(
    session: Session, organization_id: int, question_id: int, sealed: str, mark: str
) -> None:
    """Keep who asked anonymously."""
    session.execute(
        insert(SEAL.question_id.table),
        {
            "organization_id": organization_id,
            "question_id": question_id,
            "sealed": sealed,
            "mark": mark,
        },
    )


def seal_of(session: Session, organization_id: int, question_id: int) -> Seal | None:
    """Who asked anonymously; None when the question has a name."""
    row = session.execute(_SEAL, {"org": organization_id, "question": question_id}).one_or_none()
    return Seal(row.sealed, row.mark) if row else None


_SEAL = select(SEAL.sealed, SEAL.mark).where(
    SEAL.organization_id == bindparam("org"), SEAL.question_id == bindparam("question")
)

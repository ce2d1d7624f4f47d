"""What an index knows of a question, and where it reads that."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from sqlalchemy.orm import Session


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A question as the index reads it."""

    question_id: int
    title: str
    body: str = ""
    answers: tuple[str, ...] = ()
    """Oldest first; what was hidden or deleted is not among them."""
    topics: tuple[str, ...] = ()
    """Lower case, without `#`."""
    accepted: bool = False
    """Whether an answer of it is accepted."""
    active_at: datetime
    """When it was asked or answered last, aware."""


class Library(Protocol):
    """Reads questions out of the database. Only those that everybody may find are there."""

    def documents(
        self, session: Session, organization_id: int, question_ids: Collection[int]
    ) -> Iterable[Document]:
        """Those of these questions that may be found; any other is taken out of the index."""

    def after(
        self, session: Session, organization_id: int, question_id: int, most: int
    ) -> list[int]:
        """Ids of the organization's next questions, ascending, hidden or not."""

"""A library in memory, and a database whose index reads it."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from sqlalchemy.orm import Session

from bot.store.index import Document

MONDAY = datetime(2026, 11, 16, 9, tzinfo=UTC)


@dataclass
class Books:
    """Documents by organization and question."""

    kept: dict[int, dict[int, Document]] = field(default_factory=dict)
    hidden: set[int] = field(default_factory=set)
    read: list[int] = field(default_factory=list)
    """What was asked for, in order."""

    def add(self, question_id: int, title: str, body: str = "", *, of: int = 1, **more: Any) -> int:
        """Keep a document."""
        made = Document(question_id=question_id, title=title, body=body, active_at=MONDAY, **more)
        self.kept.setdefault(of, {})[question_id] = made
        return question_id

    def documents(
        self, session: Session, organization_id: int, question_ids: Collection[int]
    ) -> Iterable[Document]:
        """Those that are not hidden."""
        self.read += sorted(question_ids)
        found = self.kept.get(organization_id, {})
        return [found[i] for i in question_ids if i in found and i not in self.hidden]

    def after(
        self, session: Session, organization_id: int, question_id: int, most: int
    ) -> list[int]:
        """Ids in their order."""
        return sorted(i for i in self.kept.get(organization_id, {}) if i > question_id)[:most]

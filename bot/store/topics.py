"""Queries on topics: one `#tag`, shared by all features."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.store.models import TopicRow, columns
from bot.store.outbox import insert_once

TOPIC = columns(TopicRow)


def stored(session: Session, organization_id: int, names: Sequence[str]) -> list[int]:
    """Ids of these topics (lower case, no `#`), stored now if they are new; names sorted."""
    if not names:
        return []
    session.execute(
        insert_once(session, TopicRow, ["organization_id", "name"]),
        [{"organization_id": organization_id, "name": n} for n in sorted(names)],
    )
    found = session.execute(
        select(TOPIC.id)
        .where(TOPIC.organization_id == organization_id, TOPIC.name.in_(names))
        .order_by(TOPIC.name)
    )
    return list(found.scalars())

"""Queries on topics: one `#tag`, shared by all features."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from bot.store.models import TopicRow, columns
from bot.store.outbox import insert_once

TOPIC = columns(TopicRow)


def stored(session: Session, organization_id: int, names: Sequence[str]) -> list[int]:
    """Ids of these topics (lower case, no `#`), stored now if they are new; names sorted."""
    if not names:
        return []
    found = _found(session, organization_id, names)
    missing = sorted(set(names) - set(found))
    if missing:
        session.execute(
            insert_once(session, TopicRow, ("organization_id", "name")),
            [{"organization_id": organization_id, "name": name} for name in missing],
        )
        found = _found(session, organization_id, names)
    return [found[name] for name in sorted(found)]


_FIND = select(TOPIC.name, TOPIC.id).where(
    TOPIC.organization_id == bindparam("org"), TOPIC.name.in_(bindparam("names", expanding=True))
)


def _found(session: Session, organization_id: int, names: Sequence[str]) -> dict[str, int]:
    rows = session.execute(_FIND, {"org": organization_id, "names": list(names)})
    return {row.name: row.id for row in rows}

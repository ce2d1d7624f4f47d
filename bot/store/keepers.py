"""Queries on how long answers of a topic stay verified."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.store.models import TopicRow, TopicSettingRow, columns

SETTING = columns(TopicSettingRow)
TOPIC = columns(TopicRow)


def verify_days(session: Session, organization_id: int, topics: Sequence[str]) -> int | None:
    """Days an answer about these topics (by name) stays verified: of several the fewest."""
    if not topics:
        return None
    found: int | None = session.execute(
        select(func.min(SETTING.verify_days))
        .join(TOPIC.id.table, TOPIC.id == SETTING.topic_id)
        .where(SETTING.organization_id == organization_id)
        .where(TOPIC.organization_id == organization_id, TOPIC.name.in_(topics))
    ).scalar()
    return found

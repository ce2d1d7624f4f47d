"""Two topics become one: all that was about the one is about the other."""

from __future__ import annotations

from typing import Any

from sqlalchemy import bindparam, delete, select, update
from sqlalchemy.orm import Session
from sqlmodel import SQLModel

from bot.store.merging import RULES
from bot.store.models import BadgeAwardRow, NominationRow, TopicRow, columns

AWARD = columns(BadgeAwardRow)
NOMINATION = columns(NominationRow)
TOPIC = columns(TopicRow)


def merge(session: Session, organization_id: int, topic_id: int, into_id: int) -> None:
    """Make one topic of two: all that was about `topic_id` is about `into_id`, which stays.

    What was decided about the first (channel, days) is forgotten where the other has its own. A
    level of a badge that somebody earned for both they have once.
    """
    _rename_awards(session, organization_id, topic_id, into_id)
    _rename_nominations(session, organization_id, topic_id, into_id)
    for table in SQLModel.metadata.sorted_tables:
        for column in table.columns:
            if not any(key.target_fullname == "topic.id" for key in column.foreign_keys):
                continue
            own: Any = (column == topic_id) & (table.c.organization_id == organization_id)
            if column.primary_key:
                kept = table.alias("kept")
                rest = [c for c in table.primary_key.columns if c is not column]
                there = select(kept.c[column.name]).where(
                    kept.c[column.name] == into_id, kept.c.organization_id == organization_id
                )
                for other in rest:
                    there = there.where(kept.c[other.name] == other)
                session.execute(delete(table).where(own, there.exists()))
            session.execute(update(table).where(own).values({column.name: into_id}))
    session.execute(
        delete(TopicRow).where(TOPIC.organization_id == organization_id, TOPIC.id == topic_id)
    )


def _rename_awards(session: Session, organization_id: int, topic_id: int, into_id: int) -> None:
    """What makes an earned level the same one names its topic; of two the same one stays.

    What was given by hand stays beside each other: each is for something else.
    """
    earned = AWARD.organization_id == organization_id, AWARD.nomination_id.is_(None)
    topics = AWARD.topic_id.in_((topic_id, into_id))
    rows = session.execute(select(*AWARD).where(*earned, topics).order_by(AWARD.id)).mappings()
    kept: dict[tuple[int, str], dict[str, Any]] = {}
    gone: list[dict[str, int]] = []
    for row in map(dict, rows):
        key = row["person_id"], f"{row['badge']}:{row['level']}:{into_id}"
        if key in kept:
            other = kept[key]
            kept[key], _ = RULES["badge_award"](other, row)
            gone.append({"award": row["id"] if kept[key] is other else other["id"]})
        else:
            kept[key] = row
    renamed = [
        {"award": row["id"], "now": once} for (_, once), row in kept.items() if row["once"] != once
    ]
    one = AWARD.id == bindparam("award"), AWARD.organization_id == organization_id
    connection = session.connection()
    if gone:
        connection.execute(delete(BadgeAwardRow).where(*one), gone)
    if renamed:
        change = update(BadgeAwardRow).where(*one).values(once=bindparam("now"))
        connection.execute(change, renamed)


def _rename_nominations(
    session: Session, organization_id: int, topic_id: int, into_id: int
) -> None:
    """What makes an open nomination the same one names its topic, too; two may stay open."""
    mine = NOMINATION.organization_id == organization_id
    rows = session.execute(
        select(NOMINATION.id, NOMINATION.badge, NOMINATION.nominee_id).where(
            mine, NOMINATION.topic_id == topic_id, NOMINATION.slot.is_not(None)
        )
    ).all()
    for row in rows:
        slot = f"{row.badge}:{into_id}:{row.nominee_id}"
        taken = select(NOMINATION.id).where(mine, NOMINATION.slot == slot)
        if session.execute(taken).first() is None:
            session.execute(
                update(NominationRow).where(mine, NOMINATION.id == row.id).values(slot=slot)
            )

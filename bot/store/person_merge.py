"""Queries on who somebody is now, and who they were: old ids live on in seals, marks, buttons."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from bot.store.models import PersonMergeRow, columns
from bot.store.outbox import ANY_ORGANIZATION

MERGE = columns(PersonMergeRow)


def today(session: Session, organization_id: int, person_id: int) -> int:
    """The id of whoever had this id; the same for most."""
    about = {"org": organization_id, "old": person_id}
    found = session.execute(_TODAY, about).scalar()
    return person_id if found is None else int(found)


def earlier(session: Session, organization_id: int, person_id: int) -> list[int]:
    """The ids somebody had before, when they were several; nothing for most."""
    about = {"org": organization_id, "person": person_id}
    return list(session.execute(_EARLIER, about).scalars())


def became(session: Session, person_ids: Collection[int]) -> dict[int, int]:
    """Id → who that is now, in whatever organization; only those who became another."""
    if not person_ids:
        return {}
    rows = session.execute(_BECAME, {"ids": list(person_ids)}, execution_options=ANY_ORGANIZATION)
    return {row.old_id: row.person_id for row in rows}


_TODAY = select(MERGE.person_id).where(
    MERGE.organization_id == bindparam("org"), MERGE.old_id == bindparam("old")
)
_EARLIER = select(MERGE.old_id).where(
    MERGE.organization_id == bindparam("org"), MERGE.person_id == bindparam("person")
)
_BECAME = select(MERGE.old_id, MERGE.person_id).where(
    MERGE.old_id.in_(bindparam("ids", expanding=True))
)

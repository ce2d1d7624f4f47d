"""Queries on the log of reviews, of all organizations: what it says, and what is remembered."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.store.models import RecallMemoryRow, RecallReviewRow, columns
from bot.store.outbox import ANY_ORGANIZATION

MEMORY = columns(RecallMemoryRow)
REVIEW = columns(RecallReviewRow)


@dataclass(slots=True)
class Logged:
    """One person and card: what is remembered (None: nothing), and every rating with its moment."""

    person_id: int
    card_id: int
    memory: Any = None
    ratings: list[tuple[int, datetime]] = field(default_factory=list)


def number(session: Session) -> int:
    """How many people's memories or reviews there are."""
    people = select(MEMORY.person_id).where(MEMORY.reviewed_at.is_not(None))
    query = people.union(select(REVIEW.person_id)).subquery()
    return int(
        session.execute(
            select(func.count()).select_from(query), execution_options=ANY_ORGANIZATION
        ).scalar_one()
    )


def people(session: Session, after: int, most: int) -> list[int]:
    """The next `most` of them by id."""
    remember = select(MEMORY.person_id).where(
        MEMORY.person_id > after, MEMORY.reviewed_at.is_not(None)
    )
    answered = select(REVIEW.person_id).where(REVIEW.person_id > after)
    query = remember.union(answered).order_by("person_id").limit(most)
    return list(session.execute(query, execution_options=ANY_ORGANIZATION).scalars())


def of(session: Session, person_ids: Sequence[int]) -> list[Logged]:
    """All that these people were asked and remember."""
    out: dict[tuple[int, int], Logged] = {}
    memories = session.execute(
        select(*MEMORY)
        .where(MEMORY.person_id.in_(person_ids), MEMORY.reviewed_at.is_not(None))
        .order_by(MEMORY.person_id, MEMORY.card_id),
        execution_options=ANY_ORGANIZATION,
    )
    for row in memories:
        key = row.person_id, row.card_id
        out[key] = Logged(*key, memory=row)
    reviews = session.execute(
        select(REVIEW.person_id, REVIEW.card_id, REVIEW.rating, REVIEW.reviewed_at)
        .where(REVIEW.person_id.in_(person_ids))
        .order_by(REVIEW.id),
        execution_options=ANY_ORGANIZATION,
    )
    for row in reviews:
        key = row.person_id, row.card_id
        out.setdefault(key, Logged(*key)).ratings.append((row.rating, row.reviewed_at))
    return list(out.values())


def of_cards(
    session: Session, organization_id: int, person_id: int, card_ids: Collection[int]
) -> dict[int, list[tuple[int, datetime]]]:
    """Card → every rating somebody gave it with its moment (aware), in their order."""
    out: dict[int, list[tuple[int, datetime]]] = {}
    rows = session.execute(
        select(REVIEW.card_id, REVIEW.rating, REVIEW.reviewed_at)
        .where(REVIEW.organization_id == organization_id, REVIEW.person_id == person_id)
        .where(REVIEW.card_id.in_(list(card_ids)))
        .order_by(REVIEW.id)
    )
    for card_id, rating, at in rows:
        out.setdefault(card_id, []).append((rating, at))
    return out

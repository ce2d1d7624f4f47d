"""Queries on how much was remembered in a span of time, and how long after it was learnt."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Subquery, and_, case, func, literal, select
from sqlalchemy.orm import Session, aliased

from bot.store.elapsed import days_between
from bot.store.models import (
    CardKind,
    RecallBaselineRow,
    RecallCardRow,
    RecallMemoryRow,
    RecallReviewRow,
    columns,
)
from bot.store.recall_baseline import Twice

BASELINE = columns(RecallBaselineRow)
AFTER: Any = aliased(RecallBaselineRow)
CARD = columns(RecallCardRow)
MEMORY = columns(RecallMemoryRow)
REVIEW = columns(RecallReviewRow)

REMEMBERED = 2
"""From this rating on: FSRS's 1 is "again", forgotten."""


@dataclass(frozen=True, slots=True)
class Recalled:
    """How many cards somebody remembered, of how many asked; only to be told together."""

    person_id: int
    right: int
    answers: int
    first_at: datetime


def before_and_after(
    session: Session, organization_id: int, begin: datetime, end: datetime
) -> Iterator[Twice]:
    """Answers before a session and after it, where the latter fell into [begin, end)."""
    rows = session.execute(
        select(BASELINE.person_id, BASELINE.is_right, AFTER.is_right, AFTER.answered_at)
        .join(
            AFTER,
            and_(AFTER.person_id == BASELINE.person_id, AFTER.card_id == BASELINE.card_id),
        )
        .where(BASELINE.organization_id == organization_id)
        .where(AFTER.organization_id == organization_id)
        .where(BASELINE.is_after.is_(False), AFTER.is_after.is_(True))
        .where(AFTER.answered_at >= begin, AFTER.answered_at < end)
    )
    return (Twice(*row) for row in rows)


def recalled(
    session: Session, organization_id: int, begin: datetime, end: datetime, days: tuple[int, int]
) -> list[Recalled]:
    """Who remembered how much of what they learnt so many days ago, in answers of [begin, end).

    Of each card the first answer in these days (from, to before): the next one only repeats what
    was just looked up. Held-out cards are left out, and those that can't be forgotten ("did you
    use it?").
    """
    earliest = begin - timedelta(days=days[1] - days[0])
    which = REVIEW.is_held_out.is_(False)
    found = _reviewed(organization_id, earliest, end, which)
    turn = func.row_number().over(
        partition_by=(found.c.person_id, found.c.card_id), order_by=(found.c.at, found.c.id)
    )
    each = select(found.c.person_id, found.c.right, found.c.at, turn.label("turn"))
    each = each.where(*_is_aged(found, days))
    return _by_person(session, each.subquery(), begin)


def last_checks(
    session: Session,
    organization_id: int,
    begin: datetime,
    end: datetime,
    days: tuple[int, int],
    *,
    held_out: bool,
) -> list[Recalled]:
    """The same of the checks at the end of a course: every card of it is asked then, not only
    what was hard. Of cards that were asked in between, or of those that were held out.
    """
    which = and_(REVIEW.is_last.is_(True), REVIEW.is_held_out.is_(held_out))
    found = _reviewed(organization_id, begin, end, which)
    each = select(found.c.person_id, found.c.right, found.c.at, literal(1).label("turn"))
    return _by_person(session, each.where(*_is_aged(found, days)).subquery(), begin)


def _reviewed(
    organization_id: int, begin: datetime, end: datetime, which: ColumnElement[bool]
) -> Subquery:
    """Answers of [begin, end), each with when its card was met.

    Not joined but looked up for each: SQLite would begin with all that anybody ever learnt.
    """
    met = select(MEMORY.began_at).where(
        MEMORY.organization_id == organization_id,
        MEMORY.person_id == REVIEW.person_id,
        MEMORY.card_id == REVIEW.card_id,
    )
    is_of_use = select(CARD.id).where(
        CARD.organization_id == organization_id,
        CARD.id == REVIEW.card_id,
        CARD.kind == CardKind.APPLY,
    )
    return (
        select(
            REVIEW.id,
            REVIEW.person_id,
            REVIEW.card_id,
            case((REVIEW.rating >= REMEMBERED, 1), else_=0).label("right"),
            REVIEW.reviewed_at.label("at"),
            met.scalar_subquery().label("began_at"),
        )
        .where(REVIEW.organization_id == organization_id)
        .where(REVIEW.reviewed_at >= begin, REVIEW.reviewed_at < end)
        .where(which, ~is_of_use.exists())
        .subquery()
    )


def _is_aged(found: Subquery, days: tuple[int, int]) -> Sequence[ColumnElement[bool]]:
    """Whether an answer came so many days after its card was met: from, to before."""
    age = days_between(found.c.began_at, found.c.at)
    return age >= days[0], age < days[1]


def _by_person(session: Session, each: Subquery, begin: datetime) -> list[Recalled]:
    """The first answers to each card, added up by person, of those that came since `begin`."""
    rows = session.execute(
        select(each.c.person_id, func.sum(each.c.right), func.count(), func.min(each.c.at))
        .where(each.c.turn == 1, each.c.at >= begin)
        .group_by(each.c.person_id)
    )
    return [Recalled(person_id, int(right), number, at) for person_id, right, number, at in rows]

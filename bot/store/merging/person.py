"""Making two persons one: the order in which it is done, and what is left of whom."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise
from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from bot.store.merging import alone, keys
from bot.store.merging.fold import Fold
from bot.store.merging.rules import FIRST, RULES
from bot.store.models import (
    AccountRow,
    PersonMergeRow,
    PersonRow,
    ReportingRow,
    Role,
    columns,
)

ACCOUNT = columns(AccountRow)
MERGE = columns(PersonMergeRow)
PERSON = columns(PersonRow)
REPORTING = columns(ReportingRow)

LAST = ("deed",)
"""Folded when all else is: which deeds are the same depends on it."""


@dataclass(frozen=True, slots=True)
class Merged:
    """What became of two persons."""

    person_id: int
    old_id: int
    card_ids: frozenset[int] = frozenset()
    """Recall cards that both had learnt: what is remembered of them is to be worked out anew."""
    occurrence_ids: frozenset[int] = frozenset()
    """Sessions to which both had answered: a seat may have become free."""
    question_ids: frozenset[int] = field(default_factory=frozenset)
    """Questions of theirs that they answered themselves."""


def merge(
    session: Session, organization_id: int, one_id: int, other_id: int, now: datetime
) -> Merged | None:
    """Make two persons one. None when they are not two (any more).

    Everything of either waits until this commits, so that nothing can be written about somebody
    who is not there any more. `now` is aware.
    """
    # The higher id stays: SQLite gives the highest again when it is free, and then seals and marks
    # of whoever had it would be a stranger's.
    old, new = sorted((one_id, other_id))
    rows = {
        row.id: row
        for row in session.execute(
            select(*PERSON)
            .where(PERSON.organization_id == organization_id, PERSON.id.in_((new, old)))
            .order_by(PERSON.id)  # in one order, so that two who merge the same never deadlock
            .with_for_update()
        )
    }
    if len(rows) < 2:
        return None
    at = session, organization_id
    alone.undo_between(*at, old, new, now)
    _end_one_reporting(*at, old, new)
    fold = Fold(session, organization_id, RULES, FIRST)
    both = alone.answered_to(*at, old) & alone.answered_to(*at, new)
    keys.rename(*at, old, new)
    keys.rename_once(*at, old, new)
    first = _first(*at, old, new)
    zone = _zone(*at, rows, new)
    _link(*at, old if first == new else new, now)
    fold.fold(PERSON.id, old, new, LAST)
    alone.rename_prompts(*at, new, fold.became.get("recall_prompt", []))
    questions = alone.settle(*at, new, now)
    session.execute(
        update(PersonRow)
        .where(PERSON.organization_id == organization_id, PERSON.id == new)
        .values(_joined(rows[first], rows[old if first == new else new]) | {"time_zone": zone})
    )
    session.execute(
        delete(PersonRow).where(PERSON.organization_id == organization_id, PERSON.id == old)
    )
    session.execute(
        insert(PersonMergeRow),
        {
            "organization_id": organization_id,
            "old_id": old,
            "person_id": new,
            "merged_at": now,
        },
    )
    cards = frozenset(stays["card_id"] for _, stays in fold.became.get("recall_memory", []))
    return Merged(new, old, cards, frozenset(both), frozenset(questions))


def _joined(ours: Any, theirs: Any) -> dict[str, object]:
    """What stands about somebody who was two (`ours`: who was here first): a list's word, and the
    higher role.
    """
    listed = theirs if theirs.email and not ours.email else ours
    starts = [row.started_on for row in (listed, ours, theirs) if row.started_on]
    countries = [row.country for row in (listed, ours, theirs) if row.country]
    roles = (Role(ours.role), Role(theirs.role))
    return {
        "name": ours.name,
        "role": max(roles, key=lambda role: role.rank).value,
        "email": listed.email,
        "started_on": starts[0] if starts else None,
        "country": countries[0] if countries else None,
        "leaves_on": listed.leaves_on,
        "left_at": listed.left_at,
        "created_at": min(ours.created_at, theirs.created_at),
    }


def _first(session: Session, organization_id: int, old: int, new: int) -> int:
    """Which of two was known on a platform first; ids say nothing of it, since the higher stays."""
    row = session.execute(
        select(ACCOUNT.person_id)
        .where(ACCOUNT.organization_id == organization_id, ACCOUNT.person_id.in_((old, new)))
        .order_by(ACCOUNT.linked_at.is_not(None), ACCOUNT.id)
        .limit(1)
    ).scalar()
    return old if row is None else int(row)


def _zone(session: Session, organization_id: int, rows: dict[int, Any], otherwise: int) -> str:
    """Where their day is: where they were last active."""
    last = session.execute(
        select(ACCOUNT.person_id)
        .where(ACCOUNT.organization_id == organization_id, ACCOUNT.person_id.in_(rows))
        .order_by(ACCOUNT.last_active_at.desc().nulls_last(), ACCOUNT.id)
        .limit(1)
    ).scalar()
    return str(rows[otherwise if last is None else last].time_zone)


def _link(session: Session, organization_id: int, later: int, now: datetime) -> None:
    """The accounts of whoever came later join somebody who was there."""
    session.execute(
        update(AccountRow)
        .where(ACCOUNT.organization_id == organization_id, ACCOUNT.person_id == later)
        .where(ACCOUNT.linked_at.is_(None))
        .values(linked_at=now)
    )


def _end_one_reporting(session: Session, organization_id: int, old: int, new: int) -> None:
    """Nobody stands in two places at once: the later word holds. Nobody reports to themselves."""
    rows = session.execute(
        select(REPORTING.id, REPORTING.since)
        .where(REPORTING.organization_id == organization_id)
        .where(REPORTING.person_id.in_((old, new)), REPORTING.until.is_(None))
        .order_by(REPORTING.since, REPORTING.id)
    ).all()
    for earlier, later in pairwise(rows):
        session.execute(
            update(ReportingRow)
            .where(REPORTING.organization_id == organization_id, REPORTING.id == earlier.id)
            .values(until=later.since)
        )
    session.execute(
        update(ReportingRow)
        .where(REPORTING.organization_id == organization_id)
        .where(REPORTING.person_id.in_((old, new)), REPORTING.manager_id.in_((old, new)))
        .values(manager_id=None)
    )

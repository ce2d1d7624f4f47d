"""Queries on cards that somebody finds wrong, and what was decided about them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from bot.events import Person
from bot.store.models import PersonRow, RecallDoubtRow, columns
from bot.store.outbox import insert_once

DOUBT = columns(RecallDoubtRow)
PERSON = columns(PersonRow)

Decision = Literal["changed", "retired", "kept"]


@dataclass(frozen=True, slots=True)
class Doubt:
    """Who finds which version of a card wrong, and what they said."""

    person: Person
    card_version: int
    said: str


def add(
    session: Session,
    organization_id: int,
    card_id: int,
    card_version: int,
    person_id: int,
    said: str,
    now: datetime,
) -> bool:
    """Note a doubt; False when this person had one about this version already."""
    statement = insert_once(session, RecallDoubtRow, ("card_id", "person_id", "card_version"))
    values = {
        "organization_id": organization_id,
        "card_id": card_id,
        "card_version": card_version,
        "person_id": person_id,
        "said": said,
        "doubted_at": now,
        "decision": "",
    }
    return session.execute(statement.returning(DOUBT.card_id), values).first() is not None


def open_(session: Session, organization_id: int, card_id: int) -> list[Doubt]:
    """Those nobody has decided about, the oldest first."""
    rows = session.execute(
        select(DOUBT.person_id, PERSON.name, DOUBT.card_version, DOUBT.said)
        .join(PersonRow, PERSON.id == DOUBT.person_id)
        .where(DOUBT.organization_id == organization_id, DOUBT.card_id == card_id)
        .where(PERSON.organization_id == organization_id, DOUBT.decision == "")
        .order_by(DOUBT.doubted_at, DOUBT.person_id)
    )
    return [Doubt(Person(row[0], row[1]), row[2], row[3]) for row in rows]


def decide(
    session: Session, organization_id: int, card_id: int, decision: Decision, now: datetime
) -> list[Person]:
    """Decide about a card's open doubts; who had them."""
    people = [doubt.person for doubt in open_(session, organization_id, card_id)]
    session.execute(
        update(RecallDoubtRow)
        .where(DOUBT.organization_id == organization_id, DOUBT.card_id == card_id)
        .where(DOUBT.decision == "")
        .values(decision=decision, decided_at=now)
    )
    return list(dict.fromkeys(people))


def count(session: Session, organization_id: int, card_id: int) -> int:
    """How many people found a card wrong, in any version."""
    return int(
        session.execute(
            select(func.count(DOUBT.person_id.distinct())).where(
                DOUBT.organization_id == organization_id, DOUBT.card_id == card_id
            )
        ).scalar_one()
    )

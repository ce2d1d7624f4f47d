"""What is learnt about choosing: what a choice was made from, and an organization's weights."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from bot.store.models import ExpertChoiceRow, ExpertWeightsRow, columns
from bot.store.outbox import insert_once
from bot.store.person_merge import became

CHOICE = columns(ExpertChoiceRow)
WEIGHTS = columns(ExpertWeightsRow)

KEPT = timedelta(days=14)
"""Who answers later teaches nothing any more: those who were about then have changed."""

Compared = list[tuple[int, list[float]]]
"""People who were compared, and their features."""


def keep(
    session: Session,
    organization_id: int,
    question_id: int,
    compared: Sequence[tuple[int, Sequence[float]]],
    now: datetime,
) -> None:
    """Keep what the first choice for a question was made from; forget what is too old."""
    session.execute(
        delete(ExpertChoiceRow)
        .where(CHOICE.organization_id == organization_id)
        .where(CHOICE.made_at < now - KEPT)
    )
    made = json.dumps([[id_, [round(x, 3) for x in own]] for id_, own in compared])
    session.execute(
        insert_once(session, ExpertChoiceRow, ("question_id",)),
        {
            "organization_id": organization_id,
            "question_id": question_id,
            "compared": made,
            "made_at": now,
        },
    )


def kept(session: Session, organization_id: int, question_id: int) -> Compared:
    """What a choice was made from; nothing when it is not known (any more)."""
    found = session.scalar(
        select(CHOICE.compared).where(
            CHOICE.organization_id == organization_id, CHOICE.question_id == question_id
        )
    )
    kept = [(int(id_), [float(x) for x in own]) for id_, own in json.loads(found or "[]")]
    now = became(session, [id_ for id_, _ in kept])
    return list({now.get(id_, id_): (now.get(id_, id_), own) for id_, own in kept}.values())


def weights(session: Session, organization_id: int, *, lock: bool = False) -> dict[str, float]:
    """An organization's weights by feature; empty while nothing is learnt."""
    query = select(WEIGHTS.weights).where(WEIGHTS.organization_id == organization_id)
    found = session.scalar(query.with_for_update() if lock else query)
    return {str(name): float(value) for name, value in json.loads(found or "{}").items()}


def set_weights(session: Session, organization_id: int, learned: dict[str, float]) -> None:
    """Keep what one more answer made of them."""
    said = json.dumps({name: round(value, 6) for name, value in learned.items()})
    session.execute(
        insert_once(session, ExpertWeightsRow, ("organization_id",)),
        {"organization_id": organization_id, "weights": said, "answers": 0},
    )
    session.execute(
        update(ExpertWeightsRow)
        .where(WEIGHTS.organization_id == organization_id)
        .values(weights=said, answers=WEIGHTS.answers + 1)
    )

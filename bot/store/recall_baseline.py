"""Queries on what people knew before a session, and after it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from bot.store import recall_cards, recall_decks
from bot.store.models import CardKind, RecallBaselineRow, columns
from bot.store.outbox import insert_once
from bot.store.recall_cards import Card

BASELINE = columns(RecallBaselineRow)
AFTER: Any = aliased(RecallBaselineRow)
KINDS = (CardKind.SINGLE, CardKind.TRUE_FALSE)
"""Those that one choice answers, rightly or wrongly."""
MOST = 3
"""Questions asked before and after; more would be an exam."""


@dataclass(frozen=True, slots=True)
class Twice:
    """What somebody answered to one card before a session and after it; `at`: the latter."""

    person_id: int
    before: bool
    after: bool
    at: datetime


def cards(session: Session, organization_id: int, session_id: int) -> list[Card]:
    """What is asked before and after a session: the first three such cards of its deck."""
    deck = recall_decks.of_session(session, organization_id, session_id)
    if deck is None:
        return []
    ids = recall_decks.card_ids(session, organization_id, deck.id, baseline=True)
    found = recall_cards.cards(session, organization_id, ids)
    return [found[id_] for id_ in ids if found[id_].kind in KINDS][:MOST]


def put(
    session: Session,
    organization_id: int,
    person_id: int,
    card_id: int,
    *,
    session_id: int,
    is_after: bool,
    is_right: bool,
    now: datetime,
) -> bool:
    """Keep an answer; False when there was one, which stays."""
    made = session.execute(
        insert_once(session, RecallBaselineRow, ("person_id", "card_id", "is_after")).returning(
            BASELINE.card_id
        ),
        {
            "organization_id": organization_id,
            "person_id": person_id,
            "card_id": card_id,
            "session_id": session_id,
            "is_after": is_after,
            "is_right": is_right,
            "answered_at": now,
        },
    )
    return bool(made.all())


def answered(
    session: Session, organization_id: int, session_id: int, *, is_after: bool
) -> dict[int, set[int]]:
    """Person → the cards they answered before, or after, a session."""
    out: dict[int, set[int]] = {}
    for person_id, card_id in session.execute(
        select(BASELINE.person_id, BASELINE.card_id)
        .where(BASELINE.organization_id == organization_id, BASELINE.session_id == session_id)
        .where(BASELINE.is_after.is_(is_after))
    ):
        out.setdefault(person_id, set()).add(card_id)
    return out


def before_and_after(
    session: Session, organization_id: int, session_id: int, until: datetime
) -> list[Twice]:
    """The answers of everybody to each card that they answered on both sides before `until`."""
    rows = session.execute(
        select(
            BASELINE.person_id,
            BASELINE.is_right,
            AFTER.is_right.label("then"),
            AFTER.answered_at.label("at"),
        )
        .join(
            AFTER,
            (AFTER.person_id == BASELINE.person_id) & (AFTER.card_id == BASELINE.card_id),
        )
        .where(BASELINE.organization_id == organization_id, BASELINE.session_id == session_id)
        .where(AFTER.organization_id == organization_id)
        .where(BASELINE.is_after.is_(False), AFTER.is_after.is_(True))
        .where(AFTER.answered_at < until)
    )
    return [Twice(*row) for row in rows]

"""Queries on what was remembered: one's own to look at, many people's to be told together."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, or_, select, true
from sqlalchemy.orm import Session

from bot.store.models import (
    CardKind,
    RecallCardRow,
    RecallCardTopicRow,
    RecallDeckCardRow,
    RecallDeckRow,
    RecallMemoryRow,
    RecallReviewRow,
    SessionRow,
    SpeakerRow,
    TopicRow,
    columns,
)

CARD = columns(RecallCardRow)
ABOUT = columns(RecallCardTopicRow)
IN_DECK = columns(RecallDeckCardRow)
DECK = columns(RecallDeckRow)
MEMORY = columns(RecallMemoryRow)
REVIEW = columns(RecallReviewRow)
SESSION = columns(SessionRow)
SPEAKER = columns(SpeakerRow)
TOPIC = columns(TopicRow)

MOST_REVIEWS = 20_000
"""Of one person, the newest; far more than anybody is asked in ten years."""


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer to a card, for figures about many people; never shown by itself."""

    card_id: int
    person_id: int
    is_held_out: bool
    rating: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Own:
    """A card somebody has answered: its topics, and each rating with its moment, in order."""

    card_id: int
    topics: tuple[str, ...]
    ratings: tuple[tuple[int, datetime], ...]


@dataclass(frozen=True, slots=True)
class Remembered:
    """What the memory model keeps of one card of one person. Times are aware UTC."""

    due_at: datetime
    model_state: int
    step: int | None
    stability: float
    difficulty: float | None
    reviewed_at: datetime | None


def own(session: Session, organization_id: int, person_id: int) -> list[Own]:
    """The cards somebody is still asked and has answered, with what they are about."""
    mine = (MEMORY.organization_id == organization_id) & (MEMORY.person_id == person_id)
    mine &= MEMORY.due_at.is_not(None)
    rows = session.execute(
        select(REVIEW.card_id, REVIEW.rating, REVIEW.reviewed_at)
        .join(RecallMemoryRow, MEMORY.card_id == REVIEW.card_id)
        .where(REVIEW.organization_id == organization_id, REVIEW.person_id == person_id, mine)
        .order_by(REVIEW.reviewed_at.desc(), REVIEW.id.desc())
        .limit(MOST_REVIEWS)
    ).all()
    ratings: dict[int, list[tuple[int, datetime]]] = {}
    for row in reversed(rows):
        ratings.setdefault(row.card_id, []).append((row.rating, row.reviewed_at))
    about: dict[int, list[str]] = {}
    for card_id, name in session.execute(
        select(ABOUT.card_id, TOPIC.name)
        .join(TopicRow, TOPIC.id == ABOUT.topic_id)
        .join(RecallMemoryRow, MEMORY.card_id == ABOUT.card_id)
        .where(ABOUT.organization_id == organization_id)
        .where(TOPIC.organization_id == organization_id, mine)
        .order_by(TOPIC.name)
    ):
        about.setdefault(card_id, []).append(name)
    return [Own(id_, tuple(about.get(id_, ())), tuple(r)) for id_, r in ratings.items()]


def memories(session: Session, organization_id: int, person_id: int) -> list[Remembered]:
    """What somebody remembers of each card they are still asked and have answered."""
    rows = session.execute(
        select(
            MEMORY.due_at,
            MEMORY.model_state,
            MEMORY.step,
            MEMORY.stability,
            MEMORY.difficulty,
            MEMORY.reviewed_at,
        )
        .where(MEMORY.organization_id == organization_id, MEMORY.person_id == person_id)
        .where(MEMORY.due_at.is_not(None), MEMORY.stability.is_not(None))
    )
    return [Remembered(*row) for row in rows]


def last_checks(
    session: Session,
    organization_id: int,
    since: datetime,
    until: datetime,
    *,
    deck_id: int | None = None,
) -> list[Answered]:
    """Every answer from `since` to before `until` (aware) to the check at the end of a course.

    One for each person and card. Of all decks, or of one. "Did you use it?" can't be forgotten,
    so its answers are left out.
    """
    which = REVIEW.is_last.is_(True) & (REVIEW.reviewed_at >= since)
    return _answered(session, organization_id, until, deck_id, which)


def first_answers(
    session: Session, organization_id: int, until: datetime, deck_id: int
) -> list[Answered]:
    """The first answer of each person to each card of a deck before `until`, unless held out."""
    first = (
        select(func.min(REVIEW.id))
        .join(RecallDeckCardRow, IN_DECK.card_id == REVIEW.card_id)
        .where(REVIEW.organization_id == organization_id, REVIEW.is_held_out.is_(False))
        .where(IN_DECK.organization_id == organization_id, IN_DECK.deck_id == deck_id)
        .group_by(REVIEW.person_id, REVIEW.card_id)
    )
    return _answered(session, organization_id, until, deck_id, REVIEW.id.in_(first))


def _answered(
    session: Session,
    organization_id: int,
    until: datetime,
    deck_id: int | None,
    which: ColumnElement[bool],
) -> list[Answered]:
    query = (
        select(
            REVIEW.card_id,
            REVIEW.is_held_out,
            REVIEW.person_id,
            REVIEW.rating,
            REVIEW.reviewed_at,
        )
        .join(RecallCardRow, CARD.id == REVIEW.card_id)
        .where(REVIEW.organization_id == organization_id, REVIEW.reviewed_at < until)
        .where(CARD.organization_id == organization_id, CARD.kind != CardKind.APPLY, which)
        .order_by(REVIEW.reviewed_at, REVIEW.id)
    )
    if deck_id is not None:
        query = query.join(RecallDeckCardRow, IN_DECK.card_id == REVIEW.card_id).where(
            IN_DECK.organization_id == organization_id, IN_DECK.deck_id == deck_id
        )
    return [
        Answered(row.card_id, row.person_id, row.is_held_out, row.rating, row.reviewed_at)
        for row in session.execute(query)
    ]


@dataclass(frozen=True, slots=True)
class Measured:
    """A deck that somebody may see figures of."""

    id: int
    title: str


def decks(
    session: Session, organization_id: int, person_id: int, most: int, *, every: bool = False
) -> list[Measured]:
    """The newest decks somebody made, or of sessions they run, help with or speak at; or all."""
    runs = select(SESSION.id).where(
        SESSION.organization_id == organization_id, SESSION.facilitator_id == person_id
    )
    helps = select(SPEAKER.session_id).where(
        SPEAKER.organization_id == organization_id, SPEAKER.person_id == person_id
    )
    own = or_(DECK.owner_id == person_id, DECK.session_id.in_(runs.union_all(helps)))
    rows = session.execute(
        select(DECK.id, DECK.title)
        .where(DECK.organization_id == organization_id, true() if every else own)
        .order_by(DECK.created_at.desc(), DECK.id.desc())
        .limit(most)
    )
    return [Measured(row.id, row.title) for row in rows]

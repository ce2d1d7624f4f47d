"""Queries on recall decks: cards that belong together, of a session or of somebody's making."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, delete, func, insert, select
from sqlalchemy.orm import Session

from bot.events import Person
from bot.store.models import (
    CardState,
    OccurrenceRow,
    PersonRow,
    RecallCardRow,
    RecallCardTopicRow,
    RecallDeckCardRow,
    RecallDeckRow,
    SessionRow,
    SignupRow,
    SpeakerRow,
    columns,
)
from bot.store.outbox import insert_once
from bot.store.session_lists import heard

DECK = columns(RecallDeckRow)
IN_DECK = columns(RecallDeckCardRow)
CARD = columns(RecallCardRow)
ABOUT = columns(RecallCardTopicRow)
PERSON = columns(PersonRow)
SESSION = columns(SessionRow)
OCCURRENCE = columns(OccurrenceRow)
SPEAKER = columns(SpeakerRow)
SIGNUP = columns(SignupRow)


@dataclass(frozen=True, slots=True)
class Deck:
    """A deck, whose it is, and how many of its cards are asked."""

    id: int
    title: str
    owner: Person
    session_id: int | None
    active: int


def add(
    session: Session,
    organization_id: int,
    owner_id: int,
    title: str,
    session_id: int | None,
    now: datetime,
) -> int:
    """Store a deck; its id. A session has one: asking for a second gives the first."""
    if session_id is not None:
        found = of_session(session, organization_id, session_id)
        if found is not None:
            return found.id
    values = {
        "organization_id": organization_id,
        "owner_id": owner_id,
        "title": title,
        "session_id": session_id,
        "created_at": now,
    }
    return int(session.execute(insert(RecallDeckRow).returning(DECK.id), values).scalar_one())


def get(session: Session, organization_id: int, deck_id: int) -> Deck | None:
    """One deck of this organization."""
    return next(iter(_load(session, organization_id, DECK.id == deck_id)), None)


def of_session(session: Session, organization_id: int, session_id: int) -> Deck | None:
    """The deck of a session, if it has one."""
    return next(iter(_load(session, organization_id, DECK.session_id == session_id)), None)


def to_learn(session: Session, organization_id: int, person_id: int, most: int) -> list[Deck]:
    """The newest decks that somebody may learn and that have something to ask."""
    may = _may_learn(organization_id, person_id)
    found = _load(session, organization_id, may & _asks(organization_id), most)
    return [deck for deck in found if deck.active]


def may_learn(session: Session, organization_id: int, person_id: int, deck_id: int) -> bool:
    """Whether a deck is open to somebody.

    One of a session that was announced in a closed circle is open to those alone who run it,
    speak at it or answered to it.
    """
    which = (DECK.id == deck_id) & _may_learn(organization_id, person_id)
    return bool(_load(session, organization_id, which))


def _asks(organization_id: int) -> ColumnElement[bool]:
    return DECK.id.in_(
        select(IN_DECK.deck_id)
        .join(RecallCardRow, CARD.id == IN_DECK.card_id)
        .where(IN_DECK.organization_id == organization_id, CARD.organization_id == organization_id)
        .where(CARD.state == CardState.ACTIVE, CARD.is_baseline.is_(False))
    )


def _may_learn(organization_id: int, person_id: int) -> ColumnElement[bool]:
    helps = select(SPEAKER.session_id).where(
        SPEAKER.organization_id == organization_id, SPEAKER.person_id == person_id
    )
    runs = select(SESSION.id).where(
        SESSION.organization_id == organization_id, SESSION.facilitator_id == person_id
    )
    answered = (
        select(OCCURRENCE.session_id)
        .join(SignupRow, SIGNUP.occurrence_id == OCCURRENCE.id)
        .where(OCCURRENCE.organization_id == organization_id)
        .where(SIGNUP.organization_id == organization_id, SIGNUP.person_id == person_id)
    )
    theirs = DECK.session_id.in_(helps) | DECK.session_id.in_(runs)
    theirs |= DECK.session_id.in_(answered) | (DECK.owner_id == person_id)
    return theirs | is_open(organization_id)


def is_open(organization_id: int) -> ColumnElement[bool]:
    """Whether a deck is open to all: of no session, or of one that all could hear of."""
    public = (
        select(SESSION.id)
        .where(SESSION.organization_id == organization_id)
        .where(SESSION.conversation_id.in_(heard(organization_id)))
    )
    return DECK.session_id.is_(None) | DECK.session_id.in_(public)


def owned(session: Session, organization_id: int, person_id: int, most: int) -> list[Deck]:
    """Somebody's own decks, the newest first."""
    return _load(session, organization_id, DECK.owner_id == person_id, most)


def holding(session: Session, organization_id: int, card_id: int) -> list[Deck]:
    """The decks a card is in."""
    within = select(IN_DECK.deck_id).where(
        IN_DECK.organization_id == organization_id, IN_DECK.card_id == card_id
    )
    return _load(session, organization_id, DECK.id.in_(within))


def _load(
    session: Session, organization_id: int, which: ColumnElement[bool], most: int = 100
) -> list[Deck]:
    active = (
        select(func.count())
        .select_from(RecallDeckCardRow)
        .join(RecallCardRow, CARD.id == IN_DECK.card_id)
        .where(IN_DECK.organization_id == organization_id, IN_DECK.deck_id == DECK.id)
        .where(CARD.organization_id == organization_id)
        .where(CARD.state == CardState.ACTIVE, CARD.is_baseline.is_(False))
        .scalar_subquery()
    )
    rows = session.execute(
        select(DECK.id, DECK.title, DECK.owner_id, DECK.session_id, PERSON.name, active.label("n"))
        .join(PersonRow, PERSON.id == DECK.owner_id)
        .where(DECK.organization_id == organization_id)
        .where(PERSON.organization_id == organization_id)
        .where(which)
        .order_by(DECK.id.desc())
        .limit(most)
    )
    return [
        Deck(row.id, row.title, Person(row.owner_id, row.name), row.session_id, row.n)
        for row in rows
    ]


def put(session: Session, organization_id: int, deck_id: int, card_id: int) -> None:
    """A card belongs to a deck; once is enough."""
    session.execute(
        insert_once(session, RecallDeckCardRow, ("deck_id", "card_id")),
        {"organization_id": organization_id, "deck_id": deck_id, "card_id": card_id},
    )


def take_out(session: Session, organization_id: int, deck_id: int, card_id: int) -> None:
    """A card belongs to a deck no more."""
    session.execute(
        delete(RecallDeckCardRow).where(
            IN_DECK.organization_id == organization_id,
            IN_DECK.deck_id == deck_id,
            IN_DECK.card_id == card_id,
        )
    )


def in_several(session: Session, organization_id: int, card_ids: Iterable[int]) -> frozenset[int]:
    """Which of these cards are in more than one deck."""
    found = session.execute(
        select(IN_DECK.card_id)
        .where(IN_DECK.organization_id == organization_id, IN_DECK.card_id.in_(list(card_ids)))
        .group_by(IN_DECK.card_id)
        .having(func.count() > 1)
    )
    return frozenset(found.scalars())


def card_ids(
    session: Session,
    organization_id: int,
    deck_id: int,
    states: Sequence[CardState] = (CardState.ACTIVE,),
    *,
    baseline: bool | None = False,
) -> list[int]:
    """The cards of a deck in these states, in the order they were written.

    `baseline`: those that are asked before and after (True), those learnt (False), or both (None).
    """
    query = (
        select(CARD.id)
        .join(RecallDeckCardRow, IN_DECK.card_id == CARD.id)
        .where(CARD.organization_id == organization_id)
        .where(IN_DECK.organization_id == organization_id, IN_DECK.deck_id == deck_id)
        .where(CARD.state.in_(list(states)))
        .order_by(CARD.id)
    )
    if baseline is not None:
        query = query.where(CARD.is_baseline.is_(baseline))
    return list(session.execute(query).scalars())


def cards_about(session: Session, organization_id: int, topic_ids: Iterable[int]) -> list[int]:
    """The active cards about any of these topics that are open to all."""
    public = (
        select(IN_DECK.card_id)
        .join(RecallDeckRow, DECK.id == IN_DECK.deck_id)
        .where(IN_DECK.organization_id == organization_id)
        .where(DECK.organization_id == organization_id, is_open(organization_id))
    )
    return list(
        session.execute(
            select(CARD.id)
            .join(RecallCardTopicRow, ABOUT.card_id == CARD.id)
            .where(CARD.organization_id == organization_id)
            .where(ABOUT.organization_id == organization_id)
            .where(ABOUT.topic_id.in_(list(topic_ids)), CARD.id.in_(public))
            .where(CARD.state == CardState.ACTIVE, CARD.is_baseline.is_(False))
            .distinct()
            .order_by(CARD.id)
        ).scalars()
    )


def is_for_all(session: Session, organization_id: int, card_id: int) -> bool:
    """Whether a card is in a deck that is open to all."""
    found = session.execute(
        select(DECK.id)
        .join(RecallDeckCardRow, IN_DECK.deck_id == DECK.id)
        .where(IN_DECK.organization_id == organization_id, IN_DECK.card_id == card_id)
        .where(DECK.organization_id == organization_id, is_open(organization_id))
    )
    return found.first() is not None

"""Queries on recall cards: what they ask, what they were before, and what they are about."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, bindparam, delete, insert, select, update
from sqlalchemy.orm import Session

from bot.events import Person
from bot.store.models import (
    CardKind,
    CardState,
    PersonRow,
    RecallCardRow,
    RecallCardTopicRow,
    RecallCardVersionRow,
    RecallOptionRow,
    TopicRow,
    columns,
)

CARD = columns(RecallCardRow)
OPTION = columns(RecallOptionRow)
ABOUT = columns(RecallCardTopicRow)
VERSION = columns(RecallCardVersionRow)
TOPIC = columns(TopicRow)
PERSON = columns(PersonRow)


@dataclass(frozen=True, slots=True)
class Option:
    """A choice and whether it is right; of an order card a step, in its right place."""

    words: str
    is_right: bool = False


@dataclass(frozen=True, slots=True)
class Card:
    """A recall card with everything it asks and is about. Times are aware UTC."""

    id: int
    author: Person
    kind: CardKind
    prompt: str
    solution: str
    explanation: str
    link: str
    state: CardState
    version: int
    is_baseline: bool
    answer_id: int | None
    material_id: int | None
    created_at: datetime
    options: tuple[Option, ...]
    topics: tuple[str, ...]


def get(session: Session, organization_id: int, card_id: int, *, lock: bool = False) -> Card | None:
    """One card of this organization; locked until the transaction ends, if asked."""
    return cards(session, organization_id, [card_id], lock=lock).get(card_id)


def cards(
    session: Session, organization_id: int, card_ids: Iterable[int], *, lock: bool = False
) -> dict[int, Card]:
    """Id → card, for those of this organization."""
    found = _load(session, organization_id, CARD.id.in_(list(card_ids)), lock=lock)
    return {card.id: card for card in found}


def _load(
    session: Session, organization_id: int, which: ColumnElement[bool], *, lock: bool = False
) -> list[Card]:
    query = (
        select(*CARD, PERSON.name)
        .join(PersonRow, PERSON.id == CARD.author_id)
        .where(CARD.organization_id == organization_id)
        .where(PERSON.organization_id == organization_id)
        .where(which)
        .order_by(CARD.id)
    )
    if lock:
        query = query.with_for_update(of=CARD.id.table)
    rows = session.execute(query).all()
    about = {"org": organization_id, "cards": [row.id for row in rows]}
    options: dict[int, list[Option]] = {}
    for card_id, words, is_right in session.execute(_OPTIONS, about):
        options.setdefault(card_id, []).append(Option(words, is_right))
    topics: dict[int, list[str]] = {}
    for card_id, name in session.execute(_TOPICS, about):
        topics.setdefault(card_id, []).append(name)
    return [
        Card(
            id=row.id,
            author=Person(row.author_id, row.name),
            kind=CardKind(row.kind),
            prompt=row.prompt,
            solution=row.solution,
            explanation=row.explanation,
            link=row.link,
            state=CardState(row.state),
            version=row.version,
            is_baseline=row.is_baseline,
            answer_id=row.answer_id,
            material_id=row.material_id,
            created_at=row.created_at,
            options=tuple(options.get(row.id, ())),
            topics=tuple(topics.get(row.id, ())),
        )
        for row in rows
    ]


_OPTIONS = (
    select(OPTION.card_id, OPTION.words, OPTION.is_right)
    .where(OPTION.organization_id == bindparam("org"))
    .where(OPTION.card_id.in_(bindparam("cards", expanding=True)))
    .order_by(OPTION.card_id, OPTION.position)
)
_TOPICS = (
    select(ABOUT.card_id, TOPIC.name)
    .join(TOPIC.id.table, TOPIC.id == ABOUT.topic_id)
    .where(ABOUT.organization_id == bindparam("org"))
    .where(TOPIC.organization_id == bindparam("org"))
    .where(ABOUT.card_id.in_(bindparam("cards", expanding=True)))
    .order_by(ABOUT.card_id, TOPIC.name)
)


def add(
    session: Session,
    organization_id: int,
    author_id: int,
    values: Mapping[str, Any],
    options: Sequence[Option],
    topic_ids: Sequence[int],
    now: datetime,
) -> int:
    """Store a card; its id. `values` are its columns."""
    own = {"organization_id": organization_id, "author_id": author_id, "created_at": now}
    defaults = {
        "solution": "",
        "explanation": "",
        "link": "",
        "state": CardState.DRAFT,
        "version": 1,
        "is_baseline": False,
    }
    made = session.execute(insert(CARD.id.table).returning(CARD.id), {**defaults, **values, **own})
    card_id = int(made.scalar_one())
    set_options(session, organization_id, card_id, options)
    set_topics(session, organization_id, card_id, topic_ids)
    return card_id


def change(session: Session, organization_id: int, card_id: int, values: Mapping[str, Any]) -> None:
    """Set columns of a card."""
    session.execute(
        update(RecallCardRow)
        .where(CARD.organization_id == organization_id, CARD.id == card_id)
        .values(dict(values))
    )


def set_options(
    session: Session, organization_id: int, card_id: int, options: Sequence[Option]
) -> None:
    """Exactly these options, in this order."""
    session.execute(
        delete(RecallOptionRow).where(
            OPTION.organization_id == organization_id, OPTION.card_id == card_id
        )
    )
    rows = [
        {
            "organization_id": organization_id,
            "card_id": card_id,
            "position": position,
            "words": option.words,
            "is_right": option.is_right,
        }
        for position, option in enumerate(options)
    ]
    if rows:
        session.execute(insert(OPTION.card_id.table), rows)


def set_topics(
    session: Session, organization_id: int, card_id: int, topic_ids: Sequence[int]
) -> None:
    """About exactly these topics."""
    session.execute(
        delete(RecallCardTopicRow).where(
            ABOUT.organization_id == organization_id, ABOUT.card_id == card_id
        )
    )
    rows = [
        {"organization_id": organization_id, "card_id": card_id, "topic_id": topic_id}
        for topic_id in dict.fromkeys(topic_ids)
    ]
    if rows:
        session.execute(insert(ABOUT.card_id.table), rows)


def keep_version(
    session: Session,
    organization_id: int,
    card: Card,
    content: str,
    replaced_by: int,
    now: datetime,
) -> None:
    """Keep what a card was (`content`: JSON) before it is edited."""
    session.execute(
        insert(VERSION.card_id.table),
        {
            "organization_id": organization_id,
            "card_id": card.id,
            "version": card.version,
            "content": content,
            "replaced_at": now,
            "replaced_by": replaced_by,
        },
    )


def version(
    session: Session, organization_id: int, card_id: int, version_number: int
) -> str | None:
    """What a card was in an earlier version, as JSON; None: there is no such version."""
    return session.execute(
        select(VERSION.content).where(
            VERSION.organization_id == organization_id,
            VERSION.card_id == card_id,
            VERSION.version == version_number,
        )
    ).scalar()

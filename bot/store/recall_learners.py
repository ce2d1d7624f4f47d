"""Queries on who learns what: subscriptions, and the memories they begin."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, delete, func, select, update
from sqlalchemy.orm import Session

from bot.store.models import (
    CardState,
    RecallCardRow,
    RecallCardTopicRow,
    RecallDeckCardRow,
    RecallDeckRow,
    RecallMemoryRow,
    RecallPromptCardRow,
    RecallPromptRow,
    RecallReviewRow,
    RecallSettingRow,
    RecallSubscriptionRow,
    TopicRow,
    columns,
)
from bot.store.outbox import insert_once

LEARNS = columns(RecallSubscriptionRow)
MEMORY = columns(RecallMemoryRow)
SETTING = columns(RecallSettingRow)
DECK = columns(RecallDeckRow)
TOPIC = columns(TopicRow)
IN_DECK = columns(RecallDeckCardRow)
ABOUT = columns(RecallCardTopicRow)
CARD = columns(RecallCardRow)
PROMPT = columns(RecallPromptRow)
ASKED = columns(RecallPromptCardRow)
REVIEW = columns(RecallReviewRow)


@dataclass(frozen=True, slots=True)
class Learning:
    """What somebody learns: a deck or a topic."""

    id: int
    deck_id: int | None
    topic_id: int | None
    called: str
    """The deck's title, or the topic's name without `#`."""
    cards: int
    """Of it, how many are asked these days."""


def subscribe(
    session: Session,
    organization_id: int,
    person_ids: Iterable[int],
    now: datetime,
    *,
    deck_id: int | None = None,
    topic_id: int | None = None,
    is_enrolled: bool = False,
) -> list[int]:
    """These people learn a deck or a topic from now on; those who did not before.

    Who left comes back only by their own choice, that is unless `is_enrolled`.
    """
    where, about, unique = LEARNS.deck_id, deck_id, ("person_id", "deck_id")
    if topic_id is not None:
        where, about, unique = LEARNS.topic_id, topic_id, ("person_id", "topic_id")
    wanted = sorted(set(person_ids))
    known: dict[int, datetime | None] = {
        row.person_id: row.left_at
        for row in session.execute(
            select(LEARNS.person_id, LEARNS.left_at)
            .where(LEARNS.organization_id == organization_id, where == about)
            .where(LEARNS.person_id.in_(wanted))
        )
    }
    new = [id_ for id_ in wanted if id_ not in known]
    values = {"organization_id": organization_id, "is_enrolled": is_enrolled, "since": now}
    values |= {"deck_id": deck_id, "topic_id": topic_id}
    if new:
        session.execute(
            insert_once(session, RecallSubscriptionRow, unique),
            [{**values, "person_id": id_} for id_ in new],
        )
    back = [] if is_enrolled else [id_ for id_ in wanted if known.get(id_) is not None]
    if back:
        session.execute(
            update(RecallSubscriptionRow)
            .where(LEARNS.organization_id == organization_id, where == about)
            .where(LEARNS.person_id.in_(back))
            .values(left_at=None, since=now, is_enrolled=False)
        )
    return sorted([*new, *back])


def leave(
    session: Session,
    organization_id: int,
    person_id: int,
    now: datetime,
    *,
    subscription_ids: Sequence[int] | None = None,
) -> int:
    """Stop learning these, or everything; how many they were. Nothing of them is due any more."""
    query = (
        update(RecallSubscriptionRow)
        .where(LEARNS.organization_id == organization_id, LEARNS.person_id == person_id)
        .where(LEARNS.left_at.is_(None))
        .values(left_at=now)
        .returning(LEARNS.id)
    )
    if subscription_ids is not None:
        query = query.where(LEARNS.id.in_(list(subscription_ids)))
    done = len(session.execute(query).all())
    if done:
        session.execute(
            update(RecallMemoryRow)
            .where(MEMORY.organization_id == organization_id, MEMORY.person_id == person_id)
            .where(MEMORY.due_at.is_not(None), ~_learns(organization_id))
            .values(due_at=None)
        )
    return done


def unenrol(
    session: Session, organization_id: int, deck_id: int, person_ids: Collection[int]
) -> dict[int, datetime]:
    """Whom coming to its session made learn a deck, and who answered nothing of it, learns it no
    more, as if never enrolled; person → since when they did (aware UTC).
    """
    of_deck = select(IN_DECK.card_id).where(
        IN_DECK.organization_id == organization_id, IN_DECK.deck_id == deck_id
    )
    answered = (
        select(REVIEW.id)
        .where(REVIEW.organization_id == organization_id, REVIEW.card_id.in_(of_deck))
        .where(REVIEW.person_id == LEARNS.person_id, REVIEW.reviewed_at >= LEARNS.since)
    )
    done = session.execute(
        delete(RecallSubscriptionRow)
        .where(LEARNS.organization_id == organization_id, LEARNS.deck_id == deck_id)
        .where(LEARNS.person_id.in_(list(person_ids)), LEARNS.left_at.is_(None))
        .where(LEARNS.is_enrolled.is_(True), ~answered.exists())
        .returning(LEARNS.person_id, LEARNS.since)
    )
    return {row.person_id: row.since for row in done}


def rest_unlearnt(
    session: Session, organization_id: int, deck_id: int, person_ids: Collection[int]
) -> None:
    """What of a deck these people never answered and do not learn otherwise is not due."""
    session.execute(
        update(RecallMemoryRow)
        .where(*_unlearnt(organization_id, deck_id, person_ids))
        .values(due_at=None)
    )


def forget_unlearnt(
    session: Session, organization_id: int, deck_id: int, person_ids: Collection[int]
) -> None:
    """The same begins anew should they learn it again."""
    session.execute(delete(RecallMemoryRow).where(*_unlearnt(organization_id, deck_id, person_ids)))


def _unlearnt(
    organization_id: int, deck_id: int, person_ids: Collection[int]
) -> tuple[ColumnElement[bool], ...]:
    of_deck = select(IN_DECK.card_id).where(
        IN_DECK.organization_id == organization_id, IN_DECK.deck_id == deck_id
    )
    return (
        MEMORY.organization_id == organization_id,
        MEMORY.person_id.in_(list(person_ids)),
        MEMORY.card_id.in_(of_deck),
        MEMORY.reviewed_at.is_(None),
        ~_learns(organization_id),
    )


def _learns(organization_id: int) -> ColumnElement[bool]:
    """Whether the person of a memory still learns its card."""
    by_deck = (
        select(LEARNS.id)
        .join(RecallDeckCardRow, IN_DECK.deck_id == LEARNS.deck_id)
        .where(LEARNS.organization_id == organization_id)
        .where(IN_DECK.organization_id == organization_id)
        .where(LEARNS.person_id == MEMORY.person_id, LEARNS.left_at.is_(None))
        .where(IN_DECK.card_id == MEMORY.card_id)
    )
    by_topic = (
        select(LEARNS.id)
        .join(RecallCardTopicRow, ABOUT.topic_id == LEARNS.topic_id)
        .where(LEARNS.organization_id == organization_id)
        .where(ABOUT.organization_id == organization_id)
        .where(LEARNS.person_id == MEMORY.person_id, LEARNS.left_at.is_(None))
        .where(ABOUT.card_id == MEMORY.card_id)
    )
    return by_deck.exists() | by_topic.exists()


def learning(session: Session, organization_id: int, person_id: int) -> list[Learning]:
    """What somebody learns, by name."""
    mine = (LEARNS.organization_id == organization_id) & (LEARNS.person_id == person_id)
    mine &= LEARNS.left_at.is_(None)
    asked = (CARD.state == CardState.ACTIVE) & CARD.is_baseline.is_(False)
    asked &= CARD.organization_id == organization_id
    in_deck = (
        select(func.count())
        .select_from(RecallDeckCardRow)
        .join(RecallCardRow, CARD.id == IN_DECK.card_id)
        .where(IN_DECK.organization_id == organization_id, IN_DECK.deck_id == DECK.id, asked)
        .scalar_subquery()
    )
    decks = session.execute(
        select(LEARNS.id, LEARNS.deck_id, LEARNS.topic_id, DECK.title, in_deck.label("n"))
        .join(RecallDeckRow, DECK.id == LEARNS.deck_id)
        .where(mine, DECK.organization_id == organization_id)
    ).all()
    about = (
        select(func.count())
        .select_from(RecallCardTopicRow)
        .join(RecallCardRow, CARD.id == ABOUT.card_id)
        .where(ABOUT.organization_id == organization_id, ABOUT.topic_id == TOPIC.id, asked)
        .scalar_subquery()
    )
    topics = session.execute(
        select(LEARNS.id, LEARNS.deck_id, LEARNS.topic_id, TOPIC.name, about.label("n"))
        .join(TopicRow, TOPIC.id == LEARNS.topic_id)
        .where(mine, TOPIC.organization_id == organization_id)
    ).all()
    found = [Learning(*row) for row in (*decks, *topics)]
    return sorted(found, key=lambda one: (one.topic_id is not None, one.called.casefold()))


def learners(
    session: Session, organization_id: int, deck_ids: Collection[int], topic_ids: Collection[int]
) -> list[int]:
    """Who learns one of these decks or topics."""
    which = LEARNS.deck_id.in_(list(deck_ids)) | LEARNS.topic_id.in_(list(topic_ids))
    return list(
        session.execute(
            select(LEARNS.person_id)
            .where(LEARNS.organization_id == organization_id, LEARNS.left_at.is_(None), which)
            .distinct()
            .order_by(LEARNS.person_id)
        ).scalars()
    )


def ever_learnt(
    session: Session, organization_id: int, deck_id: int, person_ids: Collection[int]
) -> list[int]:
    """Of these people, those who learn a deck or did once."""
    return list(
        session.execute(
            select(LEARNS.person_id)
            .where(LEARNS.organization_id == organization_id, LEARNS.deck_id == deck_id)
            .where(LEARNS.person_id.in_(list(person_ids)))
        ).scalars()
    )


def begin(
    session: Session,
    organization_id: int,
    rows: Sequence[Mapping[str, Any]],
    *,
    wake: bool = False,
) -> None:
    """Begin memories (`rows`: person_id, card_id, began_at, due_at, window_ends_at, is_held_out).

    One that was begun before stays as it is. `wake`: one that rests, because its learner had left,
    is due when the row says, and keeps what is known of it.
    """
    if not rows:
        return
    session.execute(
        insert_once(session, RecallMemoryRow, ("person_id", "card_id")),
        [{"organization_id": organization_id, "model_state": 1, **row} for row in rows],
    )
    by_due: dict[tuple[int, datetime], list[int]] = {}
    for row in rows if wake else ():
        by_due.setdefault((row["person_id"], row["due_at"]), []).append(row["card_id"])
    for (person_id, due_at), card_ids in by_due.items():
        session.execute(
            update(RecallMemoryRow)
            .where(MEMORY.organization_id == organization_id, MEMORY.person_id == person_id)
            .where(MEMORY.card_id.in_(card_ids), MEMORY.due_at.is_(None))
            .values(due_at=due_at)
        )


def rest(
    session: Session, organization_id: int, card_id: int, *, unlearnt_only: bool = False
) -> None:
    """Nobody is asked this card any more, or nobody who does not learn it any more."""
    query = (
        update(RecallMemoryRow)
        .where(MEMORY.organization_id == organization_id, MEMORY.card_id == card_id)
        .where(MEMORY.due_at.is_not(None))
        .values(due_at=None)
    )
    if unlearnt_only:
        query = query.where(~_learns(organization_id))
    session.execute(query)


def take_out_resting(session: Session, organization_id: int, prompt_id: int) -> None:
    """A prompt no longer asks what its person has left and has not answered."""
    resting = (
        select(MEMORY.card_id)
        .join(RecallPromptRow, PROMPT.person_id == MEMORY.person_id)
        .where(MEMORY.organization_id == organization_id, MEMORY.due_at.is_(None))
        .where(PROMPT.organization_id == organization_id, PROMPT.id == prompt_id)
    )
    session.execute(
        delete(RecallPromptCardRow)
        .where(ASKED.organization_id == organization_id, ASKED.prompt_id == prompt_id)
        .where(ASKED.answered_at.is_(None), ASKED.card_id.in_(resting))
    )


def part(
    session: Session, organization_id: int, person_ids: Collection[int]
) -> dict[int, bool | None]:
    """Person id → whether they chose to take part in recall; None: they did not choose."""
    chosen = session.execute(
        select(SETTING.person_id, SETTING.takes_part)
        .where(SETTING.organization_id == organization_id)
        .where(SETTING.person_id.in_(list(person_ids)))
    )
    return dict.fromkeys(person_ids) | {row.person_id: row.takes_part for row in chosen}


def choose_part(
    session: Session, organization_id: int, person_id: int, takes_part: bool | None
) -> None:
    """Note whether somebody takes part in recall."""
    session.execute(
        insert_once(session, RecallSettingRow, ("person_id",)),
        {"organization_id": organization_id, "person_id": person_id},
    )
    session.execute(
        update(RecallSettingRow)
        .where(SETTING.organization_id == organization_id, SETTING.person_id == person_id)
        .values(takes_part=takes_part)
    )

"""Queries on what somebody was asked, what they answered, and what they remember by now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import bindparam, func, insert, select, update
from sqlalchemy.orm import Session

from bot.store.models import (
    RecallMemoryRow,
    RecallPromptCardRow,
    RecallPromptRow,
    RecallReviewRow,
    RecallSettingRow,
    columns,
)
from bot.store.outbox import insert_once

PROMPT = columns(RecallPromptRow)
ASKED = columns(RecallPromptCardRow)
MEMORY = columns(RecallMemoryRow)
REVIEW = columns(RecallReviewRow)
SETTING = columns(RecallSettingRow)


@dataclass(frozen=True, slots=True)
class Asked:
    """A card in a prompt. Times are aware UTC."""

    card_id: int
    card_version: int
    due_at: datetime
    shown_at: datetime | None = None
    answered_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Prompt:
    """What one person was asked on one of their days."""

    id: int
    person_id: int
    day: date
    goes_at: datetime
    expires_at: datetime
    put_off_at: datetime | None
    cards: tuple[Asked, ...] = ()

    def asks(self, card_id: int) -> Asked | None:
        """That card as it stands here."""
        return next((c for c in self.cards if c.card_id == card_id), None)


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody answered, as the log has it."""

    card_id: int
    rating: int
    is_right: bool | None
    given: str


@dataclass(frozen=True, slots=True)
class Remembered:
    """What a person remembers of a card, and how far their course is. Times are aware UTC."""

    began_at: datetime
    state: int
    step: int | None
    stability: float | None
    difficulty: float | None
    reviewed_at: datetime | None
    due_at: datetime | None
    ends_at: datetime | None
    is_held_out: bool


def get(
    session: Session, organization_id: int, prompt_id: int, *, lock: bool = False
) -> Prompt | None:
    """A prompt with its cards in their order; its cards locked till the end, if asked."""
    about = {"org": organization_id, "prompt": prompt_id}
    return _with_cards(session, session.execute(_PROMPT, about).first(), about, lock=lock)


def of_day(session: Session, organization_id: int, person_id: int, day: date) -> Prompt | None:
    """What somebody is or was asked on that day of theirs."""
    row = session.execute(
        select(*PROMPT).where(
            PROMPT.organization_id == organization_id,
            PROMPT.person_id == person_id,
            PROMPT.day == day,
        )
    ).first()
    about = {"org": organization_id, "prompt": row.id if row else 0}
    return _with_cards(session, row, about)


def _with_cards(
    session: Session, row: Any, about: dict[str, int], *, lock: bool = False
) -> Prompt | None:
    if row is None:
        return None
    cards = session.execute(_CARDS.with_for_update() if lock else _CARDS, about)
    return Prompt(
        row.id,
        row.person_id,
        row.day,
        row.goes_at,
        row.expires_at,
        row.put_off_at,
        tuple(Asked(*card) for card in cards),
    )


_PROMPT = select(*PROMPT).where(
    PROMPT.organization_id == bindparam("org"), PROMPT.id == bindparam("prompt")
)
_CARDS = (
    select(ASKED.card_id, ASKED.card_version, ASKED.due_at, ASKED.shown_at, ASKED.answered_at)
    .where(ASKED.organization_id == bindparam("org"), ASKED.prompt_id == bindparam("prompt"))
    .order_by(ASKED.position, ASKED.card_id)
)


def begin(
    session: Session,
    organization_id: int,
    person_id: int,
    day: date,
    goes_at: datetime,
    expires_at: datetime,
) -> None:
    """There is a prompt of that day; one that was there stays as it is."""
    session.execute(
        insert_once(session, RecallPromptRow, ("person_id", "day")),
        {
            "organization_id": organization_id,
            "person_id": person_id,
            "day": day,
            "goes_at": goes_at,
            "expires_at": expires_at,
        },
    )


def ask(
    session: Session, organization_id: int, prompt_id: int, cards: Sequence[Asked], first: int
) -> None:
    """Put cards into a prompt, from that place on; one that stands there already stays."""
    rows = [
        {
            "organization_id": organization_id,
            "prompt_id": prompt_id,
            "card_id": card.card_id,
            "position": first + place,
            "card_version": card.card_version,
            "due_at": card.due_at,
        }
        for place, card in enumerate(cards)
    ]
    if rows:
        session.execute(insert_once(session, RecallPromptCardRow, ("prompt_id", "card_id")), rows)


def change(
    session: Session, organization_id: int, prompt_id: int, values: Mapping[str, Any]
) -> None:
    """Set columns of a prompt."""
    session.execute(
        update(RecallPromptRow)
        .where(PROMPT.organization_id == organization_id, PROMPT.id == prompt_id)
        .values(dict(values))
    )


def reacted(session: Session, organization_id: int, person_id: int, now: datetime) -> None:
    """Somebody reacted to their newest prompt, if not by an answer."""
    newest = select(func.max(PROMPT.id)).where(
        PROMPT.organization_id == organization_id, PROMPT.person_id == person_id
    )
    session.execute(
        update(RecallPromptRow)
        .where(PROMPT.organization_id == organization_id, PROMPT.put_off_at.is_(None))
        .where(PROMPT.id == newest.scalar_subquery())
        .values(put_off_at=now)
    )


def change_asked(
    session: Session,
    organization_id: int,
    prompt_id: int,
    card_id: int,
    values: Mapping[str, Any],
) -> None:
    """Set columns of a card in a prompt."""
    session.execute(
        update(RecallPromptCardRow)
        .where(ASKED.organization_id == organization_id)
        .where(ASKED.prompt_id == prompt_id, ASKED.card_id == card_id)
        .values(dict(values))
    )


def answered(
    session: Session, organization_id: int, person_id: int, card_id: int, now: datetime
) -> None:
    """Wherever this person is still asked this card, they have answered it."""
    session.execute(
        _ANSWERED, {"org": organization_id, "person": person_id, "card": card_id, "now": now}
    )


_ANSWERED = (
    update(ASKED.card_id.table)
    .where(ASKED.organization_id == bindparam("org"), ASKED.card_id == bindparam("card"))
    .where(ASKED.answered_at.is_(None))
    .where(
        ASKED.prompt_id.in_(
            select(PROMPT.id).where(
                PROMPT.organization_id == bindparam("org"),
                PROMPT.person_id == bindparam("person"),
            )
        )
    )
    .values(answered_at=bindparam("now", type_=ASKED.answered_at.type))
)


def said(session: Session, organization_id: int, prompt: Prompt) -> dict[int, Said]:
    """Card → what was answered to it, since this prompt asked."""
    rows = session.execute(
        _SAID,
        {
            "org": organization_id,
            "person": prompt.person_id,
            "cards": [c.card_id for c in prompt.cards if c.answered_at is not None],
            "prompt": prompt.id,
            "since": prompt.goes_at,
        },
    )
    return {row.card_id: Said(*row) for row in rows}


_SAID = (
    select(REVIEW.card_id, REVIEW.rating, REVIEW.is_right, REVIEW.given)
    .where(REVIEW.organization_id == bindparam("org"), REVIEW.person_id == bindparam("person"))
    .where(REVIEW.card_id.in_(bindparam("cards", expanding=True)))
    .where((REVIEW.prompt_id == bindparam("prompt")) | (REVIEW.reviewed_at >= bindparam("since")))
    .order_by(REVIEW.id)
)


def remembered(
    session: Session, organization_id: int, person_id: int, card_id: int, *, lock: bool = False
) -> Remembered | None:
    """What somebody remembers of a card; locked till the end of the transaction, if asked."""
    query = _REMEMBERED.with_for_update() if lock else _REMEMBERED
    about = {"org": organization_id, "person": person_id, "card": card_id}
    row = session.execute(query, about).first()
    return Remembered(*row) if row else None


_REMEMBERED = (
    select(
        MEMORY.began_at,
        MEMORY.model_state,
        MEMORY.step,
        MEMORY.stability,
        MEMORY.difficulty,
        MEMORY.reviewed_at,
        MEMORY.due_at,
        MEMORY.window_ends_at,
        MEMORY.is_held_out,
    )
    .where(MEMORY.organization_id == bindparam("org"))
    .where(MEMORY.person_id == bindparam("person"), MEMORY.card_id == bindparam("card"))
)


def keep(
    session: Session, organization_id: int, person_id: int, card_id: int, values: Mapping[str, Any]
) -> None:
    """What somebody remembers of a card now (columns of the memory)."""
    session.execute(
        update(RecallMemoryRow)
        .where(MEMORY.organization_id == organization_id)
        .where(MEMORY.person_id == person_id, MEMORY.card_id == card_id)
        .values(dict(values))
    )


def log(session: Session, organization_id: int, values: Mapping[str, Any]) -> None:
    """Add a review to the log (its columns)."""
    session.execute(insert(REVIEW.id.table), {"organization_id": organization_id, **values})


def still_asked(
    session: Session, organization_id: int, card_id: int, since: datetime, most: int
) -> list[int]:
    """Prompts that go or went after `since` and whose person has not answered this card."""
    return list(
        session.execute(
            select(PROMPT.id)
            .join(RecallPromptCardRow, ASKED.prompt_id == PROMPT.id)
            .where(PROMPT.organization_id == organization_id, PROMPT.goes_at >= since)
            .where(ASKED.organization_id == organization_id, ASKED.card_id == card_id)
            .where(ASKED.answered_at.is_(None))
            .order_by(PROMPT.goes_at.desc(), PROMPT.id)
            .limit(most)
        ).scalars()
    )


@dataclass(frozen=True, slots=True)
class Choice:
    """What somebody chose about being asked; None: as the operator did, or nothing."""

    daily: int | None = None
    paused_until: datetime | None = None


def choice(session: Session, organization_id: int, person_id: int) -> Choice:
    """What somebody chose about being asked."""
    row = session.execute(
        select(SETTING.daily, SETTING.paused_until).where(
            SETTING.organization_id == organization_id, SETTING.person_id == person_id
        )
    ).first()
    return Choice(*row) if row else Choice()


def choose(
    session: Session, organization_id: int, person_id: int, values: Mapping[str, Any]
) -> None:
    """Keep what somebody chose (columns of the setting)."""
    session.execute(
        insert_once(session, RecallSettingRow, ("person_id",)),
        {"organization_id": organization_id, "person_id": person_id},
    )
    session.execute(
        update(RecallSettingRow)
        .where(SETTING.organization_id == organization_id, SETTING.person_id == person_id)
        .values(dict(values))
    )


def next_due(
    session: Session, organization_id: int, person_id: int, after: datetime
) -> datetime | None:
    """When the first card falls due for somebody after that moment."""
    return session.execute(
        select(func.min(MEMORY.due_at)).where(
            MEMORY.organization_id == organization_id,
            MEMORY.person_id == person_id,
            MEMORY.due_at > after,
        )
    ).scalar()

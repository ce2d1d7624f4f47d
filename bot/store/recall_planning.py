"""Queries of planning: who is to be asked, what is due for them; all of it for many at once."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import bindparam, exists, func, select
from sqlalchemy.orm import Session

from bot.store.models import (
    AccountRow,
    PersonRow,
    RecallMemoryRow,
    RecallPromptCardRow,
    RecallPromptRow,
    RecallSettingRow,
    columns,
)
from bot.store.outbox import insert_many

PERSON = columns(PersonRow)
ACCOUNT = columns(AccountRow)
MEMORY = columns(RecallMemoryRow)
PROMPT = columns(RecallPromptRow)
ASKED = columns(RecallPromptCardRow)
SETTING = columns(RecallSettingRow)


@dataclass(frozen=True, slots=True)
class Learner:
    """Somebody for whom something is due, and what they chose; None: nothing."""

    id: int
    daily: int | None
    paused_until: datetime | None


def learners(
    session: Session, organization_id: int, until: datetime, after: int, most: int
) -> list[Learner]:
    """The next `most` people, by id from `after` on, for whom a card is due until then (aware).

    Who wants no recall, is a bot, or is gone, is none of them.
    """
    about = {"org": organization_id, "until": until, "after": after, "most": most}
    return [Learner(*row) for row in session.execute(_LEARNERS, about)]


_IS_DUE = (
    select(MEMORY.card_id)
    .where(MEMORY.organization_id == bindparam("org"), MEMORY.person_id == PERSON.id)
    .where(MEMORY.due_at <= bindparam("until", type_=MEMORY.due_at.type))
    .exists()
)
_IS_HERE = (
    select(ACCOUNT.id)
    .where(ACCOUNT.organization_id == bindparam("org"), ACCOUNT.person_id == PERSON.id)
    .where(ACCOUNT.is_deleted.is_(False), ACCOUNT.is_bot.is_(False))
    .exists()
)
_LEARNERS = (
    select(PERSON.id, SETTING.daily, SETTING.paused_until)
    .outerjoin(
        RecallSettingRow,
        (SETTING.person_id == PERSON.id) & (SETTING.organization_id == bindparam("org")),
    )
    .where(PERSON.organization_id == bindparam("org"), PERSON.id > bindparam("after"))
    .where(SETTING.takes_part.is_(None) | SETTING.takes_part.is_(True))
    .where(_IS_DUE, _IS_HERE, PERSON.left_at.is_(None))
    .order_by(PERSON.id)
    .limit(bindparam("most"))
)


@dataclass(frozen=True, slots=True)
class Due:
    """A card that waits to be asked (`rules/recall_plan.Due` says what these are)."""

    card_id: int
    due_at: datetime
    seen_at: datetime
    stability: float | None = None
    ends_at: datetime | None = None


def due(
    session: Session, organization_id: int, person_ids: Collection[int], until: datetime
) -> dict[int, list[Due]]:
    """Person → what is due for them until then (aware)."""
    about = {"org": organization_id, "people": list(person_ids), "until": until}
    out: dict[int, list[Due]] = {}
    for person_id, *rest in session.execute(_DUE, about):
        out.setdefault(person_id, []).append(Due(*rest))
    return out


_DUE = (
    select(
        MEMORY.person_id,
        MEMORY.card_id,
        MEMORY.due_at,
        func.coalesce(MEMORY.reviewed_at, MEMORY.began_at, type_=MEMORY.began_at.type),
        MEMORY.stability,
        MEMORY.window_ends_at,
    )
    .where(MEMORY.organization_id == bindparam("org"))
    .where(MEMORY.person_id.in_(bindparam("people", expanding=True)))
    .where(MEMORY.due_at <= bindparam("until", type_=MEMORY.due_at.type))
)


def prompted(
    session: Session, organization_id: int, person_ids: Iterable[int], since: date
) -> set[tuple[int, date]]:
    """Which of these people have a prompt on which of their days, from `since` on."""
    rows = session.execute(
        _PROMPTED, {"org": organization_id, "people": list(person_ids), "since": since}
    )
    return {(person_id, day) for person_id, day in rows}


_PROMPTED = (
    select(PROMPT.person_id, PROMPT.day)
    .where(PROMPT.organization_id == bindparam("org"))
    .where(PROMPT.person_id.in_(bindparam("people", expanding=True)))
    .where(PROMPT.day >= bindparam("since"))
)


def let_go_by(
    session: Session, organization_id: int, person_ids: Collection[int], since: date, now: datetime
) -> dict[int, list[date]]:
    """Person → the days of the prompts that they let go by since their last reaction, newest first.

    Of those from the day `since` on that have gone by `now`. An answer, "not now" and a pause are
    reactions.
    """
    about = {"org": organization_id, "people": list(person_ids), "since": since, "now": now}
    out: dict[int, list[date]] = {}
    reacted: set[int] = set()
    for person_id, day, is_reaction in session.execute(_WENT, about):
        if is_reaction:
            reacted.add(person_id)
        elif person_id not in reacted:
            out.setdefault(person_id, []).append(day)
    return out


_WENT = (
    select(
        PROMPT.person_id,
        PROMPT.day,
        PROMPT.put_off_at.is_not(None)
        | select(ASKED.card_id)
        .where(ASKED.organization_id == bindparam("org"), ASKED.prompt_id == PROMPT.id)
        .where(ASKED.answered_at.is_not(None))
        .exists(),
    )
    .where(PROMPT.organization_id == bindparam("org"))
    .where(PROMPT.person_id.in_(bindparam("people", expanding=True)))
    .where(PROMPT.day >= bindparam("since"))
    .where(PROMPT.goes_at <= bindparam("now", type_=PROMPT.goes_at.type))
    .order_by(PROMPT.person_id, PROMPT.day.desc())
)


@dataclass(frozen=True, slots=True)
class NewPrompt:
    """A prompt to be: its cards with their versions, in their order. Times are aware UTC."""

    person_id: int
    day: date
    goes_at: datetime
    expires_at: datetime
    cards: tuple[tuple[Due, int], ...]


def add(session: Session, organization_id: int, prompts: Sequence[NewPrompt]) -> dict[int, int]:
    """Store prompts, each of another person; person → its id, of those whose day had none."""
    if not prompts:
        return {}
    rows = [
        {
            "organization_id": organization_id,
            "person_id": new.person_id,
            "day": new.day,
            "goes_at": new.goes_at,
            "expires_at": new.expires_at,
        }
        for new in sorted(prompts, key=lambda p: p.person_id)
    ]
    made = insert_many(
        session,
        RecallPromptRow,
        rows,
        ("person_id", "day"),
        returning=(PROMPT.person_id, PROMPT.id),
    )
    ids: dict[int, int] = {row.person_id: row.id for row in made}
    cards: list[dict[str, Any]] = [
        {
            "organization_id": organization_id,
            "prompt_id": ids[new.person_id],
            "card_id": due.card_id,
            "position": place,
            "card_version": version,
            "due_at": due.due_at,
        }
        for new in prompts
        if new.person_id in ids
        for place, (due, version) in enumerate(new.cards)
    ]
    insert_many(session, RecallPromptCardRow, cards, ("prompt_id", "card_id"))
    return ids


def anybody_learns(session: Session, organization_id: int) -> bool:
    """Whether anything is ever to be asked of anybody."""
    found = select(MEMORY.card_id).where(
        MEMORY.organization_id == organization_id, MEMORY.due_at.is_not(None)
    )
    return bool(session.execute(select(exists(found))).scalar())

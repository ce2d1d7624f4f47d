"""Queries on badges that people were given."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, delete, select
from sqlalchemy.orm import Session

from bot.store.models import BadgeAwardRow, TopicRow, columns
from bot.store.outbox import insert_many

AWARD = columns(BadgeAwardRow)
TOPIC = columns(TopicRow)


@dataclass(frozen=True, slots=True)
class Award:
    """One level of a badge that somebody has, or had; `models.BadgeAwardRow` says what it means."""

    id: int
    person_id: int
    badge: str
    level: int
    topic_id: int | None
    topic: str | None
    """Name, lower case, without the `#`."""
    earned_at: datetime
    given_at: datetime
    deed_id: int | None = None
    nomination_id: int | None = None
    words: str = ""
    granted_by: int | None = None
    revoked_at: datetime | None = None
    revoked_by: int | None = None
    revoked_why: str = ""


@dataclass(frozen=True, slots=True)
class NewAward:
    """An award on its way into the table."""

    person_id: int
    badge: str
    level: int
    topic_id: int | None
    earned_at: datetime
    deed_id: int | None = None
    nomination_id: int | None = None
    words: str = ""
    granted_by: int | None = None

    @property
    def once(self) -> str:
        """An earned level is given once, whoever finds it; one by hand once for its nomination."""
        if self.nomination_id is not None:
            return f"{self.badge}:nomination:{self.nomination_id}"
        return f"{self.badge}:{self.level}:{self.topic_id or 0}"


def awards_of(
    session: Session, organization_id: int, person_ids: Iterable[int], *, revoked: bool = False
) -> list[Award]:
    """What these people were given, the newest first; `revoked`: what was taken away again too."""
    which = AWARD.person_id.in_(list(person_ids))
    return _load(session, organization_id, which if revoked else which & AWARD.revoked_at.is_(None))


def get(session: Session, organization_id: int, award_id: int) -> Award | None:
    """One award of this organization, revoked or not."""
    return next(iter(_load(session, organization_id, AWARD.id == award_id)), None)


def given_between(
    session: Session, organization_id: int, begin: datetime, end: datetime
) -> list[Award]:
    """What was given in [begin, end) and not revoked, the newest first."""
    within = (AWARD.given_at >= begin) & (AWARD.given_at < end) & AWARD.revoked_at.is_(None)
    return _load(session, organization_id, within)


def _load(session: Session, organization_id: int, which: ColumnElement[bool]) -> list[Award]:
    rows = session.execute(
        select(
            AWARD.id,
            AWARD.person_id,
            AWARD.badge,
            AWARD.level,
            AWARD.topic_id,
            TOPIC.name.label("topic"),
            AWARD.earned_at,
            AWARD.given_at,
            AWARD.deed_id,
            AWARD.nomination_id,
            AWARD.words,
            AWARD.granted_by,
            AWARD.revoked_at,
            AWARD.revoked_by,
            AWARD.revoked_why,
        )
        .outerjoin(
            TopicRow,
            (TOPIC.id == AWARD.topic_id) & (TOPIC.organization_id == AWARD.organization_id),
        )
        .where(AWARD.organization_id == organization_id, which)
        .order_by(AWARD.earned_at.desc(), AWARD.id.desc())
    )
    return [Award(*row) for row in rows]


def give(
    session: Session, organization_id: int, new: Sequence[NewAward], now: datetime
) -> list[tuple[int, NewAward]]:
    """Write awards down; those that are new, with their ids. One that was revoked stays so."""
    rows = [
        {
            "organization_id": organization_id,
            "person_id": a.person_id,
            "badge": a.badge,
            "level": a.level,
            "topic_id": a.topic_id,
            "once": a.once,
            "earned_at": a.earned_at,
            "given_at": now,
            "deed_id": a.deed_id,
            "nomination_id": a.nomination_id,
            "words": a.words,
            "granted_by": a.granted_by,
            "revoked_why": "",
        }
        for a in new
    ]
    made = insert_many(
        session,
        BadgeAwardRow,
        rows,
        ("organization_id", "person_id", "once"),
        returning=(AWARD.id, AWARD.person_id, AWARD.once),
    )
    ids = {(row.person_id, row.once): row.id for row in made}
    return [(ids[k], a) for a in new if (k := (a.person_id, a.once)) in ids]


def withdraw(
    session: Session, organization_id: int, deed_ids: Sequence[int], since: datetime
) -> list[int]:
    """Take away what these deeds completed, if it was given since then; the ids of those awards."""
    gone = session.execute(
        delete(BadgeAwardRow)
        .where(AWARD.organization_id == organization_id, AWARD.deed_id.in_(deed_ids))
        .where(AWARD.given_at >= since, AWARD.revoked_at.is_(None))
        .returning(AWARD.id)
    )
    return list(gone.scalars())

"""Queries of figures about many people of a team, and of who goes unthanked in it.

What they give by person is for figures of five and more alone (`rules/recall_measures.py`).
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import bindparam, case, func, select
from sqlalchemy.orm import Session

from bot.events import Person
from bot.store.digest_teams import (
    BEGINS,
    DEED,
    ENDS,
    HELPS,
    LINE,
    ORG,
    PERSON,
    TEAMS,
    TOPIC,
    about_teams,
    deeds_of,
    here,
    of_team,
)
from bot.store.models import (
    BadgeAwardRow,
    CardKind,
    DayOffRow,
    DeedKind,
    DigestKind,
    DigestSettingRow,
    PersonRhythmRow,
    RecallCardRow,
    RecallCardTopicRow,
    RecallReviewRow,
    columns,
)

AWARD = columns(BadgeAwardRow)
CARD = columns(RecallCardRow)
CARD_ABOUT = columns(RecallCardTopicRow)
DAY_OFF = columns(DayOffRow)
REVIEW = columns(RecallReviewRow)
RHYTHM = columns(PersonRhythmRow)
SETTING = columns(DigestSettingRow)

LATELY = timedelta(days=14)
"""Who was on leave so recently is still coming back."""


def took_part(
    session: Session,
    organization_id: int,
    manager_ids: Collection[int],
    begins: datetime,
    ends: datetime,
) -> dict[int, int]:
    """Manager → how many of their people answered a recall prompt. Only for figures of many."""
    about = about_teams(organization_id, manager_ids, begins, ends)
    return {row[0]: row[1] for row in session.execute(_TOOK_PART, about)}


_TOOK_PART = deeds_of(
    [DeedKind.RECALL_KEPT],
    LINE.manager_id,
    func.count(DEED.person_id.distinct()),
    is_open=False,
).group_by(LINE.manager_id)


@dataclass(frozen=True, slots=True)
class Badge:
    """A badge somebody was given, by its key; the topic it is for, if any."""

    person: Person
    badge: str
    level: int
    topic: str | None


def badges(
    session: Session,
    organization_id: int,
    manager_ids: Collection[int],
    begins: datetime,
    ends: datetime,
) -> dict[int, list[Badge]]:
    """Manager → badges their people were given in the period, the newest first.

    Without those that a deed completed of which others are not told: an answered recall, say.
    """
    out: dict[int, list[Badge]] = {}
    about = about_teams(organization_id, manager_ids, begins, ends)
    for row in session.execute(_BADGES, about):
        person = Person(row.id, row.name)
        out.setdefault(row.manager_id, []).append(Badge(person, row.badge, row.level, row.topic))
    return out


_BADGES = (
    here(
        select(
            LINE.manager_id,
            PERSON.id,
            PERSON.name,
            AWARD.badge,
            AWARD.level,
            TOPIC.name.label("topic"),
        )
        .select_from(AWARD.id.table)
        .join(*of_team(AWARD.person_id, AWARD.given_at))
        .outerjoin(DEED.id.table, (DEED.id == AWARD.deed_id) & (DEED.organization_id == ORG))
        .outerjoin(TOPIC.id.table, (TOPIC.id == AWARD.topic_id) & (TOPIC.organization_id == ORG)),
        AWARD.person_id,
    )
    .where(AWARD.organization_id == ORG, AWARD.revoked_at.is_(None))
    .where(AWARD.given_at >= BEGINS, AWARD.given_at < ENDS)
    .where(AWARD.nomination_id.is_not(None) | DEED.is_open.is_(True))
    .order_by(LINE.manager_id, AWARD.given_at.desc(), AWARD.id.desc())
)


@dataclass(frozen=True, slots=True)
class Remembered:
    """How one person did in their first check at the end of a course about a topic.

    For figures of many alone; never shown by itself.
    """

    person_id: int
    rating: int
    at: datetime


def remembered(
    session: Session,
    organization_id: int,
    manager_ids: Collection[int],
    begins: datetime,
    ends: datetime,
) -> dict[int, dict[str, list[Remembered]]]:
    """Manager → topic → how each did who reported to them then, one check a person.

    Those who left the organization since stay in: figures must not move by one person's answer.
    """
    about = about_teams(organization_id, manager_ids, begins, ends)
    out: dict[int, dict[str, list[Remembered]]] = {}
    for manager_id, topic, *one in session.execute(_REMEMBERED, about):
        out.setdefault(manager_id, {}).setdefault(topic, []).append(Remembered(*one))
    return out


_FIRST = (
    select(
        LINE.manager_id,
        CARD_ABOUT.topic_id,
        REVIEW.person_id,
        func.min(REVIEW.id).label("review_id"),
    )
    .select_from(REVIEW.id.table)
    .join(*of_team(REVIEW.person_id, REVIEW.reviewed_at))
    .join(CARD.id.table, CARD.id == REVIEW.card_id)
    .join(CARD_ABOUT.card_id.table, CARD_ABOUT.card_id == CARD.id)
    .where(LINE.organization_id == ORG, LINE.manager_id.in_(TEAMS))
    .where(REVIEW.organization_id == ORG, REVIEW.is_last.is_(True))
    .where(REVIEW.is_held_out.is_(False))
    .where(REVIEW.reviewed_at >= BEGINS, REVIEW.reviewed_at < ENDS)
    .where(CARD.organization_id == ORG, CARD.kind != CardKind.APPLY)
    .where(CARD_ABOUT.organization_id == ORG)
    .group_by(LINE.manager_id, CARD_ABOUT.topic_id, REVIEW.person_id)
    .subquery()
)
_REMEMBERED = (
    select(_FIRST.c.manager_id, TOPIC.name, REVIEW.person_id, REVIEW.rating, REVIEW.reviewed_at)
    .select_from(_FIRST)
    .join(REVIEW.id.table, REVIEW.id == _FIRST.c.review_id)
    .join(TOPIC.id.table, TOPIC.id == _FIRST.c.topic_id)
    .where(REVIEW.organization_id == ORG, TOPIC.organization_id == ORG)
)


@dataclass(frozen=True, slots=True)
class Unthanked:
    """Somebody whom nobody thanked for long; whether they were seen at all meanwhile."""

    person: Person
    was_seen: bool


def unthanked(
    session: Session,
    organization_id: int,
    manager_ids: Collection[int],
    since: datetime,
    now: datetime,
) -> dict[int, list[Unthanked]]:
    """Manager → who reports to them and was not thanked since then, where others could read it.

    Without those who came since, who are or were on leave in these days, who paused, and who asked
    to be left out.
    """
    about = {"org": organization_id, "managers": list(manager_ids), "begins": since, "ends": now}
    about |= {"today": now.date(), "first": since.date(), "lately": (now - LATELY).date()}
    about |= {"kind": DigestKind.MANAGER.value}
    seen = {row[0]: row[1] for row in session.execute(_SEEN, about)}
    out: dict[int, list[Unthanked]] = {}
    for manager_id, id_, name in session.execute(_HERE_LONG, about):
        if not seen.get(id_):
            out.setdefault(manager_id, []).append(Unthanked(Person(id_, name), id_ in seen))
    return out


_SEEN = deeds_of(
    HELPS,
    DEED.person_id,
    func.max(case((DEED.kind == DeedKind.KUDOS_RECEIVED.value, 1), else_=0)),
).group_by(DEED.person_id)
_AWAY = (
    select(DAY_OFF.id)
    .where(DAY_OFF.organization_id == ORG, DAY_OFF.person_id == PERSON.id)
    .where(DAY_OFF.last >= bindparam("lately"), DAY_OFF.first <= bindparam("today"))
    .exists()
)
_LEFT_OUT = (
    select(SETTING.person_id)
    .where(SETTING.organization_id == ORG, SETTING.person_id == PERSON.id)
    .where(SETTING.kind == bindparam("kind"), SETTING.is_left_out.is_(True))
    .exists()
)
_PAUSED = (
    select(RHYTHM.person_id)
    .where(RHYTHM.organization_id == ORG, RHYTHM.person_id == PERSON.id)
    .where(RHYTHM.paused_until > ENDS)
    .exists()
)
_HERE_LONG = (
    select(LINE.manager_id, PERSON.id, PERSON.name)
    .join(PERSON.id.table, PERSON.id == LINE.person_id)
    .where(LINE.organization_id == ORG, LINE.manager_id.in_(TEAMS))
    .where(LINE.until.is_(None), LINE.since <= BEGINS)
    .where(PERSON.organization_id == ORG, PERSON.left_at.is_(None))
    .where(PERSON.started_on.is_(None) | (PERSON.started_on <= bindparam("first")))
    .where(PERSON.created_at <= BEGINS)
    .where(~_AWAY, ~_LEFT_OUT, ~_PAUSED)
    .order_by(LINE.manager_id, PERSON.id)
)

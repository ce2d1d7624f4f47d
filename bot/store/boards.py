"""Queries on deeds for boards: who was thanked how much, by whom, and who stays off."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from itertools import islice
from typing import Any

from sqlalchemy import Select, case, delete, func, or_, select, true
from sqlalchemy.orm import Session

from bot.events import Person
from bot.store import roles
from bot.store.models import (
    BoardAbsenceRow,
    DeedKind,
    DeedRow,
    DeedTopicRow,
    OrganizationRow,
    PersonRow,
    ReportingRow,
    TeamRow,
    TopicRow,
    columns,
)
from bot.store.outbox import insert_once
from bot.store.teams import Team, leavers
from bot.store.topics import Topic

ABSENCE = columns(BoardAbsenceRow)
ABOUT = columns(DeedTopicRow)
DEED = columns(DeedRow)
LINE = columns(ReportingRow)
ORGANIZATION = columns(OrganizationRow)
PERSON = columns(PersonRow)
TEAM = columns(TeamRow)
TOPIC = columns(TopicRow)

AT_ONCE = 1_000
"""People asked about in one query; databases bound the number of parameters."""
LATEST = 2_000
"""Deeds that are looked through for the topics people are busy with."""
MOST_PAIRS = 20_000
"""Pairs of which one thanked the other often that rings are looked for in."""


@dataclass(frozen=True, slots=True)
class Within:
    """Which deeds a board is about: of a time (aware, the end not included), a topic, a team.

    Ids of 0 mean all. Teams are taken as they are at `then` (aware).
    """

    begin: datetime
    end: datetime
    then: datetime
    topic_id: int = 0
    team_id: int = 0


@dataclass(frozen=True, slots=True)
class Helped:
    """A deed that somebody is thanked for, by whom: None is nobody who may be named."""

    person_id: int
    by_id: int | None
    kind: DeedKind
    at: datetime


def leading(
    session: Session,
    organization_id: int,
    weights: Mapping[DeedKind, int],
    within: Within,
    most: int,
) -> list[tuple[int, float]]:
    """Who was thanked most and is not off the boards, with points before circles are looked for.

    No points are more than that. Of those who have the same, whoever was thanked last comes first.
    The n-th deed of the same colleague counts one n-th, the heaviest
    first, as in `rules/points.py`.
    """
    weight = case(dict[Any, Any]((k.value, w) for k, w in weights.items()), value=DEED.kind)
    turn = func.row_number().over(
        partition_by=(DEED.person_id, DEED.other_id), order_by=weight.desc()
    )
    parts = (
        _counted(
            select(DEED.person_id, (weight * 1.0 / turn).label("part"), DEED.at), organization_id
        )
        .where(DEED.kind.in_([kind.value for kind in weights]), *_about(organization_id, within))
        .subquery()
    )
    points = func.sum(parts.c.part)
    off = select(ABSENCE.person_id).where(ABSENCE.organization_id == organization_id)
    rows = session.execute(
        select(parts.c.person_id, points)
        .where(parts.c.person_id.not_in(off))
        .group_by(parts.c.person_id)
        .order_by(points.desc(), func.max(parts.c.at).desc(), parts.c.person_id)
        .limit(most)
    )
    return [(int(row[0]), float(row[1])) for row in rows]


def _counted(query: Select[Any], organization_id: int) -> Select[Any]:
    """Only what others may be told of, and what stands: a private thanks moves no board."""
    return query.where(
        DEED.organization_id == organization_id, DEED.is_open.is_(True), DEED.undone_at.is_(None)
    )


def _about(organization_id: int, within: Within) -> Iterator[Any]:
    yield DEED.at >= within.begin
    yield DEED.at < within.end
    if within.topic_id:
        yield DEED.id.in_(
            select(ABOUT.deed_id).where(
                ABOUT.organization_id == organization_id, ABOUT.topic_id == within.topic_id
            )
        )
    if within.team_id:
        yield DEED.person_id.in_(_members(organization_id, within))


def _members(organization_id: int, within: Within) -> Select[tuple[int]]:
    return (
        select(LINE.person_id)
        .where(LINE.organization_id == organization_id, LINE.team_id == within.team_id)
        .where(LINE.since <= within.then)
        .where(LINE.until.is_(None) | (LINE.until > within.then))
    )


_HELPED = (DEED.person_id, DEED.other_id, DEED.kind, DEED.at)


def helped(
    session: Session,
    organization_id: int,
    kinds: Collection[DeedKind],
    within: Within,
    person_ids: Collection[int],
) -> list[Helped]:
    """The deeds of these people that a board is about."""
    out = []
    for ids in _some(person_ids):
        query = _counted(select(*_HELPED), organization_id)
        rows = session.execute(
            query.where(DEED.person_id.in_(ids), DEED.kind.in_([k.value for k in kinds])).where(
                *_about(organization_id, within)
            )
        )
        out += [_helped(row) for row in rows]
    return out


def thanked_by(
    session: Session,
    organization_id: int,
    kinds: Collection[DeedKind],
    begin: datetime,
    end: datetime | None,
    by_ids: Collection[int],
) -> list[Helped]:
    """What these people thanked others for between two moments (aware, the end not included).

    Without an end: until now.
    """
    out = []
    for ids in _some(by_ids):
        query = _counted(select(*_HELPED), organization_id)
        rows = session.execute(
            query.where(DEED.other_id.in_(ids), DEED.kind.in_([k.value for k in kinds]))
            .where(DEED.other_id != DEED.person_id)
            .where(DEED.at >= begin, DEED.at < end if end is not None else true())
        )
        out += [_helped(row) for row in rows]
    return out


def _helped(row: Any) -> Helped:
    by = row.other_id if row.other_id != row.person_id else None
    return Helped(row.person_id, by, DeedKind(row.kind), row.at)


def _some(ids: Collection[int]) -> Iterator[list[int]]:
    left = iter(sorted(set(ids)))
    while some := list(islice(left, AT_ONCE)):
        yield some


def often(
    session: Session,
    organization_id: int,
    kinds: Collection[DeedKind],
    since: datetime,
    least: int,
) -> dict[tuple[int, int], int]:
    """Who thanked whom at least so often since a moment (aware)."""
    # Added to nothing, so that SQLite finds deeds by their time: an index in the order of people
    # would be read whole, all the years of it.
    by, whom, number = DEED.other_id + 0, DEED.person_id + 0, func.count()
    query = _counted(select(by, whom, number), organization_id)
    rows = session.execute(
        query.where(DEED.kind.in_([k.value for k in kinds]), DEED.other_id != DEED.person_id)
        .where(DEED.at >= since)
        .group_by(by, whom)
        .having(number >= least)
        .order_by(number.desc(), by, whom)
        .limit(MOST_PAIRS)
    )
    return {(int(row[0]), int(row[1])): int(row[2]) for row in rows}


def shown(
    session: Session, organization_id: int, person_ids: Collection[int], now: datetime
) -> dict[int, Person]:
    """Those who may stand on a board: no bots, no guests, nobody who left or stays off."""
    at = session, organization_id
    away = leavers(*at, person_ids, now) | off(*at, person_ids)
    known = roles.standings(*at, [id_ for id_ in person_ids if id_ not in away])
    return {
        id_: one.person
        for id_, one in known.items()
        if not (one.is_bot or one.is_guest or one.is_deleted)
    }


def off(session: Session, organization_id: int, person_ids: Collection[int]) -> set[int]:
    """Which of these people stay off the boards."""
    rows = session.execute(
        select(ABSENCE.person_id).where(
            ABSENCE.organization_id == organization_id, ABSENCE.person_id.in_(list(person_ids))
        )
    )
    return set(rows.scalars())


def stay_off(session: Session, organization_id: int, person_id: int, now: datetime) -> None:
    """Somebody is on no board from now (aware) on. Saying so twice changes nothing."""
    row = {"organization_id": organization_id, "person_id": person_id, "since": now}
    session.execute(insert_once(session, BoardAbsenceRow, ("person_id",)), row)


def come_back(session: Session, organization_id: int, person_id: int) -> None:
    """Somebody may stand on boards again, with all they did meanwhile."""
    session.execute(
        delete(BoardAbsenceRow).where(
            ABSENCE.organization_id == organization_id, ABSENCE.person_id == person_id
        )
    )


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Somebody new who has begun to take part: since when they are here, what they did first."""

    person: Person
    since: date
    first: DeedKind


def newcomers(
    session: Session,
    organization_id: int,
    since: date,
    today: date,
    known_from: datetime,
    within: Within,
    most: int,
) -> list[Newcomer]:
    """Whose first day lies between two days, and who did something in a time; the newest first.

    Who is on no list of people is new since Potluck met them, if that was at `known_from` (aware)
    or later: in its first weeks it meets everybody.
    """
    first_day = func.coalesce(PERSON.started_on, func.date(PERSON.created_at))
    on_list = (PERSON.started_on >= since) & (PERSON.started_on <= today)
    just_met = PERSON.started_on.is_(None) & (PERSON.created_at >= known_from)
    just_met &= PERSON.created_at >= datetime.combine(since, _MIDNIGHT)
    took_part = (
        _counted(select(DEED.id), organization_id)
        .where(DEED.person_id == PERSON.id, *_about(organization_id, within))
        .exists()
    )
    off = select(ABSENCE.person_id).where(ABSENCE.organization_id == organization_id)
    query = (
        select(PERSON.id, PERSON.name, PERSON.started_on, PERSON.created_at)
        .where(PERSON.organization_id == organization_id, or_(on_list, just_met), took_part)
        .where(PERSON.id.not_in(off))
        .order_by(first_day.desc(), PERSON.id.desc())
        .limit(most)
    )
    rows = session.execute(query).all()
    first = _first(session, organization_id, within, [row.id for row in rows])
    return [
        Newcomer(Person(r.id, r.name), r.started_on or r.created_at.date(), first[r.id])
        for r in rows
    ]


_MIDNIGHT = time(tzinfo=UTC)


def _first(
    session: Session, organization_id: int, within: Within, person_ids: Collection[int]
) -> dict[int, DeedKind]:
    """What each of these people did first."""
    rows = session.execute(
        _counted(select(DEED.person_id, DEED.kind), organization_id)
        .where(DEED.person_id.in_(list(person_ids)), *_about(organization_id, within))
        .order_by(DEED.at.desc(), DEED.id.desc())
    )
    return {row.person_id: DeedKind(row.kind) for row in rows}


def founded_at(session: Session, organization_id: int) -> datetime:
    """When Potluck met the organization (aware UTC)."""
    made: datetime = session.execute(
        select(ORGANIZATION.created_at).where(ORGANIZATION.id == organization_id)
    ).scalar_one()
    return made


def busy_topics(session: Session, organization_id: int, within: Within, most: int) -> list[Topic]:
    """What the latest deeds of a time were about, by name; those named most."""
    recent = (
        _counted(select(DEED.id), organization_id)
        .where(DEED.at >= within.begin, DEED.at < within.end)
        .order_by(DEED.at.desc())
        .limit(LATEST)
        .subquery()
    )
    rows = session.execute(
        select(TOPIC.id, TOPIC.name)
        .join(ABOUT.topic_id.table, ABOUT.topic_id == TOPIC.id)
        .join(recent, recent.c.id == ABOUT.deed_id)
        .where(TOPIC.organization_id == organization_id, ABOUT.organization_id == organization_id)
        .group_by(TOPIC.id, TOPIC.name)
        .order_by(func.count().desc(), TOPIC.id)
        .limit(most)
    )
    return sorted((Topic(row.id, row.name) for row in rows), key=lambda topic: topic.name)


def sizes(
    session: Session, organization_id: int, team_ids: Collection[int], then: datetime
) -> dict[int, int]:
    """Team id → how many people were in it at a moment (aware); a team of nobody is missing."""
    rows = session.execute(
        select(LINE.team_id, func.count())
        .join(PERSON.id.table, PERSON.id == LINE.person_id)
        .where(LINE.organization_id == organization_id, PERSON.organization_id == organization_id)
        .where(LINE.team_id.in_(list(team_ids)), LINE.since <= then)
        .where(LINE.until.is_(None) | (LINE.until > then))
        .where(PERSON.left_at.is_(None) | (PERSON.left_at > then))
        .group_by(LINE.team_id)
    )
    return {int(row[0]): int(row[1]) for row in rows}


def team(session: Session, organization_id: int, team_id: int) -> Team | None:
    """One team of this organization."""
    row = session.execute(
        select(TEAM.id, TEAM.name).where(
            TEAM.organization_id == organization_id, TEAM.id == team_id
        )
    ).one_or_none()
    return Team(row.id, row.name) if row else None


def some_teams(session: Session, organization_id: int, most: int) -> list[Team]:
    """The first teams by name."""
    rows = session.execute(
        select(TEAM.id, TEAM.name)
        .where(TEAM.organization_id == organization_id)
        .order_by(TEAM.name)
        .limit(most)
    )
    return [Team(row.id, row.name) for row in rows]

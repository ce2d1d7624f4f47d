"""Queries on attention: people's hours and days off, and how often they were written to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cache
from itertools import islice

from sqlalchemy import Insert, bindparam, delete, func, insert, select, update
from sqlalchemy.orm import Session
from sqlalchemy.sql.dml import ReturningInsert

from bot.store.models import (
    AttentionDayRow,
    DayOffRow,
    PersonPauseRow,
    PersonRhythmRow,
    PersonRow,
    columns,
)
from bot.store.outbox import ANY_ORGANIZATION, insert_many, insert_once

RHYTHM = columns(PersonRhythmRow)
DAY_OFF = columns(DayOffRow)
COUNT = columns(AttentionDayRow)
PAUSE = columns(PersonPauseRow)
PERSON = columns(PersonRow)

AT_ONCE = 1_000
"""People asked about in one query; databases bound the number of parameters."""


@dataclass(frozen=True, slots=True)
class DayOff:
    """Days somebody is away, the first and the last included."""

    id: int
    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Hours:
    """What somebody chose about their hours (None: as usual), their zone, their days off."""

    zone: str
    weekdays: frozenset[int] | None = None
    begins: time | None = None
    ends: time | None = None
    quiet: tuple[time, time] | None = None
    country: str | None = None
    prompts_at: time | None = None
    most: int | None = None
    paused_until: datetime | None = None
    away: tuple[DayOff, ...] = ()


def hours(
    session: Session, organization_id: int, person_ids: Iterable[int], since: date
) -> dict[int, Hours]:
    """Person id → their hours, with the days off that end on `since` or later."""
    out: dict[int, Hours] = {}
    for some in _chunks(person_ids):
        about = {"org": organization_id, "ids": some, "since": since}
        away: dict[int, list[DayOff]] = {}
        for id_, person_id, first, last in session.execute(_AWAY, about):
            away.setdefault(person_id, []).append(DayOff(id_, first, last))
        for row in session.execute(_HOURS, about):
            quiet = None
            if row.quiet_begins is not None and row.quiet_ends is not None:
                quiet = row.quiet_begins, row.quiet_ends
            out[row.id] = Hours(
                zone=row.time_zone,
                weekdays=None if row.weekdays is None else frozenset(row.weekdays),
                begins=row.begins,
                ends=row.ends,
                quiet=quiet,
                country=row.country,
                prompts_at=row.prompts_at,
                most=row.daily_messages,
                paused_until=row.paused_until,
                away=tuple(away.get(row.id, ())),
            )
    return out


_HOURS = (
    select(
        PERSON.id,
        PERSON.time_zone,
        RHYTHM.weekdays,
        RHYTHM.begins,
        RHYTHM.ends,
        RHYTHM.quiet_begins,
        RHYTHM.quiet_ends,
        func.coalesce(RHYTHM.country, PERSON.country).label("country"),
        RHYTHM.prompts_at,
        RHYTHM.daily_messages,
        RHYTHM.paused_until,
    )
    .outerjoin(
        RHYTHM.person_id.table,
        (RHYTHM.person_id == PERSON.id) & (RHYTHM.organization_id == bindparam("org")),
    )
    .where(PERSON.organization_id == bindparam("org"))
    .where(PERSON.id.in_(bindparam("ids", expanding=True)))
)
_AWAY = (
    select(DAY_OFF.id, DAY_OFF.person_id, DAY_OFF.first, DAY_OFF.last)
    .where(DAY_OFF.organization_id == bindparam("org"))
    .where(DAY_OFF.person_id.in_(bindparam("ids", expanding=True)))
    .where(DAY_OFF.last >= bindparam("since"))
    .order_by(DAY_OFF.first)
)


def _chunks(ids: Iterable[int]) -> Iterator[list[int]]:
    rest = iter(ids)
    while some := list(islice(rest, AT_ONCE)):
        yield some


def choose(
    session: Session, organization_id: int, person_id: int, chosen: Hours, now: datetime
) -> None:
    """Store what somebody chose; zone and days off stand elsewhere.

    The country that a list says is no choice, so that a later list can correct it.
    """
    listed = (
        select(PERSON.country)
        .where(PERSON.organization_id == organization_id, PERSON.id == person_id)
        .scalar_subquery()
    )
    _note_pause(session, organization_id, person_id, chosen.paused_until, now)
    values: dict[str, object] = {
        "weekdays": None if chosen.weekdays is None else sorted(chosen.weekdays),
        "begins": chosen.begins,
        "ends": chosen.ends,
        "quiet_begins": chosen.quiet[0] if chosen.quiet else None,
        "quiet_ends": chosen.quiet[1] if chosen.quiet else None,
        "country": func.nullif(chosen.country, listed),
        "prompts_at": chosen.prompts_at,
        "daily_messages": chosen.most,
        "paused_until": chosen.paused_until,
    }
    _there(session, organization_id, person_id)
    session.execute(
        update(PersonRhythmRow)
        .where(RHYTHM.organization_id == organization_id, RHYTHM.person_id == person_id)
        .values(values)
    )


def pause(
    session: Session, organization_id: int, person_id: int, until: datetime | None, now: datetime
) -> None:
    """Nothing unasked before `until` (aware); None: the pause is over."""
    _note_pause(session, organization_id, person_id, until, now)
    _there(session, organization_id, person_id)
    session.execute(
        update(PersonRhythmRow)
        .where(RHYTHM.organization_id == organization_id, RHYTHM.person_id == person_id)
        .values(paused_until=until)
    )


def _note_pause(
    session: Session, organization_id: int, person_id: int, until: datetime | None, now: datetime
) -> None:
    """Remember when they wanted nothing: a pause that runs ends then, or a new one begins."""
    running = session.execute(
        update(PersonPauseRow)
        .where(PAUSE.organization_id == organization_id, PAUSE.person_id == person_id)
        .where(PAUSE.until > now)
        .values(until=max(until or now, now))
        .returning(PAUSE.id)
    ).all()
    if not running and until is not None and until > now:
        values = {"organization_id": organization_id, "person_id": person_id}
        session.execute(insert(PersonPauseRow), [{**values, "since": now, "until": until}])


def pauses(
    session: Session, organization_id: int, person_ids: Iterable[int]
) -> dict[int, list[tuple[datetime, datetime]]]:
    """Person id → from when until when they wanted nothing unasked, past pauses too."""
    out: dict[int, list[tuple[datetime, datetime]]] = {}
    for some in _chunks(person_ids):
        rows = session.execute(
            select(PAUSE.person_id, PAUSE.since, PAUSE.until)
            .where(PAUSE.organization_id == organization_id, PAUSE.person_id.in_(some))
            .order_by(PAUSE.since)
        )
        for person_id, since, until in rows:
            out.setdefault(person_id, []).append((since, until))
    return out


def _there(session: Session, organization_id: int, person_id: int) -> None:
    session.execute(
        insert_once(session, PersonRhythmRow, ("person_id",)),
        {"organization_id": organization_id, "person_id": person_id},
    )


def go_away(
    session: Session, organization_id: int, person_id: int, first: date, last: date
) -> None:
    """Note days off; what they overlap or touch becomes one with them."""
    at = (DAY_OFF.organization_id == organization_id, DAY_OFF.person_id == person_id)
    same = session.execute(
        delete(DayOffRow)
        .where(*at, DAY_OFF.first <= last, DAY_OFF.last >= first)
        .returning(DAY_OFF.first, DAY_OFF.last)
    ).all()
    values = {
        "organization_id": organization_id,
        "person_id": person_id,
        "first": min([first, *(row.first for row in same)]),
        "last": max([last, *(row.last for row in same)]),
    }
    session.execute(insert_once(session, DayOffRow, ("person_id", "first")), values)


def come_back(session: Session, organization_id: int, person_id: int, day_off_id: int) -> bool:
    """These days off are none; False when they were not there."""
    done = session.execute(
        delete(DayOffRow)
        .where(DAY_OFF.organization_id == organization_id)
        .where(DAY_OFF.person_id == person_id, DAY_OFF.id == day_off_id)
        .returning(DAY_OFF.id)
    )
    return done.first() is not None


def taken(
    session: Session, organization_id: int, person_ids: Iterable[int], since: date
) -> dict[int, dict[date, int]]:
    """Person id → how many unasked messages each of their days has, from `since` on."""
    out: dict[int, dict[date, int]] = {}
    for some in _chunks(person_ids):
        about = {"org": organization_id, "ids": some, "since": since}
        for person_id, day, messages in session.execute(_TAKEN, about):
            out.setdefault(person_id, {})[day] = messages
    return out


_TAKEN = (
    select(COUNT.person_id, COUNT.day, COUNT.messages)
    .where(COUNT.organization_id == bindparam("org"))
    .where(COUNT.person_id.in_(bindparam("ids", expanding=True)))
    .where(COUNT.day >= bindparam("since"))
)


def take(
    session: Session, organization_id: int, person_id: int, day: date, most: int | None
) -> bool:
    """Count one more message on somebody's day; False when it has `most` already.

    Two that ask at once wait for each other, so that the number holds. None: there is no bound.
    """
    if most == 0:
        return False
    unique = ("person_id", "day")
    statement = _take(insert_once(session, AttentionDayRow, unique, adds="messages", below="most"))
    own = {"organization_id": organization_id, "person_id": person_id, "day": day, "messages": 1}
    done = session.execute(statement, own | {"most": 2**31 - 1 if most is None else most})
    return done.first() is not None


@cache
def _take(statement: Insert) -> ReturningInsert[tuple[int]]:
    return statement.returning(COUNT.messages)


def give_back(session: Session, organization_id: int, person_id: int, day: date) -> None:
    """One message fewer on that day."""
    session.execute(
        update(AttentionDayRow)
        .where(COUNT.organization_id == organization_id)
        .where(COUNT.person_id == person_id, COUNT.day == day, COUNT.messages > 0)
        .values(messages=COUNT.messages - 1)
    )


def count_many(
    session: Session, organization_id: int, messages: Sequence[tuple[int, date]]
) -> None:
    """Count one message each for (person id, day), whatever the day has: of a plan made at once."""
    more = [
        {"organization_id": organization_id, "person_id": person, "day": day, "messages": number}
        for (person, day), number in sorted(Counter(messages).items())
    ]
    insert_many(session, AttentionDayRow, more, ("person_id", "day"), adds="messages")


def forget(session: Session, before: date) -> None:
    """Drop the counts of days before then: nothing is decided by them any more."""
    session.execute(
        delete(AttentionDayRow).where(COUNT.day < before), execution_options=ANY_ORGANIZATION
    )

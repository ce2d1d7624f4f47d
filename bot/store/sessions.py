"""Queries on sessions: what is planned, and each time it takes place."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import ColumnElement, bindparam, delete, insert, select, update
from sqlalchemy.orm import Session

from bot.events import Person
from bot.store.models import (
    OccurrenceRow,
    PersonRow,
    SessionRow,
    SessionState,
    SessionTopicRow,
    SpeakerRow,
    TopicRow,
    columns,
)

SESSION = columns(SessionRow)
OCCURRENCE = columns(OccurrenceRow)
SPEAKER = columns(SpeakerRow)
ABOUT = columns(SessionTopicRow)
TOPIC = columns(TopicRow)
PERSON = columns(PersonRow)


@dataclass(frozen=True, slots=True)
class Planned:
    """A session with everybody and everything it names."""

    id: int
    facilitator: Person
    title: str
    abstract: str
    place: str
    day: date | None
    begins: time | None
    """When the first one begins, in `zone` (naive); a draft may leave either open."""
    zone: str
    minutes: int
    seats: int | None
    rule: str
    conversation_id: int | None
    prerequisite: str
    recalls: bool
    wants_speaker: bool
    state: SessionState
    revision: int
    speakers: tuple[Person, ...]
    cohosts: tuple[Person, ...]
    topics: tuple[str, ...]

    @property
    def wall(self) -> datetime | None:
        """When the first one begins, in `zone` (naive); None while that is open."""
        if self.day is None or self.begins is None:
            return None
        return datetime.combine(self.day, self.begins)


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One time a session takes place; `starts_at` and `ends_at` are aware UTC."""

    id: int
    session: Planned
    meant_for: str
    wall: datetime
    starts_at: datetime
    ends_at: datetime
    opened_at: datetime | None
    cancelled_at: datetime | None
    code: str

    @property
    def is_off(self) -> bool:
        """Whether it does not take place after all."""
        return self.cancelled_at is not None or self.session.state is SessionState.CANCELLED


def add(
    session: Session,
    organization_id: int,
    facilitator_id: int,
    values: Mapping[str, object],
    now: datetime,
) -> int:
    """Store a session; speakers, topics and occurrences follow. `values` are its columns."""
    own = {
        "organization_id": organization_id,
        "facilitator_id": facilitator_id,
        "created_at": now,
        "state": SessionState.DRAFT,
        "wants_speaker": False,
        "revision": 0,
    }
    made = session.execute(insert(SESSION.id.table).returning(SESSION.id), {**values, **own})
    return int(made.scalar_one())


def change(
    session: Session, organization_id: int, session_id: int, values: Mapping[str, object]
) -> None:
    """Set columns of a session."""
    session.execute(
        update(SessionRow)
        .where(SESSION.organization_id == organization_id, SESSION.id == session_id)
        .values(dict(values))
    )


def set_speakers(
    session: Session,
    organization_id: int,
    session_id: int,
    speakers: Collection[Person],
    cohosts: Collection[Person],
) -> None:
    """Who speaks and who helps: these and no others. Who does both is a speaker and a co-host."""
    own = {"organization_id": organization_id, "session_id": session_id}
    session.execute(
        delete(SpeakerRow).where(
            SPEAKER.organization_id == organization_id, SPEAKER.session_id == session_id
        )
    )
    people = [
        {**own, "person_id": p.id, "speaks": p in speakers, "is_cohost": p in cohosts}
        for p in dict.fromkeys([*speakers, *cohosts])
    ]
    if people:
        session.execute(insert(SPEAKER.session_id.table), people)


def set_topics(
    session: Session, organization_id: int, session_id: int, topic_ids: Iterable[int]
) -> None:
    """What it is about: these and no others."""
    own = {"organization_id": organization_id, "session_id": session_id}
    session.execute(
        delete(SessionTopicRow).where(
            ABOUT.organization_id == organization_id, ABOUT.session_id == session_id
        )
    )
    about = [{**own, "topic_id": t} for t in topic_ids]
    if about:
        session.execute(insert(ABOUT.session_id.table), about)


def add_occurrences(
    session: Session, organization_id: int, session_id: int, rows: Sequence[Mapping[str, object]]
) -> None:
    """Store when a session takes place. `rows` are columns of each occurrence."""
    own = {"organization_id": organization_id, "session_id": session_id, "code": ""}
    if rows:
        session.execute(insert(OCCURRENCE.id.table), [{**row, **own} for row in rows])


def change_occurrence(
    session: Session, organization_id: int, occurrence_id: int, values: Mapping[str, object]
) -> None:
    """Set columns of one occurrence."""
    session.execute(
        update(OccurrenceRow)
        .where(OCCURRENCE.organization_id == organization_id, OCCURRENCE.id == occurrence_id)
        .values(dict(values))
    )


def get(session: Session, organization_id: int, session_id: int) -> Planned | None:
    """One session of this organization, locked until the transaction ends."""
    session.execute(
        select(SESSION.id)
        .where(SESSION.organization_id == organization_id, SESSION.id == session_id)
        .with_for_update()
    )
    return planned(session, organization_id, SESSION.id == session_id, most=1).get(session_id)


def occurrence(
    session: Session, organization_id: int, occurrence_id: int, *, lock: bool = False
) -> Occurrence | None:
    """One occurrence; `lock` lets one change of it happen at a time."""
    about = {"org": organization_id, "occurrence": occurrence_id}
    # The lock alone first: what was changed while it was waited for is read afterwards.
    if lock:
        session.execute(_LOCK, about)
    rows = session.execute(_ONE, about).all()
    found = _with_sessions(session, organization_id, rows)
    return found[0] if found else None


_ONE = (
    select(*OCCURRENCE)
    .where(OCCURRENCE.organization_id == bindparam("org"))
    .where(OCCURRENCE.id == bindparam("occurrence"))
)
_LOCK = _ONE.with_only_columns(OCCURRENCE.id).with_for_update()


def by_id(
    session: Session, organization_id: int, occurrence_ids: Collection[int]
) -> list[Occurrence]:
    """These occurrences by start, with their sessions."""
    if not occurrence_ids:
        return []
    about = {"org": organization_id, "ids": list(occurrence_ids)}
    return _with_sessions(session, organization_id, session.execute(_THESE, about).all())


_THESE = (
    select(*OCCURRENCE)
    .where(OCCURRENCE.organization_id == bindparam("org"))
    .where(OCCURRENCE.id.in_(bindparam("ids", expanding=True)))
    .order_by(OCCURRENCE.starts_at, OCCURRENCE.id)
)


def of_session(
    session: Session, organization_id: int, session_id: int, *, lock: bool = False
) -> list[Occurrence]:
    """Every time a session takes place, cancelled ones too, first to last."""
    if lock:
        session.execute(
            select(OCCURRENCE.id)
            .where(OCCURRENCE.organization_id == organization_id)
            .where(OCCURRENCE.session_id == session_id)
            .order_by(OCCURRENCE.id)
            .with_for_update()
        )
    return occurrences(session, organization_id, OCCURRENCE.session_id == session_id, most=1000)


def occurrences(
    session: Session,
    organization_id: int,
    condition: ColumnElement[bool],
    most: int,
    *,
    newest_first: bool = False,
) -> list[Occurrence]:
    """Occurrences by start, with their sessions."""
    order = OCCURRENCE.starts_at.desc() if newest_first else OCCURRENCE.starts_at
    rows = session.execute(
        select(*OCCURRENCE)
        .where(OCCURRENCE.organization_id == organization_id)
        .where(condition)
        .order_by(order, OCCURRENCE.id)
        .limit(most)
    ).all()
    return _with_sessions(session, organization_id, rows)


def _with_sessions(session: Session, organization_id: int, rows: Sequence[Any]) -> list[Occurrence]:
    ids = {row.session_id for row in rows}
    if not ids:
        return []
    about = {"org": organization_id, "ids": list(ids)}
    known = _complete(session, organization_id, session.execute(_BY_ID, about).all())
    return [
        Occurrence(
            id=row.id,
            session=known[row.session_id],
            meant_for=row.meant_for,
            wall=datetime.fromisoformat(row.wall_time),
            starts_at=row.starts_at,
            ends_at=row.ends_at,
            opened_at=row.opened_at,
            cancelled_at=row.cancelled_at,
            code=row.code,
        )
        for row in rows
    ]


def planned(
    session: Session, organization_id: int, condition: ColumnElement[bool], most: int
) -> dict[int, Planned]:
    """Sessions by id, the newest ones first."""
    query = _SESSIONS.where(condition).order_by(SESSION.id.desc()).limit(most)
    return _complete(
        session, organization_id, session.execute(query, {"org": organization_id}).all()
    )


_SESSIONS = (
    select(*(c for c in SESSION if c is not SESSION.said), PERSON.name.label("facilitator"))
    .join(PERSON.id.table, PERSON.id == SESSION.facilitator_id)
    .where(SESSION.organization_id == bindparam("org"))
    .where(PERSON.organization_id == bindparam("org"))
)
_BY_ID = _SESSIONS.where(SESSION.id.in_(bindparam("ids", expanding=True)))


def _complete(session: Session, organization_id: int, rows: Sequence[Any]) -> dict[int, Planned]:
    ids = [row.id for row in rows]
    if not ids:
        return {}
    people = _people(session, organization_id, ids)
    about = _topics(session, organization_id, ids)
    return {row.id: _as_planned(row, people.get(row.id, ()), about.get(row.id, ())) for row in rows}


def _as_planned(
    row: Any, people: Iterable[tuple[Person, bool, bool]], about: Iterable[str]
) -> Planned:
    day, _, begins = row.wall_time.partition("T")
    return Planned(
        id=row.id,
        facilitator=Person(row.facilitator_id, row.facilitator),
        title=row.title,
        abstract=row.abstract,
        place=row.place,
        day=date.fromisoformat(day) if day else None,
        begins=time.fromisoformat(begins) if begins else None,
        zone=row.time_zone,
        minutes=row.minutes,
        seats=row.seats,
        rule=row.rule,
        conversation_id=row.conversation_id,
        prerequisite=row.prerequisite,
        recalls=row.recalls,
        wants_speaker=row.wants_speaker,
        state=SessionState(row.state),
        revision=row.revision,
        speakers=tuple(p for p, speaks, _ in people if speaks),
        cohosts=tuple(p for p, _, is_cohost in people if is_cohost),
        topics=tuple(about),
    )


def _people(
    session: Session, organization_id: int, ids: Sequence[int]
) -> dict[int, list[tuple[Person, bool, bool]]]:
    out: dict[int, list[tuple[Person, bool, bool]]] = {}
    for session_id, speaks, is_cohost, person_id, name in session.execute(
        _PEOPLE, {"org": organization_id, "ids": ids}
    ):
        out.setdefault(session_id, []).append((Person(person_id, name), speaks, is_cohost))
    return out


_PEOPLE = (
    select(SPEAKER.session_id, SPEAKER.speaks, SPEAKER.is_cohost, PERSON.id, PERSON.name)
    .join(PERSON.id.table, PERSON.id == SPEAKER.person_id)
    .where(SPEAKER.organization_id == bindparam("org"))
    .where(PERSON.organization_id == bindparam("org"))
    .where(SPEAKER.session_id.in_(bindparam("ids", expanding=True)))
    .order_by(PERSON.id)
)


def _topics(session: Session, organization_id: int, ids: Sequence[int]) -> dict[int, list[str]]:
    out: dict[int, list[str]] = {}
    for session_id, name in session.execute(_TOPICS, {"org": organization_id, "ids": ids}):
        out.setdefault(session_id, []).append(name)
    return out


_TOPICS = (
    select(ABOUT.session_id, TOPIC.name)
    .join(TOPIC.id.table, TOPIC.id == ABOUT.topic_id)
    .where(ABOUT.organization_id == bindparam("org"))
    .where(TOPIC.organization_id == bindparam("org"))
    .where(ABOUT.session_id.in_(bindparam("ids", expanding=True)))
    .order_by(TOPIC.name)
)

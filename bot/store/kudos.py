"""Queries on kudos."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, bindparam, func, insert, select, update
from sqlalchemy.orm import Session

from bot.events import Person
from bot.store.models import (
    AuditRow,
    KudosRecipientRow,
    KudosReportRow,
    KudosRow,
    KudosTopicRow,
    PersonRow,
    TopicRow,
    columns,
)
from bot.store.outbox import insert_once

KUDOS = columns(KudosRow)
RECIPIENT = columns(KudosRecipientRow)
ABOUT = columns(KudosTopicRow)
REPORT = columns(KudosReportRow)
TOPIC = columns(TopicRow)
PERSON = columns(PersonRow)


HIDDEN, KEPT = "hidden", "kept"
"""What a moderator can decide."""


@dataclass(frozen=True, slots=True)
class Thanks:
    """One kudos with everybody and everything it names."""

    id: int
    giver: Person
    to: tuple[Person, ...]
    note: str
    topics: tuple[str, ...]
    evidence: str
    is_private: bool
    given_at: datetime
    undone_at: datetime | None
    hidden_at: datetime | None


def lock_giver(session: Session, organization_id: int, person_id: int) -> str:
    """Let one gift of this person happen at a time; returns their IANA time zone.

    The lock leaves the key alone: whoever thanks this person meanwhile only points at them.
    """
    return str(session.execute(_LOCK, {"org": organization_id, "person": person_id}).scalar_one())


_LOCK = (
    select(PERSON.time_zone)
    .where(PERSON.organization_id == bindparam("org"), PERSON.id == bindparam("person"))
    .with_for_update(key_share=True)
)


def given_between(
    session: Session, organization_id: int, giver_id: int, begin: datetime, end: datetime
) -> int:
    """How many thanks, counted by recipient, somebody gave in [begin, end) and did not undo."""
    about = {"org": organization_id, "giver": giver_id, "begin": begin, "end": end}
    return int(session.execute(_GIVEN, about).scalar_one())


_GIVEN = (
    select(func.count())
    .select_from(RECIPIENT.kudos_id.table)
    .join(KUDOS.id.table, KUDOS.id == RECIPIENT.kudos_id)
    .where(KUDOS.organization_id == bindparam("org"))
    .where(RECIPIENT.organization_id == bindparam("org"))
    .where(KUDOS.giver_id == bindparam("giver"), KUDOS.undone_at.is_(None))
    .where(KUDOS.given_at >= bindparam("begin"), KUDOS.given_at < bindparam("end"))
)


def add(
    session: Session,
    organization_id: int,
    giver_id: int,
    note: str,
    *,
    evidence: str,
    is_private: bool,
    is_open: bool,
    conversation_id: int | None,
    now: datetime,
) -> int:
    """Store a kudos; recipients, topics and posts follow."""
    made = session.execute(
        _ADD,
        {
            "organization_id": organization_id,
            "giver_id": giver_id,
            "note": note,
            "evidence": evidence,
            "is_private": is_private,
            "is_open": is_open,
            "conversation_id": conversation_id,
            "given_at": now,
        },
    )
    return int(made.scalar_one())


_ADD = insert(KUDOS.id.table).returning(KUDOS.id)


def add_names(
    session: Session,
    organization_id: int,
    kudos_id: int,
    to: Sequence[Person],
    topic_ids: Sequence[int],
) -> None:
    """Store whom a new kudos reaches and what it is about."""
    own = {"organization_id": organization_id, "kudos_id": kudos_id}
    session.execute(_ADD_RECIPIENT, [{**own, "person_id": person.id} for person in to])
    if topic_ids:
        session.execute(_ADD_TOPIC, [{**own, "topic_id": t} for t in topic_ids])


_ADD_RECIPIENT = insert(RECIPIENT.kudos_id.table)
_ADD_TOPIC = insert(ABOUT.kudos_id.table)


def get(session: Session, organization_id: int, kudos_id: int) -> Thanks | None:
    """One kudos of this organization, locked until the transaction ends."""
    session.execute(
        select(KUDOS.id)
        .where(KUDOS.organization_id == organization_id, KUDOS.id == kudos_id)
        .with_for_update(key_share=True)
    )
    found = _load(session, organization_id, KUDOS.id == kudos_id, most=1)
    return found[0] if found else None


def latest_to(
    session: Session, organization_id: int, person_id: int, most: int, *, with_closed: bool
) -> list[Thanks]:
    """The newest thanks somebody received that still stand.

    Without `with_closed` only those that everybody may read.
    """
    mine = select(RECIPIENT.kudos_id).where(
        RECIPIENT.organization_id == organization_id, RECIPIENT.person_id == person_id
    )
    condition = KUDOS.id.in_(mine) & _standing()
    if not with_closed:
        condition &= KUDOS.is_open
    return _load(session, organization_id, condition, most)


def latest_by(
    session: Session, organization_id: int, giver_id: int, since: datetime, most: int
) -> list[Thanks]:
    """The newest thanks somebody gave since then that still stand."""
    condition = (KUDOS.giver_id == giver_id) & (KUDOS.given_at > since) & _standing()
    return _load(session, organization_id, condition, most)


def latest_public(
    session: Session, organization_id: int, begin: datetime, end: datetime, most: int
) -> list[Thanks]:
    """The newest thanks in [begin, end) that still stand and everybody may read."""
    return _load(session, organization_id, _public_between(begin, end), most)


def of(session: Session, organization_id: int, kudos_ids: Collection[int]) -> list[Thanks]:
    """These thanks, whoever may read them."""
    return _load(session, organization_id, KUDOS.id.in_(list(kudos_ids)), len(kudos_ids))


def count_public(session: Session, organization_id: int, begin: datetime, end: datetime) -> int:
    """How many thanks of [begin, end) still stand and may be read by everybody."""
    query = select(func.count(KUDOS.id)).where(
        KUDOS.organization_id == organization_id, _public_between(begin, end)
    )
    return int(session.execute(query).scalar_one())


def _public_between(begin: datetime, end: datetime) -> ColumnElement[bool]:
    return KUDOS.is_open & (KUDOS.given_at >= begin) & (KUDOS.given_at < end) & _standing()


def count_to(session: Session, organization_id: int, person_id: int, *, with_closed: bool) -> int:
    """How many thanks somebody received that still stand; `with_closed` as in `latest_to`."""
    query = (
        select(func.count())
        .select_from(RECIPIENT.kudos_id.table)
        .join(KUDOS.id.table, KUDOS.id == RECIPIENT.kudos_id)
        .where(KUDOS.organization_id == organization_id)
        .where(RECIPIENT.organization_id == organization_id)
        .where(RECIPIENT.person_id == person_id)
        .where(_standing())
    )
    if not with_closed:
        query = query.where(KUDOS.is_open)
    return int(session.execute(query).scalar_one())


def _standing() -> ColumnElement[bool]:
    return KUDOS.undone_at.is_(None) & KUDOS.hidden_at.is_(None)


def _load(
    session: Session, organization_id: int, condition: ColumnElement[bool], most: int
) -> list[Thanks]:
    giver = PersonRow.__table__.alias("giver")  # type: ignore[attr-defined]
    rows = session.execute(
        select(KudosRow, giver.c.name)
        .join(giver, giver.c.id == KUDOS.giver_id)
        .where(KUDOS.organization_id == organization_id)
        .where(giver.c.organization_id == organization_id)
        .where(condition)
        .order_by(KUDOS.given_at.desc(), KUDOS.id.desc())
        .limit(most),
        execution_options={"populate_existing": True},
    ).all()
    ids = [row.id for row, _ in rows]
    if not ids:
        return []
    to: dict[int, list[Person]] = {id_: [] for id_ in ids}
    for kudos_id, person_id, name in session.execute(
        select(RECIPIENT.kudos_id, PERSON.id, PERSON.name)
        .join(PERSON.id.table, PERSON.id == RECIPIENT.person_id)
        .where(RECIPIENT.organization_id == organization_id)
        .where(PERSON.organization_id == organization_id)
        .where(RECIPIENT.kudos_id.in_(ids))
        .order_by(PERSON.id)
    ):
        to[kudos_id].append(Person(person_id, name))
    topics: dict[int, list[str]] = {id_: [] for id_ in ids}
    for kudos_id, name in session.execute(
        select(ABOUT.kudos_id, TOPIC.name)
        .join(TOPIC.id.table, TOPIC.id == ABOUT.topic_id)
        .where(ABOUT.organization_id == organization_id)
        .where(TOPIC.organization_id == organization_id)
        .where(ABOUT.kudos_id.in_(ids))
        .order_by(TOPIC.name)
    ):
        topics[kudos_id].append(name)
    return [
        Thanks(
            id=row.id,
            giver=Person(row.giver_id, name),
            to=tuple(to[row.id]),
            note=row.note,
            topics=tuple(topics[row.id]),
            evidence=row.evidence,
            is_private=row.is_private,
            given_at=row.given_at,
            undone_at=row.undone_at,
            hidden_at=row.hidden_at,
        )
        for row, name in rows
    ]


def mark_undone(session: Session, organization_id: int, kudos_id: int, now: datetime) -> None:
    """The giver took it back."""
    session.execute(
        update(KudosRow)
        .where(KUDOS.organization_id == organization_id, KUDOS.id == kudos_id)
        .values(undone_at=now)
    )


def mark_hidden(session: Session, organization_id: int, kudos_id: int, now: datetime) -> None:
    """A moderator hid it."""
    session.execute(
        update(KudosRow)
        .where(KUDOS.organization_id == organization_id, KUDOS.id == kudos_id)
        .values(hidden_at=now)
    )


def report(
    session: Session, organization_id: int, kudos_id: int, reporter_id: int, now: datetime
) -> bool:
    """Store a report; False when this person reported it before."""
    statement = insert_once(session, KudosReportRow, ("kudos_id", "reporter_id"))
    values = {
        "organization_id": organization_id,
        "kudos_id": kudos_id,
        "reporter_id": reporter_id,
        "reported_at": now,
        "decision": "",
    }
    return session.execute(statement.returning(REPORT.id), values).first() is not None


def open_reports(session: Session, organization_id: int, most: int) -> list[Thanks]:
    """Reported thanks that no moderator has decided on."""
    undecided = select(REPORT.kudos_id).where(
        REPORT.organization_id == organization_id, REPORT.decision == ""
    )
    return _load(session, organization_id, KUDOS.id.in_(undecided) & _standing(), most)


def decided_reports(session: Session, organization_id: int, kudos_id: int) -> int:
    """How many reports on a kudos moderators have decided on."""
    query = select(func.count(REPORT.id)).where(
        REPORT.organization_id == organization_id,
        REPORT.kudos_id == kudos_id,
        REPORT.decision != "",
    )
    return int(session.execute(query).scalar_one())


def decide(
    session: Session,
    organization_id: int,
    kudos_id: int,
    decision: str,
    decided_by: int,
    now: datetime,
) -> None:
    """Close all open reports on a kudos, and write down who decided what."""
    closed = session.execute(
        update(KudosReportRow)
        .where(REPORT.organization_id == organization_id, REPORT.kudos_id == kudos_id)
        .where(REPORT.decision == "")
        .values(decision=decision, decided_by=decided_by, decided_at=now)
        .returning(REPORT.id)
    ).all()
    if decision == KEPT and not closed:
        return
    session.execute(
        insert(AuditRow),
        {
            "organization_id": organization_id,
            "at": now,
            "actor_id": decided_by,
            "action": f"kudos.{decision}",
            "subject": f"kudos:{kudos_id}",
        },
    )

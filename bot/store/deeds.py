"""Queries on deeds: each is written once, and taken back when what it was done with is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, func, select, update
from sqlalchemy.orm import Session

from bot.store import topics
from bot.store.models import DeedKind, DeedRow, DeedTopicRow, columns
from bot.store.outbox import insert_many, insert_once

DEED = columns(DeedRow)
ABOUT = columns(DeedTopicRow)


@dataclass(frozen=True, slots=True)
class Deed:
    """What somebody did; `models.DeedRow` says what the fields mean."""

    kind: DeedKind
    person_id: int
    subject: str
    at: datetime
    other_id: int | None = None
    is_open: bool = True
    topics: tuple[str, ...] = ()
    """Names, lower case, without the `#`."""


def add(
    session: Session,
    organization_id: int,
    deeds: Sequence[Deed],
    about: Sequence[int] | None = None,
) -> list[tuple[int, Deed]]:
    """Write deeds down; those that are new, or count again, with their ids.

    `about`: ids of the topics of them all, where the caller has looked them up.
    """
    rows = {
        _key(d): {
            "organization_id": organization_id,
            "person_id": d.person_id,
            "kind": d.kind.value,
            "subject": d.subject,
            "other_id": d.other_id or d.person_id,
            "at": d.at,
            "is_open": d.is_open,
        }
        for d in deeds
    }
    made = insert_many(session, DeedRow, list(rows.values()), UNIQUE, returning=(DEED.id, *_KEY))
    ids = {(r.subject, r.kind, r.person_id, r.other_id): r.id for r in made}
    new = [(ids[k], d) for d in deeds if (k := _key(d)) in ids]
    _describe(session, organization_id, new, about)
    for key in rows.keys() - ids.keys():
        subject, kind, person_id, other_id = key
        one = {"org": organization_id, "its": subject, "what": kind}
        one |= {"whose": person_id, "other": other_id, "then": rows[key]["at"]}
        again = session.execute(_REVIVE, one).scalar()
        if again is not None:
            ids[key] = again
    return [(ids[k], d) for d in deeds if (k := _key(d)) in ids]


FOR_ANOTHER = (DeedKind.KUDOS_GIVEN.value, DeedKind.KUDOS_RECEIVED.value)
UNIQUE = ("organization_id", "subject", "kind", "person_id", "other_id")
_KEY = (DEED.subject, DEED.kind, DEED.person_id, DEED.other_id)
_REVIVE = (
    update(DeedRow)
    .where(DEED.organization_id == bindparam("org"), DEED.subject == bindparam("its"))
    .where(DEED.kind == bindparam("what"), DEED.person_id == bindparam("whose"))
    .where(DEED.other_id == bindparam("other"), DEED.undone_at.is_not(None))
    .values(undone_at=None, at=bindparam("then"))
    .returning(DEED.id)
)


def _key(deed: Deed) -> tuple[str, str, int, int]:
    return deed.subject, deed.kind.value, deed.person_id, deed.other_id or deed.person_id


def _describe(
    session: Session,
    organization_id: int,
    made: Sequence[tuple[int, Deed]],
    about: Sequence[int] | None,
) -> None:
    """Write down what new deeds are about."""
    said = sorted({name for _, deed in made for name in deed.topics})
    if not said:
        return
    ids: dict[int, Sequence[int]] = {}
    if about is None:
        topics.stored(session, organization_id, said)
        known = topics.found_by(session, organization_id, said)
        ids = {id_: sorted({known[name].id for name in deed.topics}) for id_, deed in made}
    rows = [
        {"organization_id": organization_id, "deed_id": id_, "topic_id": topic_id}
        for id_, _ in made
        for topic_id in (ids[id_] if about is None else about)
    ]
    if rows:
        session.execute(insert_once(session, DeedTopicRow, ("deed_id", "topic_id")), rows)


def undo(
    session: Session,
    organization_id: int,
    subject: str,
    now: datetime,
    *,
    kind: DeedKind | None = None,
    person_ids: Sequence[int] | None = None,
    other_id: int | None = None,
) -> list[int]:
    """Let what was done with a subject count no more; the ids of those deeds.

    `kind`, `person_ids` and `other_id` choose among its deeds; None: all of them.
    """
    statement = (
        update(DeedRow)
        .where(DEED.organization_id == organization_id, DEED.subject == subject)
        .where(DEED.undone_at.is_(None))
    )
    if kind is not None:
        statement = statement.where(DEED.kind == kind.value)
    if person_ids is not None:
        statement = statement.where(DEED.person_id.in_(person_ids))
    if other_id is not None:
        statement = statement.where(DEED.other_id == other_id)
    return list(session.execute(statement.values(undone_at=now).returning(DEED.id)).scalars())


def redo(
    session: Session,
    organization_id: int,
    subject: str,
    kind: DeedKind,
    *,
    person_id: int | None = None,
    other_id: int | None = None,
    at: datetime | None = None,
) -> list[tuple[int, Deed]]:
    """Let what was taken back of a subject count again; those deeds with their ids, no topics.

    `person_id`, `other_id` and `at` choose among those of the kind; None: all of them.
    """
    statement = (
        update(DeedRow)
        .where(DEED.organization_id == organization_id, DEED.subject == subject)
        .where(DEED.kind == kind.value, DEED.undone_at.is_not(None))
        # Somebody who was two persons may have thanked themselves: that stays undone.
        .where((DEED.person_id != DEED.other_id) | DEED.kind.not_in(FOR_ANOTHER))
    )
    for column, value in ((DEED.person_id, person_id), (DEED.other_id, other_id), (DEED.at, at)):
        if value is not None:
            statement = statement.where(column == value)
    rows = session.execute(statement.values(undone_at=None).returning(*DEED))
    return [(r.id, _deed(r)) for r in rows]


def topics_of(
    session: Session, organization_id: int, deed_ids: Iterable[int]
) -> dict[int, tuple[int, ...]]:
    """Deed id → ids of its topics, for those that have some."""
    out: dict[int, tuple[int, ...]] = {}
    for deed_id, topic_id in session.execute(
        _TOPICS, {"org": organization_id, "ids": list(deed_ids)}
    ):
        out[deed_id] = (*out.get(deed_id, ()), topic_id)
    return out


_TOPICS = (
    select(ABOUT.deed_id, ABOUT.topic_id)
    .where(ABOUT.organization_id == bindparam("org"))
    .where(ABOUT.deed_id.in_(bindparam("ids", expanding=True)))
    .order_by(ABOUT.topic_id)
)


def newest_each(session: Session, organization_id: int, person_id: int) -> list[tuple[int, Deed]]:
    """Somebody's newest deed of each kind, and of each kind about each topic, with their ids."""
    newest = (
        select(func.max(DEED.id))
        .outerjoin(
            DeedTopicRow,
            (ABOUT.deed_id == DEED.id) & (ABOUT.organization_id == organization_id),
        )
        .where(DEED.organization_id == organization_id, DEED.person_id == person_id)
        .where(DEED.undone_at.is_(None))
        .group_by(DEED.kind, ABOUT.topic_id)
    )
    rows = session.execute(
        select(*DEED)
        .where(DEED.organization_id == organization_id, DEED.id.in_(newest))
        .order_by(DEED.id)
    )
    return [(r.id, _deed(r)) for r in rows]


def of(session: Session, organization_id: int, subject: str) -> list[Deed]:
    """What was done with a subject and counts, by kind and person; without topics."""
    rows = session.execute(
        select(*DEED)
        .where(DEED.organization_id == organization_id, DEED.subject == subject)
        .where(DEED.undone_at.is_(None))
        .order_by(DEED.kind, DEED.person_id)
    )
    return [_deed(r) for r in rows]


def _deed(row: Row[Any]) -> Deed:
    other_id = row.other_id if row.other_id != row.person_id else None
    kind = DeedKind(row.kind)
    return Deed(kind, row.person_id, row.subject, row.at, other_id, row.is_open)

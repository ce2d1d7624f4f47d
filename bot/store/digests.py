"""Queries on digests: what was made, about whom it speaks, and what people chose."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import bindparam, func, select, update
from sqlalchemy.orm import Session

from bot.events import Person
from bot.store.models import (
    AccountRow,
    DigestKind,
    DigestMentionRow,
    DigestRow,
    DigestSettingRow,
    PersonRow,
    columns,
)
from bot.store.outbox import insert_many, insert_once

DIGEST = columns(DigestRow)
MENTION = columns(DigestMentionRow)
SETTING = columns(DigestSettingRow)
PERSON = columns(PersonRow)
ACCOUNT = columns(AccountRow)

AT_ONCE = 1_000
"""People asked about in one query; databases bound the number of parameters."""


@dataclass(frozen=True, slots=True)
class Last:
    """The end of what somebody was last told of (aware UTC), and that digest's figures."""

    ends_at: datetime
    figures: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Chosen:
    """What somebody chose about a digest; `models.DigestSettingRow` says what the fields mean."""

    is_on: bool | None = None
    cadence: str | None = None
    weekday: int | None = None
    at: time | None = None
    paused_until: datetime | None = None
    is_left_out: bool = False


@dataclass(frozen=True, slots=True)
class NewDigest:
    """A digest to be kept; `models.DigestRow` says what the fields mean."""

    kind: DigestKind
    person_id: int
    once: str
    begins_at: datetime
    ends_at: datetime
    first_day: date
    last_day: date
    body: str
    figures: Mapping[str, Any]
    words: Mapping[int, str]
    """Person id → the lines that name them, as JSON."""


def last(
    session: Session, organization_id: int, kind: DigestKind, person_ids: Collection[int]
) -> dict[int, Last]:
    """Person id → their last digest of a kind, said or not."""
    about = {"org": organization_id, "kind": kind.value, "people": list(person_ids)}
    rows = session.execute(_LAST, about)
    return {row.person_id: Last(row.ends_at, row.figures) for row in rows}


_LATER = DIGEST.id.table.alias("later")
_LAST = (
    select(DIGEST.person_id, DIGEST.ends_at, DIGEST.figures)
    .where(DIGEST.organization_id == bindparam("org"), DIGEST.kind == bindparam("kind"))
    .where(DIGEST.person_id.in_(bindparam("people", expanding=True)))
    .where(
        ~select(_LATER.c.id)
        .where(_LATER.c.organization_id == bindparam("org"))
        .where(_LATER.c.person_id == DIGEST.person_id, _LATER.c.kind == DIGEST.kind)
        .where(_LATER.c.ends_at > DIGEST.ends_at)
        .exists()
    )
)


def choices(
    session: Session, organization_id: int, kind: DigestKind, person_ids: Collection[int]
) -> dict[int, Chosen]:
    """Person id → what they chose, of those who chose anything."""
    about = {"org": organization_id, "kind": kind.value, "people": list(person_ids)}
    return {row[0]: Chosen(*row[1:]) for row in session.execute(_CHOICES, about)}


_CHOICES = (
    select(
        SETTING.person_id,
        SETTING.is_on,
        SETTING.cadence,
        SETTING.weekday,
        SETTING.at,
        SETTING.paused_until,
        SETTING.is_left_out,
    )
    .where(SETTING.organization_id == bindparam("org"), SETTING.kind == bindparam("kind"))
    .where(SETTING.person_id.in_(bindparam("people", expanding=True)))
)


def choose(
    session: Session,
    organization_id: int,
    kind: DigestKind,
    person_id: int,
    values: Mapping[str, Any],
) -> None:
    """Keep what somebody chose: columns of `models.DigestSettingRow`."""
    key = {"organization_id": organization_id, "person_id": person_id, "kind": kind.value}
    session.execute(
        insert_once(session, DigestSettingRow, ("person_id", "kind")), {**key, "is_left_out": False}
    )
    session.execute(
        update(DigestSettingRow)
        .where(SETTING.organization_id == organization_id)
        .where(SETTING.person_id == person_id, SETTING.kind == kind.value)
        .values(**values)
    )


def add(
    session: Session, organization_id: int, digests: Sequence[NewDigest], now: datetime
) -> dict[int, int]:
    """Keep digests, each of another person; person id → id of those that are new."""
    if not digests:
        return {}
    rows = [
        {
            "organization_id": organization_id,
            "kind": new.kind.value,
            "person_id": new.person_id,
            "once": new.once,
            "begins_at": new.begins_at,
            "ends_at": new.ends_at,
            "first_day": new.first_day,
            "last_day": new.last_day,
            "made_at": now,
            "body": new.body,
            "figures": dict(new.figures),
        }
        for new in sorted(digests, key=lambda d: d.once)
    ]
    made = insert_many(
        session,
        DigestRow,
        rows,
        ("organization_id", "once"),
        returning=(DIGEST.person_id, DIGEST.id),
    )
    ids: dict[int, int] = {row.person_id: row.id for row in made}
    mentions = [
        {
            "organization_id": organization_id,
            "digest_id": ids[new.person_id],
            "subject_id": subject_id,
            "words": words,
        }
        for new in digests
        if new.person_id in ids
        for subject_id, words in sorted(new.words.items())
    ]
    insert_many(session, DigestMentionRow, mentions, ("digest_id", "subject_id"))
    return ids


def plan_for_each(session: Session) -> None:
    """In this transaction PostgreSQL plans each statement for what it asks; SQLite always does.

    The plan it keeps for any batch of people reads the deeds of everybody, and compiling it or
    sharing it among processes takes longer than a batch.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.execute(_PLAN_FOR_EACH)


_PLAN_FOR_EACH = select(
    func.set_config("plan_cache_mode", "force_custom_plan", True),
    func.set_config("jit", "off", True),
    func.set_config("max_parallel_workers_per_gather", "0", True),
)


@dataclass(frozen=True, slots=True)
class Kept:
    """A digest that was sent, and what it says about somebody; None: nothing."""

    id: int
    reader: Person
    first_day: date
    last_day: date
    words: str | None


def last_of(
    session: Session, organization_id: int, kind: DigestKind, reader_id: int, subject_id: int
) -> Kept | None:
    """The last digest of a kind that somebody got, and what it says about another one."""
    about = {"org": organization_id, "kind": kind.value, "reader": reader_id}
    row = session.execute(_LAST_OF, about | {"subject": subject_id}).first()
    return Kept(row.id, Person(row.person_id, row.name), *row[3:]) if row else None


def naming(
    session: Session, organization_id: int, kind: DigestKind, subject_id: int, since: datetime
) -> list[Kept]:
    """Every digest of a kind that names somebody, made since then (aware), the newest first."""
    about = {"org": organization_id, "kind": kind.value, "subject": subject_id, "since": since}
    rows = session.execute(_NAMING, about)
    return [Kept(row.id, Person(row.person_id, row.name), *row[3:]) for row in rows]


_KEPT = (
    select(
        DIGEST.id,
        DIGEST.person_id,
        PERSON.name,
        DIGEST.first_day,
        DIGEST.last_day,
        MENTION.words,
    )
    .join(PERSON.id.table, PERSON.id == DIGEST.person_id)
    .outerjoin(
        MENTION.digest_id.table,
        (MENTION.digest_id == DIGEST.id)
        & (MENTION.subject_id == bindparam("subject"))
        & (MENTION.organization_id == bindparam("org")),
    )
    .where(DIGEST.organization_id == bindparam("org"), PERSON.organization_id == bindparam("org"))
    .where(DIGEST.kind == bindparam("kind"), DIGEST.body != "")
    .order_by(DIGEST.ends_at.desc(), DIGEST.id.desc())
)
_LAST_OF = _KEPT.where(DIGEST.person_id == bindparam("reader")).limit(1)
_NAMING = _KEPT.where(
    MENTION.words.is_not(None), DIGEST.made_at >= bindparam("since", type_=DIGEST.made_at.type)
).limit(20)


def named(
    session: Session, organization_id: int, person_ids: Collection[int], now: datetime
) -> set[int]:
    """Who of these people may be named: not who has left, and no guest or bot."""
    found, ids = set[int](), list(person_ids)
    for n in range(0, len(ids), AT_ONCE):
        about = {"org": organization_id, "people": ids[n : n + AT_ONCE], "now": now}
        found.update(session.execute(_NAMED, about).scalars())
    return found


_NAMED = (
    select(PERSON.id)
    .where(PERSON.organization_id == bindparam("org"))
    .where(PERSON.id.in_(bindparam("people", expanding=True)))
    .where(
        PERSON.left_at.is_(None) | (PERSON.left_at > bindparam("now", type_=PERSON.left_at.type))
    )
    .where(
        select(ACCOUNT.id)
        .where(ACCOUNT.organization_id == bindparam("org"), ACCOUNT.person_id == PERSON.id)
        .where(ACCOUNT.is_deleted.is_(False), ACCOUNT.is_bot.is_(False))
        .where(ACCOUNT.is_guest.is_(False))
        .exists()
    )
)

"""Queries on badges that people were given."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from itertools import islice

from sqlalchemy import ColumnElement, Dialect, bindparam, delete, func, select, text
from sqlalchemy.orm import Session

from bot.store.driven import AsDriven, as_driven
from bot.store.models import BadgeAwardRow, TopicRow, columns
from bot.store.outbox import insert_many

AWARD = columns(BadgeAwardRow)
TOPIC = columns(TopicRow)

AT_ONCE = 1_000
"""People asked about in one query; databases bound the number of parameters."""


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
    told: str = ""
    announced: str = ""

    @property
    def once(self) -> str:
        """An earned level is given once, whoever finds it; one by hand once for its nomination."""
        if self.nomination_id is not None:
            return f"{self.badge}:nomination:{self.nomination_id}"
        return f"{self.badge}:{self.level}:{self.topic_id or 0}"


@dataclass(frozen=True, slots=True)
class Told:
    """Which messages tell of an award; empty: none does."""

    person_id: int
    told: str
    announced: str


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
    rows = session.execute(_AWARDS.where(which), {"org": organization_id})
    return [Award(*row) for row in rows]


_AWARDS = (
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
        TOPIC.id.table,
        (TOPIC.id == AWARD.topic_id) & (TOPIC.organization_id == AWARD.organization_id),
    )
    .where(AWARD.organization_id == bindparam("org"))
    .order_by(AWARD.earned_at.desc(), AWARD.id.desc())
)


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
            "told": a.told,
            "announced": a.announced,
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
) -> list[Told]:
    """Take away what these deeds completed, if it was given since then: whom that concerns."""
    gone = session.execute(
        delete(BadgeAwardRow)
        .where(AWARD.organization_id == organization_id, AWARD.deed_id.in_(deed_ids))
        .where(AWARD.given_at >= since, AWARD.revoked_at.is_(None))
        .returning(AWARD.person_id, AWARD.told, AWARD.announced)
    )
    return [Told(*row) for row in gone]


def told_in(session: Session, organization_id: int, person_id: int, key: str) -> list[Award]:
    """What the message of that key tells one person of."""
    which = (AWARD.person_id == person_id) & (AWARD.told == key)
    return _load(session, organization_id, which)


def announced_in(session: Session, organization_id: int, key: str, since: datetime) -> list[Award]:
    """What the announcement of that key, which was made since then, tells of."""
    return _load(session, organization_id, (AWARD.given_at >= since) & (AWARD.announced == key))


def levels(
    session: Session, organization_id: int, person_ids: Collection[int]
) -> dict[tuple[int, str, int | None], int]:
    """Person, badge and topic → the highest level they were ever given, revoked ones too."""
    connection = session.connection()
    out: dict[tuple[int, str, int | None], int] = {}
    for some in batched(person_ids):
        statement = _levels(len(some), connection.dialect)
        about = {"org": organization_id} | {f"p{n}": id_ for n, id_ in enumerate(some)}
        for row in statement.rows(connection, about):
            out[row[0], row[1], row[2]] = row[3]
    return out


def batched(ids: Iterable[int]) -> Iterator[list[int]]:
    """These, so many at once as databases take parameters."""
    rest = iter(ids)
    while some := list(islice(rest, AT_ONCE)):
        yield some


@lru_cache(maxsize=64)
def _levels(people: int, dialect: Dialect) -> AsDriven:
    return as_driven(
        select(AWARD.person_id, AWARD.badge, AWARD.topic_id, func.max(AWARD.level))
        .where(AWARD.organization_id == bindparam("org"))
        .where(AWARD.person_id.in_([bindparam(f"p{n}") for n in range(people)]))
        .group_by(AWARD.person_id, AWARD.badge, AWARD.topic_id),
        dialect,
    )


def given(
    session: Session, organization_id: int, person_ids: Sequence[int]
) -> set[tuple[int, str, int, int | None]]:
    """Person, badge, level and topic of all they were ever given, revoked ones too."""
    out: set[tuple[int, str, int, int | None]] = set()
    for i in range(0, len(person_ids), AT_ONCE):
        some = person_ids[i : i + AT_ONCE]
        rows = session.execute(
            select(AWARD.person_id, AWARD.badge, AWARD.level, AWARD.topic_id).where(
                AWARD.organization_id == organization_id, AWARD.person_id.in_(some)
            )
        )
        out.update((row[0], row[1], row[2], row[3]) for row in rows)
    return out


def take_turns(session: Session, person_ids: Iterable[int]) -> None:
    """Let what these people's deeds come to be worked out in one transaction at a time.

    Two that end at once would else each count the deeds of the other not, and miss the level both
    complete. Locks of their own, taken in one order by what a transaction does last: whoever holds
    a person's row, to thank them say, is not waited for.
    """
    connection = session.connection()
    if connection.dialect.name == "postgresql":
        people = ",".join(str(id_) for id_ in sorted(set(person_ids)))
        _turn(connection.dialect).rows(connection, {"class": TURNS, "people": f"{{{people}}}"})


TURNS = 0x62616467
"""Tells these advisory locks from others."""


@lru_cache(maxsize=8)
def _turn(dialect: Dialect) -> AsDriven:
    locks = "SELECT pg_advisory_xact_lock(:class, p) FROM unnest(CAST(:people AS int[])) AS p"
    return as_driven(text(locks), dialect)

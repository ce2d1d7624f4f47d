"""Queries on nominations for badges that are given by hand."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select, update
from sqlalchemy.orm import Session

from bot.events import Person
from bot.store.models import (
    AccountRow,
    BadgeAwardRow,
    DeedRow,
    DeedTopicRow,
    NominationAskedRow,
    NominationRow,
    PersonRow,
    TopicRow,
    WorkspaceRow,
    columns,
)
from bot.store.outbox import insert_once

NOMINATION = columns(NominationRow)
ASKED = columns(NominationAskedRow)
TOPIC = columns(TopicRow)
PERSON = columns(PersonRow)
ACCOUNT = columns(AccountRow)
WORKSPACE = columns(WorkspaceRow)
AWARD = columns(BadgeAwardRow)
DEED = columns(DeedRow)
ABOUT = columns(DeedTopicRow)


@dataclass(frozen=True, slots=True)
class Nomination:
    """One nomination; `models.NominationRow` says what the fields mean."""

    id: int
    badge: str
    topic_id: int | None
    topic: str
    """Name, lower case, without the `#`; empty: the badge is of no topic."""
    nominee: Person
    nominator: Person
    reason: str
    evidence: str
    state: str
    created_at: datetime
    lapses_at: datetime
    endorser: Person | None = None
    endorsement: str = ""
    endorsed_at: datetime | None = None
    decided_by: Person | None = None
    decided_at: datetime | None = None
    word: str = ""


@dataclass(frozen=True, slots=True)
class NewNomination:
    """A nomination on its way into the table."""

    badge: str
    topic_id: int | None
    nominee_id: int
    nominator_id: int
    endorser_id: int
    reason: str
    evidence: str
    state: str
    lapses_at: datetime

    @property
    def slot(self) -> str:
        """What one open nomination takes up."""
        return f"{self.badge}:{self.topic_id or 0}:{self.nominee_id}"


def add(session: Session, organization_id: int, new: NewNomination, now: datetime) -> int | None:
    """Store a nomination; None when an open one proposes the same already."""
    statement = insert_once(session, NominationRow, ("organization_id", "slot"))
    made = session.execute(
        statement.returning(NOMINATION.id),
        {
            "organization_id": organization_id,
            "badge": new.badge,
            "topic_id": new.topic_id,
            "nominee_id": new.nominee_id,
            "nominator_id": new.nominator_id,
            "endorser_id": new.endorser_id,
            "reason": new.reason,
            "evidence": new.evidence,
            "state": new.state,
            "slot": new.slot,
            "created_at": now,
            "lapses_at": new.lapses_at,
            "endorsement": "",
            "word": "",
        },
    ).scalar()
    if made is not None:
        note_asked(session, organization_id, made, new.endorser_id, now)
    return made


def get(
    session: Session, organization_id: int, nomination_id: int, *, lock: bool = False
) -> Nomination | None:
    """One nomination of this organization; `lock`: nobody else changes it until the commit."""
    which = NOMINATION.id == nomination_id
    if lock:
        session.execute(
            select(NOMINATION.id)
            .where(NOMINATION.organization_id == organization_id, which)
            .with_for_update()
        )
    return next(iter(_load(session, organization_id, which, most=1)), None)


def in_state(
    session: Session, organization_id: int, states: Collection[str], most: int
) -> list[Nomination]:
    """All that stand so, the longest waiting first."""
    return _load(session, organization_id, NOMINATION.state.in_(states), most)


def of_nominator(
    session: Session, organization_id: int, person_id: int, states: Collection[str], most: int
) -> list[Nomination]:
    """What somebody proposed, the oldest first."""
    which = (NOMINATION.nominator_id == person_id) & NOMINATION.state.in_(states)
    return _load(session, organization_id, which, most)


def of_endorser(
    session: Session, organization_id: int, person_id: int, state: str, most: int
) -> list[Nomination]:
    """What somebody is asked about, the oldest first."""
    which = (NOMINATION.endorser_id == person_id) & (NOMINATION.state == state)
    return _load(session, organization_id, which, most)


def concerning(
    session: Session, organization_id: int, person_id: int, states: Collection[str]
) -> list[Nomination]:
    """Those in which somebody is nominee, nominator or endorser; nobody else changes them until
    the commit.
    """
    theirs = or_(
        NOMINATION.nominee_id == person_id,
        NOMINATION.nominator_id == person_id,
        NOMINATION.endorser_id == person_id,
    )
    ids = session.execute(
        select(NOMINATION.id)
        .where(NOMINATION.organization_id == organization_id)
        .where(NOMINATION.state.in_(states), theirs)
        .order_by(NOMINATION.id)
        .with_for_update()
    ).scalars()
    found = [i for i in ids if i is not None]
    return _load(session, organization_id, NOMINATION.id.in_(found), len(found)) if found else []


def count_open(
    session: Session, organization_id: int, person_id: int, states: Collection[str]
) -> int:
    """How many nominations of somebody are open; they make no other until the commit.

    The lock leaves the key alone: whoever nominates this person meanwhile only points at them.
    """
    session.execute(
        select(PERSON.id)
        .where(PERSON.organization_id == organization_id, PERSON.id == person_id)
        .with_for_update(key_share=True)
    )
    query = (
        select(func.count(NOMINATION.id))
        .where(NOMINATION.organization_id == organization_id)
        .where(NOMINATION.nominator_id == person_id, NOMINATION.state.in_(states))
    )
    return int(session.execute(query).scalar_one())


def _load(
    session: Session, organization_id: int, which: ColumnElement[bool], most: int
) -> list[Nomination]:
    people = {
        name: PERSON.id.table.alias(f"person_{name}").c
        for name in ("nominee", "nominator", "endorser", "decided_by")
    }
    query: Any = select(
        *NOMINATION,
        TOPIC.name.label("topic"),
        *(person.name.label(f"{name}_name") for name, person in people.items()),
    ).outerjoin(
        TopicRow,
        (TOPIC.id == NOMINATION.topic_id) & (TOPIC.organization_id == NOMINATION.organization_id),
    )
    for name, person in people.items():
        column = NOMINATION[name if name == "decided_by" else f"{name}_id"]
        query = query.outerjoin(
            person.id.table,
            (person.id == column) & (person.organization_id == NOMINATION.organization_id),
        )
    rows = session.execute(
        query.where(NOMINATION.organization_id == organization_id, which)
        .order_by(NOMINATION.created_at, NOMINATION.id)
        .limit(most)
    )
    return [_read(row) for row in rows]


def _read(row: Any) -> Nomination:
    def somebody(id_: int | None, name: str) -> Person | None:
        return None if id_ is None else Person(id_, name)

    return Nomination(
        id=row.id,
        badge=row.badge,
        topic_id=row.topic_id,
        topic=row.topic or "",
        nominee=Person(row.nominee_id, row.nominee_name),
        nominator=Person(row.nominator_id, row.nominator_name),
        reason=row.reason,
        evidence=row.evidence,
        state=row.state,
        created_at=row.created_at,
        lapses_at=row.lapses_at,
        endorser=somebody(row.endorser_id, row.endorser_name),
        endorsement=row.endorsement,
        endorsed_at=row.endorsed_at,
        decided_by=somebody(row.decided_by, row.decided_by_name),
        decided_at=row.decided_at,
        word=row.word,
    )


def was_asked(session: Session, organization_id: int, nomination_id: int) -> list[int]:
    """Ids of all who were asked to endorse it, in order."""
    rows = session.execute(
        select(ASKED.person_id)
        .where(ASKED.organization_id == organization_id, ASKED.nomination_id == nomination_id)
        .order_by(ASKED.asked_at, ASKED.person_id)
    )
    return list(rows.scalars())


def note_asked(
    session: Session, organization_id: int, nomination_id: int, person_id: int, now: datetime
) -> None:
    """Somebody is asked to endorse it."""
    statement = insert_once(session, NominationAskedRow, ("nomination_id", "person_id"))
    values = {
        "organization_id": organization_id,
        "nomination_id": nomination_id,
        "person_id": person_id,
        "asked_at": now,
    }
    session.execute(statement, values)


def note_passed(
    session: Session, organization_id: int, nomination_id: int, person_id: int, now: datetime
) -> None:
    """Somebody who was asked does not know the work."""
    session.execute(
        update(NominationAskedRow)
        .where(ASKED.organization_id == organization_id)
        .where(ASKED.nomination_id == nomination_id, ASKED.person_id == person_id)
        .values(passed_at=now)
    )


def set_endorser(
    session: Session, organization_id: int, nomination_id: int, person_id: int | None
) -> None:
    """Somebody (else) is asked; None: the nominator has to name somebody."""
    _set(session, organization_id, nomination_id, endorser_id=person_id)


def not_endorsed(session: Session, organization_id: int, nomination_id: int, state: str) -> None:
    """What was said for it counts no more, and nobody is asked."""
    values = {"state": state, "endorser_id": None, "endorsement": "", "endorsed_at": None}
    _set(session, organization_id, nomination_id, **values)


def endorse(
    session: Session,
    organization_id: int,
    nomination_id: int,
    state: str,
    words: str,
    now: datetime,
) -> None:
    """Whoever is asked endorsed it, in these words."""
    values = {"state": state, "endorsement": words, "endorsed_at": now}
    _set(session, organization_id, nomination_id, **values)


def close(
    session: Session,
    organization_id: int,
    nomination_id: int,
    state: str,
    now: datetime,
    *,
    by: int | None = None,
    word: str = "",
) -> None:
    """It is settled; the same may be proposed again. `by`: who decided."""
    values = {"state": state, "slot": None, "decided_by": by, "decided_at": now, "word": word}
    _set(session, organization_id, nomination_id, **values)


def _set(session: Session, organization_id: int, nomination_id: int, **values: object) -> None:
    session.execute(
        update(NominationRow)
        .where(NOMINATION.organization_id == organization_id, NOMINATION.id == nomination_id)
        .values(**values)
    )


def called(session: Session, organization_id: int, platform: str, name: str) -> list[Person]:
    """Who has the account `name` of a platform, or with platform "" this verified e-mail."""
    is_theirs = (
        (WORKSPACE.platform == platform) & (ACCOUNT.address == name)
        if platform
        else or_(func.lower(ACCOUNT.email) == name, PERSON.email == name)
    )
    rows = session.execute(
        select(PERSON.id, PERSON.name)
        .join(ACCOUNT.id.table, ACCOUNT.person_id == PERSON.id)
        .join(WORKSPACE.id.table, WORKSPACE.id == ACCOUNT.workspace_id)
        .where(PERSON.organization_id == organization_id)
        .where(ACCOUNT.organization_id == organization_id)
        .where(WORKSPACE.organization_id == organization_id)
        .where(is_theirs, ACCOUNT.is_deleted.is_(False), PERSON.left_at.is_(None))
        .distinct()
        .order_by(PERSON.id)
    )
    return [Person(row.id, row.name) for row in rows]


def revoke(
    session: Session, organization_id: int, award_id: int, by: int, why: str, now: datetime
) -> bool:
    """Take a badge back; the row stays, and says who did and why. False when it was before."""
    changed = session.execute(
        update(BadgeAwardRow)
        .where(AWARD.organization_id == organization_id, AWARD.id == award_id)
        .where(AWARD.revoked_at.is_(None))
        .values(revoked_at=now, revoked_by=by, revoked_why=why)
        .returning(AWARD.id)
    )
    return changed.first() is not None


def openly_about(
    session: Session, organization_id: int, person_id: int, topic_ids: Collection[int]
) -> set[int]:
    """Which of these topics somebody did anything about that others may be told of."""
    rows = session.execute(
        select(ABOUT.topic_id)
        .join(DEED.id.table, DEED.id == ABOUT.deed_id)
        .where(ABOUT.organization_id == organization_id, ABOUT.topic_id.in_(topic_ids))
        .where(DEED.organization_id == organization_id, DEED.person_id == person_id)
        .where(DEED.is_open.is_(True), DEED.undone_at.is_(None))
        .distinct()
    )
    return set(rows.scalars())


def left(session: Session, organization_id: int, person_ids: Collection[int]) -> set[int]:
    """Which of these people have left the organization."""
    rows = session.execute(
        select(PERSON.id)
        .where(PERSON.organization_id == organization_id, PERSON.id.in_(person_ids))
        .where(PERSON.left_at.is_not(None))
    )
    return set(rows.scalars())

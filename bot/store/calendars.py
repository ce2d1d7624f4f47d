"""Queries on calendars: private links, and whose sessions are whose."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, delete, insert, or_, select, update
from sqlalchemy.orm import Session

from bot.store.models import (
    AccountRow,
    CalendarLinkRow,
    LinkKind,
    OccurrenceRow,
    OrganizationRow,
    PersonRow,
    SessionRow,
    SignupRow,
    SpeakerRow,
    columns,
)
from bot.store.outbox import ANY_ORGANIZATION

LINK = columns(CalendarLinkRow)
PERSON = columns(PersonRow)
ACCOUNT = columns(AccountRow)
ORGANIZATION = columns(OrganizationRow)
OCCURRENCE = columns(OccurrenceRow)
SESSION = columns(SessionRow)
SIGNUP = columns(SignupRow)
SPEAKER = columns(SpeakerRow)

FEED = "feed"
TOKEN_BYTES = 32
TOKEN_LENGTH = 43
"""Characters those bytes have in a link."""


@dataclass(frozen=True, slots=True)
class Link:
    """A link somebody came with; `content` and `changed_at` are of the feed as last told."""

    organization_id: int
    person_id: int
    name: str
    zone: str
    kind: LinkKind
    digest: str
    content: str
    changed_at: datetime


def digest_of(token: str) -> str:
    """How a token is stored: it is as random as its hash, so neither salt nor slowness helps."""
    return hashlib.sha256(token.encode()).hexdigest()


def add(
    session: Session,
    organization_id: int,
    person_id: int,
    kind: LinkKind,
    now: datetime,
    expires_at: datetime | None,
) -> str:
    """Make a link; its token, which is known only now. A feed's replaces the one before.

    What has expired of theirs is forgotten.
    """
    # One at a time for each person: two presses at once must not both find no feed.
    session.execute(
        select(PERSON.id)
        .where(PERSON.organization_id == organization_id, PERSON.id == person_id)
        .with_for_update()
    )
    token = secrets.token_urlsafe(TOKEN_BYTES)
    digest = digest_of(token)
    slot = FEED if kind is LinkKind.FEED else digest
    session.execute(
        delete(CalendarLinkRow)
        .where(LINK.organization_id == organization_id, LINK.person_id == person_id)
        .where(or_(LINK.slot == slot, LINK.expires_at <= now))
    )
    session.execute(
        insert(LINK.digest.table),
        {
            "organization_id": organization_id,
            "digest": digest,
            "person_id": person_id,
            "kind": kind,
            "slot": slot,
            "created_at": now,
            "expires_at": expires_at,
            "content": "",
            "changed_at": now,
        },
    )
    return token


def find(session: Session, token: str, now: datetime) -> Link | None:
    """Whose link this is, in whatever organization; None when it is nobody's (any more)."""
    if len(token) != TOKEN_LENGTH or not token.isascii():
        return None
    row = session.execute(
        select(*LINK, PERSON.name, PERSON.time_zone)
        .join(PERSON.id.table, PERSON.id == LINK.person_id)
        .where(LINK.digest == digest_of(token))
        .where(PERSON.organization_id == LINK.organization_id)
        .where(or_(LINK.expires_at.is_(None), LINK.expires_at > now)),
        execution_options=ANY_ORGANIZATION,
    ).one_or_none()
    if row is None:
        return None
    return Link(
        organization_id=row.organization_id,
        person_id=row.person_id,
        name=row.name,
        zone=row.time_zone,
        kind=LinkKind(row.kind),
        digest=row.digest,
        content=row.content,
        changed_at=row.changed_at,
    )


def feed_since(session: Session, organization_id: int, person_id: int) -> datetime | None:
    """Since when somebody has had a feed; None when they have none."""
    found: datetime | None = session.execute(
        select(LINK.created_at)
        .where(LINK.organization_id == organization_id, LINK.person_id == person_id)
        .where(LINK.slot == FEED)
    ).scalar()
    return found


def remove(session: Session, organization_id: int, person_id: int) -> int:
    """Forget all links of somebody; how many there were."""
    return len(
        session.execute(
            delete(CalendarLinkRow)
            .where(LINK.organization_id == organization_id, LINK.person_id == person_id)
            .returning(LINK.digest)
        ).all()
    )


def note_content(
    session: Session, organization_id: int, digest: str, content: str, changed_at: datetime
) -> None:
    """A feed says something else now."""
    session.execute(
        update(CalendarLinkRow)
        .where(LINK.organization_id == organization_id, LINK.digest == digest)
        .values(content=content, changed_at=changed_at)
    )


def concerns(organization_id: int, person_id: int, answers: Collection[str]) -> ColumnElement[bool]:
    """Occurrences somebody answered so, or whose session they announced, help with or speak at."""
    said = (
        select(SIGNUP.occurrence_id)
        .where(SIGNUP.organization_id == organization_id, SIGNUP.person_id == person_id)
        .where(SIGNUP.answer.in_(answers))
    )
    made = select(SESSION.id).where(
        SESSION.organization_id == organization_id, SESSION.facilitator_id == person_id
    )
    speaks = select(SPEAKER.session_id).where(
        SPEAKER.organization_id == organization_id, SPEAKER.person_id == person_id
    )
    return or_(
        OCCURRENCE.id.in_(said),
        OCCURRENCE.session_id.in_(made.union_all(speaks)),
    )


def answers_of(
    session: Session, organization_id: int, person_id: int, occurrence_ids: Collection[int]
) -> dict[int, str]:
    """What somebody answered to each of these occurrences."""
    rows = session.execute(
        select(SIGNUP.occurrence_id, SIGNUP.answer)
        .where(SIGNUP.organization_id == organization_id, SIGNUP.person_id == person_id)
        .where(SIGNUP.occurrence_id.in_(occurrence_ids))
    )
    return {row[0]: row[1] for row in rows}


def emails(session: Session, organization_id: int, person_ids: Collection[int]) -> dict[int, str]:
    """E-mail addresses of people, of whom one is known."""
    rows = session.execute(
        select(ACCOUNT.person_id, ACCOUNT.email)
        .where(ACCOUNT.organization_id == organization_id)
        .where(ACCOUNT.person_id.in_(person_ids))
        .where(ACCOUNT.email != "", ACCOUNT.is_deleted.is_(False))
        .order_by(ACCOUNT.id.desc())
    )
    return {row[0]: row[1] for row in rows}


def founded_at(session: Session, organization_id: int) -> datetime:
    """When an organization was first seen here: it tells installations apart."""
    found: datetime = session.execute(
        select(ORGANIZATION.created_at).where(ORGANIZATION.id == organization_id)
    ).scalar_one()
    return found

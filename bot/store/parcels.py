"""Queries of delivery: claiming posts in batches, and writing down what became of each."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from pydantic import ValidationError
from sqlalchemy import Update, and_, case, func, or_, select, true, update
from sqlalchemy.orm import Session

from bot.events import Account, Conversation, MessageRef, Workspace
from bot.messages import Message
from bot.messenger import Faces
from bot.store import conversations, people
from bot.store.models import (
    AccountRow,
    ConversationRow,
    OutboxRow,
    PostState,
    WhenUnsure,
    WorkspaceRow,
    columns,
)
from bot.store.outbox import ANY_ORGANIZATION
from bot.store.people import Whereabouts

OUTBOX = columns(OutboxRow)
ACCOUNT = columns(AccountRow)
WORKSPACE = columns(WorkspaceRow)


class Undeliverable(Exception):
    """A post that can't be sent to anybody."""


@dataclass(frozen=True, slots=True)
class Parcel:
    """A claimed post with all that sending it takes."""

    id: int
    lease: str
    kind: str
    at: Whereabouts
    workspace: Workspace
    conversation: Conversation | None
    """None: the direct conversation with `account` must be opened first."""
    account: Account | None
    message: Message | None
    """None: take it away."""
    faces: Faces
    version: int
    sent: MessageRef | None
    """Where it already stands."""
    attempts: int
    when_unsure: WhenUnsure
    author_id: int | None
    person_id: int | None


def recover(
    session: Session, now: datetime, *, alone: bool = False, ours: Collection[int] = ()
) -> None:
    """Put back what a vanished replica held. `alone`: there is no other, so all of it.

    `ours` are posts the caller works on just now; a clock that jumps does not take them away.
    """
    gone = true() if alone else OUTBOX.leased_until < now
    if ours:
        gone = and_(gone, OUTBOX.id.not_in(ours))
    resend = or_(
        OUTBOX.state == PostState.LEASED,
        and_(OUTBOX.state == PostState.UNKNOWN, OUTBOX.when_unsure == WhenUnsure.RESEND),
    )
    held = OUTBOX.state.in_([PostState.LEASED, PostState.UNKNOWN])
    session.execute(
        update(OutboxRow)
        .where(held, gone)
        .values(
            state=case((resend, PostState.PENDING), else_=PostState.DEAD),
            error=case((resend, OUTBOX.error), else_="unsure whether it was sent; not repeated"),
            lease=None,
        ),
        execution_options=ANY_ORGANIZATION,
    )
    session.execute(
        update(OutboxRow)
        .where(OUTBOX.state == PostState.PENDING, OUTBOX.delivered == 0, OUTBOX.expires_at < now)
        .values(state=PostState.DEAD, error="expired before it could be sent"),
        execution_options=ANY_ORGANIZATION,
    )


def claim(session: Session, now: datetime, lease: str, until: datetime, most: int) -> list[Parcel]:
    """Claim up to `most` due posts until `until`, urgent ones first. Each goes to one claimer."""
    due = (
        select(OUTBOX.id)
        .where(OUTBOX.state == PostState.PENDING, OUTBOX.next_attempt_at <= now)
        .where(or_(OUTBOX.expires_at.is_(None), OUTBOX.delivered > 0, OUTBOX.expires_at > now))
        .order_by(OUTBOX.urgency.desc(), OUTBOX.next_attempt_at, OUTBOX.id)
        .limit(most)
        .with_for_update(skip_locked=True)
    )
    ids = list(session.execute(due, execution_options=ANY_ORGANIZATION).scalars())
    if not ids:
        return []
    session.execute(
        update(OutboxRow)
        .where(OUTBOX.id.in_(ids))
        .values(state=PostState.LEASED, lease=lease, leased_until=until),
        execution_options=ANY_ORGANIZATION,
    )
    rows = session.execute(
        select(OutboxRow)
        .where(OUTBOX.id.in_(ids))
        .order_by(OUTBOX.urgency.desc(), OUTBOX.next_attempt_at, OUTBOX.id),
        execution_options=ANY_ORGANIZATION | {"populate_existing": True},
    ).scalars()
    out = []
    for row in rows.all():
        try:
            out.append(_packed(session, row, lease))
        except Undeliverable as reason:
            row.state, row.error, row.lease = PostState.DEAD, str(reason), None
    return out


def _packed(session: Session, row: OutboxRow, lease: str) -> Parcel:
    """A row with its destination and the faces in it. Raises Undeliverable."""
    account = conversation = None
    zone = "UTC"
    if row.conversation_id is not None:
        place = session.get_one(
            ConversationRow, row.conversation_id, execution_options=ANY_ORGANIZATION
        )
        workspace_id = place.workspace_id
        conversation = conversations.as_conversation(place, row.thread)
    elif row.person_id is not None:
        home = _last_active(session, row.organization_id, row.person_id)
        if home is None:
            raise Undeliverable("that person has no account left to write to")
        workspace_id, account = home.workspace_id, people.as_account(home)
        conversation = conversations.direct(
            session, row.organization_id, row.person_id, workspace_id
        )
        zone = people.zone_of(session, row.organization_id, row.person_id)
    else:
        raise Undeliverable("it says neither where nor to whom")
    workspace = session.get_one(WorkspaceRow, workspace_id, execution_options=ANY_ORGANIZATION)
    if workspace.removed_at is not None:
        raise Undeliverable("the bot was removed from that workspace")
    at = Whereabouts(row.organization_id, workspace_id)
    try:
        message = None if row.body is None else Message.model_validate_json(row.body)
    except ValidationError as error:
        raise Undeliverable("this version can't read it") from error
    mentioned = {p.id for p in message.people()} if message else set()
    sent = None
    if row.sent_id is not None:
        sent = MessageRef(row.sent_conversation or "", row.sent_id, row.thread)
    return Parcel(
        id=row.id or 0,
        lease=lease,
        kind=row.kind,
        at=at,
        workspace=Workspace(workspace.platform, workspace.address, workspace.name),
        conversation=conversation,
        account=account,
        message=message,
        faces=Faces(people.accounts_of(session, at, mentioned), zone),
        version=row.version,
        sent=sent,
        attempts=row.attempts,
        when_unsure=WhenUnsure(row.when_unsure),
        author_id=row.author_id,
        person_id=row.person_id,
    )


def _last_active(session: Session, organization_id: int, person_id: int) -> AccountRow | None:
    """The account a person used last, among those that can still be written to."""
    return session.execute(
        select(AccountRow)
        .join(WorkspaceRow, WORKSPACE.id == ACCOUNT.workspace_id)
        .where(ACCOUNT.organization_id == organization_id, ACCOUNT.person_id == person_id)
        .where(WORKSPACE.organization_id == organization_id, WORKSPACE.removed_at.is_(None))
        .where(ACCOUNT.is_deleted.is_(False), ACCOUNT.is_bot.is_(False))
        .order_by(ACCOUNT.last_active_at.desc().nulls_last(), ACCOUNT.id)
        .limit(1)
    ).scalar()


def sending(session: Session, parcel: Parcel) -> bool:
    """Note that a first send is about to leave; False when the lease has passed to another."""
    done = session.execute(
        _held(parcel).values(state=PostState.UNKNOWN).returning(OUTBOX.id),
        execution_options=ANY_ORGANIZATION,
    )
    return done.first() is not None


def shown(session: Session, parcel: Parcel, ref: MessageRef | None, now: datetime) -> None:
    """The platform shows the parcel's version; a newer one waiting makes it pending again."""
    values: dict[str, object] = {
        "delivered": parcel.version,
        "state": case((OUTBOX.version > parcel.version, PostState.PENDING), else_=PostState.SENT),
        "next_attempt_at": now,
        "attempts": 0,
        "error": "",
        "lease": None,
    }
    if ref is not None:
        values |= {"sent_conversation": ref.conversation, "sent_id": ref.id, "sent_at": now}
    session.execute(_held(parcel).values(values), execution_options=ANY_ORGANIZATION)


def again(
    session: Session, parcel: Parcel, when: datetime, error: str, *, counts: bool = True
) -> None:
    """Try once more at `when`; `counts` is whether this was an attempt."""
    session.execute(
        _held(parcel).values(
            state=PostState.PENDING,
            next_attempt_at=when,
            attempts=OUTBOX.attempts + int(counts),
            error=error[:500],
            lease=None,
        ),
        execution_options=ANY_ORGANIZATION,
    )


def given_up(session: Session, parcel: Parcel, error: str) -> None:
    """This will not be sent."""
    session.execute(
        _held(parcel).values(state=PostState.DEAD, error=error[:500], lease=None),
        execution_options=ANY_ORGANIZATION,
    )


def _held(parcel: Parcel) -> Update:
    """Only while this claimer still holds it: the lease is the fencing token."""
    return update(OutboxRow).where(OUTBOX.id == parcel.id, OUTBOX.lease == parcel.lease)


def next_due(session: Session) -> datetime | None:
    """When the next pending post is due, or a lease runs out."""
    return session.execute(
        select(
            func.min(
                case(
                    (OUTBOX.state == PostState.PENDING, OUTBOX.next_attempt_at),
                    else_=OUTBOX.leased_until,
                )
            )
        ).where(OUTBOX.state.in_([PostState.PENDING, PostState.LEASED, PostState.UNKNOWN])),
        execution_options=ANY_ORGANIZATION,
    ).scalar()


def counts(session: Session) -> dict[str, int]:
    """How many posts stand in each state."""
    rows = session.execute(
        select(OUTBOX.state, func.count()).group_by(OUTBOX.state),
        execution_options=ANY_ORGANIZATION,
    )
    return {str(state): int(n) for state, n in rows}

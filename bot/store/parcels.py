"""Queries of delivery: claiming posts in batches, and writing down what became of each."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pydantic import ValidationError
from sqlalchemy import (
    Update,
    and_,
    bindparam,
    case,
    exists,
    func,
    not_,
    or_,
    select,
    true,
    update,
)
from sqlalchemy.orm import Session

from bot.events import Account, Conversation, MessageRef, Workspace
from bot.messages import Message
from bot.messenger import Faces
from bot.store.destinations import Destination, Destinations, Undeliverable, faces
from bot.store.models import (
    OutboxRow,
    PostState,
    WhenUnsure,
    columns,
)
from bot.store.outbox import ANY_ORGANIZATION
from bot.store.people import Whereabouts
from bot.store.person_merge import became
from bot.store.seals import CannotOpen, NoSecret, seals

OUTBOX = columns(OutboxRow)


@dataclass(frozen=True, slots=True)
class Parcel:
    """A claimed post with all that sending it takes."""

    id: int
    lease: str
    kind: str
    key: str
    at: Whereabouts
    workspace: Workspace
    conversation_id: int | None
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
    """Whose direct message it is; of a sealed one nothing that is stored says so."""
    is_sealed: bool = False
    author_sealed: str | None = None


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


def claim(
    session: Session, now: datetime, lease: str, until: datetime, most: int, secret: str = ""
) -> list[Parcel]:
    """Claim up to `most` due posts until `until`, urgent ones first. Each goes to one claimer.

    `secret` opens the seals of those whom nothing that is stored may name.
    """
    ids = list(session.execute(_DUE, {"now": now, "most": most}, **_ANY).scalars())
    if not ids:
        return []
    session.execute(
        update(OutboxRow)
        .where(OUTBOX.id.in_(ids))
        .values(state=PostState.LEASED, lease=lease, leased_until=until),
        **_ANY,
    )
    rows = session.execute(_CLAIMED, {"ids": ids}, **_ANY).all()
    opened = {r.id: person for r in rows if (person := _opened(r.sealed, secret)) is not None}
    now_called = became(session, set(opened.values()))
    opened = {post: now_called.get(person, person) for post, person in opened.items()}
    stand = {r.id: _where(r.sent_id, secret) for r in rows if r.id in opened and r.sent_id}
    found = Destinations(session, rows, opened, {post: at for post, (at, _) in stand.items()})
    messages = {row.id: _read(row.body) for row in rows}
    mentioned = {p.id for m in messages.values() if isinstance(m, Message) for p in m.people()}
    known = faces(session, mentioned)
    out = []
    for row in rows:
        try:
            out.append(_packed(row, lease, found.of(row), messages[row.id], known, opened, stand))
        except Undeliverable as reason:
            session.execute(
                update(OutboxRow)
                .where(OUTBOX.id == row.id)
                .values(state=PostState.DEAD, error=str(reason), lease=None),
                **_ANY,
            )
    return out


def _opened(token: str | None, secret: str) -> int | None:
    """Whose a sealed post is; None when the seal can't be opened."""
    if token is None:
        return None
    try:
        return int(seals(secret).open(token))
    except (CannotOpen, NoSecret):
        return None


def _where(sealed: str, secret: str) -> tuple[int, MessageRef]:
    """The conversation a sealed post stands in, and what it is called there."""
    conversation_id, address, id_ = json.loads(seals(secret).open(sealed))
    return int(conversation_id), MessageRef(address, id_)


_ANY: dict[str, Any] = {"execution_options": ANY_ORGANIZATION}
_ABOVE = OutboxRow.__table__.alias("above")  # type: ignore[attr-defined]
_WAITS_FOR_ABOVE = and_(
    OUTBOX.under.is_not(None),
    OUTBOX.delivered == 0,
    exists(
        select(_ABOVE.c.id)
        .where(_ABOVE.c.organization_id == OUTBOX.organization_id)
        .where(_ABOVE.c.dedupe_key == OUTBOX.under)
        .where(_ABOVE.c.sent_id.is_(None), _ABOVE.c.state != PostState.DEAD)
        .where(or_(_ABOVE.c.body.is_not(None), _ABOVE.c.state != PostState.SENT))
    ),
)
"""A post that belongs below another one waits until that was sent or given up."""
_IN_TURN = (OUTBOX.urgency.desc(), OUTBOX.next_attempt_at, OUTBOX.id)
_DUE = (
    select(OUTBOX.id)
    .where(OUTBOX.state == PostState.PENDING, OUTBOX.next_attempt_at <= bindparam("now"))
    .where(
        or_(OUTBOX.expires_at.is_(None), OUTBOX.delivered > 0, OUTBOX.expires_at > bindparam("now"))
    )
    .where(not_(_WAITS_FOR_ABOVE))
    .where(
        or_(OUTBOX.not_after.is_(None), OUTBOX.delivered > 0, OUTBOX.not_after > bindparam("now"))
    )
    .order_by(*_IN_TURN)
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True, of=OUTBOX.id.table)
)
_CLAIMED = (
    select(
        *OUTBOX,
        func.coalesce(_ABOVE.c.thread, _ABOVE.c.sent_id).label("above"),
    )
    .outerjoin(
        _ABOVE,
        and_(
            _ABOVE.c.organization_id == OUTBOX.organization_id,
            _ABOVE.c.dedupe_key == OUTBOX.under,
            _ABOVE.c.conversation_id == OUTBOX.conversation_id,
        ),
    )
    .where(OUTBOX.id.in_(bindparam("ids", expanding=True)))
    .order_by(*_IN_TURN)
)


def _read(body: str | None) -> Message | Undeliverable | None:
    try:
        return None if body is None else Message.model_validate_json(body)
    except ValidationError:
        return Undeliverable("this version can't read it")


def _packed(
    row: Any,
    lease: str,
    to: Destination,
    message: Message | Undeliverable | None,
    known: dict[tuple[int, int], Account],
    opened: Mapping[int, int],
    stand: Mapping[int, tuple[int, MessageRef]],
) -> Parcel:
    """A claimed row with its destination and the faces in it. Raises Undeliverable."""
    if isinstance(message, Undeliverable):
        raise message
    people = message.people() if message else set()
    accounts = {
        p.id: known[to.workspace_id, p.id] for p in people if (to.workspace_id, p.id) in known
    }
    sent = None
    if row.id in stand:
        sent = stand[row.id][1]
    elif row.sent_id is not None:
        sent = MessageRef(row.sent_conversation or "", row.sent_id, row.thread)
    return Parcel(
        id=row.id,
        lease=lease,
        kind=row.kind,
        key=row.dedupe_key,
        at=Whereabouts(row.organization_id, to.workspace_id),
        workspace=to.workspace,
        conversation_id=to.conversation_id,
        conversation=to.conversation,
        account=to.account,
        message=message,
        faces=Faces(accounts, to.zone),
        version=row.version,
        sent=sent,
        attempts=row.attempts,
        when_unsure=WhenUnsure(row.when_unsure),
        author_id=row.author_id,
        person_id=opened.get(row.id, row.person_id),
        is_sealed=row.sealed is not None,
        author_sealed=row.author_sealed,
    )


def sending(session: Session, parcel: Parcel) -> bool:
    """Note that a first send is about to leave; False when the lease has passed to another."""
    done = session.execute(
        _held(parcel).values(state=PostState.UNKNOWN).returning(OUTBOX.id),
        execution_options=ANY_ORGANIZATION,
    )
    return done.first() is not None


def shown(
    session: Session,
    parcel: Parcel,
    ref: MessageRef | None,
    now: datetime,
    conversation_id: int | None = None,
    secret: str = "",
) -> None:
    """The platform shows the parcel's version; a newer one waiting makes it pending again.

    `conversation_id` is where a first send went: edits go there too, wherever its person is then.
    """
    values: dict[str, object] = {
        "delivered": parcel.version,
        "state": case((OUTBOX.version > parcel.version, PostState.PENDING), else_=PostState.SENT),
        "attempts": 0,
        "error": "",
        "lease": None,
    }
    if ref is not None and parcel.is_sealed:
        where = json.dumps([conversation_id, ref.conversation, ref.id])
        values |= {"sent_id": seals(secret).seal(where), "sent_at": now}
    elif ref is not None:
        thread = parcel.conversation.thread if parcel.conversation else None
        values |= {"sent_conversation": ref.conversation, "sent_id": ref.id, "sent_at": now}
        values |= {"conversation_id": conversation_id, "thread": thread}
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


def put_back(session: Session, lease: str, when: dict[int, datetime]) -> None:
    """Post → when its turn may be: these were claimed and could not leave yet."""
    rows = [{"post": post, "held": lease, "at": at} for post, at in when.items()]
    session.connection().execute(_PUT_BACK, rows)


_PUT_BACK = (
    update(OUTBOX.id.table)
    .where(OUTBOX.id == bindparam("post"), OUTBOX.lease == bindparam("held"))
    .values(
        state=PostState.PENDING,
        next_attempt_at=bindparam("at"),
        error="waiting for its turn",
        lease=None,
    )
)


def given_up(session: Session, parcel: Parcel, error: str) -> None:
    """This will not be sent."""
    session.execute(
        _held(parcel).values(state=PostState.DEAD, error=error[:500], lease=None),
        execution_options=ANY_ORGANIZATION,
    )


def passed_over(session: Session, parcel: Parcel, error: str) -> None:
    """The post stays as people see it; a newer version that waits already has its turn."""
    waits = OUTBOX.version > parcel.version
    session.execute(
        _held(parcel).values(
            state=case((waits, PostState.PENDING), else_=PostState.SENT),
            attempts=0,
            error=error[:500],
            lease=None,
        ),
        execution_options=ANY_ORGANIZATION,
    )


def _held(parcel: Parcel) -> Update:
    """Only while this claimer still holds it: the lease is the fencing token."""
    return update(OutboxRow).where(OUTBOX.id == parcel.id, OUTBOX.lease == parcel.lease)


def next_due(session: Session, now: datetime) -> datetime | None:
    """When the next pending post is due, or a lease runs out; what has missed its moment is not."""
    return session.execute(
        select(
            func.min(
                case(
                    (OUTBOX.state == PostState.PENDING, OUTBOX.next_attempt_at),
                    else_=OUTBOX.leased_until,
                )
            )
        )
        .where(OUTBOX.state.in_([PostState.PENDING, PostState.LEASED, PostState.UNKNOWN]))
        .where(not_(_WAITS_FOR_ABOVE))
        .where(or_(OUTBOX.not_after.is_(None), OUTBOX.delivered > 0, OUTBOX.not_after > now)),
        execution_options=ANY_ORGANIZATION,
    ).scalar()


def counts(session: Session) -> dict[str, int]:
    """How many posts stand in each state."""
    rows = session.execute(
        select(OUTBOX.state, func.count()).group_by(OUTBOX.state),
        execution_options=ANY_ORGANIZATION,
    )
    return {str(state): int(n) for state, n in rows}

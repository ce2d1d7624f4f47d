"""What is forgotten of all organizations, in small batches: only what nobody needs any more.

The law. An outbox row is where edits and replies find what was posted, and its key keeps it from
being posted twice; a timer's key keeps its moment from coming twice. So a row goes only when it is
done with, and of a kind listed below: of these it is known that no key is used again once its
session is over. What is not listed stays.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, delete, select, tuple_
from sqlalchemy.orm import Session
from sqlalchemy.sql.dml import ReturningDelete

from bot.store.models import (
    CalendarLinkRow,
    CheckedRollRow,
    DigestKind,
    DigestMentionRow,
    DigestRow,
    KeptPictureRow,
    OccurrenceRow,
    OutboxRow,
    PostState,
    ShownPictureRow,
    TimerRow,
    columns,
)
from bot.store.outbox import ANY_ORGANIZATION

OUTBOX = columns(OutboxRow)
TIMER = columns(TimerRow)
LINK = columns(CalendarLinkRow)
CHECKED = columns(CheckedRollRow)
OCCURRENCE = columns(OccurrenceRow)
DIGEST = columns(DigestRow)
MENTION = columns(DigestMentionRow)
KEPT = columns(KeptPictureRow)
SHOWN = columns(ShownPictureRow)

CARD = re.compile(r"session:(\d+):card")
PASSING = (
    *("session.reminder", "session.doors", "session.feedback", "session.materials"),
    *("session.over", "session.moved_up", "session.news", "session.wished"),
    "recall.prompt",
)
"""Kinds of posts to one person that expire: after that nobody posts or changes them."""
DIGESTS = tuple(f"digest.{kind}" for kind in DigestKind)
"""Kinds of posts that are digests: one expires as the next is due, and none is ever changed."""
MOMENTS = (
    "session.start",
    "session.end",
    "session.open",
    "session.remind",
    "kudos.roundup",
    "recall.plan",
    "digests.plan",
    "teams.leave",
)
"""Names of timers that are only ever planned for a time to come, which is part of their key."""


def forget_timers(session: Session, before: datetime, most: int) -> int:
    """Forget up to `most` moments that came, and were meant to, before then; how many."""
    old = (
        select(TIMER.id)
        .where(TIMER.done_at < before, TIMER.due_at < before, TIMER.name.in_(MOMENTS))
        .limit(most)
    )
    return _gone(session, delete(TimerRow).where(TIMER.id.in_(old)).returning(TIMER.id))


def forget_posts(session: Session, before: datetime, most: int) -> int:
    """Forget up to `most` settled posts that had expired before then; how many."""
    old = _settled(before, PASSING).where(OUTBOX.expires_at < before).limit(most)
    return _gone(session, delete(OutboxRow).where(OUTBOX.id.in_(old)).returning(OUTBOX.id))


def forget_told(session: Session, before: datetime, most: int) -> int:
    """Forget up to `most` settled posts of digests made before then; how many."""
    old = _settled(before, DIGESTS).limit(most)
    return _gone(session, delete(OutboxRow).where(OUTBOX.id.in_(old)).returning(OUTBOX.id))


def _settled(before: datetime, kinds: Sequence[str]) -> Select[tuple[int]]:
    return (
        select(OUTBOX.id)
        .where(OUTBOX.state.in_([PostState.SENT, PostState.DEAD]), OUTBOX.kind.in_(kinds))
        .where(OUTBOX.next_attempt_at < before, OUTBOX.created_at < before)
    )


def old_cards(session: Session, before: datetime, after: int, most: int) -> tuple[list[int], int]:
    """Cards of sessions that were over before then, among the next `most` posts after that id.

    Their ids, and where to go on; 0: there is nothing more. When a card was posted or should have
    expired says nothing: a session may have been moved to next year.
    """
    rows = session.execute(
        select(OUTBOX.id, OUTBOX.organization_id, OUTBOX.dedupe_key)
        .where(OUTBOX.id > after, OUTBOX.kind == "session.card")
        .where(OUTBOX.state.in_([PostState.SENT, PostState.DEAD]))
        .where(OUTBOX.next_attempt_at < before, OUTBOX.created_at < before)
        .order_by(OUTBOX.id)
        .limit(most),
        execution_options=ANY_ORGANIZATION,
    ).all()
    keys = {row.id: CARD.fullmatch(row.dedupe_key) for row in rows}
    numbers = {id_: int(key[1]) for id_, key in keys.items() if key}
    over = session.execute(
        select(OCCURRENCE.id, OCCURRENCE.organization_id)
        .where(OCCURRENCE.id.in_(set(numbers.values())))
        .where(OCCURRENCE.ends_at < before),
        execution_options=ANY_ORGANIZATION,
    )
    owners = {row.id: row.organization_id for row in over}
    found = [r.id for r in rows if owners.get(numbers.get(r.id, 0)) == r.organization_id]
    return found, rows[-1].id if len(rows) == most else 0


def forget_cards(session: Session, ids: Sequence[int], before: datetime) -> int:
    """Forget these cards, but for those that somebody has changed meanwhile; how many."""
    return _gone(
        session,
        delete(OutboxRow)
        .where(OUTBOX.id.in_(ids), OUTBOX.state.in_([PostState.SENT, PostState.DEAD]))
        .where(OUTBOX.next_attempt_at < before)
        .returning(OUTBOX.id),
    )


def forget_digests(session: Session, before: datetime, most: int) -> int:
    """Forget up to `most` digests that were made before then, and their mirrors; how many.

    The day one was due on is so long ago then that it is never due again, and no later one begins
    where it ended. They are looked through in the order they were made in: so it is clear where to
    stop.
    """
    oldest = session.execute(
        select(DIGEST.id, DIGEST.made_at).order_by(DIGEST.id).limit(most),
        execution_options=ANY_ORGANIZATION,
    )
    ids = [row.id for row in oldest if row.made_at < before]
    lines = delete(DigestMentionRow).where(MENTION.digest_id.in_(ids)).returning(MENTION.digest_id)
    _gone(session, lines)
    return _gone(session, delete(DigestRow).where(DIGEST.id.in_(ids)).returning(DIGEST.id))


def forget_links(session: Session, now: datetime, before: datetime, most: int) -> int:
    """Forget up to `most` links that hold no more, and lists checked before then; how many."""
    expired = select(LINK.digest).where(LINK.expires_at <= now).limit(most)
    links = delete(CalendarLinkRow).where(LINK.digest.in_(expired)).returning(LINK.digest)
    lists = delete(CheckedRollRow).where(CHECKED.checked_at < before).returning(CHECKED.key)
    return max(_gone(session, links), _gone(session, lists))


def forget_pictures(session: Session, before: datetime, most: int) -> int:
    """Forget up to `most` pictures given to a platform before then, and where they were shown.

    The platform keeps them, and the messages they stand in; one that is wanted again is given anew.
    """
    old = select(KEPT.workspace_id, KEPT.name).where(KEPT.made_at < before).limit(most)
    where = tuple_(KEPT.workspace_id, KEPT.name).in_(old)
    pictures = delete(KeptPictureRow).where(where).returning(KEPT.name)
    keys = SHOWN.workspace_id, SHOWN.address, SHOWN.conversation
    stale = select(*keys).where(SHOWN.shown_at < before).limit(most)
    places = delete(ShownPictureRow).where(tuple_(*keys).in_(stale)).returning(SHOWN.address)
    return max(_gone(session, pictures), _gone(session, places))


def _gone(session: Session, statement: ReturningDelete[Any]) -> int:
    return len(session.execute(statement, execution_options=ANY_ORGANIZATION).all())

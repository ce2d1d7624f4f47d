"""Keys of posts that name whom they are for: those of somebody who is another now are renamed.

A key that is looked up again (to revise a post, or to say a thing once) must be found under the
person there is. Which part of a key is a person's id, only its shape tells.
"""

from __future__ import annotations

import re

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from bot.store.models import DigestRow, NominationRow, OutboxRow, PostState, UnaskedRow, columns

DIGEST = columns(DigestRow)
NOMINATION = columns(NominationRow)
OUTBOX = columns(OutboxRow)
UNASKED = columns(UnaskedRow)

SHAPES = tuple(
    re.compile(shape)
    for shape in (
        r"(?P<before>greeting:)(?P<who>\d+)(?P<after>)",
        r"(?P<before>answer:\d+:doubt:.+:)(?P<who>\d+)(?P<after>)",
        r"(?P<before>digest:[a-z]+:)(?P<who>\d+)(?P<after>:.+)",
        r"(?P<before>kudos:\d+:to:)(?P<who>\d+)(?P<after>)",
        r"(?P<before>kudos:\d+:report:)(?P<who>\d+)(?P<after>:\d+)",
        r"(?P<before>flag:[a-z]+:\d+:)(?P<who>\d+)(?P<after>:\d+)",
        r"(?P<before>expert:asked:)(?P<who>\d+)(?P<after>:.+)",
        r"(?P<before>expert:\d+:)(?P<who>\d+)(?P<after>:yes:.+)",
        r"(?P<before>nomination:\d+:(?:asked|decide:\d+|again:\w+):)(?P<who>\d+)(?P<after>)",
        r"(?P<before>question:\d+:(?:request|direct|teach):)(?P<who>\d+)(?P<after>)",
        r"(?P<before>question:\d+:follower:.+:)(?P<who>\d+)(?P<after>)",
        r"(?P<before>recall:prompt:)(?P<who>\d+)(?P<after>:.+)",
        r"(?P<before>recall:(?:baseline|enrolled|decided|doubt):.+:)(?P<who>\d+)(?P<after>)",
        r"(?P<before>recall:enrolled:\d+:)(?P<who>\d+)(?P<after>)",
        r"(?P<before>session:\d+:up:)(?P<who>\d+)(?P<after>:\d+)",
        r"(?P<before>session:\d+:(?:wished:|news:\d+:))(?P<who>\d+)(?P<after>)",
        r"(?P<before>session:\d+:substitute:\d+:)(?P<who>\d+)(?P<after>(?::found)?)",
        r"(?P<before>session:\d+:.+:remind:)(?P<who>\d+)(?P<after>:.+)",
        r"(?P<before>session:\d+:\d{4}-.+:[a-z_]+:)(?P<who>\d+)(?P<after>)",
    )
)


def renamed(key: str, old: int, new: int) -> str:
    """The key as it is made for `new`; the same when it does not name `old`."""
    for shape in SHAPES:
        found = shape.fullmatch(key)
        if found and int(found["who"]) == old:
            return f"{found['before']}{new}{found['after']}"
    return key


def rename(session: Session, organization_id: int, old: int, new: int) -> None:
    """Find the posts of one under the keys of the other.

    What both were told stands under the other's key already; if it still waits it is not sent
    twice.
    """
    mine = (OUTBOX.organization_id == organization_id, OUTBOX.person_id == old)
    for row in session.execute(select(OUTBOX.id, OUTBOX.dedupe_key).where(*mine)).all():
        key = renamed(row.dedupe_key, old, new)
        if key == row.dedupe_key:
            continue
        if _taken(session, organization_id, key):
            session.execute(
                update(OutboxRow)
                .where(*mine, OUTBOX.id == row.id)
                .where(OUTBOX.state == PostState.PENDING, OUTBOX.delivered == 0)
                .values(state=PostState.DEAD, error="said to the same person already")
            )
            continue
        session.execute(update(OutboxRow).where(*mine, OUTBOX.id == row.id).values(dedupe_key=key))
        session.execute(
            update(UnaskedRow)
            .where(UNASKED.organization_id == organization_id, UNASKED.person_id == old)
            .where(UNASKED.post_key == row.dedupe_key)
            .values(post_key=key)
        )
    own = (UNASKED.organization_id == organization_id, UNASKED.person_id == old)
    for row in session.execute(select(UNASKED.id, UNASKED.key).where(*own)).all():
        key = renamed(row.key, old, new)
        if key == row.key:
            continue
        known = select(UNASKED.id).where(
            UNASKED.organization_id == organization_id, UNASKED.key == key
        )
        if session.execute(known).first() is None:
            session.execute(update(UnaskedRow).where(*own, UNASKED.id == row.id).values(key=key))
        else:
            session.execute(delete(UnaskedRow).where(*own, UNASKED.id == row.id))


def rename_once(session: Session, organization_id: int, old: int, new: int) -> None:
    """What makes a digest or a nomination the same one names whom it is for."""
    own = (DIGEST.organization_id == organization_id, DIGEST.person_id == old)
    for row in session.execute(select(DIGEST.id, DIGEST.once).where(*own)).all():
        once = row.once.replace(f":{old}:", f":{new}:", 1)
        known = DIGEST.organization_id == organization_id, DIGEST.once == once
        if session.execute(select(DIGEST.id).where(*known)).first() is None:
            session.execute(update(DigestRow).where(*own, DIGEST.id == row.id).values(once=once))
    mine = (NOMINATION.organization_id == organization_id, NOMINATION.nominee_id == old)
    standing = select(NOMINATION.id, NOMINATION.slot).where(*mine, NOMINATION.slot.is_not(None))
    for row in session.execute(standing).all():
        slot = f"{row.slot.rpartition(':')[0]}:{new}"
        there = NOMINATION.organization_id == organization_id, NOMINATION.slot == slot
        if session.execute(select(NOMINATION.id).where(*there)).first() is None:
            session.execute(
                update(NominationRow).where(*mine, NOMINATION.id == row.id).values(slot=slot)
            )


def _taken(session: Session, organization_id: int, key: str) -> bool:
    found = select(OUTBOX.id).where(
        OUTBOX.organization_id == organization_id, OUTBOX.dedupe_key == key
    )
    return session.execute(found).first() is not None

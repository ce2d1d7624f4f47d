"""Queries on pictures that a platform keeps for us."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, delete, select, update
from sqlalchemy.orm import Session

from bot.store.models import KeptPictureRow, ShownPictureRow, columns
from bot.store.outbox import insert_once
from bot.store.people import Whereabouts

KEPT = columns(KeptPictureRow)
SHOWN = columns(ShownPictureRow)


@dataclass(frozen=True, slots=True)
class Kept:
    """A picture as its platform has it."""

    name: str
    address: str
    made_at: datetime
    """When it was given away (aware UTC)."""
    is_proven: bool = False
    """It has been shown, so it is ready."""


def kept(session: Session, at: Whereabouts, names: Collection[str]) -> dict[str, Kept]:
    """Those of these pictures that a workspace has, by name."""
    about = {"org": at.organization_id, "workspace": at.workspace_id, "names": list(names)}
    return {row.name: Kept(*row) for row in session.execute(_KEPT, about)}


_KEPT = (
    select(KEPT.name, KEPT.address, KEPT.made_at, KEPT.is_proven)
    .where(KEPT.organization_id == bindparam("org"))
    .where(KEPT.workspace_id == bindparam("workspace"))
    .where(KEPT.name.in_(bindparam("names", expanding=True)))
)


def keep(session: Session, at: Whereabouts, name: str, address: str, now: datetime) -> Kept:
    """Remember what a workspace calls a picture; what is remembered already stays."""
    session.execute(
        insert_once(session, KeptPictureRow, ("workspace_id", "name")),
        {
            "organization_id": at.organization_id,
            "workspace_id": at.workspace_id,
            "name": name,
            "address": address,
            "made_at": now,
            "is_proven": False,
        },
    )
    return kept(session, at, [name])[name]


def forget(session: Session, at: Whereabouts, lost: Kept) -> None:
    """A workspace has it no more; what was given to it anew meanwhile stays."""
    session.execute(
        delete(KeptPictureRow)
        .where(KEPT.organization_id == at.organization_id)
        .where(KEPT.workspace_id == at.workspace_id)
        .where(KEPT.name == lost.name, KEPT.address == lost.address)
    )


def prove(
    session: Session,
    at: Whereabouts,
    shown: Collection[Kept],
    conversation: str | None,
    now: datetime,
) -> None:
    """These were shown: in a conversation, or (None) to one person in a place of their own."""
    new = [one.name for one in shown if not one.is_proven]
    if new:
        session.execute(
            update(KeptPictureRow)
            .where(KEPT.organization_id == at.organization_id)
            .where(KEPT.workspace_id == at.workspace_id, KEPT.name.in_(new))
            .values(is_proven=True)
        )
    for one in shown if conversation is not None else ():
        session.execute(
            insert_once(session, ShownPictureRow, ("workspace_id", "address", "conversation")),
            {
                "organization_id": at.organization_id,
                "workspace_id": at.workspace_id,
                "address": one.address,
                "conversation": conversation,
                "shown_at": now,
            },
        )


def shown_in(
    session: Session, at: Whereabouts, addresses: Collection[str], conversation: str
) -> set[str]:
    """Those of these pictures, by the platform's names, that stand in a conversation."""
    return set(
        session.execute(
            select(SHOWN.address)
            .where(SHOWN.organization_id == at.organization_id)
            .where(SHOWN.workspace_id == at.workspace_id)
            .where(SHOWN.address.in_(list(addresses)), SHOWN.conversation == conversation)
        ).scalars()
    )

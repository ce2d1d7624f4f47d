"""Queries that find where a batch of posts goes, and how the people in them are known there."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import BindParameter, bindparam, select
from sqlalchemy.orm import Session

from bot.events import Account, Conversation, ConversationKind, Workspace
from bot.store import people
from bot.store.conversations import as_conversation
from bot.store.models import (
    AccountRow,
    ConversationRow,
    PersonRow,
    WorkspaceRow,
    columns,
)
from bot.store.outbox import ANY_ORGANIZATION
from bot.store.person_merge import became

ACCOUNT = columns(AccountRow)
CONVERSATION = columns(ConversationRow)
PERSON = columns(PersonRow)
WORKSPACE = columns(WorkspaceRow)


class Undeliverable(Exception):
    """A post that can't be sent to anybody."""


@dataclass(frozen=True, slots=True)
class Destination:
    """Where a post goes."""

    workspace_id: int
    workspace: Workspace
    conversation_id: int | None
    conversation: Conversation | None
    """None: the direct conversation with `account` must be opened first."""
    account: Account | None
    zone: str
    """Of the one reader of a direct message; UTC where many read."""


@dataclass(frozen=True, slots=True)
class _Home:
    """An account that can be written to, in a workspace the bot is in."""

    workspace_id: int
    account: Account


class Destinations:
    """The destinations of a batch, found in a handful of queries however large it is."""

    def __init__(
        self,
        session: Session,
        rows: Collection[Any],
        opened: Mapping[int, int] | None = None,
        stand_in: Mapping[int, int] | None = None,
    ) -> None:
        """`opened`: post → the person its seal names; `stand_in`: → the conversation it is in."""
        self._opened = opened or {}
        self._stand_in = stand_in or {}
        to_find = {r.person_id for r in rows if r.person_id is not None}
        to_find |= set(self._opened.values())
        placed = {r.conversation_id for r in rows if r.conversation_id is not None}
        placed |= set(self._stand_in.values())
        self._places = {
            row.id: row for row in session.execute(_PLACES, {"ids": list(placed)}, **_ANY)
        }
        self._zones: dict[int, str] = {}
        self._homes: dict[int, _Home] = {}
        self._directs: dict[tuple[int, int], Any] = {}
        if to_find:
            about = {"ids": list(to_find)}
            for row in session.execute(_HOMES, about, **_ANY):
                home = _Home(row.workspace_id, people.as_account(row))
                self._homes.setdefault(row.person_id, home)
            for row in session.execute(_ZONES, about, **_ANY):
                self._zones[row.id] = row.time_zone
            for row in session.execute(_DIRECTS, about, **_ANY):
                self._directs[row.workspace_id, row.person_id] = row
        found = {p.workspace_id for p in self._places.values()}
        found |= {h.workspace_id for h in self._homes.values()}
        self._workspaces = {
            row.id: row for row in session.execute(_WORKSPACES, {"ids": list(found)}, **_ANY)
        }

    def of(self, row: Any) -> Destination:
        """Where an outbox row goes: to its conversation, or wherever its person was last active.

        Raises Undeliverable.
        """
        person_id = self._opened.get(row.id, row.person_id)
        zone = self._zones.get(person_id or 0, "UTC")
        conversation_id = self._stand_in.get(row.id, row.conversation_id)
        if conversation_id is not None:
            place = self._places[conversation_id]
            workspace = self._workspace(place.workspace_id)
            at = as_conversation(place, row.thread or row.above)
            return Destination(place.workspace_id, workspace, place.id, at, None, zone)
        if person_id is None:
            raise Undeliverable(
                "it is sealed with another secret than POTLUCK_SECRET"
                if row.sealed
                else "it says neither where nor to whom"
            )
        home = self._homes.get(person_id)
        if home is None:
            raise Undeliverable("that person has no account left to write to")
        workspace = self._workspace(home.workspace_id)
        direct = self._directs.get((home.workspace_id, person_id))
        if direct is None:
            return Destination(home.workspace_id, workspace, None, None, home.account, zone)
        at = as_conversation(direct)
        return Destination(home.workspace_id, workspace, direct.id, at, home.account, zone)

    def _workspace(self, workspace_id: int) -> Workspace:
        row = self._workspaces[workspace_id]
        if row.removed_at is not None:
            raise Undeliverable("the bot was removed from that workspace")
        return Workspace(row.platform, row.address, row.name)


def faces(session: Session, person_ids: Iterable[int]) -> dict[tuple[int, int], Account]:
    """(workspace id, person id) → their account there, for everyone mentioned in a batch.

    A message may mention somebody by the id they had before two persons became one.
    """
    ids = list(set(person_ids))
    if not ids:
        return {}
    out = _faces(session, ids)
    strange = set(ids) - {person_id for _, person_id in out}
    if now := became(session, strange):
        known = _faces(session, set(now.values()))
        for old, new in now.items():
            out |= {(where, old): face for (where, who), face in known.items() if who == new}
    return out


def _faces(session: Session, ids: Collection[int]) -> dict[tuple[int, int], Account]:
    rows = session.execute(_ACCOUNTS, {"ids": list(ids)}, **_ANY)
    return {(row.workspace_id, row.person_id): people.as_account(row) for row in rows}


_ANY: dict[str, Any] = {"execution_options": ANY_ORGANIZATION}
_IDS: BindParameter[Any] = bindparam("ids", expanding=True)
_PLACES = select(*CONVERSATION).where(CONVERSATION.id.in_(_IDS))
_WORKSPACES = select(*WORKSPACE).where(WORKSPACE.id.in_(_IDS))
_ZONES = select(PERSON.id, PERSON.time_zone).where(PERSON.id.in_(_IDS))
_ACCOUNTS = select(*ACCOUNT).where(ACCOUNT.person_id.in_(_IDS))
_HOMES = (
    select(*ACCOUNT)
    .join(WORKSPACE.id.table, WORKSPACE.id == ACCOUNT.workspace_id)
    .join(PERSON.id.table, PERSON.id == ACCOUNT.person_id)
    .where(ACCOUNT.person_id.in_(_IDS), WORKSPACE.removed_at.is_(None), PERSON.left_at.is_(None))
    .where(ACCOUNT.is_deleted.is_(False), ACCOUNT.is_bot.is_(False))
    .order_by(ACCOUNT.last_active_at.desc().nulls_last(), ACCOUNT.id)
)
_DIRECTS = (
    select(*CONVERSATION)
    .where(CONVERSATION.person_id.in_(_IDS), CONVERSATION.kind == ConversationKind.PERSONAL)
    .order_by(CONVERSATION.id)
)

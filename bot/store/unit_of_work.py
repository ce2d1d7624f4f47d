"""One transaction: the session, whose organization it is, and what it posts and plans."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import NewType

from sqlalchemy.orm import Session

from bot.events import Conversation, Person
from bot.messages import Message
from bot.store import conversations, deeds, outbox, person_merge, timers
from bot.store.deeds import Deed
from bot.store.index import Index, index_of
from bot.store.models import DeedKind, Urgency, WhenUnsure
from bot.store.seals import Sealed

ConversationId = NewType("ConversationId", int)
"""A conversation that is stored already."""


@dataclass(slots=True)
class UnitOfWork:
    """Everything a service writes in one transaction. It commits or vanishes as a whole.

    `workspace_id` is the workspace an event came from, or None for timers.
    """

    session: Session
    organization_id: int
    workspace_id: int | None
    now: datetime
    secret: str = field(default="", repr=False)
    """What anonymous askers are sealed with; empty: nobody can be."""
    done: list[tuple[int, Deed]] = field(default_factory=list, init=False)
    """Deeds that are new in this transaction, with their ids: badges are given for them."""
    undone: list[int] = field(default_factory=list, init=False)
    """Ids of deeds that were taken back in it."""
    _met: dict[Conversation, ConversationId] = field(default_factory=dict, init=False, repr=False)
    _earlier: dict[int, list[int]] = field(default_factory=dict, init=False, repr=False)

    @property
    def index(self) -> Index:
        """What finds questions by their words and their meaning."""
        return index_of(self.session)

    def earlier_ids(self, person_id: int) -> list[int]:
        """The ids somebody had before, when they were several; looked up once."""
        if person_id not in self._earlier:
            found = person_merge.earlier(self.session, self.organization_id, person_id)
            self._earlier[person_id] = found
        return self._earlier[person_id]

    def conversation_id(self, conversation: Conversation) -> ConversationId:
        """The stored id of a conversation of this event's workspace, known or new."""
        if self.workspace_id is None:
            raise ValueError("a timer comes from no workspace: post to a stored conversation")
        if conversation not in self._met:
            found = conversations.stored(
                self.session, self.organization_id, self.workspace_id, conversation
            )
            self._met[conversation] = ConversationId(found)
        return self._met[conversation]

    def post(
        self,
        message: Message,
        *,
        to: Conversation | ConversationId | Person | Sealed,
        key: str,
        kind: str,
        author: Person | Sealed | None = None,
        urgency: Urgency = Urgency.NOW,
        when_unsure: WhenUnsure = WhenUnsure.RESEND,
        not_before: datetime | None = None,
        expires_at: datetime | None = None,
        not_after: datetime | None = None,
        under: str = "",
    ) -> bool:
        """Say something to anyone but the asker; it is sent after the commit, at least once.

        `key` is unique in the organization: posting it again changes nothing. A Person is written
        to directly, wherever they were last active. When it can't be delivered, `author` is told
        why. `expires_at`: later than that it is not sent; `not_after`: later it waits until it is
        given another moment. `under` is the key of a post in the same conversation that this
        belongs below: it waits for that one, and stands for itself when that was given up. Sealed
        is somebody whom nothing that is stored may name.
        Whether it is new; somebody who did not just ask for it is reached by services/attention.
        """
        conversation_id = person_id = sealed = None
        match to:
            case Person():
                person_id = to.id
            case Sealed():
                sealed = to.token
            case Conversation():
                conversation_id = self.conversation_id(to)
            case int():
                conversation_id = to
        thread = to.thread if isinstance(to, Conversation) else None
        return outbox.add(
            self.session,
            outbox.NewPost(
                organization_id=self.organization_id,
                dedupe_key=key,
                kind=kind,
                body=message.model_dump_json(),
                conversation_id=conversation_id,
                person_id=person_id,
                thread=thread,
                under=under or None,
                sealed=sealed,
                author_id=author.id if isinstance(author, Person) else None,
                author_sealed=author.token if isinstance(author, Sealed) else None,
                urgency=urgency,
                when_unsure=when_unsure,
                next_attempt_at=max(not_before or self.now, self.now),
                expires_at=expires_at,
                not_after=not_after,
            ),
            self.now,
        )

    def revise(self, key: str, message: Message | None, settle: timedelta = timedelta()) -> None:
        """Make a post say this instead, sent or not; None takes it away. Revisions coalesce.

        A post that is sent already waits `settle` for further revisions, so that a burst of them
        makes few edits. A key nobody posted is left alone. A post that was given up stays so; if
        somebody tries again, it says this.
        """
        body = None if message is None else message.model_dump_json()
        outbox.revise(self.session, self.organization_id, key, body, self.now + settle)

    def did(self, *told: Deed, about: Sequence[int] | None = None) -> None:
        """Write down what somebody did for others or learnt. Telling it again changes nothing.

        What was taken back and is told again counts again. `about`: ids of the topics of all of
        it, where they are known.
        """
        self.done += deeds.add(self.session, self.organization_id, told, about)

    def undid(
        self,
        subject: str,
        *,
        kind: DeedKind | None = None,
        person_ids: Sequence[int] | None = None,
        other_id: int | None = None,
    ) -> None:
        """What was done with a subject counts no more; the rest chooses among it."""
        at = self.session, self.organization_id
        gone = deeds.undo(
            *at, subject, self.now, kind=kind, person_ids=person_ids, other_id=other_id
        )
        self.undone += gone
        self.done = [(id_, deed) for id_, deed in self.done if id_ not in gone]

    def redid(
        self,
        subject: str,
        *,
        kind: DeedKind,
        person_id: int | None = None,
        other_id: int | None = None,
        at: datetime | None = None,
    ) -> None:
        """What was done with a subject and taken back counts again; the rest chooses among it."""
        own = self.session, self.organization_id, subject, kind
        self.done += deeds.redo(*own, person_id=person_id, other_id=other_id, at=at)

    def plan(
        self,
        name: str,
        *,
        key: str,
        due_at: datetime,
        data: Mapping[str, str | int] | None = None,
        wall_time: str = "",
        time_zone: str = "",
        expires_at: datetime | None = None,
    ) -> None:
        """Plan a TimerFired for `due_at` (aware). Planning the same key again changes nothing."""
        timers.plan(
            self.session,
            timers.NewTimer(
                organization_id=self.organization_id,
                key=key,
                name=name,
                data=dict(data or {}),
                due_at=due_at,
                wall_time=wall_time,
                time_zone=time_zone,
                expires_at=expires_at,
            ),
        )

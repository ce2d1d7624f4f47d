"""The port through which the core speaks to a platform, and the ways speaking can fail."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, Protocol, TypeAlias

from bot.events import Account, Conversation, MessageRef, Person, Workspace
from bot.messages import Message

Scope: TypeAlias = Literal["conversation", "workspace"]
Deed: TypeAlias = Literal["post", "edit", "open", "any"]
"""A new message, a change or removal of one, opening a direct conversation."""


@dataclass(frozen=True, slots=True)
class Faces:
    """How the people in a message are known where it is drawn."""

    accounts: Mapping[int, Account] = field(default_factory=dict)
    """Person id → their account in that workspace; who has none there is shown by name."""
    zone: str = "UTC"
    """IANA zone of the reader, for platforms that can't ask the reader's device."""

    def of(self, person: Person) -> Account | None:
        """The person's account here, if they have one."""
        return self.accounts.get(person.id)


@dataclass(frozen=True, slots=True)
class Rate:
    """A limit a platform sets, as `limits` reads it: `Rate("conversation", "1/second")`."""

    scope: Scope
    rate: str
    deed: Deed = "any"


class RateLimited(Exception):
    """The platform asks to wait `seconds`; nothing was sent.

    `scope` and `deed` are what its limit concerns: all of that waits, and nothing else.
    """

    def __init__(self, seconds: float, scope: Scope = "conversation", deed: Deed = "any") -> None:
        super().__init__(f"asked to wait {seconds:g} s")
        self.seconds = seconds
        self.scope = scope
        self.deed = deed


class TryLater(Exception):
    """The platform could not take it now; nothing was sent.

    `seconds`: when this one is to be tried again, where that is known; other posts don't wait.
    """

    def __init__(self, reason: str = "", seconds: float | None = None) -> None:
        super().__init__(reason)
        self.seconds = seconds


class MaybeSent(Exception):
    """The connection broke after the request was written: sent or not, nobody can tell."""


class Refused(Exception):
    """The platform will never take this. `advice` says to a person what to do about it."""

    def __init__(self, reason: str, advice: str) -> None:
        super().__init__(reason)
        self.reason = reason
        self.advice = advice


class Messenger(Protocol):
    """One platform's outgoing side. Every method may raise the four errors above."""

    @property
    def platform(self) -> str:
        """The workspace platform this speaks for."""

    @property
    def rates(self) -> Sequence[Rate]:
        """The platform's limits on posts and edits."""

    async def post(
        self, workspace: Workspace, to: Conversation, message: Message, faces: Faces
    ) -> MessageRef:
        """Say something new; in `to.thread` when that is set."""

    async def edit(
        self,
        workspace: Workspace,
        at: Conversation,
        ref: MessageRef,
        message: Message,
        faces: Faces,
    ) -> None:
        """Make an earlier message say this instead."""

    async def withdraw(self, workspace: Workspace, at: Conversation, ref: MessageRef) -> None:
        """Take an earlier message away; one that is already gone is fine."""

    async def open_direct(self, workspace: Workspace, account: Account) -> Conversation:
        """The conversation between the bot and one account."""

    async def profile(self, workspace: Workspace, account: Account) -> Account:
        """What the platform knows about an account; the same account when it says nothing."""

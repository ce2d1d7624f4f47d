"""The core's Messenger for Teams: posts, edits, withdrawals, personal chats, profiles."""

import asyncio
from collections.abc import Awaitable, Sequence
from functools import partial
from typing import TypeVar

from adapters.teams.limits import RATES
from adapters.teams.members import Members, Recent, Seen
from adapters.teams.port.connector import Connector, Sent
from adapters.teams.port.errors import (
    MaybeSentError,
    NotSentError,
    RateLimitedError,
    RejectedError,
    SendError,
)
from adapters.teams.port.lazy import LazyPort
from adapters.teams.port.service_url import ServiceUrlError
from adapters.teams.references import AccountReference, ConversationReference, id_of, join_id
from adapters.teams.render import Json, activity
from bot.events import Account, Conversation, ConversationKind, MessageRef, Workspace
from bot.messages import Message
from bot.messenger import Faces, MaybeSent, Rate, RateLimited, Refused, TryLater

T = TypeVar("T")

# learn.microsoft.com "Send proactive messages": the address to use until a user's own is known.
GLOBAL_URL = "https://smba.trafficmanager.net/teams"

INSTALL = (
    "Potluck can't write there. In Teams, open Apps, find Potluck and add it for yourself or to "
    "that team or chat; then it works."
)
SHORTEN = "The message is too long for Teams. Please shorten it."
GONE = "That message or conversation no longer exists in Teams."


class TeamsMessenger:
    """Speaks through stored references, always at the latest serviceUrl."""

    def __init__(self, port: LazyPort, members: Members) -> None:
        self._port = port
        self._members = members
        self._direct: Recent[tuple[str, str], asyncio.Task[str]] = Recent()

    @property
    def platform(self) -> str:
        return "teams"

    @property
    def rates(self) -> Sequence[Rate]:
        return RATES

    async def post(
        self, workspace: Workspace, to: Conversation, message: Message, faces: Faces
    ) -> MessageRef:
        """A new card in the conversation, in its thread when one is set."""
        return await self.send(workspace, to, activity(message, faces))

    async def send(self, workspace: Workspace, to: Conversation, payload: Json) -> MessageRef:
        """A ready activity, which a reply to a person may be."""
        connector = await self._connector(workspace, to)
        sent: Sent = await _told(connector.send_to_conversation(id_of(to), payload))
        return MessageRef(to.address, sent.id, to.thread)

    async def edit(
        self,
        workspace: Workspace,
        at: Conversation,
        ref: MessageRef,
        message: Message,
        faces: Faces,
    ) -> None:
        """The message turns into this card."""
        connector = await self._connector(workspace, at)
        payload = activity(message, faces) | {"id": ref.id}
        where = join_id(ref.conversation, ref.thread)
        await _told(connector.update_activity(where, ref.id, payload))

    async def withdraw(self, workspace: Workspace, at: Conversation, ref: MessageRef) -> None:
        """Deletes the message; one that is gone already is fine."""
        connector = await self._connector(workspace, at)
        where = join_id(ref.conversation, ref.thread)
        try:
            await connector.delete_activity(where, ref.id)
        except RejectedError as error:
            if error.status != 404:
                raise _meaning(error) from error
        except SendError as error:
            raise _meaning(error) from error

    async def open_direct(self, workspace: Workspace, account: Account) -> Conversation:
        """The personal chat, asked for once per process: Teams gives the same one every time."""
        reference = AccountReference.read(account.reference)
        seen = self._members.where(workspace, account)
        settings = self._port.settings
        url = (seen.url if seen else "") or reference.url or ("" if settings.local else GLOBAL_URL)
        bot = (seen.bot if seen else "") or reference.bot or f"28:{settings.app_id}"
        if not url:
            raise TryLater("nobody in this workspace has spoken to Potluck since it started")
        key = (workspace.address, account.address)
        found = self._direct.get(key)
        if found is None:
            member = reference.id or account.address
            found = asyncio.create_task(self._create(workspace, member, url, bot))
            self._direct[key] = found
            found.add_done_callback(partial(self._made, key))
        made = await asyncio.shield(found)
        kept = str(ConversationReference(url, bot))
        return Conversation(made, ConversationKind.PERSONAL, reference=kept)

    def _made(self, key: tuple[str, str], task: asyncio.Task[str]) -> None:
        """A failure is not remembered: the next call tries again."""
        if task.cancelled() or task.exception() is not None:
            self._direct.pop(key, None)

    async def _create(self, workspace: Workspace, member: str, url: str, bot: str) -> str:
        connector = await self._at(url)
        parameters = {
            "bot": {"id": bot},
            "members": [{"id": member}],
            "isGroup": False,
            "tenantId": workspace.address,
            "channelData": {"tenant": {"id": workspace.address}},
        }
        try:
            sent: Sent = await _told(connector.create_conversation(parameters))
        except RateLimited as limited:
            # There is no conversation yet whose limit it could be.
            raise RateLimited(limited.seconds, "workspace", "open") from limited
        if not sent.id:
            raise TryLater("Teams made a conversation and did not name it")
        return sent.id

    async def profile(self, workspace: Workspace, account: Account) -> Account:
        """Name, e-mail and guest flag from a roster the account is on; else the same account."""
        known = self._members.profile(workspace.address, account.address)
        if known is not None:
            return known
        seen = self._members.where(workspace, account)
        if seen is None:
            return account
        user = AccountReference.read(account.reference).id or account.address
        connector = await self._at(seen.url)
        try:
            found = await self._members.ask(workspace.address, user, seen, connector)
        except RejectedError:
            return await self._profile_in_person(workspace, account, user, seen)
        except SendError as error:
            raise _meaning(error) from error
        return found if found.address == account.address else account

    async def _profile_in_person(
        self, workspace: Workspace, account: Account, user: str, seen: Seen
    ) -> Account:
        """Somebody picked from the directory is on no roster we know but that of their own chat."""
        if self._port.settings.local:
            return account
        try:
            direct = await self.open_direct(workspace, account)
            connector = await self._at(seen.url)
            own = Seen(seen.url, seen.bot, direct.address)
            found = await self._members.ask(workspace.address, user, own, connector)
        except (RejectedError, Refused):
            return account
        except SendError as error:
            raise _meaning(error) from error
        return found if found.address == account.address else account

    async def _connector(self, workspace: Workspace, at: Conversation) -> Connector:
        """Where this conversation is served: its latest reference, or its tenant's address."""
        url = ConversationReference.read(at.reference).url
        if not url:
            seen = self._members.where(workspace, Account(""))
            url = seen.url if seen else "" if self._port.settings.local else GLOBAL_URL
        if not url:
            raise TryLater("nobody in this workspace has spoken to Potluck since it started")
        return await self._at(url)

    async def _at(self, url: str) -> Connector:
        port = await self._port.get()
        try:
            return port.at(url)
        except ServiceUrlError as error:
            raise Refused("service_url", GONE) from error


async def _told(call: Awaitable[T]) -> T:
    """The call, with its failure in the core's words."""
    try:
        return await call
    except SendError as error:
        raise _meaning(error) from error


def _meaning(error: SendError) -> RateLimited | TryLater | MaybeSent | Refused:
    """The core's word for a failure, with advice a person can follow."""
    match error:
        case RateLimitedError() | NotSentError(retry_after=float()):
            return RateLimited(error.retry_after or 1.0)
        case NotSentError():
            return TryLater(str(error))
        case MaybeSentError():
            return MaybeSent(str(error))
        case _:
            advice = {404: GONE, 413: SHORTEN}.get(error.status, INSTALL)
            return Refused(str(error), advice)

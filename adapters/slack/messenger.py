"""The core's outgoing side, spoken with Slack's Web API."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from adapters.slack import render
from adapters.slack.advice import TOO_LONG, PictureRefused
from adapters.slack.images import WORDS, Shown
from adapters.slack.limits import RATES
from adapters.slack.people import account as described
from adapters.slack.pictures import Pictures
from adapters.slack.pressed import TooMuchToPress
from adapters.slack.web import Web
from bot.events import Account, Conversation, ConversationKind, MessageRef, Workspace
from bot.messages import Message
from bot.messenger import Faces, MaybeSent, Rate, Refused, TryLater

UNKNOWN = {"user_not_found", "users_not_found", "user_not_visible"}
GONE = {"message_not_found", "channel_not_found", "thread_not_found"}


class SlackMessenger:
    """Posts, edits and looks people up. Every method may raise the four errors of its port."""

    def __init__(self, web: Web) -> None:
        self._web = web
        self.pictures = Pictures(web)

    @property
    def platform(self) -> str:
        """Slack."""
        return "slack"

    @property
    def rates(self) -> Sequence[Rate]:
        """Slack's limits, with their sources in limits.py."""
        return RATES

    async def post(
        self, workspace: Workspace, to: Conversation, message: Message, faces: Faces
    ) -> MessageRef:
        """Say something new; in `to.thread` when that is set. A picture may be waited for."""
        shown = await self.pictures.for_post(workspace, message.blocks)
        try:
            return await self._say(workspace, to, message, faces, shown)
        except PictureRefused as refused:
            if not shown.any_of(message.blocks):
                raise
            if await self.pictures.refused(workspace, shown, refused):
                raise TryLater("a picture is not ready") from refused
        return await self._say(workspace, to, message, faces, WORDS)

    async def answer(
        self, workspace: Workspace, to: Conversation, message: Message, faces: Faces
    ) -> MessageRef:
        """The same to somebody who waits: with the pictures that can be shown at once."""
        shown = await self.pictures.at_hand(workspace, message.blocks)
        try:
            return await self._say(workspace, to, message, faces, shown)
        except PictureRefused as refused:
            if not shown.any_of(message.blocks):
                raise
            await self.pictures.refused(workspace, shown, refused)
        return await self._say(workspace, to, message, faces, WORDS)

    async def _say(
        self, workspace: Workspace, to: Conversation, message: Message, faces: Faces, shown: Shown
    ) -> MessageRef:
        told = await self._web.call(
            "chat.postMessage",
            channel=to.address,
            thread_ts=to.thread,
            **_drawn(message, faces, shown),
        )
        if not isinstance(told.get("ts"), str):
            raise MaybeSent("no ts")
        ref = MessageRef(str(told.get("channel") or to.address), told["ts"], to.thread)
        await self.pictures.were_shown(workspace, shown, ref.conversation)
        return ref

    async def edit(
        self,
        workspace: Workspace,
        at: Conversation,
        ref: MessageRef,
        message: Message,
        faces: Faces,
    ) -> None:
        """Make an earlier message say this instead."""
        shown = await self.pictures.for_edit(workspace, ref.conversation, message.blocks)
        try:
            await self._change(ref, message, faces, shown)
        except PictureRefused as refused:
            if not shown.any_of(message.blocks):
                raise
            await self.pictures.refused(workspace, shown, refused)
            await self._change(ref, message, faces, WORDS)

    async def _change(self, ref: MessageRef, message: Message, faces: Faces, shown: Shown) -> None:
        said = _drawn(message, faces, shown)
        await self._web.call(
            "chat.update",
            channel=ref.conversation,
            ts=ref.id,
            **{k: said[k] for k in ("text", "blocks", "parse", "link_names")},
        )

    async def withdraw(self, workspace: Workspace, at: Conversation, ref: MessageRef) -> None:
        """Take an earlier message away; one that is already gone is fine."""
        try:
            await self._web.call("chat.delete", channel=ref.conversation, ts=ref.id)
        except Refused as refused:
            if refused.reason not in GONE:
                raise

    async def open_direct(self, workspace: Workspace, account: Account) -> Conversation:
        """The conversation between the bot and one account."""
        told = await self._web.call("conversations.open", users=account.address)
        channel = told.get("channel")
        address = channel.get("id") if isinstance(channel, dict) else None
        if not isinstance(address, str):
            raise TryLater("no channel")
        return Conversation(address, ConversationKind.PERSONAL)

    async def profile(self, workspace: Workspace, account: Account) -> Account:
        """What Slack knows about an account; the same account when it says nothing."""
        try:
            told = await self._web.ask("users.info", user=account.address)
        except MaybeSent as unsure:
            raise TryLater(str(unsure)) from unsure
        except Refused as refused:
            if refused.reason in UNKNOWN:
                # Nobody can be thanked who isn't there; who is merely not shown to us may be.
                gone = refused.reason != "user_not_visible"
                return replace(account, is_deleted=True) if gone else account
            raise
        user = told.get("user")
        known = described(user, workspace) if isinstance(user, dict) else None
        return known or account


def _drawn(message: Message, faces: Faces, shown: Shown) -> dict[str, object]:
    try:
        return render.message(message, faces, shown)
    except TooMuchToPress as much:
        raise Refused(f"too many ids in {much}", TOO_LONG) from much

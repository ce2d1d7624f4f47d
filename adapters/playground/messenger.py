"""The core's outgoing port onto this chat server."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence

from adapters.playground import inbound, limits, render
from adapters.playground.people import BOT
from adapters.playground.rows import NewMessage, Room
from adapters.playground.server import Server
from bot.events import Account, Conversation, MessageRef, Workspace
from bot.messages import Message
from bot.messenger import Faces, Rate, Refused, TryLater


class PlaygroundMessenger:
    """Says on the playground what the core wants said.

    Raises Refused where nobody can be reached, TryLater when the disk does not take it.
    """

    def __init__(self, server: Server) -> None:
        self._server = server

    @property
    def platform(self) -> str:
        """The workspace platform this speaks for."""
        return inbound.WORKSPACE.platform

    @property
    def rates(self) -> Sequence[Rate]:
        """None: nothing leaves this process."""
        return limits.RATES

    async def post(
        self, workspace: Workspace, to: Conversation, message: Message, faces: Faces
    ) -> MessageRef:
        """Say something new; in `to.thread` when that is set."""
        room = await self._open(to)
        body = {"card": _card(message, faces)}
        thread = None
        if to.thread is not None:
            above = await self._server.message(_id(to.thread), BOT)
            if above is None or above[1].id != room.id:
                raise _unfindable()
            thread = above[0].thread or above[0].id
        new = NewMessage(
            room=room.id,
            author=BOT,
            body=body,
            at=self._server.now(),
            thread=thread,
            mentions=tuple(render.pinged(message, faces)),
        )
        try:
            said, _ = await self._server.say(new)
        except sqlite3.OperationalError as error:
            raise TryLater from error
        return inbound.reference(said)

    async def edit(
        self,
        workspace: Workspace,
        at: Conversation,
        ref: MessageRef,
        message: Message,
        faces: Faces,
    ) -> None:
        """Make an earlier message say this instead."""
        body = {"card": _card(message, faces)}
        try:
            said = await self._server.rewrite(_id(ref.id), body, render.pinged(message, faces))
        except sqlite3.OperationalError as error:
            raise TryLater from error
        if said is None:
            raise _unfindable()

    async def withdraw(self, workspace: Workspace, at: Conversation, ref: MessageRef) -> None:
        """Take an earlier message away; one that is already gone is fine."""
        try:
            await self._server.remove(_id(ref.id))
        except sqlite3.OperationalError as error:
            raise TryLater from error

    async def open_direct(self, workspace: Workspace, account: Account) -> Conversation:
        """The conversation between the bot and one account."""
        person = self._server.person(account.address)
        if person is None or person.is_bot:
            raise Refused("no such person", "I can't write to them: nobody of that name is here.")
        if person.is_deleted:
            raise Refused("account deactivated", f"{person.name} is no longer here to read it.")
        return inbound.where(await self._server.direct([BOT, person.id]))

    async def profile(self, workspace: Workspace, account: Account) -> Account:
        """What the platform knows about an account; the same account when it says nothing."""
        person = self._server.person(account.address)
        return person.account() if person else account

    async def _open(self, to: Conversation) -> Room:
        room = await self._server.room(to.address)
        if room is None:
            raise _unfindable()
        if BOT not in room.members:
            if room.kind == "channel":
                raise Refused(
                    "not in channel",
                    f"I'm not in #{room.name} yet. Type /invite @Potluck there and try again.",
                )
            raise Refused(
                "not in conversation",
                "I'm not part of that conversation, so I can't write there. Try it in a channel.",
            )
        return room


def _card(message: Message, faces: Faces) -> render.Drawn:
    card = render.message(message, faces)
    if len(json.dumps(card, ensure_ascii=False).encode()) > limits.CARD:
        raise Refused("too long", "That is too long to show here. Make it shorter and try again.")
    return card


def _id(of: str) -> int:
    if not of.isascii() or not of.isdigit():
        raise _unfindable()
    return int(of)


def _unfindable() -> Refused:
    return Refused("not found", "The place this was for is gone. Try it again somewhere else.")

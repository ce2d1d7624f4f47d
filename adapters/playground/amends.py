"""Changing what one wrote, or taking it back: on the chat server first, then Potluck hears."""

from __future__ import annotations

from typing import Any

from adapters.playground import limits
from adapters.playground.deeds import Edit, Refusal, TakeBack
from adapters.playground.people import BOT
from adapters.playground.rows import Room, Said
from adapters.playground.server import Server, shown
from adapters.playground.teller import Teller
from adapters.playground.typed import mentioned, pieces

Answer = dict[str, Any]


class Amends:
    """One method a kind of request; each returns what the browser shows. Raises Refusal."""

    def __init__(self, server: Server, teller: Teller) -> None:
        self._server = server
        self._teller = teller

    async def edit(self, edit: Edit) -> Answer:
        """Somebody wrote it anew."""
        message, room = await self._own(edit.message, edit.who)
        text = edit.text.strip("\n")
        if not text.strip():
            raise Refusal(400, "There is nothing in it. To be rid of the message, delete it.")
        if len(text) > limits.MESSAGE:
            raise Refusal(400, f"That is {len(text):,} characters; {limits.MESSAGE:,} is the most.")
        parts = pieces(text, await self._server.directory(edit.who))
        body = {"text": [p.as_json() for p in parts]}
        if body == message.body:
            return {"messages": [shown(message)]}
        tells = self._tells("edited", f"{edit.who}:{edit.deed}", message, room)
        changed = await self._server.rewrite(message.id, body, mentioned(parts), tells)
        self._teller.wake()
        return {"messages": [shown(changed)]} if changed else {}

    async def take_back(self, deed: TakeBack) -> Answer:
        """Somebody deleted it."""
        message, room = await self._own(deed.message, deed.who)
        tells = self._tells("deleted", f"{deed.who}:{deed.deed}", message, room)
        await self._server.remove(message.id, tells)
        self._teller.wake()
        return {}

    async def _own(self, id_: int, who: str) -> tuple[Said, Room]:
        found = await self._server.message(id_, who)
        if found is None or found[0].gone:
            raise Refusal(404, "That message is gone.")
        if found[0].author != who:
            raise Refusal(403, "Only who wrote a message can change it.")
        return found

    @staticmethod
    def _tells(what: str, deed: str, message: Said, room: Room) -> dict[str, Any] | None:
        """What Potluck must hear; nothing where it isn't, or where it is spoken to."""
        if BOT not in room.members or room.kind == "app":
            return None
        return {"what": what, "deed": deed, "message": message.id}

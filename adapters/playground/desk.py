"""Does what a browser asks: on the chat server first, then Potluck hears of it and answers."""

from __future__ import annotations

import secrets
from dataclasses import replace
from typing import Any

from adapters.door import Core
from adapters.playground import inbound, limits, render
from adapters.playground.amends import Amends
from adapters.playground.deeds import (
    Dismiss,
    Filled,
    Join,
    Look,
    Meet,
    Press,
    React,
    Refusal,
    Say,
    Seen,
    Shortcut,
)
from adapters.playground.emoji import EMOJI
from adapters.playground.people import BOT, Colleague
from adapters.playground.rows import NewMessage, Room, Said
from adapters.playground.server import Server, shown, shown_room
from adapters.playground.store import Full
from adapters.playground.teller import Teller
from adapters.playground.typed import Piece, mentioned, pieces, slash
from bot.dispatcher import NotTaken, Outcome
from bot.events import Inbound
from bot.messages import Blank, Buttons, FormErrors, Home, Message, Replace

Answer = dict[str, Any]


class Desk:
    """One method a kind of request; each returns what the browser shows. Raises Refusal."""

    def __init__(self, server: Server, core: Core) -> None:
        self._server = server
        self._core = core
        store = server.store
        self.teller = Teller(
            lambda: server.ask(store.untold), self._hear, lambda deed: server.ask(store.told, deed)
        )
        self.amends = Amends(server, self.teller)

    async def speaker(self, who: str) -> Colleague:
        """Whom a browser speaks as."""
        person = self._server.person(who)
        if person is None or person.is_bot:
            raise Refusal(404, "Nobody of that name is here. Pick somebody to speak as.")
        if person.is_deleted:
            raise Refusal(403, f"{person.name} is no longer here. Pick somebody else.")
        return person

    async def room(self, id_: str, who: str) -> Room:
        """A room that this person is in."""
        room = await self._server.room(id_)
        if room is None or who not in room.members:
            raise Refusal(404, "There is no such conversation, or you are not in it.")
        return room

    async def _message(self, id_: int, who: str) -> tuple[Said, Room]:
        found = await self._server.message(id_, who)
        if found is None or found[0].gone:
            raise Refusal(404, "That message is gone.")
        return found

    # What people do.

    async def say(self, say: Say) -> Answer:
        """Somebody sent what they had typed: a command, or a message for all to see."""
        await self.speaker(say.who)
        room = await self.room(say.room, say.who)
        if not say.text.strip():
            raise Refusal(400, "There is nothing in it yet. Type something first.")
        if len(say.text) > limits.MESSAGE:
            raise Refusal(
                400, f"That is {len(say.text):,} characters; {limits.MESSAGE:,} is the most."
            )
        if say.thread is not None:
            above, at = await self._message(say.thread, say.who)
            if at.id != room.id or above.thread is not None or above.only_for is not None:
                raise Refusal(404, "That thread is gone.")
        directory = await self._server.directory(say.who)
        names = {id_: name for name, id_ in directory.channels.items()}
        deed = f"{say.who}:{say.deed}"
        command = slash(say.text)
        if command is not None:
            name, rest = command
            parts = pieces(rest, directory)
            if name == "invite":
                return await self._invite(parts, say.who, room)
            event = inbound.slashed(deed, say.who, room, say.thread, name, parts, names)
            return await self._dispatch(event, say.who, room, say.thread)
        parts = pieces(say.text.strip("\n"), directory)
        new = NewMessage(
            room=room.id,
            author=say.who,
            body={"text": [p.as_json() for p in parts]},
            at=self._server.now(),
            thread=say.thread,
            deed=deed,
            mentions=mentioned(parts),
        )
        to_potluck = room.kind == "app" or Piece("person", BOT) in parts
        if BOT in room.members and not to_potluck:
            new = replace(new, tells={"what": "said", "deed": deed})
        message, _ = await self._server.say(new)
        self.teller.wake()
        answer: Answer = {"messages": [shown(message)]}
        called = inbound.addressed(message, deed, room, names)
        if called is not None:
            heard = await self._dispatch(called, say.who, room, say.thread)
            heard["messages"] = answer["messages"] + heard.get("messages", [])
            return heard
        if to_potluck and room.kind == "channel":
            answer["notice"] = (
                f"Potluck isn't in #{room.name} and hears nothing here."
                " Type /invite @Potluck to ask it in."
            )
        return answer

    async def _invite(self, parts: list[Piece], who: str, room: Room) -> Answer:
        asked = mentioned(parts)
        if room.kind != "channel" or not asked:
            raise Refusal(400, "In a channel, type /invite and the @name of who should come in.")
        notices = [await self._let_in(person, who, room) for person in asked]
        return {"notice": " ".join(notices)}

    async def join(self, join: Join) -> Answer:
        """Let somebody into a channel."""
        await self.speaker(join.who)
        room = await self.room(join.room, join.who)
        return {"notice": await self._let_in(join.person, join.who, room)}

    async def _let_in(self, id_: str, who: str, room: Room) -> str:
        person = self._server.person(id_)
        if person is None or person.is_deleted or room.kind != "channel":
            raise Refusal(400, "They can't be let in here.")
        if not await self._server.join(room, person.id):
            return f"{person.name} is in #{room.name} already."
        if person.id == BOT:
            body = {"what": "added", "room": room.id, "by": who}
            await self._server.ask(self._server.store.tell, f"added:{room.id}", body)
            self.teller.wake()
        return f"{person.name} is in #{room.name} now."

    async def press(self, press: Press) -> Answer:
        """A button or select, on a message or on the Home tab."""
        await self.speaker(press.who)
        message: Said | None = None
        if press.message is None:
            room = await self._server.direct([BOT, press.who])
        else:
            message, room = await self._message(press.message, press.who)
        event = inbound.pressed(f"{press.who}:{press.deed}", press, room, message)
        thread = message.thread if message else None
        return await self._dispatch(event, press.who, room, thread, message)

    async def submit(self, filled: Filled) -> Answer:
        """A filled-in form."""
        await self.speaker(filled.who)
        room = await self.room(filled.room, filled.who) if filled.room else None
        event = inbound.submitted(f"{filled.who}:{filled.deed}", filled, room)
        room = room or await self._server.direct([BOT, filled.who])
        return await self._dispatch(event, filled.who, room, filled.thread)

    async def shortcut(self, used: Shortcut, origin: str) -> Answer:
        """A shortcut in a message's menu."""
        await self.speaker(used.who)
        message, room = await self._message(used.message, used.who)
        names = await self._channels(used.who)
        event = inbound.pointed(f"{used.who}:{used.deed}", used, message, room, origin, names)
        return await self._dispatch(event, used.who, room, message.thread)

    async def look(self, look: Look) -> Answer:
        """The Home tab."""
        await self.speaker(look.who)
        room = await self._server.direct([BOT, look.who])
        event = inbound.looked_home(f"{look.who}:{look.deed}", look.who, room)
        return {"home": [], **await self._dispatch(event, look.who, room, None)}

    async def find(self, who: str, room_id: str, words: str) -> Answer:
        """What `/find` answers to these words, said to nobody and without its buttons."""
        await self.speaker(who)
        room = await self.room(room_id, who)
        if len(words) > limits.MESSAGE:
            raise Refusal(400, "That is too long to look for. Keep the words that tell.")
        piece = Piece("text", words)
        event = inbound.slashed(
            f"find:{secrets.token_hex(12)}", who, room, None, "find", [piece], {}
        )
        outcome = await self._core.dispatcher.handle(event)
        if not isinstance(outcome.reply, Message):
            return {"blocks": []}
        shown = [b for b in outcome.reply.blocks if not isinstance(b, Buttons)]
        return {"blocks": render.blocks(shown, outcome.faces)}

    async def react(self, react: React) -> Answer:
        """An emoji on a message, or off it."""
        await self.speaker(react.who)
        message, _ = await self._message(react.message, react.who)
        if react.emoji not in EMOJI:
            raise Refusal(400, "There is no such emoji here.")
        body = {
            "what": "reacted",
            "deed": f"{react.who}:{react.deed}",
            "message": message.id,
            "who": react.who,
            "emoji": react.emoji,
            "on": react.on,
        }
        try:
            changed = await self._server.ask(
                self._server.store.react,
                message.id,
                react.emoji,
                react.who,
                react.on,
                self._server.now(),
                body,
            )
        except Full as full:
            raise Refusal(400, str(full)) from full
        message, _ = await self._message(message.id, react.who)
        if changed:
            await self._server.show(message)
            self.teller.wake()
        return {"messages": [shown(message)]}

    async def seen(self, seen: Seen) -> Answer:
        """Somebody has read on."""
        await self.speaker(seen.who)
        room = await self.room(seen.room, seen.who)
        upto = min(seen.upto, self._server.now())
        await self._server.ask(self._server.store.read, room.id, seen.who, upto)
        await self._server.show_marks(room.id, seen.who)
        return {}

    async def meet(self, meet: Meet) -> Answer:
        """Open a direct conversation."""
        await self.speaker(meet.who)
        for id_ in meet.people:
            person = self._server.person(id_)
            if person is None or person.is_deleted or (person.is_bot and id_ != BOT):
                raise Refusal(400, "You can't write to them. Pick somebody else.")
        if set(meet.people) == {meet.who}:
            raise Refusal(400, "Pick somebody else to talk with.")
        return {"room": shown_room(await self._server.direct([meet.who, *meet.people]))}

    async def dismiss(self, dismiss: Dismiss) -> Answer:
        """Put away a message that only this person sees."""
        await self.speaker(dismiss.who)
        message, _ = await self._message(dismiss.message, dismiss.who)
        if message.only_for != dismiss.who:
            raise Refusal(403, "Others see this message too; it can't be put away.")
        await self._server.remove(message.id)
        return {}

    # What Potluck answers.

    async def _dispatch(
        self, event: Inbound, who: str, room: Room, thread: int | None, card: Said | None = None
    ) -> Answer:
        try:
            outcome = await self._core.dispatcher.handle(event)
        except NotTaken as error:
            raise Refusal(503, "Potluck can't do that just now. Try again in a minute.") from error
        return await self._answer(outcome, who, room, thread, card)

    async def _answer(
        self,
        outcome: Outcome,
        who: str,
        room: Room,
        thread: int | None,
        card: Said | None,
    ) -> Answer:
        faces = outcome.faces
        match outcome.reply:
            case None:
                return {}
            case Blank() as blank:
                opened = {"deed": secrets.token_hex(12), "room": room.id, "thread": thread}
                return {"form": render.form(blank, faces), "opened": opened}
            case FormErrors(errors=errors):
                return {"errors": errors}
            case Home() as tab:
                return {"home": render.home(tab, faces)}
            case Replace(message=message) if card is not None and card.author == BOT:
                body = {"card": render.message(message, faces)}
                changed = await self._server.rewrite(card.id, body, render.pinged(message, faces))
                return {"messages": [shown(changed)]} if changed else {}
            case Replace(message=message) | (Message() as message):
                said = await self._whisper(message, outcome, who, room, thread)
                return {"messages": [shown(said)]}

    async def _whisper(
        self,
        message: Message,
        outcome: Outcome,
        who: str,
        room: Room,
        thread: int | None,
    ) -> Said:
        """An answer for the asker: private among others, plain in a conversation of two."""
        new = NewMessage(
            room=room.id,
            author=BOT,
            body={"card": render.message(message, outcome.faces)},
            at=self._server.now(),
            thread=thread,
            only_for=None if room.kind == "app" else who,
        )
        said, _ = await self._server.say(new)
        return said

    # What Potluck hears without being asked.

    async def _hear(self, body: dict[str, Any]) -> None:
        event = await self._event(body)
        if event is not None:
            await self._core.dispatcher.handle(event)

    async def _event(self, body: dict[str, Any]) -> Inbound | None:
        """What was kept, as an event again; None when what it was about is gone."""
        server = self._server
        if body["what"] == "added":
            room = await server.room(body["room"])
            return inbound.added(room, body["by"]) if room else None
        if body["what"] == "deleted":
            deleted = await server.message(body["message"], BOT)
            return inbound.deleted(deleted[0], body["deed"], deleted[1]) if deleted else None
        found = await self._by_deed(body)
        if found is None:
            return None
        message, room = found
        if body["what"] in ("said", "edited"):
            names = await self._channels(message.author)
            made = inbound.posted if body["what"] == "said" else inbound.edited
            return made(message, body["deed"], room, names)
        return inbound.reacted(body["deed"], body["who"], body["emoji"], body["on"], message, room)

    async def _channels(self, who: str) -> dict[str, str]:
        """Id → name of the channels somebody can name."""
        directory = await self._server.directory(who)
        return {id_: name for name, id_ in directory.channels.items()}

    async def _by_deed(self, body: dict[str, Any]) -> tuple[Said, Room] | None:
        server = self._server
        id_ = body.get("message")
        if id_ is None:
            id_ = await server.ask(server.store.of_deed, body["deed"])
        found = await server.message(id_, BOT) if id_ is not None else None
        return None if found is None or found[0].gone else found

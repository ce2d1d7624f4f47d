"""A believable quarter: people talk, ask, answer and thank, through the desk a browser uses."""

from __future__ import annotations

import asyncio
import random
import re
from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from adapters.playground import demo_acts as acts
from adapters.playground.app import PlaygroundDoor
from adapters.playground.deeds import Filled, Press, React, Refusal, Say
from adapters.playground.demo_acts import Act
from adapters.playground.demo_recall import Learners, Pressed
from adapters.playground.demo_story import Line, Story, scenes
from adapters.playground.desk import Answer
from adapters.playground.people import BOT
from adapters.playground.rows import NewMessage, Said
from adapters.playground.server import EPOCH, MICROSECOND
from adapters.playground.typed import mentioned, pieces

SEED = 7
PATIENCE = 500
"""Looks for a card, a hundredth of a second apart, before it is given up."""
ROUND = timedelta(hours=3)
"""How often people look at what Potluck asks them."""
NOTE = "demo"
"""The key under which the playground remembers that it has a quarter already."""


@dataclass(frozen=True, slots=True)
class Planted:
    """What came of it. `was_there`: it had been planted before, and nothing was changed."""

    was_there: bool = False
    messages: int = 0
    kudos: int = 0
    reactions: int = 0
    sessions: int = 0
    wishes: int = 0
    questions: int = 0


async def seed(
    door: PlaygroundDoor, settle: Callable[[], Awaitable[None]], *, dice: int = SEED
) -> Planted:
    """Plant a quarter of talk that ends just before now; the clock walks through it meanwhile.

    The door is open, and nobody else uses it. `settle` fires what is due and sends all that the
    outbox holds. The same `dice` make the same quarter. A second call finds the first one's
    and changes nothing.
    """
    store = door.server.store
    if await door.server.ask(store.note, NOTE) is not None:
        return Planted(was_there=True)
    now = door.clock()
    zones = {c.id: c.zone for c in door.server.people.values()}
    told = scenes()
    lines = Story(now, zones, random.Random(dice)).tell(told)  # noqa: S311
    cards = [card for scene in told for said in scene["talk"] for card in said.get("cards", [])]
    learners = Learners(cards, random.Random(dice))  # noqa: S311
    with door.clock.walking(lines[0].at) as walk:
        done = await _Planter(door, settle, walk, learners).plant(lines)
        await _read_until(door, max(lines[0].at, now - timedelta(hours=40)))
    await door.server.ask(store.remember, NOTE, now.isoformat())
    return done


class _Planter:
    def __init__(
        self,
        door: PlaygroundDoor,
        settle: Callable[[], Awaitable[None]],
        walk: Callable[[datetime], None],
        learners: Learners,
    ) -> None:
        self._door = door
        self._send = settle
        self._walk = walk
        self._learners = learners
        self._looked: datetime | None = None
        """When people last looked at what they are asked."""
        self._made: dict[str, int] = {}
        """Deed → the message that came of it; of a command, the card."""
        self._ids: dict[str, dict[str, int]] = {}
        """Deed → the ids in the buttons of its card."""
        self._kudos = self._reactions = self._sessions = self._wishes = self._questions = 0

    async def plant(self, lines: list[Line]) -> Planted:
        desk = self._door.desk
        for line in lines:
            self._walk(line.at)
            await self._remember(line.at)
            if line.emoji is not None:
                await self._react(line)
            elif line.act is not None:
                await self._settle()
                if line.act.key:
                    await self._press(line, line.act)
            elif line.who == "bell":
                await self._announce(line)
            else:
                thread = self._made[line.below] if line.below else None
                await self._room(line)
                if line.text.startswith("/"):
                    await self._settle()
                    newest = await self._newest(line.place)
                answer = await desk.say(
                    Say.model_validate(
                        {
                            "as": line.who,
                            "deed": line.deed,
                            "room": line.place,
                            "text": line.text,
                            "thread": thread,
                        }
                    )
                )
                if line.text.startswith("/"):
                    await self._given(line, answer, newest)
                else:
                    self._made[line.deed] = answer["messages"][0]["id"]
        await self._settle()
        return Planted(
            False,
            len(self._made),
            self._kudos,
            self._reactions,
            self._sessions,
            self._wishes,
            self._questions,
        )

    async def _remember(self, at: datetime) -> None:
        """People answer what they were asked since they looked last."""
        if self._looked is not None and at - self._looked < ROUND:
            return
        await self._settle()
        since = 0 if self._looked is None else (self._looked - EPOCH) // MICROSECOND
        self._looked = at
        server = self._door.server
        for who in list(_humans(self._door)):
            for said in (
                await server.ask(server.store.page, f"a-{who}", who, after=since)
            ).messages:
                for n, press in enumerate(self._learners.answers(who, said.body.get("card", {}))):
                    await self._answer(who, f"recall-{said.id}-{n}", press)

    async def _answer(self, who: str, deed: str, pressed: Pressed) -> None:
        body = {"as": who, "deed": deed, "key": pressed.key, "data": dict(pressed.data)}
        answer = await self._door.desk.press(Press.model_validate(body))
        if pressed.fills is not None and "form" in answer:
            line = Line(self._door.clock(), who, "", f"a-{who}", deed)
            answer = await self._fill(line, answer, pressed.fills, None)
        await self._put_away(answer)

    async def _settle(self) -> None:
        """Potluck hears what was said, does what is due and sends what it has to say."""
        await self._door.desk.teller.drain()
        await self._send()

    async def _room(self, line: Line) -> None:
        if line.place.startswith("d-"):
            await self._door.server.direct(line.place.split("-")[1:])

    async def _given(self, line: Line, answer: Answer, newest: int) -> None:
        """A command was answered: put the answer away, and find the card that all see."""
        if line.plan is not None:
            answer = await self._fill(line, answer, line.plan, line.place)
        await self._put_away(answer)
        drawn = acts.ids_in(answer)
        if line.is_quiet:
            self._ids[line.deed] = drawn
            return
        if "draft_id" in drawn:  # something like it was asked before, and it was not that
            asking = Act("question.ask_anyway", about="draft_id")
            await self._put_away(await self._pressed(line, asking, drawn["draft_id"]))
        card = await self._card(line.place, newest)
        if card is None:
            raise Refusal(409, f"{line.who} could not do {line.deed}: {line.text}: {answer}")
        self._made[line.deed] = card.id
        ids = self._ids[line.deed] = acts.ids_in(card.body)
        self._kudos += not ids
        self._sessions += "occurrence_id" in ids
        self._wishes += "wish_id" in ids
        self._questions += "question_id" in ids
        if "session_id" in drawn:
            ids["session_id"] = drawn["session_id"]

    async def _fill(
        self, line: Line, answer: Answer, fills: Mapping[str, Any], room: str | None
    ) -> Answer:
        """Fill in the form that was answered with. Raises Refusal at what is wrong in it."""
        if "form" not in answer:
            raise Refusal(409, f"{line.who} was shown no form in {line.deed}: {answer}")
        body = {
            "as": line.who,
            "deed": f"{line.deed}-form",
            "room": room,
            "key": answer["form"]["key"],
            "values": acts.filled(answer["form"]["fields"], fills),
        }
        sent = await self._door.desk.submit(Filled.model_validate(body))
        if sent.get("errors"):
            raise Refusal(409, f"{line.who} filled in {line.deed} wrongly: {sent['errors']}")
        return sent

    async def _press(self, line: Line, act: Act) -> None:
        ids = self._ids[line.below or ""]
        id_ = ids[act.id_name] + act.nth
        more = {"draft_id": ids["draft_id"]} if act.key == "question.answers_it" else {}
        answer = await self._pressed(line, act, id_, more)
        if act.fills is not None:
            answer = await self._fill(line, answer, act.fills, None)
            for name, made in acts.ids_in(answer).items():
                ids.setdefault(f"{name} of {line.who}", made)
        await self._put_away(answer)
        if act.then is not None:
            await self._put_away(
                await self._pressed(line, act.then, acts.ids_in(answer)[act.then.about])
            )
        self._kudos += act.key == "session.thank"

    async def _pressed(
        self, line: Line, act: Act, id_: int, more: Mapping[str, int] | None = None
    ) -> Answer:
        data = {**act.data, **(more or {}), act.about: id_}
        deed = re.sub(r"[._]", "-", f"{line.deed}-{act.key}")
        body = {"as": line.who, "deed": deed, "key": act.key, "data": data}
        return await self._door.desk.press(Press.model_validate(body))

    async def _put_away(self, answer: Answer) -> None:
        server = self._door.server
        for said in answer.get("messages", []):
            await server.ask(server.store.remove, said["id"])

    async def _newest(self, room: str) -> int:
        server = self._door.server
        page = await server.ask(server.store.page, room, BOT)
        return page.messages[-1].id if page.messages else 0

    async def _card(self, room: str, newest: int) -> Said | None:
        """The new card in the room: whoever delivers may be a moment behind."""
        server = self._door.server
        for _ in range(PATIENCE):
            await self._settle()
            page = await server.ask(server.store.page, room, BOT)
            for said in page.messages:
                if said.id > newest and said.author == BOT and said.only_for is None:
                    return said
            await asyncio.sleep(0.01)
        return None

    async def _react(self, line: Line) -> None:
        body = {
            "as": line.who,
            "deed": line.deed,
            "message": self._made[line.below or ""],
            "emoji": line.emoji,
            "on": True,
        }
        await self._door.desk.react(React.model_validate(body))
        self._reactions += 1

    async def _announce(self, line: Line) -> None:
        """Another app speaks: it has no browser."""
        server = self._door.server
        parts = pieces(line.text, await server.directory(line.who))
        said, _ = await server.say(
            NewMessage(
                room=line.place,
                author=line.who,
                body={"text": [p.as_json() for p in parts]},
                at=server.now(),
                deed=f"{line.who}:{line.deed}",
                mentions=mentioned(parts),
            )
        )
        self._made[line.deed] = said.id


async def _read_until(door: PlaygroundDoor, moment: datetime) -> None:
    """Everybody has read everything up to then; what came after is news to them."""
    server = door.server
    upto = (moment - EPOCH) // MICROSECOND
    for person, room in await _seats(door):
        await server.ask(server.store.read, room, person, upto)


async def _seats(door: PlaygroundDoor) -> list[tuple[str, str]]:
    server = door.server
    out: list[tuple[str, str]] = []
    for person in _humans(door):
        out += [(person, room.id) for room in await server.rooms_of(person)]
    return out


def _humans(door: PlaygroundDoor) -> Iterator[str]:
    return (c.id for c in door.server.people.values() if not c.is_bot and not c.is_deleted)

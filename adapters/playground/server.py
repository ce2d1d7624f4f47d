"""The chat server behind the playground: who is where, who said what, and who hears of it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, ParamSpec, TypeVar

from adapters.playground.clock import MovableClock, Move
from adapters.playground.config import Config
from adapters.playground.live import Live
from adapters.playground.people import BOT, COLLEAGUES, Colleague
from adapters.playground.rows import NewMessage, Page, Room, Said
from adapters.playground.store import Store
from adapters.playground.typed import Directory

P = ParamSpec("P")
T = TypeVar("T")
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)


def moment(id_: int) -> datetime:
    """When a message was said; aware UTC."""
    return EPOCH + id_ * MICROSECOND


class Server:
    """The platform. Its one thread owns the database; open tabs hear of every change."""

    def __init__(self, config: Config) -> None:
        """Open the database. Raises InUse when another process has it."""
        self.store = Store(config.file)
        self.clock = MovableClock(self.store.offset(), self.store.keep_offset)
        self.live = Live()
        self.people = {c.id: c for c in COLLEAGUES}
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="playground")

    def close(self) -> None:
        """Finish what is under way and let go of the database."""
        self._thread.shutdown()
        self.store.close()

    async def ask(self, do: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Do something with the store, in its thread."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._thread, lambda: do(*args, **kwargs))

    def now(self) -> int:
        """The time in microseconds since 1970, as message ids have it."""
        return (self.clock() - EPOCH) // MICROSECOND

    # Who and where.

    def person(self, id_: str) -> Colleague | None:
        """A colleague by id."""
        return self.people.get(id_)

    async def room(self, id_: str) -> Room | None:
        """A room by id."""
        return await self.ask(self.store.room, id_)

    async def direct(self, people: Iterable[str]) -> Room:
        """The conversation of just these people, made now if it is new."""
        who = sorted(set(people))
        if BOT in who and len(who) == 2:
            other = next(p for p in who if p != BOT)
            return await self.ask(self.store.direct, f"a-{other}", "app", who)
        return await self.ask(self.store.direct, "d-" + "-".join(who), "direct", who)

    async def rooms_of(self, person: str) -> list[Room]:
        """Everywhere somebody may talk; their conversation with Potluck first."""
        rooms = await self.ask(self.store.rooms_of, person)
        return sorted(rooms, key=lambda room: room.kind != "app")

    async def directory(self, person: str) -> Directory:
        """Whom and what somebody can name."""
        rooms = await self.ask(self.store.rooms_of, person)
        return Directory.of(
            [(c.id, c.name) for c in self.people.values()],
            [(r.id, r.name) for r in rooms if r.kind == "channel"],
        )

    async def join(self, room: Room, person: str) -> bool:
        """Let somebody in and tell everybody there; False when they were in already."""
        new = await self.ask(self.store.join, room.id, person)
        if new:
            now = replace(room, members=room.members | {person})
            self.live.tell(now.members, {"kind": "room", "room": shown_room(now)})
        return new

    # What is said.

    async def say(self, new: NewMessage) -> tuple[Said, bool]:
        """Keep a message and show it to whom it is for; False when this deed was done before."""
        message, is_new = await self.ask(self.store.add, new)
        if is_new:
            await self.show(message)
            if message.thread is not None:
                await self.show_root(message.thread)
        return message, is_new

    async def rewrite(
        self,
        id_: int,
        body: dict[str, Any],
        mentions: Iterable[str] = (),
        tells: dict[str, Any] | None = None,
    ) -> Said | None:
        """Make a message say something else; None when it is gone. `tells`: Potluck must hear."""
        changed = await self.ask(self.store.rewrite, id_, body, mentions, tells)
        if changed is not None:
            await self.show(changed)
        return changed

    async def remove(self, id_: int, tells: dict[str, Any] | None = None) -> bool:
        """Take a message away; False when it was gone. `tells`: Potluck must hear of it."""
        gone = await self.ask(self.store.remove, id_, tells)
        if gone is None:
            return False
        await self.show(gone)
        if gone.thread is not None:
            await self.show_root(gone.thread)
        return True

    async def message(self, id_: int, me: str) -> tuple[Said, Room] | None:
        """A message that somebody may see, and its room; None otherwise."""
        try:
            found = await self.ask(self.store.message, id_)
        except KeyError:
            return None
        room = await self.room(found.room)
        if room is None or me not in room.members or found.only_for not in (None, me):
            return None
        return found, room

    async def show(self, message: Said) -> None:
        """Tell open tabs how a message looks now, and what that leaves unread."""
        room = await self.room(message.room)
        if room is None:
            return
        to = room.members if message.only_for is None else {message.only_for}
        self.live.tell(to, {"kind": "message", "message": shown(message)})
        for person in to & self.live.people:
            await self.show_marks(room.id, person)

    async def show_root(self, root: int) -> None:
        """A thread has changed: what stands at its top says how many replies there are."""
        await self.show(await self.ask(self.store.message, root))

    async def show_marks(self, room: str, person: str) -> None:
        """Tell one person's tabs what they have not read in a room."""
        marks = await self.ask(self.store.marks, room, person)
        news = {"kind": "marks", "room": room, "read": marks.read}
        self.live.tell({person}, news | {"unread": marks.unread, "mentions": marks.mentions})

    async def move_clock(self, how: Move, zone: str) -> None:
        """Move the clock on and tell everybody. Raises TooFar."""
        await self.ask(self.clock.move, how, zone)
        self.live.tell(None, self.time())

    def time(self) -> dict[str, Any]:
        """The clock as tabs hear of it: now and how far ahead, in milliseconds."""
        ahead = self.clock.offset // timedelta(milliseconds=1)
        return {"kind": "clock", "now": self.now() // 1000, "ahead": ahead}


def shown(message: Said) -> dict[str, Any]:
    """A message as a browser gets it."""
    below = message.replies
    return {
        "id": message.id,
        "room": message.room,
        "thread": message.thread,
        "author": message.author,
        "private": message.only_for is not None,
        "edited": message.edited,
        "gone": message.gone,
        **message.body,
        "reactions": [{"emoji": e, "people": list(p)} for e, p in message.reactions],
        "replies": below
        and {"count": below.count, "latest": below.latest, "people": list(below.people)},
    }


def shown_page(page: Page) -> dict[str, Any]:
    """Some messages as a browser gets them."""
    return {
        "messages": [shown(m) for m in page.messages],
        "older": page.older,
        "newer": page.newer,
    }


def shown_room(room: Room) -> dict[str, Any]:
    """A room as a browser gets it."""
    return {
        "id": room.id,
        "kind": room.kind,
        "name": room.name,
        "topic": room.topic,
        "members": sorted(room.members),
    }


def shown_person(person: Colleague) -> dict[str, Any]:
    """A colleague as a browser gets them."""
    return {
        "id": person.id,
        "name": person.name,
        "title": person.title,
        "zone": person.zone,
        "bot": person.is_bot,
        "guest": person.is_guest,
        "admin": person.is_admin,
        "deleted": person.is_deleted,
    }

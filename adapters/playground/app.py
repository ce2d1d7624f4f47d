"""The playground's door: its routes on the shared web server, and its life from start to stop."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Awaitable, Callable
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from aiohttp import WSCloseCode, WSMsgType, web

from adapters.door import Core
from adapters.playground import deeds
from adapters.playground.clock import MovableClock, TooFar
from adapters.playground.config import Config
from adapters.playground.deeds import Asked, Refusal, checked
from adapters.playground.desk import Answer, Desk
from adapters.playground.emoji import EMOJI
from adapters.playground.gate import HEADERS, body_of, guarded
from adapters.playground.live import Tab
from adapters.playground.messenger import PlaygroundMessenger
from adapters.playground.people import BOT
from adapters.playground.server import Server, shown, shown_page, shown_person, shown_room
from bot.messenger import Messenger

STATIC = Path(__file__).with_name("static")
TYPES = {
    ".html": "text/html",
    ".css": "text/css",
    ".js": "text/javascript",
    ".svg": "image/svg+xml",
}
SHORTCUTS = (
    {"name": "kudos.give", "label": "Give kudos"},
    {"name": "question.ask", "label": "Ask the experts"},
    {"name": "answer.mark", "label": "This is an answer"},
)
"""What a message's menu offers, as Slack's manifest and Teams' do."""

A = TypeVar("A", bound=Asked)


class PlaygroundDoor:
    """A chat in the browser at `/`. Its `clock` is the one the core must tell time by."""

    def __init__(self, config: Config) -> None:
        """Open the playground's database. Raises InUse when another process has it."""
        self._config = config
        self._server = Server(config)
        self._messenger = PlaygroundMessenger(self._server)
        self._core: Core | None = None
        self._desk: Desk | None = None
        self._files = {p.name: _File(p) for p in STATIC.iterdir() if p.suffix in TYPES}

    @property
    def messenger(self) -> Messenger:
        """The outgoing side; it exists before the core does."""
        return self._messenger

    @property
    def clock(self) -> MovableClock:
        """Tells the time for everybody: real, or moved forward."""
        return self._server.clock

    @property
    def server(self) -> Server:
        """The chat server behind the page."""
        return self._server

    @property
    def desk(self) -> Desk:
        """Does what browsers ask for. There is one once the door is open."""
        if self._desk is None:
            raise RuntimeError("the door is not open")
        return self._desk

    def open(self, core: Core, app: web.Application) -> None:
        """Add routes to the web application, before it starts."""
        self._core = core
        self._desk = desk = Desk(self._server, core)
        get, post = app.router.add_get, app.router.add_post
        get("/", guarded(partial(self._file, "index.html"), page=True))
        get("/playground/static/{name}", guarded(self._static))
        for name, handler in {
            "start": self._start,
            "messages": self._messages,
            "thread": self._thread,
            "find": self._find,
        }.items():
            get(f"/playground/api/{name}", guarded(handler))
        get("/playground/api/live", guarded(self._live))
        self._asks(post, "say", deeds.Say, desk.say)
        self._asks(post, "press", deeds.Press, desk.press)
        self._asks(post, "submit", deeds.Filled, desk.submit)
        self._asks(post, "edit", deeds.Edit, self._edit)
        self._asks(post, "take_back", deeds.TakeBack, self._take_back)
        self._asks(post, "react", deeds.React, desk.react)
        self._asks(post, "seen", deeds.Seen, desk.seen)
        self._asks(post, "meet", deeds.Meet, desk.meet)
        self._asks(post, "join", deeds.Join, desk.join)
        self._asks(post, "dismiss", deeds.Dismiss, desk.dismiss)
        self._asks(post, "home", deeds.Look, desk.look)
        self._asks(post, "clock", deeds.Forward, self._forward)
        post("/playground/api/shortcut", guarded(self._shortcut))
        app.on_shutdown.append(self._hang_up)

    async def start(self) -> None:
        """Tell Potluck what it missed, and on the very first start which channels it is in."""
        store = self._server.store
        if await self._server.ask(store.note, "introduced") is None:
            admin = next(c.id for c in self._server.people.values() if c.is_admin)
            for room in await self._server.ask(store.rooms_of, BOT):
                if room.kind == "channel":
                    body = {"what": "added", "room": room.id, "by": admin}
                    await self._server.ask(store.tell, f"added:{room.id}", body)
            await self._server.ask(store.remember, "introduced", "yes")
        self.desk.teller.start()

    async def stop(self) -> None:
        """Take nothing more in, finish what is under way, close the database."""
        self._server.live.close()
        if self._desk is not None:
            await self._desk.teller.stop()
        self._server.close()

    async def _hang_up(self, _app: web.Application) -> None:
        """Let open tabs go, so that the web server need not wait for them."""
        self._server.live.close()

    # Pages and files.

    async def _file(self, name: str, request: web.Request) -> web.StreamResponse:
        file = self._files.get(name)
        if file is None:
            raise Refusal(404, "There is no such file.")
        headers = {"ETag": file.tag, "Cache-Control": "no-cache"}
        if request.headers.get("If-None-Match") == file.tag:
            return web.Response(status=304, headers=headers)
        return web.Response(
            body=file.body, content_type=file.type, charset="utf-8", headers=headers
        )

    async def _static(self, request: web.Request) -> web.StreamResponse:
        return await self._file(request.match_info["name"], request)

    # Requests.

    def _asks(
        self,
        post: Callable[..., Any],
        name: str,
        kind: type[A],
        do: Callable[[A], Awaitable[Answer]],
    ) -> None:
        async def handle(request: web.Request) -> web.StreamResponse:
            return web.json_response(await do(checked(kind, await body_of(request))))

        post(f"/playground/api/{name}", guarded(handle))

    async def _shortcut(self, request: web.Request) -> web.StreamResponse:
        used = checked(deeds.Shortcut, await body_of(request))
        origin = f"{request.scheme}://{request.host}"
        return web.json_response(await self.desk.shortcut(used, origin))

    async def _edit(self, edit: deeds.Edit) -> Answer:
        await self.desk.speaker(edit.who)
        return await self.desk.amends.edit(edit)

    async def _take_back(self, deed: deeds.TakeBack) -> Answer:
        await self.desk.speaker(deed.who)
        return await self.desk.amends.take_back(deed)

    async def _forward(self, asked: deeds.Forward) -> Answer:
        person = await self.desk.speaker(asked.who)
        try:
            await self._server.move_clock(asked.by, person.zone)
        except TooFar as error:
            raise Refusal(
                400, "The clock is ten years ahead; that is as far as it goes."
            ) from error
        if self._core is not None:
            self._core.time_moved()
        return self._server.time()

    async def _start(self, request: web.Request) -> web.StreamResponse:
        """Everything a page needs to draw itself, for one person."""
        person = await self.desk.speaker(request.query.get("as", ""))
        server = self._server
        rooms = []
        for room in await server.rooms_of(person.id):
            marks = await server.ask(server.store.marks, room.id, person.id)
            rooms.append(
                {
                    **shown_room(room),
                    "read": marks.read,
                    "unread": marks.unread,
                    "mentions": marks.mentions,
                }
            )
        usages = self._core.dispatcher.usages if self._core else {}
        return web.json_response(
            {
                "me": person.id,
                "bot": BOT,
                "people": [shown_person(c) for c in server.people.values()],
                "rooms": rooms,
                "clock": server.time(),
                "emoji": list(EMOJI.items()),
                "shortcuts": SHORTCUTS,
                "commands": [
                    {"name": name, "typed": u.typed, "does": u.does}
                    for name, lines in usages.items()
                    for u in lines
                ],
            }
        )

    async def _messages(self, request: web.Request) -> web.StreamResponse:
        """Some messages of a room: the last ones, or those before, after or around one."""
        person = await self.desk.speaker(request.query.get("as", ""))
        room = await self.desk.room(request.query.get("room", ""), person.id)
        server = self._server
        around = _number(request, "around")
        if around is not None:
            found = await server.message(around, person.id)
            if found is None or found[1].id != room.id:
                raise Refusal(404, "That message is gone.")
            root = found[0].thread or around
            page = await server.ask(server.store.around, room.id, person.id, root)
            return web.json_response({**shown_page(page), "thread": found[0].thread})
        before, after = _number(request, "before"), _number(request, "after") or 0
        page = await server.ask(server.store.page, room.id, person.id, before=before, after=after)
        return web.json_response(shown_page(page))

    async def _thread(self, request: web.Request) -> web.StreamResponse:
        """A message and the replies below it."""
        person = await self.desk.speaker(request.query.get("as", ""))
        root = _number(request, "root")
        found = await self._server.message(root or 0, person.id)
        if found is None:
            raise Refusal(404, "That thread is gone.")
        page = await self._server.ask(
            self._server.store.thread, found[0].id, person.id, _number(request, "before")
        )
        return web.json_response({"root": shown(found[0]), **shown_page(page)})

    async def _find(self, request: web.Request) -> web.StreamResponse:
        """What `/find` would answer, while it is being typed."""
        query = request.query
        who, room = query.get("as", ""), query.get("room", "")
        return web.json_response(await self.desk.find(who, room, query.get("words", "")))

    async def _live(self, request: web.Request) -> web.StreamResponse:
        """A web socket that tells one tab what changes, from now on."""
        person = await self.desk.speaker(request.query.get("as", ""))
        socket = web.WebSocketResponse(heartbeat=30, max_msg_size=1024)
        socket.headers.update(HEADERS)
        await socket.prepare(request)
        tab = self._server.live.join(person.id)
        telling = asyncio.create_task(_tell(tab, socket))
        try:
            async for message in socket:
                if message.type is WSMsgType.ERROR:
                    break
        finally:
            self._server.live.leave(tab)
            telling.cancel()
            with suppress(asyncio.CancelledError, ConnectionError):
                await telling
        return socket


class _File:
    """A file of the page, read once."""

    def __init__(self, path: Path) -> None:
        self.body = path.read_bytes()
        self.type = TYPES[path.suffix]
        self.tag = f'"{hashlib.sha256(self.body).hexdigest()[:20]}"'


async def _tell(tab: Tab, socket: web.WebSocketResponse) -> None:
    """Send what a tab must hear, until it is over."""
    await socket.send_json({"kind": "ready"})
    while (news := await tab.news.get()) is not None:
        await socket.send_json(news)
    await socket.close(code=WSCloseCode.GOING_AWAY)


def _number(request: web.Request, name: str) -> int | None:
    given = request.query.get(name)
    if given is None:
        return None
    if not given.isascii() or not given.isdigit() or len(given) > 16:
        raise Refusal(400, f"{name} is not the number of a message.")
    return int(given)

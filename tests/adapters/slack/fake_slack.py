"""A Slack on loopback: its Web API, response_urls and Socket Mode, failing on demand."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count
from typing import Any
from urllib.parse import urlencode

from aiohttp import ClientSession, WSMsgType, web
from aiohttp.test_utils import TestServer

SECRET = "8f742231b10e8888abcd99yyyzzz85a5"
PATIENCE = 5.0
"""Seconds after which a test stops waiting for what never comes."""


@dataclass
class Call:
    """One request that reached Slack."""

    method: str
    arguments: dict[str, Any]
    token: str = ""


@dataclass
class File:
    """What was uploaded."""

    png: bytes = b""
    is_complete: bool = False
    looks: int = 0
    """How often it is yet refused because Slack still looks at it."""


@dataclass
class Fake:
    """What it was told, and how it is to answer."""

    calls: list[Call] = field(default_factory=list)
    failures: dict[str, list[Callable[[web.Request], Any]]] = field(default_factory=dict)
    """Method → what to do instead, one by one. "hook" is the method of response_urls."""
    users: dict[str, dict[str, Any]] = field(default_factory=dict)
    files: dict[str, File] = field(default_factory=dict)
    looks: int = 0
    """How often new files are refused at first."""
    upload_url: str = ""
    """Where files are to be sent; empty: here."""
    scopes: str = ""
    socket: web.WebSocketResponse | None = None
    sockets: int = 0
    heard: asyncio.Queue[dict[str, Any]] = field(default_factory=asyncio.Queue)
    """What came back over the websocket."""
    url: str = ""
    _told: asyncio.Condition = field(default_factory=asyncio.Condition)
    _stamps: Any = field(default_factory=lambda: count(1))
    _server: TestServer | None = None
    held: asyncio.Event = field(default_factory=asyncio.Event)
    """Set to let requests go that "hold" keeps."""

    async def start(self) -> None:
        """Listen on a free port of loopback."""
        app = web.Application()
        app.router.add_post("/api/{method}", self._api)
        app.router.add_post("/hooks/{name}", self._hook)
        app.router.add_post("/upload/{file}", self._upload)
        app.router.add_get("/socket", self._listen)
        self._server = TestServer(app)
        await self._server.start_server()
        self.url = str(self._server.make_url("/")).rstrip("/")

    async def close(self) -> None:
        """Let go of everything."""
        self.held.set()
        if self.socket is not None:
            await self.socket.close()
        assert self._server is not None
        await self._server.close()

    @property
    def api(self) -> str:
        """What SLACK_API_URL would be."""
        return self.url + "/api/"

    def hook(self, name: str = "h1") -> str:
        """A response_url here."""
        return f"{self.url}/hooks/{name}"

    def fail(self, method: str, *how: Callable[[web.Request], Any]) -> None:
        """Answer the next calls of a method in these ways."""
        self.failures.setdefault(method, []).extend(how)

    def of(self, method: str) -> list[dict[str, Any]]:
        """The arguments of all calls of a method."""
        return [c.arguments for c in self.calls if c.method == method]

    async def called(self, method: str, times: int = 1) -> dict[str, Any]:
        """Wait until a method was called so often; the arguments of the last call."""
        async with asyncio.timeout(PATIENCE), self._told:
            await self._told.wait_for(lambda: len(self.of(method)) >= times)
        return self.of(method)[-1]

    async def connected(self, times: int) -> None:
        """Wait for the so-manieth websocket."""
        async with asyncio.timeout(PATIENCE), self._told:
            await self._told.wait_for(lambda: self.sockets >= times and self.socket is not None)

    async def _note(self, request: web.Request, method: str) -> Any:
        if request.content_type == "application/json":
            arguments = await request.json()
        else:
            arguments = dict(await request.post())
        token = request.headers.get("Authorization", "")
        async with self._told:
            self.calls.append(Call(method, arguments, token))
            self._told.notify_all()
        queue = self.failures.get(method)
        return await queue.pop(0)(request) if queue else arguments

    async def _api(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        given = await self._note(request, method)
        if isinstance(given, web.StreamResponse):
            return given
        if (wrong := self._unready(given)) is not None:
            return wrong
        told = {"ok": True, **self._answer(method, given)}
        return web.json_response(told, headers={"x-oauth-scopes": self.scopes})

    def _unready(self, given: dict[str, Any]) -> web.Response | None:
        """A message or view whose file Slack does not have, or still looks at, is refused."""
        view = given.get("view")
        blocks = view["blocks"] if isinstance(view, dict) else given.get("blocks", [])
        for n, block in enumerate(blocks):
            if "slack_file" not in block:
                continue
            file = self.files.get(block["slack_file"]["id"], File())
            if not file.is_complete or file.looks:
                file.looks = max(file.looks - 1, 0)
                at = f"[json-pointer:{'view' if view else ''}/blocks/{n}/slack_file.id/slack_file]"
                word = "invalid_arguments" if view else "invalid_blocks"
                return refusal(word, f"[ERROR] invalid slack file {at}")
        return None

    async def _upload(self, request: web.Request) -> web.StreamResponse:
        png = await request.read()
        async with self._told:
            self.calls.append(Call("upload", dict(request.headers)))
            self._told.notify_all()
        if queue := self.failures.get("upload"):
            response: web.StreamResponse = await queue.pop(0)(request)
            return response
        self.files[request.match_info["file"]].png = png
        return web.Response(text=f"OK - {len(png)}")

    def _answer(self, method: str, given: dict[str, Any]) -> dict[str, Any]:
        match method:
            case "chat.postMessage":
                return {"channel": given["channel"], "ts": f"1700000000.{next(self._stamps):06}"}
            case "conversations.open":
                return {"channel": {"id": "D" + given["users"]}}
            case "users.info":
                user = given["user"]
                return {"user": self.users.get(user, {"id": user, "name": user.lower()})}
            case "files.getUploadURLExternal":
                file = f"F{next(self._stamps):08}"
                self.files[file] = File(looks=self.looks)
                return {
                    "upload_url": self.upload_url or f"{self.url}/upload/{file}",
                    "file_id": file,
                }
            case "files.completeUploadExternal":
                for one in given["files"]:
                    self.files[one["id"]].is_complete = True
                return {"files": [{"id": one["id"], "mimetype": ""} for one in given["files"]]}
            case "views.publish" | "views.open" | "views.update":
                stamp = next(self._stamps)
                return {"view": {"id": given.get("view_id", f"V{stamp}"), "hash": f"h{stamp}"}}
            case "apps.connections.open":
                return {"url": self.url.replace("http", "ws") + "/socket?ticket=canary-ticket"}
            case _:
                return {}

    async def _hook(self, request: web.Request) -> web.StreamResponse:
        given = await self._note(request, "hook")
        return given if isinstance(given, web.StreamResponse) else web.Response(text="ok")

    async def _listen(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse(autoping=False)
        await socket.prepare(request)
        await socket.send_json({"type": "hello", "num_connections": 1})
        async with self._told:
            self.socket = socket
            self.sockets += 1
            self._told.notify_all()
        async for message in socket:
            if message.type is WSMsgType.PING:
                await socket.pong(message.data)
            elif message.type is WSMsgType.PONG:
                self.heard.put_nowait({"pong": message.data})
            elif message.type is WSMsgType.TEXT:
                self.heard.put_nowait(json.loads(message.data))
        return socket

    async def envelope(self, kind: str, payload: dict[str, Any], **more: Any) -> dict[str, Any]:
        """Send one over the websocket; what comes back for it."""
        assert self.socket is not None
        await self.socket.send_json({"envelope_id": "e1", "type": kind, "payload": payload, **more})
        async with asyncio.timeout(PATIENCE):
            return await self.heard.get()

    # Ways to fail.

    async def drop(self, request: web.Request) -> None:
        """Break the connection after the request was read."""
        assert request.transport is not None
        request.transport.close()

    async def hold(self, request: web.Request) -> web.Response:
        """Answer only when let go."""
        await self.held.wait()
        return web.json_response({"ok": True})


def says(error: str, *details: str) -> Callable[[web.Request], Any]:
    """Slack's own way to refuse."""

    async def answer(request: web.Request) -> web.Response:
        return refusal(error, *details)

    return answer


def refusal(error: str, *details: str) -> web.Response:
    """As Slack words it; where something is wrong stands in the messages."""
    meta = {"response_metadata": {"messages": list(details)}} if details else {}
    return web.json_response({"ok": False, "error": error, **meta})


def status(code: int, body: str = "", **headers: str) -> Callable[[web.Request], Any]:
    """An HTTP status with a body."""

    async def answer(request: web.Request) -> web.Response:
        kind = "application/json" if body.startswith(("{", "[")) else "text/html"
        return web.Response(status=code, text=body, headers=headers, content_type=kind)

    return answer


def signed(body: bytes, kind: str, *, secret: str = SECRET, skew: int = 0) -> dict[str, str]:
    """The headers of a request that Slack signed."""
    stamp = str(int(time.time()) + skew)
    base = b"v0:" + stamp.encode() + b":" + body
    signature = "v0=" + hmac.new(secret.encode(), base, hashlib.sha256).hexdigest()
    return {
        "Content-Type": kind,
        "X-Slack-Request-Timestamp": stamp,
        "X-Slack-Signature": signature,
    }


JSON, FORM = "application/json", "application/x-www-form-urlencoded"


def encoded(payload: dict[str, Any]) -> tuple[bytes, str]:
    """A payload as Slack sends it: commands as forms, interactions as JSON in a form, or JSON."""
    if "command" in payload or "ssl_check" in payload:
        return urlencode(payload).encode(), FORM
    if payload.get("type") in ("event_callback", "url_verification", "app_rate_limited"):
        return json.dumps(payload).encode(), JSON
    return urlencode({"payload": json.dumps(payload)}).encode(), FORM


async def poke(
    session: ClientSession, url: str, payload: dict[str, Any], **headers: str
) -> tuple[int, Any]:
    """Send a signed payload; the status and the body, read if it is JSON."""
    body, kind = encoded(payload)
    async with session.post(url, data=body, headers=signed(body, kind) | headers) as response:
        text = await response.text()
        return response.status, json.loads(text) if text.startswith("{") else text

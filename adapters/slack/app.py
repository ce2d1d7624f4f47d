"""The Slack door: Bolt's AsyncApp behind our guard, over HTTP or Socket Mode."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

import structlog
from aiohttp import web
from slack_bolt.async_app import AsyncBoltRequest
from slack_bolt.response import BoltResponse

from adapters.door import Core
from adapters.slack import guard, phrases
from adapters.slack.answers import Answers
from adapters.slack.arrival import Arrival, Asked
from adapters.slack.bolt import listening
from adapters.slack.carried import TooMuchToCarry
from adapters.slack.config import Config
from adapters.slack.directs import Directs
from adapters.slack.inbound import arrival, direct_in_doubt
from adapters.slack.limits import ANSWER_SECONDS
from adapters.slack.messenger import SlackMessenger
from adapters.slack.payload import Malformed
from adapters.slack.pressed import TooMuchToPress
from adapters.slack.socket_mode import SocketMode, pause
from adapters.slack.web import Web
from bot.dispatcher import Dispatcher, NotTaken, Outcome
from bot.messages import Message

log = structlog.get_logger()

PATH = "/slack/events"
PATIENCE = 8.0
"""Seconds that stopping waits for answers under way."""
REMEMBERED = 10_000
"""Mentions remembered as answered."""
UNATTENDED = (Asked.NOBODY, Asked.MENTION, Asked.HOME)
"""Nothing waits on the answer to these but Slack, which asks again when they were not taken."""


class SlackDoor:
    """Takes what Slack sends to the core, and answers whoever asked."""

    def __init__(self, config: Config, *, wait: Callable[[int], Awaitable[None]] = pause) -> None:
        self._config = config
        self._web = Web(config)
        self._messenger = SlackMessenger(self._web)
        self._answers = Answers(self._web, self._messenger, wait)
        self._directs = Directs(self._messenger)
        self._tasks: set[asyncio.Task[Any]] = set()
        self._core: Core | None = None
        self._heard: dict[str, None] = {}
        self._stopping = False
        self._bolt = listening(config, self._take)
        self._socket = (
            SocketMode(self._web, config.api_url, self._from_socket, self._spawn, wait)
            if config.app_token
            else None
        )

    @property
    def messenger(self) -> SlackMessenger:
        """The outgoing side."""
        return self._messenger

    def open(self, core: Core, app: web.Application) -> None:
        """Add the route that Slack's events, commands and interactions come in by."""
        self._core = core
        self._messenger.pictures.open(core.pictures)
        if self._config.signing_secret:
            app.router.add_post(PATH, self._from_http)

    async def start(self) -> None:
        """Connect with Socket Mode, if that is how Slack calls."""
        if self._socket is not None:
            self._socket.start()

    async def stop(self) -> None:
        """Take nothing more in, finish answers under way, close connections."""
        self._stopping = True
        if self._socket is not None:
            await self._socket.stop()
        deadline = asyncio.get_running_loop().time() + PATIENCE
        while self._tasks:
            left = deadline - asyncio.get_running_loop().time()
            if left <= 0:
                break
            await asyncio.wait(set(self._tasks), timeout=left)
        for task in self._tasks:
            task.cancel()
        if self._tasks:
            log.warning("slack.stopped_early", unfinished=len(self._tasks))
            await asyncio.wait(set(self._tasks))
        await self._answers.stop()
        await self._web.close()

    def _spawn(self, work: Coroutine[Any, Any, Any]) -> asyncio.Task[Any]:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def _from_http(self, request: web.Request) -> web.Response:
        if self._stopping:
            return web.Response(status=503)
        try:
            payload = await guard.read(request, self._config.signing_secret, time.time())
        except guard.Rejected as rejected:
            log.info("slack.rejected", status=rejected.status, why=rejected.reason)
            return web.Response(status=rejected.status, text=rejected.reason)
        answer = await self._dispatch(payload)
        kind = "application/json" if answer.body.startswith("{") else "text/plain"
        return web.Response(status=answer.status, text=answer.body, content_type=kind)

    async def _from_socket(self, payload: dict[str, Any]) -> dict[str, Any] | None:
        answer = await self._dispatch(payload)
        if answer.status >= 500:
            return None
        body = json.loads(answer.body) if answer.body.startswith("{") else {}
        return dict(body)

    async def _dispatch(self, payload: dict[str, Any]) -> BoltResponse:
        """Bolt's line of middleware, at whose end stands `_take`."""
        try:
            # As over Socket Mode: a payload that is already verified and parsed.
            request = AsyncBoltRequest(body=payload, mode="socket_mode")
        except Exception:
            return _malformed()
        if not isinstance(payload.get("event", {}), dict):
            return _malformed()  # Bolt's middleware would fail over it
        return await self._bolt.async_dispatch(request)

    async def _take(self, payload: dict[str, Any]) -> BoltResponse:
        if payload.get("type") == "app_rate_limited":
            log.warning("slack.events_withheld", minute=payload.get("minute_rate_limited"))
            return _answer(None)
        until = asyncio.get_running_loop().time() + ANSWER_SECONDS
        try:
            doubt = direct_in_doubt(payload)
            ours = await self._directs.is_ours(*doubt) if doubt else True
            arrived = arrival(payload, ours=ours)
        except Malformed:
            return _malformed()
        if arrived is None:
            return _answer(None)
        if arrived.asked in UNATTENDED:
            return await self._unattended(arrived)
        handling = self._spawn(self._handle(arrived))
        left = until - asyncio.get_running_loop().time()
        await asyncio.wait([handling], timeout=max(left, 0))
        if not handling.done():
            log.warning("slack.answered_early", asked=arrived.asked.name)
            self._spawn(self._when_done(arrived, handling))
            return _answer(None)
        outcome: Outcome = handling.result()
        try:
            body = self._answers.now(arrived, outcome)
        except (TooMuchToPress, TooMuchToCarry) as much:
            log.error("slack.answer_too_large", asked=arrived.asked.name, why=repr(much))
            outcome = Outcome(Message.of(phrases.NO_FORM))
            body = self._answers.now(arrived, outcome)
        if body is None and outcome.reply is not None:
            self._spawn(self._answers.later(arrived, outcome))
        return _answer(body)

    async def _unattended(self, arrived: Arrival) -> BoltResponse:
        """Acknowledge once it is taken, so that Slack asks again when it is not."""
        told = arrived.asked is Asked.MENTION and self._is_repeated(arrived.event.id)
        try:
            outcome = await self._dispatcher().handle(arrived.event)
        except NotTaken:
            return BoltResponse(status=503, body="not taken")
        if told:
            return _answer(None)
        if outcome.reply is not None:
            self._spawn(self._answers.later(arrived, outcome))
        return _answer(None)

    def _is_repeated(self, event_id: str) -> bool:
        """The core drops deeds that are repeated, but answers a question as often as it is put."""
        if event_id in self._heard:
            return True
        if len(self._heard) >= REMEMBERED:
            del self._heard[next(iter(self._heard))]
        self._heard[event_id] = None
        return False

    async def _handle(self, arrived: Arrival) -> Outcome:
        try:
            return await self._dispatcher().handle(arrived.event)
        except NotTaken:
            return Outcome()

    async def _when_done(self, arrived: Arrival, handling: asyncio.Task[Outcome]) -> None:
        await self._answers.later(arrived, await handling)

    def _dispatcher(self) -> Dispatcher:
        if self._core is None:
            raise RuntimeError("the door is not open")
        return self._core.dispatcher


def _answer(body: dict[str, Any] | None) -> BoltResponse:
    return BoltResponse(status=200, body=body or "")


def _malformed() -> BoltResponse:
    log.info("slack.rejected", status=400, why="malformed")
    return BoltResponse(status=400, body="malformed")

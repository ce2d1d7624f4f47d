"""Socket Mode: one websocket that Slack calls us on, renewed before and after it ends.

Our own rather than the SDK's client: that one logs every message at DEBUG, keeps no hold of its
tasks and so can neither finish nor end them, and waits ten seconds to notice a closed connection.
"""

from __future__ import annotations

import asyncio
import json
import random
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, NamedTuple

import aiohttp
import structlog

from adapters.slack.config import may_listen
from adapters.slack.web import Web
from bot.messenger import Refused, TryLater

log = structlog.get_logger()

HEARTBEAT = 10.0
"""Seconds between our pings; a pong that stays away ends the connection and a new one is made."""
LONGEST_PAUSE = 60.0
DRAIN = 3.0
"""Seconds that answers to an old connection's envelopes may still take: Slack waits no longer."""
LARGEST = 4 * 1024 * 1024
"""Bytes of one websocket message."""

RENEWALS = ("warning", "refresh_requested")
"""Reasons to connect anew at once; after others, or none, it is wiser to wait."""

Take = Callable[[dict[str, Any]], Awaitable[dict[str, Any] | None]]
"""Handles a payload: what to acknowledge it with, or None to leave it to Slack's next attempt."""


async def pause(attempt: int) -> None:
    """Wait before the next attempt: longer each time, and not all replicas at once."""
    longest = min(2.0**attempt, LONGEST_PAUSE)
    await asyncio.sleep(random.uniform(longest / 2, longest))  # noqa: S311


class End(NamedTuple):
    """How a connection ended: whether Slack ever said hello, and whether it wants a new one."""

    greeted: bool
    renew: bool


class SocketMode:
    """Keeps a connection until stopped. `spawn` starts a task that the door waits for."""

    def __init__(
        self,
        web: Web,
        api_url: str,
        take: Take,
        spawn: Callable[[Coroutine[Any, Any, None]], object],
        wait: Callable[[int], Awaitable[None]] = pause,
    ) -> None:
        self._web = web
        self._api_url = api_url
        self._take = take
        self._spawn = spawn
        self._wait = wait
        self._running: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin to connect, and go on for ever."""
        self._running = asyncio.create_task(self._run(), name="slack socket")

    async def stop(self) -> None:
        """Take nothing more in."""
        if self._running is not None:
            self._running.cancel()
            await asyncio.wait([self._running])
            self._running = None

    async def _run(self) -> None:
        failures = 0
        while True:
            end = End(greeted=False, renew=False)
            try:
                end = await self._connection()
            except Exception as why:
                # The error's own words may hold the address, and that holds a ticket.
                reason = why.reason if isinstance(why, Refused) else type(why).__name__
                log.warning("slack.socket.unconnected", why=reason, attempt=failures + 1)
            failures = 0 if end.greeted else failures
            if not end.renew:
                failures += 1
                await self._wait(failures)

    async def _connection(self) -> End:
        """One connection, from its address to its end."""
        url = await self._web.socket_url()
        if not may_listen(url, self._api_url):
            raise TryLater("no address")
        socket = await self._web.session.ws_connect(
            url, heartbeat=HEARTBEAT, max_msg_size=LARGEST, autoping=True
        )
        answering: set[asyncio.Task[None]] = set()
        greeted = False
        try:
            async for message in socket:
                told = _read(message)
                if told.get("type") == "hello":
                    greeted = True
                    log.info("slack.socket.connected", of=told.get("num_connections"))
                elif told.get("type") == "disconnect":
                    log.info("slack.socket.disconnected", why=told.get("reason"))
                    return End(greeted, renew=told.get("reason") in RENEWALS)
                elif "envelope_id" in told:
                    task = asyncio.create_task(self._envelope(socket, told))
                    answering.add(task)
                    task.add_done_callback(answering.discard)
        finally:
            # The next connection is made meanwhile; answers still go out on this one.
            self._spawn(_drain(socket, answering))
        return End(greeted, renew=False)

    async def _envelope(
        self, socket: aiohttp.ClientWebSocketResponse, envelope: dict[str, Any]
    ) -> None:
        payload = envelope.get("payload")
        if not isinstance(payload, dict):
            return
        body = await self._take(payload)
        if body is None:
            return
        answer: dict[str, Any] = {"envelope_id": envelope["envelope_id"]}
        if body and envelope.get("accepts_response_payload", True):
            answer["payload"] = body
        try:
            await socket.send_str(json.dumps(answer))
        except (ConnectionError, aiohttp.ClientError) as lost:
            # Slack asks again on the next connection and finds the deed done.
            log.warning("slack.socket.answer_lost", why=type(lost).__name__)


async def _drain(
    socket: aiohttp.ClientWebSocketResponse, answering: set[asyncio.Task[None]]
) -> None:
    tasks = set(answering)
    if tasks:
        await asyncio.wait(tasks, timeout=DRAIN)
    await socket.close()
    if tasks:
        await asyncio.wait(tasks)


def _read(message: aiohttp.WSMessage) -> dict[str, Any]:
    if message.type is not aiohttp.WSMsgType.TEXT:
        return {}
    try:
        told = json.loads(message.data)
    except (ValueError, RecursionError):
        return {}
    return told if isinstance(told, dict) else {}

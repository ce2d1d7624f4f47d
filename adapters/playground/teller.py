"""Telling Potluck what happened where nobody waits for an answer: kept until it was taken."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any

import structlog

log = structlog.get_logger()

PAUSES = (1.0, 5.0, 30.0, 120.0, 600.0)
"""Seconds before each further attempt; after the last it is given up, as platforms do."""


class Teller:
    """Hands over what is kept, in order, one after the other.

    `untold` lists what is kept, `tell` hands one over (raising when it was not taken), `told`
    forgets it. A crash in between hands it over again; the event's id makes that count once.
    """

    def __init__(
        self,
        untold: Callable[[], Awaitable[list[tuple[str, dict[str, Any]]]]],
        tell: Callable[[dict[str, Any]], Awaitable[None]],
        told: Callable[[str], Awaitable[None]],
    ) -> None:
        self._untold = untold
        self._tell = tell
        self._told = told
        self._tries: dict[str, int] = {}
        self._news = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin, with whatever an earlier run left behind."""
        self._news.set()
        self._task = asyncio.create_task(self._run())

    def wake(self) -> None:
        """There is something new to tell."""
        self._news.set()

    async def stop(self) -> None:
        """Stop; what is left is told after the next start."""
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task
            self._task = None

    async def _run(self) -> None:
        pause: float | None = None
        while True:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._news.wait(), pause)
            self._news.clear()
            pause = await self.drain()

    async def drain(self) -> float | None:
        """Tell everything once; seconds until another attempt makes sense, or None."""
        pause: float | None = None
        tried: set[str] = set()
        while new := [kept for kept in await self._untold() if kept[0] not in tried]:
            tried.update(deed for deed, _ in new)
            pause = await self._tell_each(new, pause)
        return pause

    async def _tell_each(
        self, kept: list[tuple[str, dict[str, Any]]], pause: float | None
    ) -> float | None:
        for deed, body in kept:
            try:
                await self._tell(body)
            except Exception as error:
                tries = self._tries[deed] = self._tries.get(deed, 0) + 1
                if tries <= len(PAUSES):
                    pause = min(pause or PAUSES[-1], PAUSES[tries - 1])
                    continue
                log.error("playground.untold", why=type(error).__name__)
            self._tries.pop(deed, None)
            await self._told(deed)
        return pause

"""Home and windows with pictures: at once with those Slack has, then with those it is given.

Whoever looks does not wait for a picture. The second time says which state of the view it means, so
that it never takes the place of something newer.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import structlog

from adapters.slack.advice import PictureRefused
from adapters.slack.images import WORDS, Shown
from adapters.slack.pictures import Pictures
from bot.events import Workspace
from bot.messages import Block
from bot.messenger import MaybeSent, RateLimited, Refused, TryLater

log = structlog.get_logger()

ATTEMPTS = 4
"""At showing a picture that Slack still looks at; the pauses between them grow."""

Show = Callable[[Shown], Awaitable[dict[str, Any]]]
"""Shows the view with these pictures; what Slack answers."""
Again = Callable[[Shown, dict[str, Any]], Awaitable[dict[str, Any]]]
"""The same once more, in the place of the view that Slack answered with, if that still stands."""


class Views:
    """Shows views. `wait` pauses before the attempt of a number, from 1 on."""

    def __init__(self, pictures: Pictures, wait: Callable[[int], Awaitable[None]]) -> None:
        self._pictures = pictures
        self._wait = wait
        self._completing: set[asyncio.Task[None]] = set()

    async def stop(self) -> None:
        """What is not completed stays in words until it is looked at again."""
        tasks = list(self._completing)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def show(
        self, workspace: Workspace, blocks: Sequence[Block], show: Show, again: Again
    ) -> None:
        """Show it, and once more when what it lacks is there. Raises what `show` raises."""
        shown = await self._pictures.at_hand(workspace, blocks)
        try:
            told = await show(shown)
        except PictureRefused as refused:
            if not shown.any_of(blocks):
                raise
            await self._pictures.refused(workspace, shown, refused)
            shown = WORDS
            told = await show(shown)
        await self._pictures.were_shown(workspace, shown, None)
        if self._pictures.lacks(shown, blocks):
            task = asyncio.create_task(self._complete(workspace, blocks, told, again))
            self._completing.add(task)
            task.add_done_callback(self._completing.discard)

    async def _complete(
        self, workspace: Workspace, blocks: Sequence[Block], told: dict[str, Any], again: Again
    ) -> None:
        view = told.get("view")
        if not isinstance(view, dict) or not view.get("hash"):
            return
        for attempt in range(1, ATTEMPTS + 1):
            shown = await self._pictures.brought(workspace, blocks)
            if not shown.files:
                return
            await self._wait(attempt)
            try:
                await again(shown, view)
            except PictureRefused as refused:
                if not await self._pictures.refused(workspace, shown, refused):
                    return
            except (RateLimited, TryLater, MaybeSent, Refused) as error:
                # Mostly that somebody looks at something else by now.
                log.info("slack.view_left_in_words", why=repr(error))
                return
            else:
                await self._pictures.were_shown(workspace, shown, None)
                return

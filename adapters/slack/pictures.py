"""What Slack has of Potluck's pictures: given to it once, then shown by the id it gave them.

A picture that Slack can't fetch is uploaded to it, shared with nobody; a message that shows it
shares it with whoever reads that. Whatever goes wrong, the words for it are said instead.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping
from weakref import WeakValueDictionary

import structlog

from adapters.door import Pictures as House
from adapters.slack import phrases
from adapters.slack.images import FETCHED, WORDS, Shown, addresses, is_public
from adapters.slack.limits import UPLOADS_A_MINUTE
from adapters.slack.web import Web
from bot.events import Workspace
from bot.messages import Block
from bot.messenger import MaybeSent, RateLimited, Refused, TryLater
from bot.store.pictures import Kept

log = structlog.get_logger()

READY = 1.5
"""Seconds that Slack looks at a new file before it can be shown; mostly less than one."""
PATIENCE = 60.0
"""Seconds after which a file that Slack still does not show is not waited for."""
PERIOD = 60.0 / UPLOADS_A_MINUTE
LONGEST = 30.0
"""Seconds a picture may take, drawn and uploaded: well within what delivery allows a post."""
RESTED = 60.0
"""Seconds without an upload after Slack could not take one."""
SHUT = 3600.0
"""Seconds after which to try again what Slack refused: somebody may have mended it."""
MOST_TURNS = 20_000
NAME = "potluck.png"


class Pictures:
    """Finds out how the pictures of a message can be shown. Only what is for posts may raise."""

    def __init__(self, web: Web) -> None:
        self._web = web
        self._house: House | None = None
        self._fetches_from = 0.0
        self._uploads_from = 0.0
        """When Slack is thought to do it (again), in the event loop's time."""
        self._next_turn = 0.0
        self._turns: dict[str, float] = {}
        """Pictures that wait → when they are uploaded, so that many posts at once find room."""
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._told: set[str] = set()

    def open(self, house: House | None) -> None:
        """Where pictures come from, and are remembered."""
        self._house = house

    def fetched(self) -> Shown:
        """For what only one person sees among others: there Slack shows no uploaded file."""
        return FETCHED if _now() >= self._fetches_from else WORDS

    async def for_post(self, workspace: Workspace, blocks: Iterable[Block]) -> Shown:
        """For a new message; what Slack has not yet is uploaded.

        Raises TryLater: nothing was said, and the picture may be there then.
        """
        wanted = self._wanted(blocks)
        files = await self._kept(workspace, wanted)
        for url, name in wanted.items():
            if url not in files and (one := await self._given(workspace, name, url)) is not None:
                files[url] = one
        young = [self._age(one) for one in files.values() if not one.is_proven]
        if young and 0 <= min(young) < READY:
            raise TryLater("Slack looks at a new picture", READY - min(young))
        return Shown(files, self.fetched().fetched)

    async def for_edit(
        self, workspace: Workspace, conversation: str, blocks: Iterable[Block]
    ) -> Shown:
        """For a message that is changed: Slack shows there what stood in that conversation before,
        and of anything else an empty frame.
        """
        files = await self._kept(workspace, self._wanted(blocks))
        if files and self._house is not None:
            try:
                there = await self._house.shown_in(workspace, files.values(), conversation)
            except Exception as error:
                self._failed(error)
                there = set()
            files = {url: one for url, one in files.items() if one.name in there}
        return Shown(files, self.fetched().fetched)

    async def at_hand(self, workspace: Workspace, blocks: Iterable[Block]) -> Shown:
        """For somebody who waits: what Slack has already."""
        files = await self._kept(workspace, self._wanted(blocks))
        return Shown(files, self.fetched().fetched)

    async def brought(self, workspace: Workspace, blocks: Iterable[Block]) -> Shown:
        """For a view that is shown already: the same, after what is missing was uploaded."""
        wanted = self._wanted(blocks)
        files = await self._kept(workspace, wanted)
        for url, name in wanted.items():
            if url in files:
                continue
            try:
                one = await self._given(workspace, name, url, waits=False)
            except TryLater:
                continue
            if one is not None:
                files[url] = one
        return Shown(files, self.fetched().fetched)

    def lacks(self, shown: Shown, blocks: Iterable[Block]) -> bool:
        """Whether something of this could yet be brought."""
        return bool(self._wanted(blocks).keys() - shown.files.keys())

    async def were_shown(
        self, workspace: Workspace, shown: Shown, conversation: str | None
    ) -> None:
        """Slack took them: in a conversation, or (None) in a view."""
        files = list(shown.files.values())
        if self._house is None or not files:
            return
        if conversation is None and all(one.is_proven for one in files):
            return
        try:
            await self._house.prove(workspace, files, conversation)
        except Exception as error:  # it was said; only the memory of it is lost
            self._failed(error)

    async def refused(self, workspace: Workspace, shown: Shown, error: Refused) -> bool:
        """Slack did not take them; whether it may show them soon.

        Afterwards it is asked differently: an address it does not reach is not tried again for an
        hour, a file it showed once and lost is uploaded anew.
        """
        files = list(shown.files.values())
        if not files:
            self._tell("slack.pictures_not_fetched", error.reason, phrases.NOT_FETCHED)
            self._fetches_from = _now() + SHUT
            return self._house is not None
        if any(not one.is_proven and self._age(one) < PATIENCE for one in files):
            return True
        if not all(one.is_proven for one in files):
            # The next one would be waited for as long.
            self._uploads_from = _now() + SHUT
            self._tell("slack.pictures_in_words", "not shown", phrases.NOT_SHOWN)
        try:
            for one in files:
                if self._house is not None:
                    await self._house.forget(workspace, one)
        except Exception as failed:
            self._failed(failed)
            return False
        return all(one.is_proven for one in files)

    def _wanted(self, blocks: Iterable[Block]) -> dict[str, str]:
        """The pictures that Slack can't fetch and may keep: address → name."""
        if self._house is None:
            return {}
        fetches = self.fetched().fetched
        named = {
            url: self._house.name(url)
            for url in addresses(blocks)
            if not (fetches and is_public(url))
        }
        return {url: name for url, name in named.items() if name is not None}

    async def _kept(self, workspace: Workspace, wanted: Mapping[str, str]) -> dict[str, Kept]:
        if not wanted or self._house is None:
            return {}
        try:
            found = await self._house.kept(workspace, set(wanted.values()))
        except Exception as error:
            self._failed(error)
            return {}
        return {url: found[name] for url, name in wanted.items() if name in found}

    async def _given(
        self, workspace: Workspace, name: str, url: str, *, waits: bool = True
    ) -> Kept | None:
        """A picture that Slack has now; None: it is said in words. Raises TryLater.

        The same picture for many at once is uploaded once, and nobody's posts wait behind theirs.
        """
        house = self._house
        lock = self._locks.setdefault(f"{workspace.address}/{name}", asyncio.Lock())
        if waits and lock.locked():
            raise TryLater("a picture is being uploaded", 2 * READY)
        async with lock:
            if (found := (await self._kept(workspace, {url: name})).get(url)) is not None:
                return found
            if house is None or _now() < self._uploads_from:
                return None
            if waits:
                self._await_turn(name)
            made = await self._upload(house, workspace, name, url)
            self._turns.pop(name, None)
            return made

    def _await_turn(self, name: str) -> None:
        """Uploads leave one after the other. Raises TryLater with the time to this one's turn.

        It is the post that waits, not a task with everybody behind it; the turn is remembered.
        """
        now = _now()
        turn = self._turns.get(name)
        if turn is None:
            turn = self._next_turn = max(self._next_turn + PERIOD, now)
            if len(self._turns) >= MOST_TURNS:
                self._turns.clear()
            self._turns[name] = turn
        if turn > now + PERIOD:
            raise TryLater("many pictures are being uploaded", turn - now)

    async def _upload(self, house: House, workspace: Workspace, name: str, url: str) -> Kept | None:
        try:
            async with asyncio.timeout(LONGEST):
                png = await house.draw(url)
                if png is None:
                    return None
                file = await self._sent(png)
            return await house.keep(workspace, name, file)
        except RateLimited as limited:
            seconds = max(limited.seconds, 1.0)
            self._next_turn = max(self._next_turn, _now() + seconds)
            raise TryLater("Slack limits uploads", seconds) from None
        except Refused as refused:
            self._uploads_from = _now() + SHUT
            mend = phrases.UPLOADS_LACK_SCOPE if refused.reason == "missing_scope" else ""
            self._tell("slack.pictures_in_words", refused.reason, mend or phrases.UPLOADS_REFUSED)
        except (TryLater, MaybeSent, TimeoutError) as error:
            self._uploads_from = _now() + RESTED
            self._tell("slack.pictures_in_words", str(error) or "timeout", phrases.UPLOADS_FAILED)
        except Exception as error:
            self._failed(error)
        return None

    async def _sent(self, png: bytes) -> str:
        """Uploaded, at the second attempt if need be: a file too many is seen by nobody."""
        try:
            return await self._web.upload(NAME, phrases.PICTURE, png)
        except (TryLater, MaybeSent):
            return await self._web.upload(NAME, phrases.PICTURE, png)

    def _age(self, kept: Kept) -> float:
        return self._house.age(kept) if self._house is not None else 0.0

    def _tell(self, event: str, why: str, mend: str) -> None:
        """Once for each reason, as long as this process runs: every post would say the same."""
        if f"{event} {why}" not in self._told:
            self._told.add(f"{event} {why}")
            log.warning(event, why=why, mend=mend)

    def _failed(self, error: Exception) -> None:
        """An error of ours, which keeps no message back. Its own words may be the picture's."""
        log.error("slack.picture_failed", error=type(error).__name__)


def _now() -> float:
    return asyncio.get_running_loop().time()

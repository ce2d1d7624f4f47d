"""Wakes the bot: APScheduler ticks, due timers are rows, each becomes one TimerFired."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from sqlalchemy.orm import Session

from bot.dispatcher import Dispatcher, NotTaken
from bot.settings import Keeping
from bot.store import attention, events, timers, unasked
from bot.store import housekeeping as house
from bot.store.database import Database

log = structlog.get_logger()

TICK = 5.0
"""Seconds between looks at what is due."""
BATCH = 100
"""Most timers fired in one look; the rest follow at once."""
HOUSE_BATCH = 500
"""Rows forgotten in one transaction: some hundredths of a second."""
HOUSE_BATCHES = 40
"""Transactions of each kind an hour at most."""
LISTS_KEPT = timedelta(days=2)
"""How long a checked list of who came waits; after a day it can't be applied."""
PICTURES_KEPT = timedelta(days=90)
"""How long it is remembered what a platform calls a picture: as long as a chart's address holds."""
LATE = 1_000
"""Most posts called back in one look, a minute: more than any platform lets leave."""
EVENTS_KEPT = timedelta(days=3)
"""How long an event id is remembered. Slack repeats within the hour; three days cost little."""
UNASKED_KEPT = timedelta(days=92)
"""How long it is remembered what reached whom unasked: longer than any of it may wait."""


class Scheduler:
    """APScheduler only wakes us and persists nothing: rows with `due_at` are the truth."""

    def __init__(
        self,
        database: Database,
        dispatcher: Dispatcher,
        clock: Callable[[], datetime],
        keeping: Keeping | None = None,
    ) -> None:
        self._database = database
        self._dispatcher = dispatcher
        self._clock = clock
        self._keeping = keeping or Keeping()
        self._ticks = AsyncIOScheduler(timezone="UTC")
        self._turn = asyncio.Lock()
        self._soon: set[asyncio.Task[None]] = set()

    def start(self) -> None:
        """Begin to tick. Late ticks merge into one."""
        common = {"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
        self._ticks.add_job(self.sweep, "interval", seconds=TICK, **common)
        self._ticks.add_job(self.call_back, "interval", minutes=1, **common)
        self._ticks.add_job(self.tidy, "interval", hours=1, **common)
        self._ticks.start()

    def wake(self) -> None:
        """Look at once: the clock was moved."""
        task = asyncio.get_running_loop().create_task(self.sweep())
        self._soon.add(task)
        task.add_done_callback(self._soon.discard)

    async def stop(self) -> None:
        """Tick no more and finish the sweep under way."""
        if self._ticks.running:
            self._ticks.pause()  # shutting down would cancel the sweep half way
        await asyncio.gather(*self._soon)
        async with self._turn:
            pass
        if self._ticks.running:
            self._ticks.shutdown(wait=False)
            await asyncio.sleep(0)  # APScheduler shuts down in the loop's next turn

    async def sweep(self) -> None:
        """Fire everything that is due, in the order it was due."""
        async with self._turn:
            try:
                while await self._fire_due(self._clock()):
                    pass
            except Exception:
                log.exception("sweep.failed")

    async def _fire_due(self, now: datetime) -> bool:
        """Fire one batch; False when nothing was due. A moment may plan the next one."""
        due = await self._database.write(lambda s: timers.due(s, now, BATCH))
        for moment in due:
            try:
                await self._dispatcher.handle(moment)
            except NotTaken:
                await self._database.write(
                    partial(timers.postpone, timer_id=moment.timer_id, now=now)
                )
        return bool(due)

    async def call_back(self) -> None:
        """Unasked posts that could not leave in time wait for their person's next hours."""
        try:
            now = self._clock()
            late = await self._database.read(lambda s: unasked.late(s, now, LATE))
            if late:
                await self._database.write(lambda s: _plan_anew(s, late, now))
                await self.sweep()
        except Exception:
            log.exception("call_back.failed")

    async def tidy(self) -> None:
        """Forget event ids that no platform will repeat, and what nobody needs any more."""
        now = self._clock()
        try:
            await self._database.write(lambda s: events.forget(s, now - EVENTS_KEPT))
            long_ago = (now - UNASKED_KEPT).date()
            await self._database.write(lambda s: attention.forget(s, long_ago))
            await self._database.write(lambda s: unasked.forget(s, long_ago))
            await self._keep_house(now)
        except Exception:
            log.exception("tidy.failed")

    async def _keep_house(self, now: datetime) -> None:
        """Batch by batch, so that nobody waits long; the rest goes the next time."""
        posts = now - timedelta(days=self._keeping.posts_days)
        moments = now - timedelta(days=self._keeping.timers_days)
        told = now - timedelta(days=self._keeping.digests_days)
        for forget in (
            partial(house.forget_timers, before=moments, most=HOUSE_BATCH),
            partial(house.forget_posts, before=posts, most=HOUSE_BATCH),
            partial(house.forget_told, before=told, most=HOUSE_BATCH),
            partial(house.forget_digests, before=told, most=HOUSE_BATCH),
            partial(house.forget_links, now=now, before=now - LISTS_KEPT, most=HOUSE_BATCH),
            partial(house.forget_pictures, before=now - PICTURES_KEPT, most=HOUSE_BATCH),
        ):
            for _ in range(HOUSE_BATCHES):
                if await self._database.write(forget, behind=True) < HOUSE_BATCH:
                    break
        after = 0
        for _ in range(HOUSE_BATCHES):
            find = partial(house.old_cards, before=posts, after=after, most=HOUSE_BATCH)
            cards, after = await self._database.read(find)
            if cards:
                gone = partial(house.forget_cards, ids=cards, before=posts)
                await self._database.write(gone, behind=True)
            if not after:
                break


def _plan_anew(session: Session, late: list[unasked.Late], now: datetime) -> None:
    for post in late:
        timers.plan(
            session,
            timers.NewTimer(
                organization_id=post.organization_id,
                key=f"attention:late:{post.post_id}:{post.not_after.isoformat()}",
                name="attention.late",
                data={"person_id": post.person_id},
                due_at=now,
            ),
        )

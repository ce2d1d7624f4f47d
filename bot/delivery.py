"""From the outbox to the platforms: claims posts, keeps to the limits, retries, never forgets."""

from __future__ import annotations

import asyncio
import random
import secrets
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import datetime, timedelta
from functools import partial
from typing import TypeVar
from weakref import WeakValueDictionary

import structlog
from sqlalchemy.orm import Session

from bot.botched import Botched, told, where
from bot.events import Conversation, MessageRef, Person
from bot.messenger import Deed, MaybeSent, Messenger, RateLimited, Refused, TryLater
from bot.pace import Pace
from bot.store import conversations, parcels
from bot.store.database import Database
from bot.store.models import WhenUnsure
from bot.store.parcels import Parcel
from bot.store.seals import Sealed
from bot.store.unit_of_work import UnitOfWork
from bot.store.writers import Job
from bot.views import trouble

log = structlog.get_logger()
T = TypeVar("T")

AT_ONCE = 32
"""Posts under way at the same time in one process."""
LEASE = timedelta(seconds=90)
"""How long a claim holds: longer than the slowest request any messenger makes."""
LOOK_AGAIN = 5.0
"""Seconds between looks when nobody wakes us: another replica may have vanished."""
MARKS = 3
"""Attempts at writing down that something was sent, before it counts as unsure."""
MINDED = frozenset({"question.card"})
"""Kinds of posts whose feature goes another way when one is refused: it gets a timer of that name
with ".refused"."""
SLOWEST_RETRY = 300.0
"""Seconds between attempts at most, however often a platform was down."""
OURS = "an error of ours; see the log"
BOTCHES = 5
"""Attempts at a post that fails by an error of ours, counted since this process has started."""


class Delivery:
    """Sends what the outbox holds until the platforms show what they should."""

    def __init__(
        self,
        database: Database,
        messengers: Iterable[Messenger],
        clock: Callable[[], datetime],
        observe: Callable[[str, str], None] = lambda platform, result: None,
        *,
        secret: str = "",
    ) -> None:
        """`secret` opens the seals of those whom nothing that is stored may name."""
        self._database = database
        self._messengers = {m.platform: m for m in messengers}
        self._clock = clock
        self._observe = observe
        self._secret = secret
        self._pace = Pace()
        self._awake = asyncio.Event()
        self._stopping = False
        self._under_way: set[asyncio.Task[None]] = set()
        self._lanes: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        """One conversation's posts leave one after the other, in the order they were said."""
        self._token = secrets.token_hex(8)
        self._round = 0
        self._claiming = asyncio.Lock()
        self._holding: set[int] = set()
        """Posts under way here: their leases are ours however the clock jumps."""
        self._botches: dict[int, tuple[int, int]] = {}
        """Post → its version that failed by an error of ours, and how often."""

    def wake(self) -> None:
        """There may be something to send."""
        self._awake.set()

    async def run(self) -> None:
        """Deliver until stopped. A failing database is waited out."""
        alone, recovered = self._database.is_sqlite, float("-inf")
        while not self._stopping:
            self._awake.clear()
            try:
                if time.monotonic() - recovered >= LOOK_AGAIN:
                    await self._recover(alone=alone)
                    alone, recovered = False, time.monotonic()
                busy = await self._round_of_sending()
            except Exception:
                log.exception("delivery.failed")
                busy = False
            if not busy:
                await self._rest()

    async def _write(self, job: Job[T]) -> T:
        """Nobody waits for delivery as somebody waits for an answer."""
        return await self._database.write(job, behind=True)

    async def _recover(self, *, alone: bool) -> None:
        ours = set(self._holding)
        await self._write(lambda s: parcels.recover(s, self._clock(), alone=alone, ours=ours))

    async def stop(self, patience: float = 10.0) -> None:
        """Claim nothing more; wait up to `patience` seconds for what is under way."""
        self._stopping = True
        self.wake()
        async with self._claiming:
            pass  # what is being claimed just now becomes work under way
        if self._under_way:
            await asyncio.wait(self._under_way, timeout=patience)
        left = set(self._under_way)
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)

    async def drain(self) -> None:
        """Send all that is due now and return (for tests and for the end of a process)."""
        busy = True
        while busy:
            busy = await self._round_of_sending()
            if self._under_way:
                await asyncio.wait(self._under_way)

    async def _rest(self) -> None:
        seconds = LOOK_AGAIN
        try:
            due = await self._database.read(lambda s: parcels.next_due(s, self._clock()))
        except Exception:
            log.exception("delivery.failed")
            due = None
        if due is not None:
            seconds = min(max((due - self._clock()).total_seconds(), 0.01), LOOK_AGAIN)
        if len(self._under_way) >= AT_ONCE:
            seconds = LOOK_AGAIN
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._awake.wait()

    async def _round_of_sending(self) -> bool:
        """Claim what fits and start sending it; False when there was nothing."""
        room = AT_ONCE - len(self._under_way)
        if room <= 0:
            return False
        async with self._claiming:
            if self._stopping:
                return False
            now = self._clock()
            self._round += 1
            lease = f"{self._token}-{self._round}"
            claimed = await self._write(
                lambda s: parcels.claim(s, now, lease, now + LEASE, room, self._secret)
            )
            waits = self._waits(claimed)
            for parcel in claimed:
                if parcel.id in waits:
                    continue
                self._holding.add(parcel.id)
                task = asyncio.create_task(self._deliver(parcel))
                self._under_way.add(task)
                task.add_done_callback(partial(self._ended, parcel.id))
            if waits:
                # Together: when much is queued, most of what is claimed only learns when to return.
                back = {post: now + timedelta(seconds=wait) for post, wait in waits.items()}
                await self._write(lambda s: parcels.put_back(s, lease, back))
            return bool(claimed)

    def _waits(self, claimed: list[Parcel]) -> dict[int, float]:
        """Post → seconds until its turn, for those that the platforms' limits hold back."""
        waits: dict[int, float] = {}
        ahead: dict[str, int] = {}
        for parcel in claimed:
            messenger = self._messengers.get(parcel.workspace.platform)
            if messenger is None:
                continue
            workspace, lane = _lane(parcel)
            if rest := self._pace.rest(_deeds(parcel), workspace, lane):
                waits[parcel.id] = rest
                continue
            wait = self._pace.take(messenger.rates, _deed(parcel), workspace, lane)
            if wait > 0:
                ahead[lane] = ahead.get(lane, 0) + 1
                waits[parcel.id] = wait * ahead[lane]
        return waits

    def _ended(self, post_id: int, task: asyncio.Task[None]) -> None:
        self._holding.discard(post_id)
        self._under_way.discard(task)
        self._awake.set()
        if not task.cancelled() and task.exception() is not None:
            log.error("delivery.crashed", exc_info=task.exception())

    async def _deliver(self, parcel: Parcel) -> None:
        messenger = self._messengers.get(parcel.workspace.platform)
        if messenger is None:
            await self._later(parcel, 60.0, "this platform is not connected", counts=False)
            return
        workspace, lane = _lane(parcel)
        deed = _deed(parcel)
        turn = self._lanes.setdefault(f"{workspace}/{lane}", asyncio.Lock())
        try:
            async with turn:
                await self._send(messenger, parcel)
            self._botches.pop(parcel.id, None)
            result = "sent"
        except RateLimited as error:
            self._pace.pause(error, workspace, lane)
            await self._later(parcel, error.seconds, str(error), counts=False)
            result = "rate limited"
        except TryLater as error:
            known = error.seconds
            wait = _backoff(parcel.attempts) if known is None else known
            await self._later(parcel, wait, repr(error), counts=known is None)
            result = "later"
        except MaybeSent as error:
            await self._unsure(parcel, repr(error))
            result = "unsure"
        except Refused as error:
            await self._refused(parcel, error)
            result = "refused"
        except Botched as botched:
            result = await self._botched(parcel, botched.error)
        except Exception:
            log.exception("delivery.error", kind=parcel.kind, post=parcel.id)
            await self._later(parcel, _backoff(parcel.attempts), OURS)
            result = "error"
        self._observe(parcel.workspace.platform, result)
        log.info("delivery", result=result, kind=parcel.kind, post=parcel.id, deed=deed)

    async def _send(self, messenger: Messenger, parcel: Parcel) -> None:
        if parcel.sent is None and parcel.message is None:
            await self._mark(parcel, None, None)  # taken back before anybody saw it
            return
        at, at_id = parcel.conversation, parcel.conversation_id
        if at is None:
            at, at_id = await self._opened(messenger, parcel)
        ref = None
        if parcel.sent is not None:
            if parcel.message is None:
                await told(messenger.withdraw(parcel.workspace, at, parcel.sent))
            else:
                message, faces = parcel.message, parcel.faces
                await told(messenger.edit(parcel.workspace, at, parcel.sent, message, faces))
        elif parcel.message is not None:
            if not await self._write(lambda s: parcels.sending(s, parcel)):
                return
            ref = await told(messenger.post(parcel.workspace, at, parcel.message, parcel.faces))
        await self._mark(parcel, ref, at_id)

    async def _mark(self, parcel: Parcel, ref: MessageRef | None, at_id: int | None) -> None:
        """Write down that it is shown. It has left: a database that fails now makes it unsure."""
        for attempt in range(MARKS):
            try:
                await self._write(
                    lambda s: parcels.shown(s, parcel, ref, self._clock(), at_id, self._secret)
                )
            except Exception as error:
                log.exception("delivery.not_marked", post=parcel.id)
                if attempt == MARKS - 1:
                    raise MaybeSent("sent, but it could not be written down") from error
            else:
                return

    async def _opened(self, messenger: Messenger, parcel: Parcel) -> tuple[Conversation, int]:
        """Open the direct conversation with the recipient, once; its address is kept."""
        if parcel.account is None:
            raise Refused("no account", "That person has no account I can write to.")
        try:
            opened = await told(messenger.open_direct(parcel.workspace, parcel.account))
        except MaybeSent as error:  # opening twice is opening once, and nothing was said
            raise TryLater(str(error)) from error
        stored = await self._write(
            lambda s: conversations.stored(
                s, parcel.at.organization_id, parcel.at.workspace_id, opened, parcel.person_id
            )
        )
        return opened, stored

    async def _later(
        self, parcel: Parcel, seconds: float, error: str, *, counts: bool = True
    ) -> None:
        when = self._clock() + timedelta(seconds=seconds)
        await self._write(lambda s: parcels.again(s, parcel, when, error, counts=counts))

    async def _unsure(self, parcel: Parcel, error: str) -> None:
        """An edit may be repeated freely; a first send follows the policy of its kind."""
        if parcel.sent is not None or parcel.when_unsure is WhenUnsure.RESEND:
            await self._later(parcel, _backoff(parcel.attempts), error)
        else:
            await self._write(
                lambda s: parcels.given_up(s, parcel, "unsure whether it was sent; not repeated")
            )

    async def _botched(self, parcel: Parcel, error: Exception) -> str:
        """What fails by an error of ours will fail again, so it is not tried for ever.

        A first send is given up, and its author told. An edit that can't be made leaves the post
        as people see it; the next revision has as many tries of its own.
        """
        version, tries = self._botches.get(parcel.id, (parcel.version, 0))
        tries = tries + 1 if version == parcel.version else 1
        is_last = tries >= BOTCHES
        # Not the error itself: its words may be those of the post.
        log.error(
            "delivery.given_up" if is_last else "delivery.error",
            kind=parcel.kind,
            key=parcel.key,
            post=parcel.id,
            tries=tries,
            error=type(error).__name__,
            at=where(error),
        )
        if not is_last:
            self._botches[parcel.id] = parcel.version, tries
            await self._later(parcel, _backoff(tries), OURS)
            return "error"
        self._botches.pop(parcel.id, None)
        if parcel.sent is None:
            await self._refused(parcel, Refused(OURS, trouble.undeliverable()))
        else:
            await self._write(lambda s: parcels.passed_over(s, parcel, OURS))
        return "given up"

    async def _refused(self, parcel: Parcel, error: Refused) -> None:
        """Give up, and tell whoever it was posted for what they can do."""
        now = self._clock()

        def give_up(session: Session) -> None:
            parcels.given_up(session, parcel, error.reason)
            uow = UnitOfWork(session, parcel.at.organization_id, parcel.at.workspace_id, now)
            if parcel.kind in MINDED and parcel.sent is None:
                uow.plan(
                    f"{parcel.kind}.refused",
                    key=f"{parcel.kind}.refused:{parcel.id}:{parcel.attempts}",
                    due_at=now,
                    data={"post_id": parcel.id},
                )
            to: Person | Sealed
            if parcel.author_sealed is not None:
                to = Sealed(parcel.author_sealed)
            elif parcel.author_id is not None and parcel.person_id != parcel.author_id:
                to = Person(parcel.author_id, "")
            else:
                return
            uow.post(
                trouble.undelivered(parcel.id, error.advice),
                to=to,
                key=f"undelivered:{parcel.id}:{parcel.version}:{parcel.attempts}",
                kind="delivery.undelivered",
            )

        await self._write(give_up)
        self.wake()


def _lane(parcel: Parcel) -> tuple[str, str]:
    """The workspace and the conversation in it, as their limits are counted."""
    workspace = f"{parcel.workspace.platform}:{parcel.workspace.address}"
    to = parcel.conversation.address if parcel.conversation else f"to {parcel.account}"
    return workspace, to


def _deed(parcel: Parcel) -> Deed:
    return "post" if parcel.sent is None else "edit"


def _deeds(parcel: Parcel) -> tuple[Deed, ...]:
    """All that sending it asks of the platform."""
    return (_deed(parcel), "open") if parcel.conversation is None else (_deed(parcel),)


def _backoff(attempts: int) -> float:
    """Seconds until the next attempt: doubling from one, with jitter so that crowds disperse."""
    return min(2.0 ** min(attempts, 30), SLOWEST_RETRY) * random.uniform(0.75, 1.25)  # noqa: S311

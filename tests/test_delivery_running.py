"""Delivery as it runs: databases that fail, replicas, clocks that jump, and stopping."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from sqlalchemy.exc import OperationalError

from bot import delivery as module
from bot.delivery import Delivery
from bot.events import Conversation
from bot.store import parcels
from bot.store.models import WhenUnsure
from tests.outbox import say
from tests.world import World


class TestDatabaseTrouble:
    """A database that fails after something was sent."""

    @pytest.fixture
    def failing_marks(self, monkeypatch: pytest.MonkeyPatch) -> list[Exception]:
        failures: list[Exception] = []
        mark = parcels.shown

        def shown(*args: Any) -> None:
            if failures:
                raise failures.pop()
            mark(*args)

        monkeypatch.setattr(parcels, "shown", shown)
        return failures

    async def test_what_was_sent_is_not_sent_again_because_marking_failed_once(
        self, world: World, failing_marks: list[Exception]
    ) -> None:
        failing_marks.append(OperationalError("", {}, Exception()))
        await say(world, "hello")
        await world.deliver()
        await world.later(hours=1)
        assert world.messenger.deeds == ["post C-general"]

    @pytest.mark.parametrize(("policy", "times"), [(WhenUnsure.RESEND, 2), (WhenUnsure.DROP, 1)])
    async def test_marking_that_keeps_failing_leaves_it_to_the_policy(
        self, world: World, failing_marks: list[Exception], policy: WhenUnsure, times: int
    ) -> None:
        failing_marks += [OperationalError("", {}, Exception())] * module.MARKS
        await say(world, "hello", when_unsure=policy)
        await world.deliver()
        await world.later(hours=1)
        assert world.messenger.deeds == ["post C-general"] * times


class TestRunning:
    """The loop: it wakes, it stops, and it leaves nothing behind."""

    async def test_it_sends_until_it_is_stopped_and_leaves_no_task(
        self, small_world: World
    ) -> None:
        before = asyncio.all_tasks()
        sent = asyncio.Event()

        async def tell(_deed: str) -> None:
            sent.set()

        small_world.messenger.before = tell
        running = asyncio.create_task(small_world.delivery.run())
        await say(small_world, "hello")
        small_world.delivery.wake()
        await asyncio.wait_for(sent.wait(), 10)
        await small_world.delivery.stop()
        await asyncio.wait_for(running, 10)
        assert small_world.messenger.in_("C-general") == ["hello"]
        assert asyncio.all_tasks() == before
        await say(small_world, "too late")
        await small_world.deliver()
        assert small_world.messenger.in_("C-general") == ["hello"]

    async def test_stopping_while_it_claims_leaves_no_task(
        self, small_world: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        before = asyncio.all_tasks()
        await say(small_world, "hello")
        claiming, go = asyncio.Event(), asyncio.Event()
        write = small_world.database.write

        async def slow(job: Any, **how: Any) -> Any:
            done = await write(job, **how)
            if isinstance(done, list):
                claiming.set()
                await go.wait()
            return done

        monkeypatch.setattr(small_world.database, "write", slow)
        running = asyncio.create_task(small_world.delivery.run())
        await asyncio.wait_for(claiming.wait(), 10)
        stopping = asyncio.create_task(small_world.delivery.stop())
        await asyncio.sleep(0)
        assert not stopping.done()
        go.set()
        await stopping
        await running
        assert small_world.messenger.in_("C-general") == ["hello"]
        assert asyncio.all_tasks() == before

    async def test_what_hangs_is_cancelled_when_patience_ends(self, small_world: World) -> None:
        before = asyncio.all_tasks()
        hanging = asyncio.Event()

        async def hang(_deed: str) -> None:
            hanging.set()
            await asyncio.Event().wait()

        small_world.messenger.before = hang
        await say(small_world, "hello")
        running = asyncio.create_task(small_world.delivery.run())
        await asyncio.wait_for(hanging.wait(), 10)
        await small_world.delivery.stop(patience=0)
        await running
        assert asyncio.all_tasks() == before

    async def test_a_clock_that_jumps_takes_nothing_away_that_is_under_way(
        self, small_world: World
    ) -> None:
        """The playground's clock is moved by a day while a post is on its way."""

        async def jump(_deed: str) -> None:
            small_world.messenger.before = None
            small_world.clock.forward(days=1)
            await small_world.delivery._recover(alone=False)
            await small_world.delivery._round_of_sending()

        small_world.messenger.before = jump
        await say(small_world, "hello")
        await small_world.deliver()
        assert small_world.messenger.deeds == ["post C-general"]

    async def test_another_replica_takes_over_what_a_vanished_one_held(self, world: World) -> None:
        async def vanish(_deed: str) -> None:
            raise asyncio.CancelledError

        world.messenger.before = vanish
        await say(world, "hello")
        await world.deliver()
        world.messenger.before = None
        replica = Delivery(world.database, [world.messenger], world.clock)
        await replica._recover(alone=False)
        await replica.drain()
        assert world.messenger.in_("C-general") == []
        world.clock.forward(seconds=module.LEASE.total_seconds() + 1)
        await replica._recover(alone=False)
        await replica.drain()
        assert world.messenger.in_("C-general") == ["hello"]
        await replica.stop()

    async def test_two_replicas_show_everything_once(self, world: World) -> None:
        for n in range(60):
            await say(world, f"{n}", Conversation(f"C-{n}"))
        replicas = [Delivery(world.database, [world.messenger], world.clock) for _ in range(3)]
        await asyncio.gather(*(r.drain() for r in replicas))
        assert sorted(world.messenger.deeds) == sorted(f"post C-{n}" for n in range(60))

"""Delivery of posts that belong below others, and of sealed ones."""

from __future__ import annotations

from dataclasses import replace

from bot.messenger import Refused, TryLater
from bot.store import parcels
from bot.store.seals import Sealed
from tests.outbox import revise, say, stands
from tests.world import GENERAL, World, words


async def test_what_belongs_below_waits_for_what_is_above(world: World) -> None:
    above = await say(world, "above")
    await say(world, "below", under=above)
    world.messenger.failures = [TryLater("away")]
    await world.deliver()
    assert world.messenger.in_("C-general") == []
    due = await world.database.read(lambda s: parcels.next_due(s, world.clock()))
    assert due is not None
    assert due > world.clock()  # what waits for another one keeps nobody awake
    world.clock.forward(minutes=10)
    await world.deliver()
    first, second = world.messenger.shown.values()
    assert (words(first.message), words(second.message)) == ("above", "below")
    assert second.to.thread == first.ref.id
    await revise(world, "below", "later")
    world.clock.forward(minutes=1)
    await world.deliver()
    assert words(second.message) == "later"


async def test_below_something_in_a_thread_is_in_that_thread(world: World) -> None:
    thread = replace(GENERAL, thread="T1")
    above = await say(world, "above", thread)
    await say(world, "below", under=above)
    await world.deliver()
    assert [s.to.thread for s in world.messenger.shown.values()] == ["T1", "T1"]


async def test_what_belongs_below_nothing_stands_for_itself(world: World) -> None:
    above = await say(world, "above")
    await say(world, "below", under=above)
    world.messenger.failures = [Refused("no", "Ask somebody.")]
    await world.deliver()
    (left,) = world.messenger.shown.values()
    assert (words(left.message), left.to.thread) == ("below", None)
    await say(world, "alone", under="nobody posted this")
    await world.deliver()
    assert world.messenger.in_("C-general") == ["below", "alone"]


async def test_a_sealed_post_that_cant_be_opened_is_given_up(world: World) -> None:
    await say(world, "psst", Sealed("gAAAA of another secret"))
    await world.deliver()
    row = await stands(world, "psst")
    assert row.state == "dead"
    assert "another secret" in row.error

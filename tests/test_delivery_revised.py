"""Delivery of what changed its mind: revised or taken back, before, while and after it is sent."""

from __future__ import annotations

import asyncio

from bot.store.models import PostState
from tests.outbox import revise, say, stands
from tests.world import World


async def test_five_hundred_revisions_are_one_edit(world: World) -> None:
    key = await say(world, "0 are going")
    await world.deliver()
    await asyncio.gather(*(revise(world, key, f"{n} are going") for n in range(500)))
    await revise(world, key, "500 are going")
    await world.deliver()
    assert world.messenger.in_("C-general") == ["500 are going"]
    assert world.messenger.deeds == ["post C-general", "edit M1"]


async def test_a_revision_of_what_is_not_sent_yet_is_sent_in_its_place(
    world: World,
) -> None:
    key = await say(world, "first")
    await revise(world, key, "second")
    await world.deliver()
    assert world.messenger.in_("C-general") == ["second"]
    assert world.messenger.deeds == ["post C-general"]


async def test_a_revision_while_the_first_is_on_its_way_follows_it(world: World) -> None:
    key = await say(world, "first")

    async def quicker(deed: str) -> None:
        if deed == "post C-general":
            await revise(world, key, "second")

    world.messenger.before = quicker
    await world.deliver()
    assert world.messenger.in_("C-general") == ["second"]
    assert world.messenger.deeds == ["post C-general", "edit M1"]


async def test_taken_back_before_it_was_sent_it_is_never_shown(world: World) -> None:
    key = await say(world, "oops")
    await revise(world, key, None)
    await world.deliver()
    assert world.messenger.deeds == []
    assert (await stands(world, key)).state == PostState.SENT


async def test_taken_back_after_it_was_sent_it_disappears(world: World) -> None:
    key = await say(world, "oops")
    await world.deliver()
    await revise(world, key, None)
    await world.deliver()
    assert world.messenger.in_("C-general") == []
    assert world.messenger.deeds == ["post C-general", "withdraw M1"]


async def test_taken_back_while_it_is_on_its_way_it_disappears(world: World) -> None:
    key = await say(world, "oops")

    async def quicker(deed: str) -> None:
        if deed == "post C-general":
            await revise(world, key, None)

    world.messenger.before = quicker
    await world.deliver()
    assert world.messenger.in_("C-general") == []

"""The outbox's conformance: one suite, both databases."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from functools import partial

import pytest

from bot.events import Conversation, MessageRef
from bot.store import parcels
from bot.store.models import PostState, WhenUnsure
from bot.store.parcels import Parcel
from tests.outbox import revise, say, stands
from tests.world import GENERAL, World

LEASE = timedelta(seconds=90)
REF = MessageRef("C-general", "M1")


async def claim(world: World, lease: str, most: int = 32) -> list[Parcel]:
    now = world.clock()
    return await world.database.write(lambda s: parcels.claim(s, now, lease, now + LEASE, most))


async def recover(world: World, *, alone: bool = False) -> None:
    await world.database.write(lambda s: parcels.recover(s, world.clock(), alone=alone))


async def test_no_post_is_claimed_twice(world: World) -> None:
    for n in range(60):
        await say(world, f"{n}", Conversation(f"C-{n}"))
    claims = await asyncio.gather(*(claim(world, f"L{n}", 7) for n in range(12)))
    ids = [parcel.id for claimed in claims for parcel in claimed]
    ids += [parcel.id for parcel in await claim(world, "rest")]
    assert len(ids) == len(set(ids)) == 60
    assert await claim(world, "late") == []


async def test_a_lease_that_runs_out_gives_the_post_to_the_next(world: World) -> None:
    await say(world, "hello")
    (first,) = await claim(world, "first")
    await recover(world)
    assert await claim(world, "second") == []
    world.clock.forward(seconds=91)
    await recover(world)
    (second,) = await claim(world, "second")
    assert second.id == first.id


async def test_what_a_stale_holder_writes_down_is_ignored(world: World) -> None:
    key = await say(world, "hello")
    (stale,) = await claim(world, "first")
    world.clock.forward(seconds=91)
    await recover(world)
    (holder,) = await claim(world, "second")
    database, now = world.database, world.clock()
    assert not await database.write(lambda s: parcels.sending(s, stale))
    await database.write(lambda s: parcels.shown(s, stale, REF, now))
    await database.write(lambda s: parcels.again(s, stale, now, "stale"))
    await database.write(lambda s: parcels.given_up(s, stale, "stale"))
    row = await stands(world, key)
    assert (row.state, row.lease, row.sent_id, row.error) == (PostState.LEASED, "second", None, "")
    assert await database.write(lambda s: parcels.sending(s, holder))
    await database.write(lambda s: parcels.shown(s, holder, REF, now))
    row = await stands(world, key)
    assert (row.state, row.lease, row.sent_id) == (PostState.SENT, None, "M1")


@pytest.mark.parametrize(
    ("policy", "becomes"),
    [(WhenUnsure.RESEND, PostState.PENDING), (WhenUnsure.DROP, PostState.DEAD)],
)
@pytest.mark.parametrize("alone", [False, True])
async def test_a_send_that_was_under_way_follows_its_policy(
    world: World, policy: WhenUnsure, becomes: PostState, alone: bool
) -> None:
    key = await say(world, "hello", when_unsure=policy)
    untouched = await say(world, "not begun", when_unsure=policy)
    begun, _ = await claim(world, "first")
    await world.database.write(lambda s: parcels.sending(s, begun))
    assert (await stands(world, key)).state == PostState.UNKNOWN
    await recover(world)
    assert (await stands(world, key)).state == PostState.UNKNOWN
    if not alone:
        world.clock.forward(seconds=91)
    await recover(world, alone=alone)
    assert (await stands(world, key)).state == becomes
    assert (await stands(world, untouched)).state == PostState.PENDING


async def test_a_newer_version_waits_until_the_older_is_shown(world: World) -> None:
    key = await say(world, "first")
    (first,) = await claim(world, "L")
    await revise(world, key, "second")
    assert await claim(world, "M") == []
    now = world.clock()
    await world.database.write(lambda s: parcels.shown(s, first, REF, now, first.conversation_id))
    (second,) = await claim(world, "M")
    assert second.sent == REF
    assert second.message is not None
    assert second.message.summary == "second"


async def test_the_next_moment_to_look_is_known(world: World) -> None:
    now = world.clock()
    due = partial(parcels.next_due, now=now)
    assert await world.read(due) is None
    await say(world, "later", not_before=now + timedelta(minutes=7))
    assert await world.read(due) == now + timedelta(minutes=7)
    await say(world, "now")
    assert await world.read(due) == now
    await claim(world, "L")
    assert await world.read(due) == now + LEASE
    assert await world.read(parcels.counts) == {"pending": 1, "leased": 1}


async def test_what_has_missed_its_moment_neither_leaves_nor_is_looked_for(world: World) -> None:
    now = world.clock()
    await say(world, "a", not_after=now + timedelta(minutes=1))
    assert await world.read(partial(parcels.next_due, now=now)) == now
    world.clock.forward(minutes=1)
    assert await world.read(partial(parcels.next_due, now=world.clock())) is None
    assert await claim(world, "L") == []


async def test_a_workspace_that_was_left_gets_nothing(world: World) -> None:
    from bot.events import BotAdded, BotRemoved
    from tests.world import HERE, ana

    await world.dispatcher.handle(BotRemoved(id="gone", workspace=HERE, actor=ana))
    lost = await say(world, "anybody?")
    assert await claim(world, "L") == []
    assert (await stands(world, lost)).state == PostState.DEAD
    await world.dispatcher.handle(
        BotAdded(id="back", workspace=HERE, actor=ana, conversation=GENERAL)
    )
    await say(world, "hello again")
    assert len(await claim(world, "L")) == 1

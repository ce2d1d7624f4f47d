"""Delivery of what fails by an error of ours: tried a few times, given up, told, never for ever."""

from __future__ import annotations

from structlog.testing import capture_logs

from bot import delivery as module
from bot.messenger import TryLater
from bot.store.models import PostState
from tests.outbox import revise, say, stands
from tests.world import World, ana, buttons


async def test_a_post_that_keeps_failing_by_our_error_is_given_up_and_its_author_told(
    world: World,
) -> None:
    results: list[str] = []
    world.delivery._observe = lambda platform, result: results.append(result)
    key = await say(world, "canary-words", author=await world.person(ana))
    await botched(world, module.BOTCHES - 1)
    assert (await stands(world, key)).state == PostState.PENDING
    with capture_logs() as logged:
        await botched(world, 1)
    assert results == [*["error"] * (module.BOTCHES - 1), "given up", "sent"]
    row = await stands(world, key)
    assert (row.state, row.error) == (PostState.DEAD, module.OURS)
    (told,) = world.messenger.in_("D-ana")
    assert "It's our fault" in told
    await world.later(days=1)
    assert world.messenger.deeds.count("post C-general") == module.BOTCHES
    (line,) = [entry for entry in logged if entry["event"] == "delivery.given_up"]
    assert (line["kind"], line["key"], line["tries"]) == ("test", key, module.BOTCHES)
    assert (line["error"], "world.py" in line["at"]) == ("ValueError", True)
    assert "can't be drawn" not in str(logged)
    await world.press(ana, buttons(world.messenger.last("D-ana"))["Try again"])
    await world.deliver()
    assert world.messenger.in_("C-general") == ["canary-words"]


async def botched(world: World, times: int) -> None:
    """Fail by an error whose text is the post's."""
    for _ in range(times):
        world.messenger.failures.append(ValueError("canary-words can't be drawn"))
        await world.deliver()
        world.clock.forward(seconds=2 * module.SLOWEST_RETRY)


async def test_an_edit_that_keeps_failing_leaves_the_post_and_the_next_edit_its_chance(
    world: World,
) -> None:
    key = await say(world, "first")
    await world.deliver()
    await revise(world, key, "second")
    await botched(world, module.BOTCHES)
    await world.later(days=1)
    assert world.messenger.in_("C-general") == ["first"]
    assert world.messenger.deeds.count("edit M1") == module.BOTCHES
    assert (await stands(world, key)).state == PostState.SENT
    await revise(world, key, "third")
    await botched(world, module.BOTCHES - 1)
    await world.deliver()
    assert world.messenger.in_("C-general") == ["third"]


async def test_a_platform_that_was_down_long_costs_no_try(world: World) -> None:
    key = await say(world, "patience")
    for failure in [*[TryLater()] * 9, ZeroDivisionError()]:
        world.messenger.failures = [failure]
        await world.deliver()
        assert (await stands(world, key)).state == PostState.PENDING
        world.clock.forward(seconds=2 * module.SLOWEST_RETRY)
    await world.deliver()
    assert world.messenger.in_("C-general") == ["patience"]

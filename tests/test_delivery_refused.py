"""Delivery of what a platform will never take: its author is told, and may try again."""

from __future__ import annotations

from bot.messenger import Refused
from tests.outbox import revise, say
from tests.world import World, ana, bo, buttons, words


class TestRefusals:
    """What a platform will never take, its author is told, and may try again."""

    async def refused(self, world: World) -> str:
        key = await say(world, "for all to see", author=await world.person(ana))
        world.messenger.failures = [Refused("not_in_channel", "Invite me first.")]
        await world.deliver()
        return key

    async def test_the_author_is_told_what_to_do(self, world: World) -> None:
        await self.refused(world)
        assert world.messenger.in_("C-general") == []
        (told,) = world.messenger.in_("D-ana")
        assert "I couldn't post what you shared. Invite me first." in told
        assert world.messenger.in_("D-bo") == []

    async def test_try_again_shows_it_once_the_cause_is_mended(self, world: World) -> None:
        await self.refused(world)
        button = buttons(world.messenger.last("D-ana"))["Try again"]
        again = await world.press(ana, button)
        assert "On its way" in words(again.reply)
        await world.deliver()
        assert world.messenger.in_("C-general") == ["for all to see"]
        once_more = await world.press(ana, button)
        assert "nothing to try again" in words(once_more.reply)
        await world.deliver()
        assert world.messenger.in_("C-general") == ["for all to see"]

    async def test_try_again_that_is_refused_again_tells_again(self, world: World) -> None:
        await self.refused(world)
        await world.press(ana, buttons(world.messenger.last("D-ana"))["Try again"])
        world.messenger.failures = [Refused("not_in_channel", "Still not in.")]
        await world.deliver()
        assert "Still not in." in world.messenger.in_("D-ana")[-1]
        await world.press(ana, buttons(world.messenger.last("D-ana"))["Try again"])
        await world.deliver()
        assert world.messenger.in_("C-general") == ["for all to see"]

    async def test_nobody_else_can_try_again(self, world: World) -> None:
        await self.refused(world)
        await world.press(bo, buttons(world.messenger.last("D-ana"))["Try again"])
        await world.deliver()
        assert world.messenger.in_("C-general") == []

    async def test_trying_again_shows_what_it_says_by_now(self, world: World) -> None:
        """A thanks that was taken back must not reappear when its card is tried again."""
        key = await self.refused(world)
        await revise(world, key, None)
        await world.press(ana, buttons(world.messenger.last("D-ana"))["Try again"])
        await world.deliver()
        assert world.messenger.in_("C-general") == []

    async def test_an_author_who_cannot_be_reached_either_starts_no_circle(
        self, world: World
    ) -> None:
        await say(world, "x", author=await world.person(ana))
        world.messenger.failures = [Refused("a", "a"), Refused("b", "b")]
        await world.deliver()
        await world.later(days=1)
        assert world.messenger.deeds == ["post C-general", "open ana"]

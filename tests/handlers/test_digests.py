"""Scenarios: what a manager is told of a week, when, and how those in it can read along."""

from __future__ import annotations

from tests.digests import a_team, digests, monday, posts
from tests.world import World, ana, bo, chi, mod, words


async def test_a_manager_reads_on_monday_what_the_week_was_like(world: World) -> None:
    await a_team(world)
    await world.command(bo, "kudos", ana, "for the migration, #postgres")
    await world.command(chi, "ask", "How do I read EXPLAIN? #postgres")
    await world.command(bo, "ask", "Why is the build so slow? #build")
    await world.deliver()
    await monday(world)
    (made,) = await digests(world)
    (post,) = await posts(world)
    print(made.body)
    print(world.messenger.in_("D-mod"))
    assert False

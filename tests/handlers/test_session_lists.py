"""Scenarios: looking at what is to come, at one's own, and at what was."""

from __future__ import annotations

from bot.events import Conversation, ConversationKind
from tests.sessions import announced, plan, say
from tests.world import World, ana, bo, buttons, chi, words


async def test_the_list_shows_what_is_to_come_about_a_topic(world: World) -> None:
    await announced(world, title="Joins", topics="#sql", day="2026-12-04", seats=2)
    await announced(world, title="Borrowing", topics="rust")
    everything = words((await world.command(bo, "session", "list")).reply)
    assert everything.index("Borrowing") < everything.index("Joins")
    assert "2 of 2 left" in everything
    about = (await world.command(bo, "session", "list #SQL")).reply
    assert "Joins" in words(about)
    assert "Borrowing" not in words(about)
    assert "You're going to Joins" in words((await world.press(bo, buttons(about)["Going"])).reply)
    assert "Nothing about #go" in words((await world.command(bo, "session", "list #go")).reply)


async def test_mine_shows_what_i_go_to_run_and_have_begun(world: World) -> None:
    card = await announced(world, speakers=[chi])
    assert "no session ahead" in words((await world.command(bo, "session", "mine")).reply)
    await say(world, bo, "Maybe", card)
    await plan(world, bo, title="Half an idea", is_draft=True)
    mine = (await world.command(bo, "session", "mine")).reply
    assert "you may go" in words(mine)
    assert "Half an idea" in words(mine)
    assert {"I can't come", "Announce it", "Change it"} <= set(buttons(mine))
    runs = (await world.command(ana, "session", "mine")).reply
    assert "Manage" in buttons(runs)
    assert "I can't speak" not in buttons(runs)
    speaks = (await world.command(chi, "session", "mine")).reply
    assert "I can't speak" in buttons(speaks)
    assert "Manage" not in buttons(speaks)
    manage = await world.press(ana, buttons(runs)["Manage"])
    assert "1 maybe" in words(manage.reply)


async def test_what_took_place_is_found_again(world: World) -> None:
    await announced(world, topics="#sql")
    assert "No session" in words((await world.command(bo, "session", "past")).reply)
    await world.later(days=30)
    assert "Query planner 101" in words((await world.command(bo, "session", "past #sql")).reply)
    assert "Nothing is planned" in words((await world.command(bo, "session", "list")).reply)
    assert "no session ahead" in words((await world.command(ana, "session", "mine")).reply)


async def test_home_shows_sessions(world: World) -> None:
    card = await announced(world)
    assert "[Going]" in words((await world.home(bo)).reply)
    await say(world, bo, "Going", card)
    home = (await world.home(bo)).reply
    assert words(home).count("Query planner 101") == 1
    assert "you're going" in words(home)
    assert "Plan a session" in buttons(home)
    form = await world.press(bo, buttons(home)["Plan a session"])
    assert words(form.reply) == "[Plan a session]"


async def test_what_a_closed_circle_announces_is_listed_nowhere_else(world: World) -> None:
    circle = Conversation("G-few", ConversationKind.GROUP)
    await plan(world, at=circle)
    await world.deliver()
    await say(world, bo, "Going", world.messenger.last("G-few"))
    assert "Nothing is planned" in words((await world.command(chi, "session", "list")).reply)
    assert "Query planner" not in words((await world.home(chi)).reply)
    assert "Query planner" in words((await world.command(bo, "session", "mine")).reply)


async def test_every_list_counts_the_seats_that_are_taken(world: World) -> None:
    card = await announced(world, seats=20)
    await say(world, bo, "Going", card)
    for where in ("list", "mine"):
        assert "19 of 20 left" in words((await world.command(ana, "session", where)).reply)
    assert "19 of 20 left" in words((await world.home(chi)).reply)
    await world.later(days=30)
    assert "Seats" not in words((await world.command(ana, "session", "past")).reply)

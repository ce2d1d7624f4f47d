"""Scenarios: thanks that go round count less, and moderators alone are shown where."""

from __future__ import annotations

import pytest

from bot.events import Account
from bot.views.board_rings import ShowRings
from tests.boards import lines, thanked
from tests.world import World, ana, bo, buttons, chi, guest, mod, words


async def ring(world: World, times: int, *around: Account) -> None:
    """Each thanks the next so often, the last one the first."""
    pairs = list(zip(around, (*around[1:], around[0]), strict=True))
    for turn in range(times):
        for n, (giver, receiver) in enumerate(pairs):
            await thanked(world, giver, receiver, days_ago=20 - turn - n / 10)


async def test_thanks_of_many_count_more_than_those_of_one_friend(world: World) -> None:
    await ring(world, 8, ana, bo)
    await thanked(world, mod, chi)
    await thanked(world, ana, chi)
    await thanked(world, bo, chi)
    assert lines((await world.command(mod, "learn", "board")).reply)[0] == "1st Chi Chen"


async def test_moderators_are_shown_a_ring_in_neutral_words(world: World) -> None:
    await ring(world, 4, ana, bo, chi)
    await thanked(world, ana, mod)
    home = (await world.home(mod)).reply
    assert "in one group of people" in words(home)
    shown = words((await world.press(mod, buttons(home)["Have a look"])).reply)
    assert "Ana Alves, Bo Berg and Chi Chen" in shown
    assert "12 thanks to each other; 1 to others" in shown
    assert "Counted as 8.2 of 24 points: 66% less." in shown
    assert "a team that works closely together" in shown
    assert (await world.command(mod, "learn", "board rings")).reply is not None
    for blame in ("cheat", "fraud", "abuse", "suspicious", "gaming"):
        assert blame not in shown.lower()


async def test_without_rings_home_says_nothing_of_them(world: World) -> None:
    await ring(world, 2, ana, bo)
    assert "Have a look" not in buttons((await world.home(mod)).reply)
    shown = words((await world.command(mod, "learn", "board rings")).reply)
    assert "No thanks went round and round" in shown


async def test_private_thanks_are_part_of_no_ring(world: World) -> None:
    for turn in range(5):
        await thanked(world, ana, bo, days_ago=turn + 1, is_open=False)
        await thanked(world, bo, ana, days_ago=turn + 0.5)
    assert "No thanks went round" in words((await world.command(mod, "learn", "board rings")).reply)


@pytest.mark.parametrize("who", [ana, bo, guest])
async def test_nobody_else_is_shown_rings(world: World, who: Account) -> None:
    await ring(world, 4, ana, bo)
    home = (await world.home(who)).reply
    assert "Have a look" not in buttons(home)
    assert "round" not in words(home).partition("this is where it goes round")[2]
    for refused in (
        await world.command(who, "learn", "board rings"),
        await world.press(who, ShowRings()),
    ):
        assert "is for administrators" in words(refused.reply)
        assert "Berg" not in words(refused.reply)


async def test_a_facilitator_and_a_manager_are_no_moderators(world: World) -> None:
    world.configure(facilitators=["fake:ana"], managers=["fake:bo"])
    await ring(world, 4, ana, bo)
    for who in (ana, bo):
        await world.command(who, "kudos", chi, " for being here")  # their role is noted now
        refused = (await world.command(who, "learn", "board rings")).reply
        assert "is for administrators" in words(refused)
        assert "Have a look" not in buttons((await world.home(who)).reply)

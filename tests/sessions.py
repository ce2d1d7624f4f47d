"""How the tests of sessions announce one."""

from __future__ import annotations

from typing import Any

from bot.dispatcher import Outcome
from bot.events import Account, Conversation
from bot.messages import Message
from tests.world import GENERAL, World, ana, buttons

PLAN: dict[str, Any] = {
    "title": "Query planner 101",
    "abstract": "How it chooses.",
    "topics": "#sql",
    "day": "2026-12-03",
    "begins": "12:30",
    "minutes": 45,
    "time_zone": "Europe/Lisbon",
    "place": "Room 4",
}


async def plan(
    world: World, who: Account = ana, at: Conversation = GENERAL, **more: Any
) -> Outcome:
    """Fill in the form."""
    return await world.submit(who, "session.plan", at, **(PLAN | more))


async def announced(world: World, who: Account = ana, **more: Any) -> Message:
    """Announce a session in #general; its card."""
    await plan(world, who, **more)
    await world.deliver()
    return world.messenger.last("C-general")


async def say(world: World, who: Account, label: str, card: Message) -> Outcome:
    """Press a button of a card."""
    return await world.press(who, buttons(card)[label])

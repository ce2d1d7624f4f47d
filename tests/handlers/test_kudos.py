"""Scenarios: what happens when colleagues thank each other."""

from __future__ import annotations

import pytest

from bot.events import Conversation, ConversationKind
from bot.messages import Replace
from tests.world import World, ana, bo, buttons, chi, words


async def test_thanks_are_announced_where_they_were_given_and_told_to_each(world: World) -> None:
    outcome = await world.command(ana, "kudos", bo, " ", chi, " for the query planner #sql")
    assert "Sent to Bo Berg and Chi Chen." in words(outcome.reply)
    assert "3 kudos left today" in words(outcome.reply)
    await world.deliver()
    (card,) = world.messenger.in_("C-general")
    assert card.startswith("Ana Alves thanks Bo Berg and Chi Chen | for the query planner #sql")
    assert "Ana Alves thanked you (and 1 more)" in world.messenger.in_("D-bo")[0]
    assert "Ana Alves thanked you (and 1 more)" in world.messenger.in_("D-chi")[0]


async def test_undo_edits_the_card_and_takes_the_direct_message_away(world: World) -> None:
    given = await world.command(ana, "kudos", bo, " for the query planner")
    await world.deliver()
    undone = await world.press(ana, buttons(given.reply)["Undo"])
    assert isinstance(undone.reply, Replace)
    await world.deliver()
    assert world.messenger.in_("C-general") == ["Ana Alves took back a kudos."]
    assert world.messenger.in_("D-bo") == []


async def test_the_week_ends_with_a_roundup_in_the_channel(world: World) -> None:
    world.configure(kudos={"roundup": {"channel": "general", "time_zone": "Europe/Lisbon"}})
    await world.command(ana, "kudos", bo, " for the query planner")
    await world.command(bo, "kudos", chi, " for the review")
    await world.later(days=7)  # far beyond Friday 16:00: too late to matter any more
    assert world.messenger.in_("C-general")[-1].startswith("Bo Berg thanks Chi Chen")
    await world.command(ana, "kudos", chi, " for the slides")
    await world.deliver()
    await world.later(days=2, hours=4)  # Wednesday noon → Friday 16:00
    assert world.messenger.in_("C-general")[-1] == (
        "Who helped whom this week | Ana Alves → Chi Chen: for the slides | [Give kudos]"
    )


@pytest.mark.parametrize(
    "closed",
    [
        Conversation("C-pair", ConversationKind.GROUP, "ana-and-bo"),
        Conversation("C-unnamed", ConversationKind.CHANNEL),
    ],
)
async def test_what_was_said_in_a_closed_circle_is_quoted_nowhere_else(
    world: World, closed: Conversation
) -> None:
    await world.command(ana, "kudos", bo, " for the quiet word", at=closed)
    await world.deliver()
    assert len(world.messenger.in_(closed.address)) == 1
    others = await world.command(chi, "kudos", bo)
    assert "quiet word" not in words(others.reply)
    own = await world.command(bo, "kudos", "me")
    assert "quiet word" in words(own.reply)

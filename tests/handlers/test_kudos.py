"""Scenarios: what happens when colleagues thank each other."""

from __future__ import annotations

from bot.messages import Replace
from tests.world import World, ana, bo, buttons, chi, words


async def test_thanks_are_announced_where_they_were_given_and_told_to_each(world: World) -> None:
    outcome = await world.command(ana, "kudos", bo, " ", chi, " for the query planner #sql")
    assert "Sent to Bo Berg and Chi Chen." in words(outcome.reply)
    assert "3 kudos left today" in words(outcome.reply)
    await world.deliver()
    (card,) = world.messenger.in_("C-general")
    assert card.startswith("Ana Alves thanks Bo Berg and Chi Chen | “for the query planner #sql”")
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

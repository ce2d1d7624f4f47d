"""Scenarios: colleagues wish for a session until somebody speaks."""

from __future__ import annotations

import asyncio

from tests.world import DIRECT, World, ana, bo, buttons, chi, filled, guest, mod, words

LINE = 'wish "How our billing works" #billing'


async def test_a_wish_becomes_a_draft_and_then_a_session(world: World) -> None:
    noted = await world.command(ana, "session", LINE)
    assert "How our billing works #billing (1 person would come)" in words(noted.reply)
    await world.deliver()
    card = world.messenger.last("C-general")
    await world.press(bo, buttons(card)["Me too"])
    await world.press(bo, buttons(card)["Me too"])
    await world.later(seconds=2)
    assert "2 people would come" in words(world.messenger.last("C-general"))
    taken = await world.press(chi, buttons(card)["I could speak about it"])
    assert "is a draft of yours now" in words(taken.reply)
    assert "taken this up" in words(
        (await world.press(mod, buttons(card)["I could speak about it"])).reply
    )
    form = filled((await world.press(chi, buttons(taken.reply)["Say when and where"])).reply)
    assert (form["title"], form["topics"]) == ("How our billing works", "#billing")
    values = form | {"day": "2026-12-03", "begins": "12:30", "is_draft": False, "speakers": [chi]}
    done = await world.submit(chi, "session.plan", **values)
    assert "is announced" in words(done.reply)
    await world.deliver()
    (told,) = world.messenger.in_("D-bo")
    assert "You wished for it" in told
    assert len(world.messenger.in_("D-ana")) == 1
    assert world.messenger.in_("D-chi") == []
    assert "taken this up" in words((await world.press(mod, buttons(card)["Me too"])).reply)


async def test_the_same_wish_again_is_a_voice_for_it(world: World) -> None:
    await world.command(ana, "session", LINE)
    again = await world.command(bo, "session", 'wish "how our billing WORKS"', at=DIRECT)
    assert "2 people would come" in words(again.reply)
    listed = (await world.command(chi, "session", "wishes")).reply
    assert words(listed).count("billing") == 2
    assert "How our billing works" in words((await world.home(chi)).reply)


async def test_everybody_counts_once(world: World) -> None:
    await world.command(ana, "session", LINE, at=DIRECT)
    join = buttons((await world.command(ana, "session", "wishes")).reply)["Me too"]
    await asyncio.gather(*(world.press(who, join) for who in (ana, bo, chi, guest) * 5))
    assert "4 people would come" in words((await world.command(ana, "session", "wishes")).reply)


async def test_a_wish_needs_words(small_world: World) -> None:
    for text in ("wish", "wish 🎉", "wish #sql", "wish " + "x" * 500):
        reply = await small_world.command(ana, "session", text)
        assert "Say in a few words" in words(reply.reply)
    assert "Nobody has wished" in words((await small_world.command(ana, "session", "wishes")).reply)


async def test_a_guest_can_wish_and_not_take_up(small_world: World) -> None:
    await small_world.command(guest, "session", LINE, at=DIRECT)
    listed = (await small_world.command(guest, "session", "wishes")).reply
    reply = await small_world.press(guest, buttons(listed)["I could speak about it"])
    assert "announced by facilitators" in words(reply.reply)

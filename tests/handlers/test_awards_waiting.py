"""Scenarios: nominations that wait, for people who forget, leave or change their mind."""

from __future__ import annotations

from bot.messages import Blank
from bot.rules.awards import LAPSES_AFTER, State
from bot.views.award_forms import Withdraw
from tests.awards import (
    BADGES,
    dee,
    eli,
    fill,
    in_state,
    is_gone,
    last,
    newest,
    nominated,
    prepare,
    told,
)
from tests.world import (
    World,
    ana,
    bo,
    buttons,
    chi,
    filled,
    mod,
    words,
)


async def test_a_withdrawn_nomination_leaves_nobody_with_a_question(world: World) -> None:
    await prepare(world)
    await nominated(world)
    await world.deliver()
    asked = buttons(last(world, bo))["Endorse"]
    await world.press(ana, Withdraw(nomination_id=1))
    await world.deliver()
    assert "was withdrawn. Nothing is left for you to do." in told(world, bo)
    assert "was withdrawn, so nothing is left" in words((await world.press(bo, asked)).reply)
    late = await world.submit(bo, "awards.endorse", nomination_id=1, words="Typed with care")
    assert "You wrote: Typed with care" in words(late.reply), "nothing typed is lost"


async def test_who_is_waited_for_is_reminded_once_and_then_it_lapses(world: World) -> None:
    await prepare(world)
    await nominated(world)
    await world.deliver()
    await world.later(days=7, minutes=1)
    assert "Still waiting for a sentence from you" in told(world, bo)
    before = len(world.messenger.in_("D-bo"))
    await world.later(days=7)
    await world.later(days=7)
    assert len(world.messenger.in_("D-bo")) == before
    await world.later(days=LAPSES_AFTER.days - 21)
    assert (await newest(world)).state == State.LAPSED
    assert "has lapsed" in told(world, bo)
    await world.later(hours=20)
    assert "says nothing about the work" in told(world, ana)
    assert world.messenger.in_("D-chi") == []


async def test_an_owner_is_reminded_once_and_finds_it_on_home(world: World) -> None:
    await prepare(world)
    await in_state(world, State.ENDORSED)
    await world.deliver()
    home = (await world.home(dee)).reply
    assert "Waits for your decision: Chi Chen for Behind the scenes" in words(home)
    assert "Waits for your decision" not in words((await world.home(mod)).reply)
    await world.later(days=7, minutes=1)
    assert "A nomination still waits for you" in told(world, dee)
    before = len(world.messenger.in_("D-dee"))
    await world.later(days=8)
    assert len(world.messenger.in_("D-dee")) == before
    await fill(world, dee, "Grant…", word="At last")
    assert "Waits for your decision" not in words((await world.home(dee)).reply)


async def test_an_endorser_who_left_is_replaced(world: World) -> None:
    await prepare(world)
    await nominated(world, endorser=eli)
    await world.deliver()
    await is_gone(world, eli)
    await world.later(days=7, minutes=1)
    assert "needs another colleague" in told(world, ana)
    assert "I'm asking Bo Berg" in words(await fill(world, ana, "Name somebody else", endorser=bo))


async def test_when_its_owner_left_administrators_are_asked(world: World) -> None:
    await prepare(world)
    await nominated(world)
    await is_gone(world, dee)
    await world.deliver()
    await fill(world, bo, "Endorse", words="I saw it")
    await world.deliver()
    assert "A nomination waits for you" in told(world, mod)
    assert "Granted" in words(await fill(world, mod, "Grant…", word="Well deserved"))


async def test_nobody_gets_a_badge_after_leaving_or_one_that_is_gone(world: World) -> None:
    await prepare(world)
    await in_state(world, State.ENDORSED)
    await world.deliver()
    await is_gone(world, chi)
    assert "no longer a colleague" in words(await fill(world, dee, "Grant…", word="Thanks"))
    world.configure(badges={"kinds": BADGES[:1]})
    opened = await world.press(mod, buttons(last(world, dee))["Grant…"])
    assert isinstance(opened.reply, Blank)
    reply = await world.submit(mod, opened.reply.key, **filled(opened.reply) | {"word": "Thanks"})
    assert "isn't given by hand any more" in words(reply.reply)

"""Scenarios: people in a nomination turn out to be one while it is open."""

from __future__ import annotations

from typing import Any

from bot.events import Account
from bot.messages import Blank, Message
from bot.rules.awards import State
from bot.services.person_merging import merge
from tests.awards import dee, eli, in_state, last, newest, nominated, prepare, told
from tests.world import World, ana, bo, buttons, chi, filled, mod, words


async def become_one(world: World, one: Account, other: Account) -> None:
    first, later = await world.person(one), await world.person(other)
    await world.in_unit_of_work(lambda uow: merge(uow, world.settings, first.id, later.id))
    await world.later(minutes=1)


def all_told(world: World, *accounts: Account) -> list[str]:
    """What somebody was told who has these accounts."""
    return [said for a in accounts for said in world.messenger.in_(f"D-{a.address}")]


def last_of(world: World, *accounts: Account) -> Message:
    """What they were told last."""
    homes = {f"D-{a.address}" for a in accounts}
    shown = [s.message for s in world.messenger.shown.values() if s.to.address in homes]
    return [message for message in shown if message is not None][-1]


async def fill(world: World, who: Account, message: Message, label: str, **values: Any) -> str:
    opened = (await world.press(who, buttons(message)[label])).reply
    assert isinstance(opened, Blank), words(opened)
    return words((await world.submit(who, opened.key, **filled(opened) | values)).reply)


async def test_who_nominated_themselves_is_told_and_nobody_is_asked_any_more(world: World) -> None:
    await prepare(world)
    await in_state(world, State.ENDORSED)
    await world.deliver()
    await become_one(world, ana, chi)
    assert (await newest(world)).state == State.WITHDRAWN
    assert any("turns out to be you" in said for said in all_told(world, ana, chi))
    for asked in (bo, dee):
        assert "was withdrawn. Nothing is left for you to do." in told(world, asked)
    assert isinstance(await nominated(world, by=eli), Message), "somebody else can"


async def test_whoever_spoke_for_their_own_nomination_names_another(world: World) -> None:
    await prepare(world)
    await in_state(world, State.ENDORSED)
    await world.deliver()
    to_grant = buttons(last(world, dee))["Grant…"]
    await become_one(world, ana, bo)
    assert told(world, dee).startswith("Somebody else is asked")
    assert "Grant" not in words((await world.press(dee, to_grant)).reply)
    home = last_of(world, ana, bo)
    assert "whom you named turns out to be you" in words(home)
    assert "I'm asking Eli" in await fill(world, ana, home, "Name somebody else", endorser=eli)

    await world.later(minutes=1)
    before = len(all_told(world, dee))
    await fill(world, eli, last(world, eli), "Endorse", words="I saw it")
    await world.later(minutes=1)
    assert len(all_told(world, dee)) == before + 1, "whoever decides is asked anew"
    await world.later(days=7, minutes=1)
    assert "still waits for you" in told(world, dee)
    assert "Granted" in await fill(world, dee, last(world, dee), "Grant…", word="Yes")


async def test_whoever_spoke_for_themselves_did_not_and_the_nominator_is_not_told_who(
    world: World,
) -> None:
    await prepare(world)
    await nominated(world)
    await world.deliver()
    card = last(world, bo)
    await become_one(world, bo, chi)
    assert told(world, bo).startswith("Somebody else is asked")
    assert "can't say enough about the work" in told(world, ana)
    refused = await world.press(bo, buttons(card)["Endorse"])
    assert "There is no such nomination for you" in words(refused.reply)


async def test_an_owner_who_is_nominated_does_not_decide_and_administrators_are_asked(
    world: World,
) -> None:
    await prepare(world)
    await in_state(world, State.ENDORSED)
    await world.deliver()
    card = last(world, dee)
    assert all_told(world, mod) == []
    await become_one(world, chi, dee)
    assert told(world, dee).startswith("Somebody else is asked")
    opened = await world.press(dee, buttons(card)["Grant…"])
    assert "There is no such nomination for you" in words(opened.reply)
    late = await world.submit(dee, "awards.grant", nomination_id=1, word="I deserve it")
    assert "Granted" not in words(late.reply)
    assert "A nomination waits for you" in told(world, mod)
    assert "Granted" in await fill(world, mod, last(world, mod), "Grant…", word="Well deserved")
    await world.deliver()
    assert any("You've been given a badge" in said for said in all_told(world, chi, dee))


async def test_whoever_is_asked_is_asked_on_and_reminded_as_the_one_they_are(world: World) -> None:
    await prepare(world)
    await nominated(world)
    await world.deliver()
    card = last(world, bo)
    await become_one(world, bo, eli)
    await world.later(days=7, minutes=1)
    assert any("Still waiting for a sentence" in said for said in all_told(world, bo, eli))
    assert "Thank you" in await fill(world, eli, card, "Endorse", words="I saw it")
    await world.later(minutes=1)
    assert "I saw it" in told(world, dee)


async def test_two_open_nominations_of_one_are_both_decided_and_give_one_badge(
    world: World,
) -> None:
    await prepare(world)
    await in_state(world, State.ENDORSED)
    await nominated(world, nominee=eli)
    await world.submit(bo, "awards.endorse", nomination_id=2, words="I saw it")
    await become_one(world, chi, eli)
    for id_, said in ((1, "Granted"), (2, "had")):
        done = await world.submit(dee, "awards.grant", nomination_id=id_, word="Yes")
        assert said in words(done.reply)

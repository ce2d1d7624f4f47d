"""Many at once: allowances hold, repeats count once, and order does not matter."""

from __future__ import annotations

import asyncio
import random
from typing import Any

import pytest

from bot.events import Account, ButtonClicked, CommandInvoked, Inbound, Raw
from bot.messages import Replace
from bot.views.kudos import ReportKudos, UndoKudos
from tests.dump import dump
from tests.world import GENERAL, HERE, World, ana, bo, buttons, chi, mod, words


async def test_fifty_gifts_at_once_never_exceed_the_allowance(world: World) -> None:
    doors = [world.make_dispatcher() for _ in range(4)]
    gifts = [
        doors[n % 4].handle(
            CommandInvoked(
                id=f"gift {n}",
                workspace=HERE,
                actor=ana,
                conversation=GENERAL,
                name="kudos",
                text=((bo, chi)[n % 2], f" for {n}"),
            )
        )
        for n in range(50)
    ]
    answers = [words(outcome.reply) for outcome in await asyncio.gather(*gifts)]
    assert sum("Sent to" in answer for answer in answers) == 5
    assert sum("given all 5" in answer for answer in answers) == 45
    await world.deliver()
    assert len(world.messenger.in_("C-general")) == 5


async def test_thanking_several_at_once_is_all_or_nothing(world: World) -> None:
    gifts = (world.command(ana, "kudos", bo, chi, f" for {n}") for n in range(10))
    answers = [words(outcome.reply) for outcome in await asyncio.gather(*gifts)]
    assert sum("Sent to" in answer for answer in answers) == 2
    assert sum("you have 1 kudos left" in answer for answer in answers) == 8


async def test_everybody_thanking_everybody_at_once_is_nobodys_loss(world: World) -> None:
    people = [ana, bo, chi, mod]
    gifts = [
        world.command(giver, "kudos", to, " for being here")
        for giver in people
        for to in people
        if giver is not to
    ]
    answers = [words(outcome.reply) for outcome in await asyncio.gather(*gifts)]
    assert all("Sent to" in answer for answer in answers)


async def test_newcomers_who_act_at_the_same_time_are_one_person_each(world: World) -> None:
    newcomers = [Account(f"new-{n}", f"New {n}") for n in range(3)]
    events = [
        world.command(newcomers[n % 3], "kudos", newcomers[(n + 1) % 3], f" for {n}")
        for n in range(12)
    ]
    answers = [words(outcome.reply) for outcome in await asyncio.gather(*events)]
    assert all("Sent to" in answer for answer in answers)
    stored = await dump(world)
    names = [row[2] for row in stored["person"]]
    assert sorted(n for n in names if n.startswith("New")) == ["New 0", "New 1", "New 2"]


async def test_undo_pressed_twice_at_once_is_one_undo(world: World) -> None:
    given = await world.command(ana, "kudos", bo, " for the review")
    await world.deliver()
    undo = buttons(given.reply)["Undo"]
    answers = await asyncio.gather(*(world.press(ana, undo) for _ in range(5)))
    assert all(isinstance(a.reply, Replace) for a in answers)
    await world.deliver()
    assert world.messenger.in_("C-general") == ["Ana Alves took back a kudos."]
    assert world.messenger.deeds.count("edit M1") + world.messenger.deeds.count("edit M2") == 1


async def test_reports_at_once_tell_the_moderators_once(world: World) -> None:
    await world.command(ana, "kudos", bo, " for the review")
    await asyncio.gather(*(world.press(who, ReportKudos(kudos_id=1)) for who in (bo, chi, bo, chi)))
    await world.deliver()
    assert len(world.messenger.in_("D-mod")) == 1


@pytest.mark.parametrize("seed", range(4))
async def test_events_that_come_several_times_in_any_order_end_the_same(
    world: World, seed: int
) -> None:
    """Platforms repeat what they are not sure of; a repeat changes nothing."""
    chance = random.Random(seed)  # noqa: S311
    common: dict[str, Any] = {"workspace": HERE, "conversation": GENERAL}
    first = CommandInvoked(id="A", actor=ana, name="kudos", text=(bo, " for a"), **common)
    assert not (await world.dispatcher.handle(first)).is_repeat
    again: list[Inbound] = [
        first,
        CommandInvoked(id="B", actor=chi, name="kudos", text=(bo, " for b"), **common),
        CommandInvoked(id="C", actor=bo, name="kudos", text=(mod, " for c"), **common),
        ButtonClicked(
            id="D", actor=ana, payload=Raw("kudos.undo", UndoKudos(kudos_id=1).pack()), **common
        ),
        ButtonClicked(id="E", actor=chi, payload=Raw("kudos.report", {"kudos_id": 1}), **common),
    ]
    crowd = [event for event in again for _ in range(chance.randint(2, 5))]
    chance.shuffle(crowd)
    outcomes = await asyncio.gather(*(world.dispatcher.handle(event) for event in crowd))
    taken = [e.id for e, o in zip(crowd, outcomes, strict=True) if not o.is_repeat]
    assert sorted(taken) == ["B", "C", "D", "E"]
    await world.deliver()
    cards = world.messenger.in_("C-general")
    assert len(cards) == 3
    assert "Ana Alves took back a kudos." in cards
    stored = await dump(world)
    assert len(stored["kudos"]) == 3
    assert len(stored["kudos_recipient"]) == 3

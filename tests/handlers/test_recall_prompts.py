"""Scenarios: what happens when people are asked what they learnt."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from bot.messages import Blank, Message, Replace
from tests.recall import due, rows, written
from tests.recall import memory_of, reviews
from tests.world import World, ana, bo, buttons, chi, filled, words

THURSDAY = datetime(2026, 11, 19, 8, 0, tzinfo=UTC)
"""Bo's nine o'clock, the morning after."""


async def learns(world: World, *cards: dict[str, Any], who: Any = bo) -> list[int]:
    """Ana writes these cards, and somebody learns what they are about."""
    ids = [await written(world, ana, **card) for card in (cards or ({},))]
    world.configure(recall={"hold_out": 0.0})
    await world.command(who, "recall", "learn #sql")
    return ids


async def at(world: World, moment: datetime) -> None:
    """Go on hour by hour until then."""
    while world.clock.now < moment:
        await world.later(seconds=min((moment - world.clock.now).total_seconds(), 3600))


async def asked(world: World) -> Message:
    """What bo is asked on Thursday morning."""
    await at(world, THURSDAY)
    return world.messenger.last("D-bo")


async def press(world: World, said: object, label: str, who: Any = bo) -> Any:
    """Press a button of a message."""
    return (await world.press(who, buttons(said)[label])).reply


async def test_whoever_learns_is_asked_in_the_morning_and_answers(world: World) -> None:
    (card_id,) = await learns(world)
    card = await asked(world)
    assert words(card).startswith("A quick question, so that what you learnt stays: | Why does")
    assert world.messenger.in_("D-bo") == [words(card)]

    reply = await press(world, card, "A" if "A" in buttons(card) else "It is broken")
    assert isinstance(reply, Replace)
    assert "❌ Not this time. You said: It is broken. Right is: It would read most" in words(reply)
    assert "Reading in order is cheaper then." in words(reply)
    (review,) = await reviews(world)
    assert (review.card_id, review.rating, review.is_right) == (card_id, 1, False)
    assert review.asked_at == THURSDAY
    memory = await memory_of(world, bo, card_id)
    assert memory.due_at > world.clock.now
    assert memory.reviewed_at == world.clock.now


async def test_nobody_is_asked_at_night_or_before_it_is_due(world: World) -> None:
    await learns(world)
    await at(world, datetime(2026, 11, 19, 7, 59, tzinfo=UTC))
    assert world.messenger.in_("D-bo") == []


async def test_a_double_press_rates_once(world: World) -> None:
    await learns(world)
    card = await asked(world)
    label = next(iter(buttons(card)))
    await press(world, card, label)
    again = await press(world, card, label)
    assert words(again).startswith("You've answered this one already.")
    assert len(await reviews(world)) == 1

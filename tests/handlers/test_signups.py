"""Scenarios: colleagues answer an invitation; seats, waitlist, the card, reminders."""

from __future__ import annotations

import asyncio
from collections import Counter
from datetime import UTC, datetime

import pytest

from bot.events import Account
from bot.rules.signups import Answer
from bot.store import signups
from bot.views.sessions import SignUp
from tests.sessions import announced, say
from tests.world import World, bo, buttons, chi, mod, words

NEAR = datetime(2026, 12, 3, 12, 0, tzinfo=UTC)


async def settle(world: World) -> None:
    """Let the card catch up."""
    await world.later(seconds=2)


async def test_the_card_counts_those_who_come(world: World) -> None:
    card = await announced(world)
    assert "You're going to Query planner 101" in words((await say(world, bo, "Going", card)).reply)
    await say(world, chi, "Going", card)
    await say(world, mod, "Maybe", card)
    await settle(world)
    assert "2 going: Bo Berg and Chi Chen" in world.messenger.in_("C-general")[0]


async def test_two_presses_count_once_and_the_last_one_wins(world: World) -> None:
    card = await announced(world)
    for label in ("Going", "Going", "Can't", "Going", "Maybe"):
        await say(world, bo, label, card)
    await settle(world)
    assert "going:" not in world.messenger.in_("C-general")[0]
    assert await world.read(lambda s: signups.counts(s, 1, 1)) == {"maybe": 1}


async def test_a_seat_given_back_goes_to_who_waited_longest_and_they_are_told(
    world: World,
) -> None:
    card = await announced(world, seats=1)
    await say(world, bo, "Going", card)
    waits = await say(world, chi, "Going", card)
    assert "You're the first on the waitlist" in words(waits.reply)
    assert "number 2 on the waitlist" in words((await say(world, mod, "Going", card)).reply)
    assert "number 2 on the waitlist" in words((await say(world, mod, "Going", card)).reply)
    await settle(world)
    assert "0 of 1 left, 2 on the waitlist" in world.messenger.in_("C-general")[0]
    await say(world, bo, "Can't", card)
    await settle(world)
    (told,) = world.messenger.in_("D-chi")
    assert "A seat has become free and it's yours" in told
    assert world.messenger.in_("D-mod") == []
    assert "1 going: Chi Chen" in world.messenger.in_("C-general")[0]


async def test_whoever_leaves_the_waitlist_is_passed_over(world: World) -> None:
    card = await announced(world, seats=1)
    await say(world, bo, "Going", card)
    waits = await say(world, chi, "Going", card)
    await say(world, mod, "Going", card)
    left = await world.press(chi, buttons(waits.reply)["Leave the waitlist"])
    assert "you can't come" in words(left.reply)
    await say(world, bo, "Can't", card)
    await world.deliver()
    assert world.messenger.in_("D-chi") == []
    assert len(world.messenger.in_("D-mod")) == 1


async def test_200_concurrent_presses_never_oversell_and_keep_the_order(world: World) -> None:
    card = await announced(world, seats=20)
    going = buttons(card)["Going"]
    crowd = [Account(f"p{n}", f"Person {n}", "UTC") for n in range(100)]
    await asyncio.gather(*(world.press(who, going) for who in crowd for _ in range(2)))
    counts = await world.read(lambda s: signups.counts(s, 1, 1))
    assert counts == {"going": 20, "waiting": 80}
    seated = await world.read(lambda s: signups.in_turn(s, 1, 1, Answer.GOING, 200))
    waiting = await world.read(lambda s: signups.in_turn(s, 1, 1, Answer.WAITING, 200))
    assert max(s.turn for s in seated) < min(s.turn for s in waiting)
    assert len({s.turn for s in [*seated, *waiting]}) == 100

    by_id = {a.name: a for a in crowd}
    leaving = [by_id[s.person.name] for s in seated[:10]]
    await asyncio.gather(*(world.press(who, buttons(card)["Can't"]) for who in leaving))
    now_seated = await world.read(lambda s: signups.in_turn(s, 1, 1, Answer.GOING, 200))
    expected = [s.person.id for s in seated[10:]] + [s.person.id for s in waiting[:10]]
    assert [s.person.id for s in now_seated] == expected
    await world.deliver()
    told = Counter(
        s.to.address for s in world.messenger.shown.values() if s.to.address != "C-general"
    )
    assert set(told.values()) == {1}
    assert len(told) == 10


async def test_500_presses_in_a_minute_are_500_answers_and_a_handful_of_edits(
    world: World,
) -> None:
    card = await announced(world)
    going = buttons(card)["Going"]
    crowd = [Account(f"p{n}", f"Person {n}", "UTC") for n in range(500)]
    for n in range(0, 500, 50):
        await asyncio.gather(*(world.press(who, going) for who in crowd[n : n + 50]))
        await world.later(seconds=6)
    assert await world.read(lambda s: signups.counts(s, 1, 1)) == {"going": 500}
    (shown,) = (s for s in world.messenger.shown.values() if s.to.address == "C-general")
    assert shown.edits <= 12
    assert "500 going" in words(shown.message)


async def test_a_press_while_the_card_is_being_edited_waits_its_own_second(world: World) -> None:
    card = await announced(world)
    await say(world, bo, "Going", card)
    await world.deliver()
    (shown,) = (s for s in world.messenger.shown.values() if s.to.address == "C-general")
    assert shown.edits == 0
    await world.later(seconds=1)
    assert shown.edits == 1


@pytest.mark.parametrize("data", [{"say": "boss"}, {"occurrence_id": 99}])
async def test_a_button_of_nothing_is_answered_kindly(
    small_world: World, data: dict[str, str | int]
) -> None:
    card = await announced(small_world)
    made = SignUp.model_validate({"occurrence_id": 1, "say": "going"} | data)
    reply = words((await small_world.press(bo, made)).reply)
    assert "older version" in reply or "nothing left to do" in reply
    assert await small_world.read(lambda s: signups.counts(s, 1, 1)) == {}
    assert card.blocks


async def test_after_the_end_the_buttons_answer_kindly(world: World) -> None:
    card = await announced(world)
    await world.later(days=30)
    assert "is over" in words((await say(world, bo, "Going", card)).reply)


async def test_those_going_are_reminded_the_day_before_and_ten_minutes_before(
    world: World,
) -> None:
    card = await announced(world)
    await say(world, chi, "Going", card)
    await say(world, bo, "Maybe", card)
    world.clock.now = datetime(2026, 12, 2, 8, 29, tzinfo=UTC)
    await world.later(seconds=1)
    assert world.messenger.in_("D-chi") == []
    await world.later(seconds=60)  # 16:30 in Shanghai, where 24 hours ahead were 20:30
    (told,) = world.messenger.in_("D-chi")
    assert "Coming up: Query planner 101" in told
    assert "Room 4" in told
    world.clock.now = datetime(2026, 12, 3, 12, 20, tzinfo=UTC)
    await world.later(seconds=0)
    assert len(world.messenger.in_("D-chi")) == 2
    await world.later(hours=1)
    assert sum("Coming up" in said for said in world.messenger.in_("D-chi")) == 2
    assert world.messenger.in_("D-bo") == []


async def test_a_late_reminder_is_not_sent_after_the_start(world: World) -> None:
    card = await announced(world)
    await say(world, chi, "Going", card)
    await world.later(days=15, hours=1)
    assert world.messenger.in_("D-chi") == []


async def test_whoever_cancels_is_not_reminded(world: World) -> None:
    card = await announced(world)
    await say(world, chi, "Going", card)
    await say(world, chi, "Can't", card)
    world.clock.now = NEAR
    await world.later(minutes=25)
    assert world.messenger.in_("D-chi") == []


async def test_whoever_signs_up_late_gets_only_the_reminder_to_come(world: World) -> None:
    card = await announced(world)
    world.clock.now = NEAR
    await say(world, chi, "Going", card)
    await world.later(minutes=5)
    assert world.messenger.in_("D-chi") == []
    await world.later(minutes=16)
    assert len(world.messenger.in_("D-chi")) == 1

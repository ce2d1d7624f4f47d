"""Scenarios: what happens when people are asked what they learnt."""

from __future__ import annotations

import dataclasses
from datetime import UTC, datetime, timedelta

import pytest

from bot.events import ProfileChanged
from bot.messages import Blank, FormErrors, Replace
from bot.services import recall_enrolment
from bot.store.models import RecallPromptCardRow, RecallPromptRow, columns
from bot.views.recall_cards import RetireCard
from bot.views.recall_prompts import ChooseOption
from tests.recall import at, learns, memory_of, press, reviews, rows
from tests.world import HERE, World, ana, bo, buttons, chi, filled, words

THURSDAY = datetime(2026, 11, 19, 8, 0, tzinfo=UTC)
"""Bo's nine o'clock, the morning after."""
FREE = {"kind": "free", "choices": "", "solution": "It reads the table once.", "prompt": "Why?"}
SEVERAL = {"kind": "several", "choices": "* one\n* two\nthree", "prompt": "Which ones?"}
ORDER = {"kind": "order", "choices": "plan\nrun\nlook", "prompt": "In which order?"}
APPLY = {"kind": "apply", "choices": "", "prompt": "Did you use EXPLAIN?"}


async def test_whoever_learns_is_asked_in_the_morning_and_answers(world: World) -> None:
    (card_id,) = await learns(world)
    await at(world, THURSDAY - timedelta(minutes=1))
    assert world.messenger.in_("D-bo") == []
    await at(world, THURSDAY)
    card = world.messenger.last("D-bo")
    assert words(card).startswith("A quick question, so that what you learnt stays: | Why does")
    assert len(world.messenger.in_("D-bo")) == 1

    reply = await press(world, card, "It is broken")
    assert isinstance(reply, Replace)
    assert "❌ Not this time. You said: It is broken. Right is: It would read most" in words(reply)
    assert "Reading in order is cheaper then." in words(reply)
    assert "[This card is wrong]" in words(reply)
    (review,) = await reviews(world)
    assert (review.card_id, review.rating, review.is_right) == (card_id, 1, False)
    assert review.asked_at == THURSDAY
    assert review.model.startswith("fsrs ")
    memory = await memory_of(world, bo, card_id)
    assert memory.due_at > world.clock.now
    assert memory.reviewed_at == world.clock.now

    again = await press(world, card, "It is broken")
    assert words(again).startswith("You've answered this one already.")
    assert len(await reviews(world)) == 1, "a double press rates once"


async def test_several_cards_stand_in_one_message_and_one_answer_keeps_the_others(
    world: World,
) -> None:
    await learns(world, {}, FREE, SEVERAL, ORDER, APPLY)
    await at(world, THURSDAY)
    (said,) = world.messenger.in_("D-bo")
    assert said.startswith("3 quick questions")
    assert said.count("[This card is wrong]") == 3
    card = world.messenger.last("D-bo")
    shown = await press(world, card, "Show the answer")
    assert "It reads the table once." in words(shown)
    assert "1. Why does" in words(shown)
    rated = await press(world, shown, "Got it")
    assert "(You had it.)" in words(rated)
    assert "[It is broken]" in words(rated)
    reply = await press(world, rated, "It would read most of the table")
    assert "✅ Right" in words(reply)

    form = await press(world, reply, "Tick what is right")
    assert isinstance(form, Blank)
    sent = await world.submit(bo, "recall.several", **(filled(form) | {"chosen": ["0"]}))
    assert "🟡 Nearly. You said: one. Right is: one, two" in words(sent.reply)
    await world.deliver()
    assert "🟡 Nearly" in words(world.messenger.last("D-bo"))
    assert "2 more are due, if you like." in words(world.messenger.last("D-bo"))
    assert [r.rating for r in await reviews(world)] == [3, 3, 2]


async def test_more_is_asked_of_whoever_asks_for_it(world: World) -> None:
    await learns(world, ORDER, APPLY)
    await world.command(bo, "recall", "daily 1")
    early = (await world.command(bo, "recall", "now")).reply
    assert words(early).startswith("Nothing is due: you're up to date. The next question comes")
    await at(world, THURSDAY)
    card = world.messenger.last("D-bo")
    assert words(card).startswith("A quick question")
    form = await press(world, card, "Put the steps in order")
    assert isinstance(form, Blank)
    assert [e.name for e in form.entries if e.name.startswith("step")] == [
        "step_1",
        "step_2",
        "step_3",
    ]
    values = filled(form) | {"step_1": "0", "step_2": "0", "step_3": "2"}
    wrong = await world.submit(bo, "recall.order", **values)
    assert isinstance(wrong.reply, FormErrors)
    assert "step_2: You've put this one further up already." in words(wrong.reply)
    done = await world.submit(bo, "recall.order", **(values | {"step_2": "1"}))
    assert "✅ Right: plan → run → look" in words(done.reply)
    await world.deliver()

    more = await press(world, world.messenger.last("D-bo"), "Ask me more")
    assert "Did you use EXPLAIN?" in words(more)
    form = await press(world, more, "I used it")
    told = await world.submit(bo, "recall.used", **(filled(form) | {"happened": "It was quick"}))
    assert "You used it: It was quick. Good to hear!" in words(told.reply)
    assert [(r.rating, r.is_right) for r in await reviews(world)] == [(3, True), (3, None)]


async def test_not_yet_is_no_failure(world: World) -> None:
    await learns(world, APPLY)
    await at(world, THURSDAY)
    reply = await press(world, world.messenger.last("D-bo"), "Not yet")
    assert "Not yet. I'll ask again." in words(reply)
    assert [(r.rating, r.is_right) for r in await reviews(world)] == [(2, None)]


async def test_not_now_comes_back_later_today_then_tomorrow_without_penalty(world: World) -> None:
    await learns(world)
    await at(world, THURSDAY)
    later = await press(world, world.messenger.last("D-bo"), "Not now")
    assert words(later).startswith("No problem. I'll ask again at")
    await at(world, THURSDAY + timedelta(hours=3))
    assert len(world.messenger.in_("D-bo")) == 2
    again = world.messenger.last("D-bo")
    assert "I'll ask again on your next working day." in words(await press(world, again, "Not now"))
    await at(world, THURSDAY + timedelta(hours=22))
    assert len(world.messenger.in_("D-bo")) == 2
    await at(world, THURSDAY + timedelta(hours=24))
    assert len(world.messenger.in_("D-bo")) == 3
    assert await reviews(world) == []
    old = await press(world, later, "Ask me now")
    assert "[It is broken]" in words(old)


async def test_what_was_put_off_is_not_sent_once_it_is_answered(world: World) -> None:
    await learns(world)
    await at(world, THURSDAY)
    later = await press(world, world.messenger.last("D-bo"), "Not now")
    now = await press(world, later, "Ask me now")
    await press(world, now, "It is broken")
    await at(world, THURSDAY + timedelta(hours=3))
    assert len(world.messenger.in_("D-bo")) == 1


async def test_a_pause_ends_by_itself_or_at_once(world: World) -> None:
    await learns(world)
    await at(world, THURSDAY)
    paused = await press(world, world.messenger.last("D-bo"), "Pause a week")
    assert words(paused).startswith("No questions until")
    await at(world, THURSDAY + timedelta(days=4))
    assert len(world.messenger.in_("D-bo")) == 1
    assert "Good to have you back" in words(await press(world, paused, "Go on now"))
    await at(world, THURSDAY + timedelta(days=5))
    assert len(world.messenger.in_("D-bo")) == 2


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("pause until monday", "No questions until"),
        ("pause", "No questions until"),
        ("pause until never", "Until when? Like /recall pause until monday"),
        ("pause until 2031-01-01", "Until when?"),
        ("pause until today", "Until when?"),
        ("resume", "Good to have you back."),
        ("daily 2", "Fine: at most 2 questions a day"),
        ("daily 1", "Fine: at most one question a day"),
        ("daily", "Please give a number from 1 to 20"),
        ("daily 0", "Please give a number from 1 to 20"),
        ("daily many", "Please give a number"),
        ("time 10:45", "Fine: I'll ask at 10:45"),
        ("time", "Please give a time like"),
        ("time 25:00", "Please give a time like"),
        ("time 23:00", "Pick a time within your hours"),
        ("now", "Nothing to ask: you don't learn any cards yet."),
    ],
)
async def test_what_can_be_said(small_world: World, typed: str, said: str) -> None:
    assert said in words((await small_world.command(bo, "recall", typed)).reply)


async def test_the_chosen_time_and_number_hold(small_world: World) -> None:
    world = small_world
    await learns(world, {}, FREE)
    await world.command(bo, "recall", "time 10:30")
    await world.command(bo, "recall", "daily 1")
    await at(world, THURSDAY + timedelta(hours=1, minutes=29))
    assert world.messenger.in_("D-bo") == []
    await at(world, THURSDAY + timedelta(hours=1, minutes=30))
    assert world.messenger.in_("D-bo")[0].startswith("A quick question")


async def test_answers_that_are_none_are_met_kindly(world: World) -> None:
    (card_id,) = await learns(world)
    await at(world, THURSDAY)
    card = world.messenger.last("D-bo")
    button = buttons(card)["It is broken"]
    assert "somebody else's" in words((await world.press(chi, button)).reply)
    lost = ChooseOption(prompt_id=99, card_id=card_id, version=1, option=0)
    assert "from too long ago" in words((await world.press(bo, lost)).reply)
    odd = ChooseOption(prompt_id=1, card_id=card_id, version=1, option=17)
    assert "Have another look." in words((await world.press(bo, odd)).reply)
    world.clock.forward(days=15)
    assert "from too long ago" in words((await world.press(bo, button)).reply)
    assert await reviews(world) == []


async def test_a_card_that_is_retired_or_reworded_while_it_waits_shows_that(world: World) -> None:
    first, second = await learns(world, {}, FREE)
    await at(world, THURSDAY)
    old = world.messenger.last("D-bo")
    await world.submit(
        ana,
        "recall.write",
        kind="free",
        prompt="Why so?",
        solution="Once.",
        topics="#sql",
        card_id=second,
    )
    await world.deliver()
    assert "2. Why so?" in words(world.messenger.last("D-bo"))
    stale = await press(world, old, "Show the answer")
    assert words(stale).startswith("This question was reworded meanwhile.")

    await world.press(ana, RetireCard(card_id=first))
    await world.deliver()
    assert "This question was taken out meanwhile." in words(world.messenger.last("D-bo"))
    gone = await press(world, old, "It is broken")
    assert words(gone).startswith("This question was taken out meanwhile.")
    assert await reviews(world) == []


async def test_what_waits_to_be_sent_and_has_nothing_to_ask_is_not_sent(world: World) -> None:
    (card_id,) = await learns(world)
    await at(world, THURSDAY - timedelta(minutes=30))
    assert len(await rows(world, RecallPromptRow)) == 1
    await world.press(ana, RetireCard(card_id=card_id))
    await at(world, THURSDAY + timedelta(hours=1))
    assert world.messenger.in_("D-bo") == []


async def test_asking_early_takes_the_place_of_what_waits(world: World) -> None:
    await learns(world)
    await at(world, THURSDAY - timedelta(minutes=30))
    now = (await world.command(bo, "recall", "now")).reply
    assert "[It is broken]" in words(now)
    await at(world, THURSDAY)
    assert world.messenger.in_("D-bo") == [], "at most one prompt a day"
    await press(world, now, "It is broken")
    assert len(await reviews(world)) == 1


async def test_who_is_gone_is_not_asked(world: World) -> None:
    await learns(world)
    await world.dispatcher.handle(
        ProfileChanged(
            id=world.event_id(), workspace=HERE, actor=dataclasses.replace(bo, is_deleted=True)
        )
    )
    await at(world, THURSDAY + timedelta(hours=1))
    assert await rows(world, RecallPromptRow) == []


async def test_who_stops_learning_has_nothing_to_answer(world: World) -> None:
    await learns(world)
    await at(world, THURSDAY)
    card = world.messenger.last("D-bo")
    person = await world.person(bo)
    await world.in_unit_of_work(lambda uow: recall_enrolment.leave(uow, person))
    assert words(await press(world, card, "It is broken")).startswith("You don't learn this")
    assert await reviews(world) == []


async def test_a_clock_that_jumps_back_plans_nothing_twice_and_loses_no_answer(
    world: World,
) -> None:
    (card_id,) = await learns(world)
    await at(world, THURSDAY)
    card = world.messenger.last("D-bo")
    world.clock.forward(hours=-2)
    await world.later(hours=1)
    assert len(world.messenger.in_("D-bo")) == 1
    assert "❌" in words(await press(world, card, "It is broken"))
    before = await memory_of(world, bo, card_id)
    assert before.due_at > before.reviewed_at
    assert before.reviewed_at == world.clock.now


async def test_after_an_absence_there_are_a_few_a_day(world: World) -> None:
    await learns(world, *({"prompt": f"Question {n}?"} for n in range(8)))
    await world.submit(bo, "attention.hours", away_first="2026-11-19", away_last="2026-12-29")
    await at(world, THURSDAY + timedelta(days=40), step=timedelta(days=1))
    assert world.messenger.in_("D-bo") == []
    back = datetime(2026, 12, 30, 8, tzinfo=UTC)
    await at(world, back - timedelta(hours=1))
    await at(world, back)
    (said,) = world.messenger.in_("D-bo")
    assert said.startswith("3 quick questions")
    asked = await rows(world, RecallPromptCardRow, columns(RecallPromptCardRow).card_id)
    assert len(asked) == 3


async def test_a_course_ends_with_a_last_check_and_the_model_goes_on(world: World) -> None:
    (card_id,) = await learns(world)
    ends = (await memory_of(world, bo, card_id)).window_ends_at
    day = THURSDAY
    while day < ends + timedelta(days=3):
        await at(world, day)
        if len(world.messenger.in_("D-bo")) > len(await reviews(world)):
            await press(world, world.messenger.last("D-bo"), "It would read most of the table")
        day += timedelta(days=1)
    log = await reviews(world)
    assert [r.is_last for r in log] == [False] * (len(log) - 1) + [True]
    assert log[-1].due_at == ends
    memory = await memory_of(world, bo, card_id)
    assert memory.window_ends_at is None
    assert memory.due_at - ends > timedelta(days=30)

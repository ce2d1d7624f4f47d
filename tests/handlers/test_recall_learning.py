"""Scenarios: who learns which recall cards, from when on, and how they leave."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.events import Conversation, ConversationKind
from bot.rules.recall_enrolment import is_held_out
from bot.store.models import RecallMemoryRow
from bot.views.answers import AcceptAnswer
from bot.views.recall_cards import UseCard
from bot.views.recall_learning import LearnDeck, LeaveDeck, SeeDeck, UseDrafts
from bot.views.session_manage import CancelSession
from bot.views.sessions import CheckIn, SignUp
from tests.answering import answered, answers_to, asked
from tests.recall import MEMORY, at, due, newest, rows, written
from tests.sessions import announced, plan
from tests.world import GENERAL, World, ana, bo, buttons, chi, filled, guest, mod, words

STARTS = datetime(2026, 12, 3, 12, 30, tzinfo=UTC)
ENDS = STARTS + timedelta(minutes=45)
SECRET = Conversation("C-secret", ConversationKind.GROUP, "secret")


async def with_cards(world: World, number: int = 2, where: Conversation = GENERAL) -> list[int]:
    """ana announces a session and writes cards for it; their ids."""
    await plan(world, ana, where)
    return [await card_of_session(world, f"Question {n}?") for n in range(number)]


async def card_of_session(world: World, prompt: str) -> int:
    shown = await world.press(ana, SeeDeck(session_id=1))
    opened = await world.press(ana, buttons(shown.reply)["Write a card"])
    fills = {"prompt": prompt, "choices": "* a\nb"}
    await world.submit(ana, "recall.write", **(filled(opened.reply) | fills))
    card_id = await newest(world)
    await world.press(ana, UseCard(card_id=card_id))
    return card_id


async def held(world: World, *came: Any) -> None:
    """The session takes place, and these check in."""
    world.clock.now = STARTS
    await world.scheduler.sweep()
    for who in came:
        await world.press(who, CheckIn(occurrence_id=1))
    world.clock.now = ENDS
    await world.scheduler.sweep()
    await world.deliver()


async def test_who_came_learns_the_cards_is_told_once_and_leaves_at_once(world: World) -> None:
    cards = await with_cards(world)
    await world.press(chi, SignUp(occurrence_id=1, say="going"))
    await held(world, bo, ana, mod)
    assert list(await due(world, bo)) == cards
    assert await due(world, chi) == {}, "signed up and did not come"
    assert await due(world, ana) == {}, "who speaks knows it"
    assert list(await due(world, mod)) == cards
    told = [m for m in world.messenger.in_("D-bo") if "Query planner 101 is still there" in m]
    assert len(told) == 1
    assert "at most 3 cards a day, for 30 days" in told[0]

    left = await world.press(bo, buttons(world.messenger.last("D-bo"))["Leave"])
    assert words(left.reply).startswith("You've left Query planner 101.")
    assert await due(world, bo) == {}
    await card_of_session(world, "One more?")
    await world.later(hours=1)
    assert await due(world, bo) == {}, "who left is not enrolled again"
    assert len(await due(world, mod)) == 3, "who stays begins with what comes"
    again = await world.press(bo, LeaveDeck(deck_id=1))
    assert words(again.reply).startswith("You're not learning that.")


async def test_attendance_that_is_taken_back_enrols_nobody(world: World) -> None:
    cards = await with_cards(world, 2)
    await held(world, bo, chi, mod)
    await world.press(mod, LeaveDeck(deck_id=1))
    told = [len(await rows(world, RecallMemoryRow)), len(world.messenger.in_("D-bo"))]
    absent: dict[str, Any] = {
        "occurrence_id": 1,
        "people": [await world.person(bo)],
        "were_absent": True,
    }
    await world.submit(ana, "session.marked", **absent)
    assert await due(world, bo) == {}
    assert list(await due(world, chi)) == cards, "who came goes on"
    await world.submit(ana, "session.marked", **absent)
    assert len(await rows(world, RecallMemoryRow)) == told[0] - 2

    await world.later(days=1)
    await world.submit(ana, "session.marked", **(absent | {"were_absent": False}))
    await world.later(minutes=1)
    assert list(await due(world, bo)) == cards, "noted after all: as if for the first time"
    await world.later(days=1)
    assert len([m for m in world.messenger.in_("D-bo") if "still there next month" in m]) == 2


async def test_who_answered_or_chose_the_deck_learns_on_without_having_come(world: World) -> None:
    world.configure(recall={"hold_out": 0.0})
    cards = await with_cards(world, 1)
    await held(world, bo, chi)
    await world.press(chi, LeaveDeck(deck_id=1))
    await world.press(chi, LearnDeck(deck_id=1))
    await at(world, (await due(world, bo))[cards[0]] + timedelta(hours=1))
    asked_now = await world.command(bo, "recall", "now")
    await world.press(bo, buttons(asked_now.reply)["a"])
    people = [await world.person(bo), await world.person(chi)]
    await world.submit(ana, "session.marked", occurrence_id=1, people=people, were_absent=True)
    assert list(await due(world, bo)) == cards, "an answer is kept, and what it began"
    assert list(await due(world, chi)) == cards, "chosen"


async def test_a_course_begins_some_hours_after_the_session_and_has_an_end(world: World) -> None:
    world.configure(recall={"hold_out": 0.5})
    cards = await with_cards(world, 6)
    await held(world, bo, chi)
    for row in await rows(world, RecallMemoryRow, MEMORY.card_id):
        assert row.began_at == ENDS
        assert row.window_ends_at == ENDS + timedelta(days=30)
        assert row.is_held_out is is_held_out(row.person_id, row.card_id, 0.5)
        first = row.window_ends_at if row.is_held_out else ENDS + timedelta(hours=4)
        assert row.due_at == first
    assert len(await rows(world, RecallMemoryRow)) == 2 * len(cards)


async def test_cards_written_after_the_session_reach_those_who_came_in_one_go(
    world: World,
) -> None:
    await announced(world)
    await held(world, bo)
    assert await due(world, bo) == {}
    first = await card_of_session(world, "One?")
    await world.later(minutes=10)
    second = await card_of_session(world, "Two?")
    await world.later(minutes=10)
    assert await due(world, bo) == {}, "the author is not done yet"
    await world.later(minutes=10)
    assert list(await due(world, bo)) == [first, second]
    told = [m for m in world.messenger.in_("D-bo") if "is still there next month" in m]
    assert len(told) == 1
    assert "its 2 cards" in told[0]


async def test_who_is_noted_afterwards_learns_too(world: World) -> None:
    cards = await with_cards(world)
    await held(world, bo)
    await world.submit(ana, "session.marked", people=[await world.person(chi)], occurrence_id=1)
    await world.later(minutes=1)
    assert list(await due(world, chi)) == cards


async def test_where_people_opt_in_they_are_asked_once(world: World) -> None:
    world.configure(recall={"enrol": "opt_in"})
    cards = await with_cards(world)
    await held(world, bo)
    assert await due(world, bo) == {}
    asked = buttons(world.messenger.last("D-bo"))
    declined = await world.press(bo, asked["No, thank you"])
    assert words(declined.reply).startswith("All right.")
    await world.press(bo, asked["Yes, ask me"])
    await world.press(bo, asked["Yes, ask me"])
    assert list(await due(world, bo)) == cards
    assert sum("fresh?" in m for m in world.messenger.in_("D-bo")) == 1


async def test_a_cancelled_session_enrols_nobody(world: World) -> None:
    await with_cards(world)
    await world.press(bo, SignUp(occurrence_id=1, say="going"))
    await world.press(ana, CancelSession(session_id=1))
    await held(world)
    assert await due(world, bo) == {}
    shown = await world.press(ana, SeeDeck(session_id=1))
    assert "Its session was called off" in words(shown.reply)


async def test_a_session_without_recalls_enrols_nobody(world: World) -> None:
    await announced(world, recalls=False)
    await card_of_session(world, "One?")
    await held(world, bo)
    assert await due(world, bo) == {}


async def test_a_topic_is_learnt_with_what_comes_until_it_is_left(world: World) -> None:
    first = await written(world)
    learnt = await world.command(bo, "recall", "learn #sql")
    assert words(learnt.reply).startswith("You learn #sql: 1 card now, and those to come.")
    second = await written(world, prompt="Another?")
    other = await written(world, prompt="A third?", topics="#css")
    assert list(await due(world, bo)) == [first, second]
    listed = await world.command(bo, "recall")
    assert "#sql · 2 cards" in words(listed.reply)
    left = await world.command(bo, "recall", "leave #sql")
    assert words(left.reply).startswith("You've left #sql.")
    assert await due(world, bo) == {}
    await world.command(bo, "recall", "learn sql")
    back = await due(world, bo)
    assert list(back) == [first, second], "coming back, what rests is asked again"
    assert other not in back


async def test_a_card_in_two_things_goes_on_until_both_are_left(world: World) -> None:
    card = await written(world)
    await world.command(bo, "recall", "learn #sql")
    await world.press(bo, LearnDeck(deck_id=1))
    await world.press(bo, LeaveDeck(deck_id=1))
    assert list(await due(world, bo)) == [card]
    await world.command(bo, "recall", "leave #sql")
    assert await due(world, bo) == {}


async def test_who_leaves_everything_is_left_alone_until_they_choose_again(world: World) -> None:
    card = await written(world)
    await world.press(bo, LearnDeck(deck_id=1))
    asked = await world.command(bo, "recall", "leave")
    left = await world.press(bo, buttons(asked.reply)["Leave all of it"])
    assert words(left.reply).startswith("Done: you won't be asked anything any more")
    await with_cards(world)
    await held(world, bo)
    assert await due(world, bo) == {}, "sessions don't enrol them either"
    await world.press(bo, LearnDeck(deck_id=1))
    assert list(await due(world, bo)) == [card]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("learn", "Which topic?"),
        ("learn #nonsense", "Nobody has used #nonsense yet."),
        ("leave", "You weren't learning anything."),
        ("leave #sql", "You're not learning that."),
        ("leave all", "You weren't learning anything."),
        ("decks", "There are no decks yet."),
        ("frobnicate", "I know these:"),
        ("", "What you keep fresh"),
    ],
)
async def test_whatever_is_typed_gets_a_next_step(
    small_world: World, typed: str, said: str
) -> None:
    answered = await small_world.command(bo, "recall", typed)
    assert words(answered.reply).startswith(said)


async def test_what_was_told_in_a_closed_circle_stays_there(world: World) -> None:
    cards = await with_cards(world, where=SECRET)
    await world.press(bo, SignUp(occurrence_id=1, say="going"))
    await world.command(chi, "recall", "learn #sql")
    assert await due(world, chi) == {}, "its topic is everybody's, its cards are not"
    assert "There are no decks yet." in words((await world.command(chi, "recall", "decks")).reply)
    refused = await world.press(chi, LearnDeck(deck_id=1))
    assert words(refused.reply).startswith("That deck isn't there for you.")
    await world.press(bo, LearnDeck(deck_id=1))
    assert list(await due(world, bo)) == cards


async def test_takeaways_are_offered_as_drafts_once(world: World) -> None:
    await announced(world)
    await held(world, bo)
    left: dict[str, Any] = {
        "takeaways": "- Read plans from the inside\nRows lie\n",
        "occurrence_id": 1,
    }
    await world.submit(ana, "session.materials", **left)
    shown = await world.press(ana, SeeDeck(session_id=1))
    said = words(shown.reply)
    assert "What are the 2 things to remember from “Query planner 101”? (draft)" in said
    assert "Rows lie (draft)" in said
    thrown = await world.press(ana, buttons(shown.reply)["Throw it away"])
    assert words(thrown.reply).startswith("Thrown away.")
    shown = await world.press(ana, SeeDeck(session_id=1))
    assert "Use all 2 drafts" in buttons(shown.reply), "what was declined does not come again"
    used = await world.press(ana, UseDrafts(deck_id=1))
    assert words(used.reply).startswith("All 2 are in use")
    await world.later(minutes=20)
    assert len(await due(world, bo)) == 2
    again = await world.press(ana, UseDrafts(deck_id=1))
    assert "Query planner 101" in words(again.reply)


async def test_a_guest_who_came_learns_as_well(small_world: World) -> None:
    cards = await with_cards(small_world)
    await held(small_world, guest)
    assert list(await due(small_world, guest)) == cards


async def test_what_waits_to_be_sent_asks_no_more_what_was_left(world: World) -> None:
    world.configure(recall={"hold_out": 0.0})
    await written(world)
    await written(world, prompt="About css?", topics="#css", title="Styles")
    await world.command(bo, "recall", "learn #sql")
    await world.command(bo, "recall", "learn #css")
    nine = datetime(2026, 11, 19, 8, tzinfo=UTC)  # in Oslo
    await at(world, nine - timedelta(minutes=20))
    await world.command(bo, "recall", "leave #css")
    await at(world, nine)
    (asked,) = world.messenger.in_("D-bo")
    assert "Why does the planner" in asked
    assert "About css?" not in asked


async def test_who_leaves_everything_is_not_sent_what_waits(world: World) -> None:
    await written(world)
    await world.command(bo, "recall", "learn #sql")
    nine = datetime(2026, 11, 19, 8, tzinfo=UTC)
    await at(world, nine - timedelta(minutes=20))
    await world.command(bo, "recall", "leave all")
    await at(world, nine)
    assert world.messenger.in_("D-bo") == []


async def test_accepted_answers_are_offered_as_drafts_and_doubts_count_against_them(
    world: World,
) -> None:
    await announced(world)
    question = await asked(world, ana, about=("sql",), title="How do I see a plan?")
    answer = await answered(world, question, chi, "Type EXPLAIN before it.")
    hidden = await asked(world, ana, about=("sql",), title="A secret?", is_private=True)
    await world.press(ana, AcceptAnswer(answer_id=answer.id))
    shown = await world.press(ana, SeeDeck(session_id=1))
    assert "How do I see a plan? (draft)" in words(shown.reply)
    assert "A secret?" not in words(shown.reply)
    assert hidden != question
    card_id = await newest(world)
    await world.press(ana, UseCard(card_id=card_id))
    await world.submit(bo, "recall.doubt", said="It says nothing.", card_id=card_id)
    (now,) = await answers_to(world, question)
    assert (now.helped, now.failed) == (0, 1)

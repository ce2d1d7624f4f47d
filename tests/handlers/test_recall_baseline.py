"""Scenarios: a few questions before a session, and the same after it."""

from __future__ import annotations

from typing import Any

from bot.events import Account
from bot.messages import Message, Replace, Select
from bot.store.models import RecallBaselineRow
from bot.views.outcomes import SeeOutcome
from bot.views.recall_baseline import AnswerBaseline
from bot.views.recall_learning import SeeDeck
from tests.recall import newest, rows, use, write
from tests.recall_answers import CROWD, crowd
from tests.sessions import announced, say
from tests.world import World, ana, bo, buttons, words

BEFORE = {"kind": "single", "choices": "* It is right\nIt is wrong", "is_baseline": True}


async def questions(world: World, number: int = 2, who: Account = ana) -> Message:
    """A session on Thursday of two weeks on whose deck asks so much before; its card."""
    card = await announced(world, who)
    await world.press(who, SeeDeck(session_id=1))
    for n in range(number):
        await write(world, who, deck_id=1, title="", prompt=f"Question {n}?", **BEFORE)
        await use(world, who, await newest(world))
    return card


def choices(said: object) -> list[Select]:
    """The questions of a message."""
    message = said.message if isinstance(said, Replace) else said
    assert isinstance(message, Message)
    return [block for block in message.blocks if isinstance(block, Select)]


async def choose(world: World, who: Account, question: Select, choice: str) -> Any:
    """Choose in a list."""
    payload = AnswerBaseline.model_validate({**question.press.data, "choice": choice})
    return (await world.press(who, payload)).reply


async def until_asked(world: World) -> None:
    """The session is two days away, and it is day everywhere meanwhile."""
    await world.later(days=13)
    await world.later(hours=22)


async def test_those_who_go_are_asked_before_and_again_after(world: World) -> None:
    card = await questions(world)
    await say(world, bo, "Going", card)
    await until_asked(world)
    asked = world.messenger.last("D-bo")
    assert "Before we start" in words(asked)
    assert "2 quick questions about “Query planner 101”" in words(asked)
    assert [q.press.data["is_after"] for q in choices(asked)] == [0, 0]
    assert not any("Before we start" in said for said in world.messenger.in_("D-ana"))

    reply = await choose(world, bo, choices(asked)[0], "1")
    assert isinstance(reply, Replace)
    assert "It is right" not in words(reply).split("Question 1?")[0], "the answer is not told yet"
    assert len(choices(reply)) == 1
    await choose(world, bo, choices(asked)[0], "0")
    assert [r.is_right for r in await rows(world, RecallBaselineRow)] == [False], "the first counts"
    done = await choose(world, bo, choices(reply)[0], "1")
    assert words(done) == "Thank you. The answers come with the session."

    await world.later(days=2)
    late = await choose(world, bo, choices(asked)[0], "0")
    assert "nothing was noted" in words(late), "the session is over"
    await world.later(hours=20)
    again = [m for m in world.messenger.in_("D-bo") if "What has changed?" in m]
    assert len(again) == 1


async def test_the_gain_is_told_of_five_people_and_of_nobody_alone(world: World) -> None:
    card = await questions(world)
    people = await crowd(world)
    assert len(people) == len(CROWD)
    for who in CROWD[:10]:
        await say(world, who, "Going", card)
    await until_asked(world)
    for n, who in enumerate(CROWD[:10]):
        first = choices(world.messenger.last(f"D-{who.address}"))
        await choose(world, who, first[0], "0" if n % 5 == 0 else "1")
        await choose(world, who, first[1], "1")
    await world.later(days=2)
    await world.later(hours=20)
    for n, who in enumerate(CROWD[:10]):
        (message,) = [
            s.message
            for s in world.messenger.shown.values()
            if s.to.address == f"D-{who.address}"
            and s.message is not None
            and "What has changed?" in words(s.message)
        ]
        second = choices(message)
        told = await choose(world, who, second[0], "0")
        assert "Right is: It is right" in words(told)
        await choose(world, who, second[1], "0" if n % 4 else "1")
    await world.later(days=7)
    outcome = await world.press(ana, SeeOutcome(occurrence_id=1))
    shown = words((await world.press(ana, buttons(outcome.reply)["What stuck"])).reply)
    assert "2 of 20 answers of 10 people were right (10 %" in shown
    assert "17 of 20 answers of 10 people were right (85 %" in shown
    assert "Gain: +75 points" in shown
    assert "That is what the session gave them." in shown
    assert "Crowd" not in shown


async def test_what_has_moved_is_asked_about_when_it_comes(world: World) -> None:
    card = await questions(world)
    await say(world, bo, "Going", card)
    await world.submit(
        ana,
        "session.moved",
        occurrence_id=1,
        day="2026-12-17",
        begins="12:30",
        minutes=45,
    )
    await until_asked(world)
    assert not any("Before we start" in said for said in world.messenger.in_("D-bo"))
    await world.later(days=14)
    assert any("Before we start" in said for said in world.messenger.in_("D-bo"))


async def test_an_answer_to_nothing_is_refused_in_words(world: World) -> None:
    await questions(world, number=1)
    for data in (
        {"occurrence_id": 99, "card_id": 1, "is_after": 0},
        {"occurrence_id": 1, "card_id": 99, "is_after": 0},
        {"occurrence_id": 1, "card_id": 1, "is_after": 1},
    ):
        said = await world.press(bo, AnswerBaseline(**data, choice="0"))
        assert "nothing was noted" in words(said.reply)
    for choice in ("", "7", "-1", "¹"):
        said = await world.press(
            bo, AnswerBaseline(occurrence_id=1, card_id=1, is_after=0, choice=choice)
        )
        assert "nothing was noted" in words(said.reply)
    assert await rows(world, RecallBaselineRow) == []

"""Scenarios: duplicates point to the best one; a question follows the message it is about."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from bot.events import (
    Account,
    MessageChanged,
    MessageDeleted,
    MessageRef,
    Quote,
)
from bot.messages import Blank
from bot.views.question_cards import ManageQuestion, MeToo
from bot.views.question_news import EditQuestion
from tests.questions import rows
from tests.world import GENERAL, HERE, World, ana, bo, buttons, chi, filled, words

ROTATE = "How do I rotate the staging credentials? #postgres"
AGAIN = "What is the way to rotate the staging credentials? #postgres"


async def test_a_duplicate_points_to_the_better_place(world: World) -> None:
    await world.command(ana, "ask", ROTATE)
    await world.command(bo, "ask", AGAIN)
    await world.deliver()
    await world.press(chi, MeToo(question_id=2))
    more = (await world.press(bo, ManageQuestion(question_id=2))).reply
    form = (await world.press(bo, buttons(more)["Same as another…"])).reply
    assert isinstance(form, Blank)
    await world.submit(bo, form.key, **filled(form) | {"into": "1"})
    await world.later(seconds=5)
    _, second = await rows(world)
    assert (second.state, second.merged_into_id) == ("closed", 1)
    first_card, second_card = world.messenger.in_("C-general")
    assert "the best place for it: How do I rotate" in second_card
    assert "2 more people have this question" in first_card


async def test_a_deleted_message_takes_its_question_along(world: World) -> None:
    values: dict[str, Any] = {"question": "How do I rotate them all?", "about": "X1|X1"}
    await world.submit(ana, "question.ask", own=True, **values)
    gone = MessageDeleted(
        id="gone",
        workspace=HERE,
        actor=bo,
        conversation=GENERAL,
        ref=MessageRef("C-general", "X1"),
    )
    await world.dispatcher.handle(gone)
    assert (await rows(world))[0].state == "open"
    await world.dispatcher.handle(replace(gone, id="gone 2", actor=ana))
    (row,) = await rows(world)
    assert (row.state, row.title) == ("closed", "…")


async def test_an_edited_message_edits_the_question_that_is_its_words(world: World) -> None:
    quote = Quote(MessageRef("C-general", "X1"), ana, text=("How do I rotate  them? #sql",))
    for who, question in (
        (ana, None),
        (bo, None),  # it's not his message
        (ana, "How do I rotate the staging ones?"),  # and these are not its words
    ):
        form = (await world.shortcut(who, "question.ask", quote)).reply
        assert isinstance(form, Blank)
        values = filled(form) | ({"question": question} if question else {})
        await world.submit(who, form.key, **values)
    await world.deliver()

    async def says(*text: str, who: Account = ana) -> list[str]:
        event = MessageChanged(
            id=world.event_id(),
            workspace=HERE,
            actor=who,
            conversation=GENERAL,
            ref=MessageRef("C-general", "X1"),
            text=text,
        )
        await world.dispatcher.handle(event)
        return [row.title for row in await rows(world)]

    theirs = ["How do I rotate  them?", "How do I rotate the staging ones?"]
    before = [theirs[0], *theirs]
    assert await says("How do I rotate the keys? #vault", who=bo) == before
    now = await says("How do I rotate the keys?\nSince Monday. #vault")
    assert now == ["How do I rotate the keys?", *theirs]
    row = (await rows(world))[0]
    assert (row.body, row.edited_at) == ("Since Monday.", world.clock())
    await world.later(seconds=5)
    assert "How do I rotate the keys?" in world.messenger.in_("C-general")[0]
    assert "#vault" in world.messenger.in_("C-general")[0]
    assert await says("👍") == now  # nothing that could be asked
    form = (await world.press(ana, EditQuestion(question_id=1))).reply
    assert isinstance(form, Blank)
    await world.submit(ana, form.key, **filled(form) | {"question": "How do I turn keys?"})
    assert (await says("How do I rotate the locks?"))[0] == "How do I turn keys?"


async def test_below_ones_own_message_nobody_is_anonymous(small_world: World) -> None:
    values: dict[str, Any] = {"question": "How do I rotate them all?", "about": "X1|X1"}
    refused = await small_world.submit(ana, "question.ask", own=True, anonymous=True, **values)
    assert "has your name on it" in words(refused.reply)
    assert await rows(small_world) == []

"""Scenarios: what was answered once is found again, by whom it may be found, and why."""

from __future__ import annotations

import pytest

from bot.messages import Blank, Home, Message, Plain, Text, There
from bot.messages.blocks import texts
from bot.views import trouble
from bot.views.answers import AcceptAnswer, ShowAnswer, ShowQuestion
from bot.views.found import AskThis, MoreFound
from tests.answering import (
    CLOSED,
    TITLE,
    answered,
    answers_to,
    asked,
    card_id,
    owner,
    says,
)
from tests.world import (
    GENERAL,
    World,
    ana,
    bo,
    buttons,
    chi,
    filled,
    guest,
    mod,
    words,
)


async def settled(world: World, title: str = TITLE, said: str = "Run vault rotate.") -> int:
    """A question with an accepted answer; its id."""
    question_id = await asked(world, title=title)
    answer = await answered(world, question_id, bo, said)
    await world.press(ana, AcceptAnswer(answer_id=answer.id))
    return question_id


def in_bold(said: object) -> list[str]:
    assert isinstance(said, Message)
    return [
        s.text
        for block in said.blocks
        if isinstance(block, Text)
        for s in block.spans
        if isinstance(s, Plain) and s.style == "bold"
    ]


async def test_an_accepted_answer_is_found_with_why_and_who_vouches_for_it(world: World) -> None:
    await asked(world, title="Rotate the credentials of the printer?")
    question_id = await settled(world)
    found = await world.command(chi, "find", "rotating credentials")
    said = words(found.reply)
    assert said.index(TITLE.split(" rotate")[0]) < said.index("printer")
    assert "✓ Accepted by Ana Alves · verified by Ana Alves" in said
    assert "No answer yet" in said
    assert {"rotate", "credentials"} <= set(in_bold(found.reply))

    await world.press(mod, buttons(found.reply)["Helped me too"])
    page = await world.press(chi, ShowQuestion(question_id=question_id))
    assert "1 person helped too" in words(page.reply)
    assert "Run vault rotate." in words(page.reply)
    assert f"Question {question_id} · asked" in words(page.reply)


async def test_topics_narrow_it_down_and_unknown_ones_are_said(world: World) -> None:
    await settled(world)
    assert TITLE in words((await world.command(chi, "find", "credentials #postgres")).reply)
    assert TITLE in words((await world.command(chi, "find", "#postgres")).reply)
    unknown = await world.command(chi, "find", "credentials #unheard")
    assert "Nobody uses the topic #unheard yet" in words(unknown.reply)


async def test_nothing_found_offers_to_ask_it(world: World) -> None:
    nothing = await world.command(chi, "find", "sourdough starter")
    assert "Nothing found for sourdough starter" in words(nothing.reply)
    form = await world.press(chi, buttons(nothing.reply)["Ask it"])
    assert "sourdough starter" in str(filled(form.reply).values())
    assert "What are you looking for" in words((await world.command(chi, "find")).reply)
    opened = await world.press(chi, buttons((await world.command(chi, "find")).reply)["Search"])
    assert isinstance(opened.reply, Blank)
    searched = await world.submit(chi, "find", words="sourdough")
    assert "Nothing found for sourdough" in words(searched.reply)


@pytest.mark.parametrize(
    "typed",
    [
        '"rotate',
        "rotate*",
        "(rotate OR",
        "NEAR/2 rotate",
        "rotate:",
        "'; DROP TABLE",
        "-",
        "AND " * 90,
    ],
)
async def test_operators_and_quotes_are_words_like_any_other(
    small_world: World, typed: str
) -> None:
    await settled(small_world)
    found = await small_world.command(chi, "find", typed)
    assert found.reply not in (None, trouble.on_our_side())
    if "rotate" in typed:
        assert "staging" in words(found.reply)


async def test_pages_can_be_turned(small_world: World) -> None:
    world = small_world
    for number in range(7):
        await asked(world, title=f"How do I rotate key number {number}?")
    first = await world.command(chi, "find", "rotate key")
    assert words(first.reply).count("No answer yet") == 5
    second = await world.press(chi, buttons(first.reply)["More results"])
    assert words(second.reply).count("No answer yet") == 2
    back = await world.press(chi, buttons(second.reply)["Back"])
    assert words(back.reply) == words(first.reply)
    for page in (-1, 40, 2**31 - 1):
        turned = await world.press(chi, MoreFound(words="rotate key", page=page))
        assert turned.reply not in (None, trouble.on_our_side())


async def test_what_somebody_may_not_see_is_neither_found_nor_shown(world: World) -> None:
    private = await asked(world, title="Rotate my private key?", is_private=True)
    closed = await asked(world, title="Rotate the closed circle's key?", at=CLOSED)
    secret = await answered_in(world, closed)
    found = await world.command(chi, "find", "rotate key")
    assert "Nothing found" in words(found.reply)
    for id_ in (private, closed, 0, -1, 10**9, 2**31 - 1):
        shown = await world.press(chi, ShowQuestion(question_id=id_))
        assert "not for you to see" in words(shown.reply), id_
    assert "not for you" in words((await world.press(chi, ShowAnswer(answer_id=secret))).reply)
    # Whoever presses a button in the closed circle is in it.
    inside = await world.press(chi, ShowQuestion(question_id=closed), CLOSED)
    assert "closed circle's key" in words(inside.reply)
    assert "private key" in words((await world.press(ana, ShowQuestion(question_id=private))).reply)


async def answered_in(world: World, question_id: int) -> int:
    """An answer in the closed circle; its id."""
    await world.submit(bo, "answer.give", CLOSED, question_id=question_id, answer="Here is how.")
    (answer,) = await answers_to(world, question_id)
    return answer.id


async def test_guests_see_what_goes_on_where_they_are(world: World) -> None:
    question_id = await settled(world)
    refused = await world.command(guest, "find", "rotate")
    assert "for colleagues" in words(refused.reply)
    here = await world.press(guest, ShowQuestion(question_id=question_id), GENERAL)
    assert TITLE in words(here.reply)
    elsewhere = await world.press(guest, ShowQuestion(question_id=question_id), CLOSED)
    assert "not for you to see" in words(elsewhere.reply)


async def test_an_edited_answer_is_found_by_its_new_words_and_keeps_its_history(
    world: World,
) -> None:
    question_id = await settled(world)
    await owner(world, chi)
    page = await world.press(chi, ShowQuestion(question_id=question_id))
    more = await world.press(chi, buttons(page.reply)["More…"])
    form = await world.press(chi, buttons(more.reply)["Edit it"])
    changed = filled(form.reply) | {"answer": "Use the zeppelin instead."}
    await world.submit(chi, "answer.change", **changed)
    found = await world.command(mod, "find", "zeppelin")
    assert TITLE in words(found.reply)
    more = await world.press(mod, ShowAnswer(answer_id=changed["answer_id"]))
    history = await world.press(mod, buttons(more.reply)["History"])
    assert "Run vault rotate." in words(history.reply)
    assert "Chi Chen edited it" in words(history.reply)


async def test_a_long_answer_is_read_to_its_end(small_world: World) -> None:
    question_id = await asked(small_world)
    long = " ".join(f"step{n}" for n in range(2000))
    answer = await answered(small_world, question_id, bo, long)
    read = ""
    page = await small_world.press(chi, ShowAnswer(answer_id=answer.id))
    while True:
        read += words(page.reply)
        if "Read on" not in buttons(page.reply):
            break
        page = await small_world.press(chi, buttons(page.reply)["Read on"])
    assert "step0 " in read
    assert "step1999" in read


async def test_home_offers_the_search(small_world: World) -> None:
    home = await small_world.home(ana)
    opened = await small_world.press(ana, buttons(home.reply)["Search"])
    assert isinstance(opened.reply, Blank)
    asked_ = await small_world.press(ana, AskThis(words="How do I?"))
    assert isinstance(asked_.reply, Blank)


def leads(said: object) -> dict[str, str]:
    """The words of a message that lead to another one, and to which."""
    assert isinstance(said, Message | Home)
    found = (s for block in said.blocks for text in texts(block) for s in text)
    return {s.text: s.message for s in found if isinstance(s, There)}


async def test_what_is_found_or_told_leads_to_its_thread(world: World) -> None:
    question_id = await asked(world)
    card = card_id(world)
    await says(world, bo, "Run the rotate script of the platform.", thread=card, message="m1")
    await world.deliver()
    (answer,) = await answers_to(world, question_id)
    direct = [s.message for s in world.messenger.shown.values() if s.to.address == "D-ana"]
    (told,) = (m for m in direct if m is not None and "answered" in m.summary)
    assert leads(told) == {TITLE: "m1"}, "to the reply"
    for waiting in (
        (await world.command(chi, "ask", "open")).reply,
        (await world.home(chi)).reply,
    ):
        assert leads(waiting)[TITLE] == card
    await world.press(ana, AcceptAnswer(answer_id=answer.id))
    found = (await world.command(chi, "find", "rotate credentials")).reply
    assert leads(found) == {"its thread": "m1"}
    page = (await world.press(chi, ShowQuestion(question_id=question_id))).reply
    assert leads(page) == {"the thread": card}


async def test_a_written_answer_is_led_to_where_it_was_posted(world: World) -> None:
    question_id = await asked(world)
    answer = await answered(world, question_id, bo, "Run the rotate script of the platform.")
    await world.press(ana, AcceptAnswer(answer_id=answer.id))
    found = (await world.command(chi, "find", "rotate credentials")).reply
    (posted,) = (
        id_
        for id_, shown in world.messenger.shown.items()
        if shown.to.address == "C-general" and shown.message and "Run the" in words(shown.message)
    )
    assert leads(found) == {"its thread": posted}
    again = await world.command(chi, "ask", "How do I rotate the staging credentials?")
    assert leads(again.reply) == {TITLE: posted}, "answered before"


async def test_what_a_closed_circle_says_is_led_to_from_there_alone(world: World) -> None:
    question_id = await asked(world, at=CLOSED)
    for here, way in ((GENERAL, False), (CLOSED, True)):
        page = (await world.press(mod, ShowQuestion(question_id=question_id), at=here)).reply
        assert bool(leads(page)) is way
    assert TITLE not in leads((await world.home(ana)).reply)
    await says(world, bo, "Run the script.", thread=card_id(world), message="m1", at=CLOSED)
    await world.deliver()
    assert "answered your question" in world.messenger.in_("D-ana")[-1]
    for shown in world.messenger.shown.values():
        assert shown.message is None or leads(shown.message) == {}
    private = await asked(world, title="Who rotates mine?", is_private=True)
    assert leads((await world.press(mod, ShowQuestion(question_id=private))).reply) == {}

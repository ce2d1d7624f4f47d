"""A question's whole way: asked, answered, gone quiet, accepted, and found before it is asked."""

from __future__ import annotations

from bot.views.answers import AcceptAnswer
from tests.answering import answers_to, asked, expert, in_thread, question, says
from tests.world import World, ana, bo, buttons, chi, filled, words


async def test_from_asking_to_being_found_before_it_is_asked_again(world: World) -> None:
    await expert(world, bo)
    await world.command(ana, "ask", "How do I rotate the staging credentials? #postgres")
    await world.deliver()
    card = next(s for s in world.messenger.shown.values() if s.to.thread is None and s.message)
    (request,) = in_thread(world, card.ref.id)
    assert "Bo Berg, can you help?" in words(request)

    form = await world.press(bo, buttons(request)["Answer"])
    await world.submit(bo, "answer.give", **filled(form.reply) | {"answer": "Run vault rotate."})
    await world.later(seconds=2)
    assert card.message is not None
    assert "1 answer so far" in words(card.message)
    (answer,) = await answers_to(world, 1)

    await world.later(hours=23)
    assert not any("gone quiet" in said for said in world.messenger.in_("D-ana"))
    await world.later(hours=2)
    await world.later(hours=20)
    quiet = [said for said in world.messenger.in_("D-ana") if "gone quiet" in said]
    assert len(quiet) == 1
    assert "Bo Berg: Run vault rotate." in quiet[0]
    asking = next(
        s.message
        for s in world.messenger.shown.values()
        if s.to.address == "D-ana" and s.message and "gone quiet" in words(s.message)
    )
    settled = await world.press(ana, buttons(asking)["This answers it"])
    assert "Settled" in words(settled.reply)
    await world.later(days=3)
    assert len([s for s in world.messenger.in_("D-ana") if "gone quiet" in s]) == 1
    assert "Answered by Bo Berg" in words(card.message)
    assert {"Helped me too", "Didn't work for me", "Show answers"} <= set(buttons(card.message))

    again = await world.command(chi, "ask", "How to rotate staging credentials? #postgres")
    assert "Run vault rotate." in words(again.reply)
    assert answer.id == (await question(world, 1)).accepted_id


async def test_three_accepted_answers_invite_and_ones_own_do_not_count(world: World) -> None:
    for number in range(3):
        question_id = await asked(world, title=f"Question number {number} about it?")
        await world.submit(ana, "answer.give", question_id=question_id, answer=f"Found {number}.")
        (own,) = await answers_to(world, question_id)
        await world.press(ana, AcceptAnswer(answer_id=own.id))
    await world.later(hours=1)
    assert not any("expert" in said for said in world.messenger.in_("D-ana"))
    for number in range(3):
        question_id = await asked(world, title=f"Another question {number} about it?")
        await world.submit(bo, "answer.give", question_id=question_id, answer=f"It's {number}.")
        (answer,) = await answers_to(world, question_id)
        await world.press(ana, AcceptAnswer(answer_id=answer.id))
    await world.deliver()
    assert any("expert" in said and "#postgres" in said for said in world.messenger.in_("D-bo"))


async def test_a_question_about_a_message_is_answered_in_that_messages_thread(
    world: World,
) -> None:
    question_id = await asked(world, about_message="m1")
    await says(world, bo, "Run vault rotate, as always.", thread="m1", message="r1")
    (answer,) = await answers_to(world, question_id)
    assert answer.author == await world.person(bo)

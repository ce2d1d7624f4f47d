"""Scenarios: a question is answered, in its thread or by a form, and one answer is accepted."""

from __future__ import annotations

from bot.events import (
    Account,
    Conversation,
    MessageChanged,
    MessageDeleted,
    MessageRef,
    Quote,
)
from bot.messages import Blank, Message, Select
from bot.store.models import AnswerVia, QuestionState
from bot.views import trouble
from bot.views.answers import (
    AcceptAnswer,
    AnswerQuestion,
    EditAnswer,
    PickQuestion,
    ThankAuthor,
    UnacceptAnswer,
)
from tests.answering import (
    TITLE,
    answered,
    answers_to,
    asked,
    card_id,
    expert,
    in_thread,
    owner,
    question,
    says,
)
from tests.world import (
    GENERAL,
    HERE,
    World,
    ana,
    bo,
    buttons,
    chi,
    filled,
    mod,
    robot,
    words,
)


async def test_an_answer_by_form_stands_in_the_thread_and_is_accepted(world: World) -> None:
    question_id = await asked(world)
    opened = await world.press(bo, AnswerQuestion(question_id=question_id))
    form = filled(opened.reply)
    sent = await world.submit(bo, "answer.give", **form | {"answer": " Run vault rotate. "})
    assert "It's in the thread" in words(sent.reply)
    await world.deliver()
    (card,) = in_thread(world, card_id(world))
    assert words(card).startswith("Ana Alves, Bo Berg answered: | Run vault rotate. | ")

    settled = await world.press(ana, buttons(card)["This answers it"])
    assert "Settled" in words(settled.reply)
    await world.later(seconds=2)
    assert "accepted your answer" in world.messenger.in_("D-bo")[-1]
    (card,) = in_thread(world, card_id(world))
    assert "✓ Accepted by Ana Alves" in words(card)
    assert "verified by Ana Alves" in words(card)
    assert "This answers it" not in buttons(card)
    now = await question(world, question_id)
    (answer,) = await answers_to(world, question_id)
    assert (now.state, now.accepted_id) == (QuestionState.ANSWERED, answer.id)
    assert (now.next_step, now.next_step_at) == (None, None)
    assert answer.is_verified(world.clock.now)

    thanks = await world.press(ana, buttons(settled.reply)["Thank Bo Berg"])
    assert isinstance(thanks.reply, Blank)
    assert [p.name for p in thanks.reply.people()] == ["Bo Berg"]
    given = await world.submit(ana, "kudos.give", to=[bo], note=filled(thanks.reply)["note"])
    assert "Sent to Bo Berg" in words(given.reply)


async def test_the_same_answer_sent_twice_is_there_once(world: World) -> None:
    question_id = await asked(world)
    await answered(world, question_id, bo)
    again = await world.submit(
        bo, "answer.give", question_id=question_id, answer="Run  vault\nrotate."
    )
    assert "already" in words(again.reply)
    assert len(await answers_to(world, question_id)) == 1


async def test_a_settled_question_takes_further_answers_and_says_so(world: World) -> None:
    question_id = await asked(world)
    first = await answered(world, question_id, bo)
    await world.press(ana, AcceptAnswer(answer_id=first.id))
    sent = await world.submit(chi, "answer.give", question_id=question_id, answer="Or ask Vera.")
    assert "settled already" in words(sent.reply)
    assert [a.is_accepted for a in await answers_to(world, question_id)] == [True, False]
    assert (await question(world, question_id)).state is QuestionState.ANSWERED


async def test_accepting_another_answer_makes_room_for_it(world: World) -> None:
    question_id = await asked(world)
    first = await answered(world, question_id, bo)
    second = await answered(world, question_id, chi, "Better: use the agent.")
    await world.press(ana, AcceptAnswer(answer_id=first.id))
    await world.press(ana, AcceptAnswer(answer_id=second.id))
    again = await world.press(ana, AcceptAnswer(answer_id=second.id))
    assert "already" in words(again.reply)
    found = await answers_to(world, question_id)
    assert [(a.id, a.is_accepted) for a in found] == [(second.id, True), (first.id, False)]
    assert (await question(world, question_id)).accepted_id == second.id


async def test_what_was_accepted_too_early_opens_the_question_again(world: World) -> None:
    question_id = await asked(world)
    answer = await answered(world, question_id, bo)
    early = await world.press(ana, UnacceptAnswer(answer_id=answer.id))
    assert "isn't the accepted answer" in words(early.reply)
    await world.press(ana, AcceptAnswer(answer_id=answer.id))
    undone = await world.press(ana, UnacceptAnswer(answer_id=answer.id))
    assert "is open again" in words(undone.reply)
    now = await question(world, question_id)
    assert (now.state, now.accepted_id) == (QuestionState.OPEN, None)
    assert now.next_step is not None
    (answer,) = await answers_to(world, question_id)
    assert not answer.is_accepted
    assert not answer.is_verified(world.clock.now)


async def test_an_expert_accepts_others_answers_but_not_their_own(world: World) -> None:
    question_id = await asked(world)
    await expert(world, bo)
    own = await answered(world, question_id, bo)
    other = await answered(world, question_id, chi, "Use the agent.")
    refused = await world.press(bo, AcceptAnswer(answer_id=own.id))
    assert "your own answer" in words(refused.reply)
    stranger = await world.press(chi, AcceptAnswer(answer_id=own.id))
    assert "The asker decides" in words(stranger.reply)
    done = await world.press(bo, AcceptAnswer(answer_id=other.id))
    assert "Settled" in words(done.reply)


async def test_the_asker_may_accept_their_own_answer_and_earns_nothing(world: World) -> None:
    question_id = await asked(world)
    answer = await answered(world, question_id, ana, "Found it: run vault rotate.")
    done = await world.press(ana, AcceptAnswer(answer_id=answer.id))
    assert "nobody gets credit" in words(done.reply)
    assert buttons(done.reply) == {}
    await world.deliver()
    assert not any("accepted your answer" in said for said in world.messenger.in_("D-ana"))
    refused = await world.press(ana, ThankAuthor(answer_id=answer.id))
    assert "your own answer" in words(refused.reply)


async def test_replies_in_the_thread_are_kept_and_follow_edits_and_deletions(
    world: World,
) -> None:
    question_id = await asked(world)
    thread = card_id(world)
    await says(world, bo, "Which environment?", thread=thread, message="r1")
    await says(world, ana, "Staging, as I said: it fails.", thread=thread, message="r2")
    await says(world, robot, "Build 17 failed on main.", thread=thread, message="r3")
    await says(world, chi, "Thanks!", thread=thread, message="r4")
    await says(world, chi, "Elsewhere, run it twice.", thread="M99", message="r5")
    await says(world, chi, "In no thread at all.", thread=None, message="r6")
    assert await answers_to(world, question_id) == []

    await says(world, bo, "Ask ", chi, ", or run vault rotate.", thread=thread, message="r7")
    await says(world, bo, "And restart the agent.", thread=thread, message="r8")
    await world.deliver()
    first, second = await answers_to(world, question_id)
    assert (first.body, first.via) == ("Ask @Chi Chen, or run vault rotate.", AnswerVia.THREAD)
    assert in_thread(world, thread) == []  # what was said there is not said there again
    told = [said for said in world.messenger.in_("D-ana") if "answered your question" in said]
    assert len(told) == 1
    await world.press(ana, AcceptAnswer(answer_id=second.id))

    where = Conversation(GENERAL.address, GENERAL.kind, GENERAL.name, thread)
    await world.dispatcher.handle(
        MessageChanged(
            id=world.event_id(),
            workspace=HERE,
            actor=bo,
            conversation=where,
            ref=MessageRef(GENERAL.address, "r8", thread),
            text=("And restart the vault agent.",),
        )
    )
    found = await answers_to(world, question_id)
    assert found[0].body == "And restart the vault agent."
    assert found[0].is_accepted
    assert found[0].edited_at is not None

    await world.dispatcher.handle(
        MessageDeleted(
            id=world.event_id(),
            workspace=HERE,
            actor=bo,
            conversation=where,
            ref=MessageRef(GENERAL.address, "r8", thread),
        )
    )
    gone = next(a for a in await answers_to(world, question_id) if a.id == second.id)
    assert (gone.body, gone.is_there, gone.is_accepted) == ("", False, False)
    assert (await question(world, question_id)).state is QuestionState.OPEN
    pressed = await world.press(ana, AcceptAnswer(answer_id=second.id))
    assert "no longer there" in words(pressed.reply)


async def test_a_message_is_marked_as_an_answer_in_its_thread_or_picked_for_one(
    world: World,
) -> None:
    question_id = await asked(world)
    thread = card_id(world)
    reply = Quote(MessageRef("C-general", "r1", thread), bo, text=("No.",))
    kept = await world.shortcut(chi, "answer.mark", reply)
    assert "Kept as an answer by Bo Berg" in words(kept.reply)
    again = await world.shortcut(ana, "answer.mark", reply)
    assert "kept already" in words(again.reply)
    own = Quote(MessageRef("C-general", "r2", thread), ana, text=("Found it, see the wiki.",))
    assert "Kept as an answer" in words((await world.shortcut(ana, "answer.mark", own)).reply)

    elsewhere = Quote(MessageRef("C-general", "m9"), bo, text=("Vault does that for you.",))
    picking = await world.shortcut(ana, "answer.mark", elsewhere)
    assert "Which of your open questions" in words(picking.reply)
    assert isinstance(picking.reply, Message)
    select = picking.reply.blocks[1]
    assert isinstance(select, Select)
    marked = int(select.press.data["marked_id"])
    forged = await world.press(chi, PickQuestion(marked_id=marked, choice=str(question_id)))
    assert "no longer there" in words(forged.reply)
    for choice in ("", "x", "0", str(10**12)):
        bad = await world.press(ana, PickQuestion(marked_id=marked, choice=choice))
        assert bad.reply not in (None, trouble.on_our_side())
    picked = await world.press(ana, PickQuestion(marked_id=marked, choice=str(question_id)))
    assert "Kept as an answer by Bo Berg" in words(picked.reply)
    assert {a.via for a in await answers_to(world, question_id)} == {AnswerVia.SHORTCUT}
    assert len(await answers_to(world, question_id)) == 3


async def test_what_can_not_be_marked_says_what_to_do_instead(world: World) -> None:
    quotes: tuple[Quote[Account], ...] = (
        Quote(MessageRef("C-general", "m1"), None, text=("Who wrote this?",)),
        Quote(MessageRef("C-general", "m2"), bo),
    )
    for quote in quotes:
        refused = await world.shortcut(chi, "answer.mark", quote)
        assert "press Answer" in words(refused.reply).replace("Press", "press")
    nowhere = Quote(MessageRef("C-general", "m3"), bo, text=("Something.",))
    lost = await world.shortcut(chi, "answer.mark", nowhere)
    assert "no open question" in words(lost.reply).replace("you have no", "no")


async def test_an_anonymous_asker_is_told_directly_and_accepts_unnamed(world: World) -> None:
    question_id = await asked(world, is_anonymous=True)
    answer = await answered(world, question_id, bo)
    told = world.messenger.in_("D-ana")
    assert any("Bo Berg answered your question" in said for said in told)
    (card,) = in_thread(world, card_id(world))
    assert "Ana" not in words(card)
    refused = await world.submit(ana, "answer.give", question_id=question_id, answer="Mine.")
    assert "show who you are" in words(refused.reply)
    await says(world, ana, "It fails at step 2.", thread=card_id(world), message="r1")
    assert len(await answers_to(world, question_id)) == 1

    done = await world.press(ana, AcceptAnswer(answer_id=answer.id))
    assert "Settled" in words(done.reply)
    assert buttons(done.reply) == {}
    (now,) = await answers_to(world, question_id)
    assert (now.is_accepted, now.accepted_by, now.verified_by) == (True, None, None)
    assert (await question(world, question_id)).settled_by is None
    await world.deliver()
    assert "The asker accepted your answer" in world.messenger.in_("D-bo")[-1]
    refused = await world.press(ana, ThankAuthor(answer_id=answer.id))
    assert "anonymously" in words(refused.reply)


async def test_a_private_questions_answer_reaches_its_asker_and_nobody_else(
    world: World,
) -> None:
    question_id = await asked(world, is_private=True)
    stranger = await world.submit(
        chi, "answer.give", question_id=question_id, answer="I should not know of it."
    )
    assert "not for you to see" in words(stranger.reply)
    assert await answers_to(world, question_id) == []
    sent = await world.submit(mod, "answer.give", question_id=question_id, answer="In the vault.")
    assert "They have it, directly" in words(sent.reply)
    await world.deliver()
    assert "Mo Moderator answered your question" in world.messenger.in_("D-ana")[-1]
    assert world.messenger.in_("C-general") == []


async def test_an_answer_is_edited_by_its_author_or_whoever_looks_after_it(
    world: World,
) -> None:
    question_id = await asked(world)
    await owner(world, chi)
    answer = await answered(world, question_id, bo)
    await world.press(ana, AcceptAnswer(answer_id=answer.id))
    opened = await world.press(bo, EditAnswer(answer_id=answer.id))
    assert filled(opened.reply)["answer"] == "Run vault rotate."
    saved = await world.submit(
        bo, "answer.change", answer_id=answer.id, answer="Run vault rotate -f."
    )
    assert "Saved" in words(saved.reply)
    (now,) = await answers_to(world, question_id)
    assert (now.is_accepted, now.verified_by) == (True, await world.person(ana))

    refused = await world.press(ana, EditAnswer(answer_id=answer.id))
    assert "Only its author" in words(refused.reply)
    await world.submit(chi, "answer.change", answer_id=answer.id, answer="Use the agent.")
    (now,) = await answers_to(world, question_id)
    assert (now.body, now.verified_by) == ("Use the agent.", await world.person(chi))
    assert now.is_accepted


async def test_twenty_thousand_characters_only_code_and_other_languages_are_kept(
    world: World,
) -> None:
    question_id = await asked(world)
    thread = card_id(world)
    long = "Schritt für Schritt: 请按照下面的步骤 " * 900
    await says(world, bo, long, thread=thread, message="r1")
    await says(world, bo, "```\nSELECT pg_reload_conf();\n```", thread=thread, message="r2")
    await answered(world, question_id, chi, ("x = 1; " * 400).strip())
    kept = [len(a.body) for a in await answers_to(world, question_id)]
    assert sorted(kept) == [32, 2799, 20_000]
    too_long = await world.submit(bo, "answer.give", question_id=question_id, answer="word " * 5000)
    assert "20000 characters" in words(too_long.reply)
    nothing = await world.submit(bo, "answer.give", question_id=question_id, answer="   ")
    assert "answer: " in words(nothing.reply)


async def test_the_title_is_in_the_summary_of_every_card(world: World) -> None:
    question_id = await asked(world)
    await answered(world, question_id, bo)
    (card,) = in_thread(world, card_id(world))
    assert TITLE in card.summary

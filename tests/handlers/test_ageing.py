"""Scenarios: answers are doubted, grow old, are verified, edited, retired and merged."""

from __future__ import annotations

from bot.events import Account
from bot.store import flags, question_followers
from bot.store.models import QuestionState
from bot.views.ageing import OpenMerge, RetireAnswer, Unmerge, VerifyAnswer
from bot.views.answers import AcceptAnswer, DidntWork, HelpedMe, ShowQuestion
from tests.answering import (
    CLOSED,
    TITLE,
    answered,
    answers_to,
    asked,
    card_id,
    expert,
    in_thread,
    owner,
    question,
)
from tests.world import World, ana, bo, buttons, chi, filled, guest, leaver, mod, words

PEOPLE = tuple(Account(f"p{n}", f"Person {n}", "UTC") for n in range(6))


async def settled(world: World, title: str = TITLE) -> tuple[int, int]:
    """A question and its accepted answer, by their ids."""
    question_id = await asked(world, title=title)
    answer = await answered(world, question_id, bo)
    await world.press(ana, AcceptAnswer(answer_id=answer.id))
    return question_id, answer.id


async def test_one_didnt_work_puts_an_answer_in_doubt_and_its_owner_is_asked(
    world: World,
) -> None:
    await owner(world, mod)
    question_id, answer_id = await settled(world)
    form = await world.press(chi, DidntWork(answer_id=answer_id))
    assert filled(form.reply)["answer_id"] == answer_id
    said = await world.submit(
        chi, "answer.failed", answer_id=answer_id, what_happened="Step 2: permission denied"
    )
    assert "no longer counts as verified" in words(said.reply)
    again = await world.submit(
        chi, "answer.failed", answer_id=answer_id, what_happened="Step 2: permission denied"
    )
    assert "already" in words(again.reply)
    await world.later(seconds=2)
    (answer,) = await answers_to(world, question_id)
    assert answer.is_accepted
    assert not answer.is_verified(world.clock.now)
    assert answer.failed == 1
    ask = world.messenger.last("D-mod")
    assert "Chi Chen says an answer to" in words(ask)
    assert "“Step 2: permission denied”" in words(ask)
    assert "in doubt since" in words(in_thread(world, card_id(world))[0])

    held = await world.press(mod, buttons(ask)["It still holds"])
    assert "good until" in words(held.reply)
    (answer,) = await answers_to(world, question_id)
    assert answer.is_verified(world.clock.now)
    assert answer.verified_by == await world.person(mod)


async def test_five_who_were_helped_carry_one_who_was_not(world: World) -> None:
    question_id, answer_id = await settled(world)
    for person in PEOPLE[:5]:
        thanks = await world.press(person, HelpedMe(answer_id=answer_id))
        assert "Noted" in words(thanks.reply)
    twice = await world.press(PEOPLE[0], HelpedMe(answer_id=answer_id))
    assert "counts once" in words(twice.reply)
    said = await world.submit(chi, "answer.failed", answer_id=answer_id)
    assert "noted" in words(said.reply)
    (answer,) = await answers_to(world, question_id)
    assert (answer.helped, answer.failed) == (5, 1)
    assert answer.is_verified(world.clock.now)
    # The last voice counts: one of the five thinks again.
    await world.submit(PEOPLE[0], "answer.failed", answer_id=answer_id, what_happened="It broke")
    (answer,) = await answers_to(world, question_id)
    assert (answer.helped, answer.failed) == (4, 2)
    assert not answer.is_verified(world.clock.now)


async def test_nobody_has_a_voice_on_their_own_answer_and_the_asker_accepts(
    world: World,
) -> None:
    question_id = await asked(world)
    answer = await answered(world, question_id, bo)
    own = await world.press(bo, HelpedMe(answer_id=answer.id))
    assert "your own answer" in words(own.reply)
    own = await world.submit(bo, "answer.failed", answer_id=answer.id)
    assert "your own answer" in words(own.reply)
    helped = await world.press(ana, HelpedMe(answer_id=answer.id))
    assert "did it answer it" in words(helped.reply)
    done = await world.press(ana, buttons(helped.reply)["This answers it"])
    assert "Settled" in words(done.reply)
    assert (await answers_to(world, question_id))[0].helped == 0


async def test_an_anonymous_askers_voice_counts_and_is_kept_nowhere(world: World) -> None:
    question_id = await asked(world, is_anonymous=True)
    answer = await answered(world, question_id, bo)
    await world.press(ana, AcceptAnswer(answer_id=answer.id))
    said = await world.submit(
        ana, "answer.failed", answer_id=answer.id, what_happened="It broke again"
    )
    assert "no longer counts as verified" in words(said.reply)
    (now,) = await answers_to(world, question_id)
    assert (now.failed, now.is_verified(world.clock.now)) == (0, False)
    await world.later(hours=1)
    (told,) = [s for s in world.messenger.in_("D-bo") if "didn't work" in s]
    assert told.startswith("The asker says")
    assert "Ana" not in told


async def test_an_answer_grows_old_and_its_owner_verifies_edits_or_retires_it(
    world: World,
) -> None:
    world.configure(questions={"verify_days": 30})
    await owner(world, chi)
    question_id, answer_id = await settled(world)
    await world.later(days=29)
    assert not any("Is this still right?" in s for s in world.messenger.in_("D-chi"))
    await world.later(days=2)  # a Saturday: nobody is asked before Monday
    await world.later(days=1, hours=14)  # Monday morning in Shanghai
    asks = [s for s in world.messenger.in_("D-chi") if "Is this still right?" in s]
    assert len(asks) == 1
    (answer,) = await answers_to(world, question_id)
    assert answer.doubted_at is not None
    assert answer.is_accepted

    ask = world.messenger.last("D-chi")
    stranger = await world.press(ana, buttons(ask)["It still holds"])
    assert "Owners and experts" in words(stranger.reply)
    await world.press(chi, buttons(ask)["It still holds"])
    (answer,) = await answers_to(world, question_id)
    assert answer.is_verified(world.clock.now)
    await world.later(days=30)
    asks = [s for s in world.messenger.in_("D-chi") if "Is this still right?" in s]
    assert len(asks) == 2

    gone = await world.press(chi, RetireAnswer(answer_id=answer_id))
    assert "Retired" in words(gone.reply)
    again = await world.press(chi, RetireAnswer(answer_id=answer_id))
    assert "already" in words(again.reply)
    assert TITLE not in words((await world.command(mod, "find", "staging")).reply)
    page = await world.press(mod, ShowQuestion(question_id=question_id))
    assert "retired" in words(page.reply)
    judged = await world.press(mod, HelpedMe(answer_id=answer_id))
    assert "no longer there" in words(judged.reply)
    await world.press(chi, VerifyAnswer(answer_id=answer_id))
    assert TITLE in words((await world.command(mod, "find", "staging")).reply)


async def test_whose_author_left_is_looked_after_by_moderators(world: World) -> None:
    question_id = await asked(world)
    answer = await answered(world, question_id, leaver)
    await world.press(ana, AcceptAnswer(answer_id=answer.id))
    await world.submit(chi, "answer.failed", answer_id=answer.id)
    await world.deliver()
    assert any("didn't work for them" in said for said in world.messenger.in_("D-mod"))


async def test_duplicates_point_to_the_best_one_and_can_be_taken_apart(world: World) -> None:
    best, answer_id = await settled(world)
    twin = await asked(world, bo, title="Rotating credentials of staging?")
    third = await asked(world, chi, title="Staging credentials rotation?")
    await expert(world, mod)
    form = await world.press(mod, OpenMerge(question_id=twin))
    offered = [o.value for o in form.reply.entries[0].field.options]  # type: ignore[union-attr]
    assert str(best) in offered
    assert str(twin) not in offered
    done = await world.submit(mod, "question.merge", question_id=twin, into=str(best))
    assert "now points to" in words(done.reply)
    await world.later(seconds=2)
    assert "is the same as" in words(world.messenger.last("D-bo"))
    found = words((await world.command(chi, "find", "rotating credentials")).reply)
    assert TITLE in found
    assert "Rotating credentials of" not in found
    page = await world.press(chi, ShowQuestion(question_id=twin))
    assert f"The best place for it: {TITLE}" in words(page.reply)
    assert "Also asked as: Rotating" in words(
        (await world.press(chi, ShowQuestion(question_id=best))).reply
    )
    # An answer to the duplicate goes to the best one.
    await world.submit(chi, "answer.give", question_id=twin, answer="The agent does it.")
    assert len(await answers_to(world, best)) == 2
    assert await answers_to(world, twin) == []
    # Merged again, chains end at the best.
    await world.submit(mod, "question.merge", question_id=third, number=f"#{twin}")
    assert (await question(world, third)).merged_into_id == best

    round_ = await world.submit(mod, "question.merge", question_id=best, number=str(twin))
    assert "merged into this one already" in words(round_.reply)
    for number in ("", "0", "x", str(best), str(10**9), "9" * 20):
        refused = await world.submit(mod, "question.merge", question_id=best, number=number)
        assert "Pick another question" in words(refused.reply), number
    assert (await question(world, best)).merged_into_id is None

    apart = await world.press(mod, Unmerge(question_id=twin))
    assert "stands for itself again" in words(apart.reply)
    now = await question(world, twin)
    assert (now.state, now.merged_into_id) == (QuestionState.OPEN, None)
    following = await world.in_unit_of_work(
        lambda u: question_followers.followers(u.session, u.organization_id, best)
    )
    assert {p.name for p in following} == {chi.name}, "who came by the merge leaves, others stay"
    stranger = await world.submit(guest, "question.merge", question_id=twin, number=str(best))
    assert "Tell one of them, or flag it" in words(stranger.reply)
    assert (await question(world, twin)).merged_into_id is None
    assert answer_id


async def test_nobody_learns_of_a_better_question_that_they_could_not_see(world: World) -> None:
    closed = await asked(world, mod, title="Rotating the payroll credentials?", at=CLOSED)
    beside = await asked(world, mod, title="Payroll credentials rotating?", at=CLOSED)
    private = await asked(world, mod, title="Rotating my credentials?", is_private=True)
    mine = await asked(world, ana, title="Rotating credentials?")
    form = await world.press(mod, OpenMerge(question_id=mine))
    assert form.reply.entries[0].field.options == ()  # type: ignore[union-attr]
    for hidden in (closed, private):
        refused = await world.submit(mod, "question.merge", question_id=mine, into=str(hidden))
        assert "can see too" in words(refused.reply)
    assert (await question(world, mine)).merged_into_id is None
    for narrower, wider in ((private, mine), (beside, closed)):
        done = await world.submit(mod, "question.merge", question_id=narrower, into=str(wider))
        assert "now points to" in words(done.reply)
    page = words((await world.press(chi, ShowQuestion(question_id=mine))).reply)
    assert "my credentials" not in page


async def test_an_asker_points_to_a_better_question_and_back_and_no_row_says_who_asked_anonymously(
    world: World,
) -> None:
    best, _ = await settled(world)
    for is_anonymous, deeds in ((False, ["question.merged", "question.unmerged"]), (True, [])):
        twin = await asked(world, chi, title="Rotating them?", is_anonymous=is_anonymous)
        told = len(world.messenger.in_("D-chi"))
        done = await world.submit(chi, "question.merge", question_id=twin, into=str(best))
        assert "now points to" in words(done.reply)
        await world.deliver()
        assert len(world.messenger.in_("D-chi")) == told  # who did it needs no notice
        assert (await question(world, twin)).settled_by == (
            None if is_anonymous else (await world.person(chi)).id
        )
        await world.press(chi, Unmerge(question_id=twin))
        assert (await question(world, twin)).is_open
        following = await world.in_unit_of_work(
            lambda u: question_followers.followers(u.session, u.organization_id, best)
        )
        assert following == []
        history = await world.in_unit_of_work(
            lambda u, about=twin: flags.history(u.session, u.organization_id, [f"question:{about}"])
        )
        assert sorted(d.action for d in history) == deeds


async def test_a_chain_shows_its_end_and_is_shown_anew_when_it_is_taken_apart(
    world: World,
) -> None:
    best = await asked(world, mod, title="The best one?")
    middle = await asked(world, mod, title="The middle one?")
    first = await asked(world, ana, title="The first one?")
    for one, into in ((first, middle), (middle, best)):
        await world.submit(mod, "question.merge", question_id=one, into=str(into))
    await world.later(seconds=5)
    assert "the best place for it: The best one?" in world.messenger.in_("C-general")[2]
    await world.press(mod, Unmerge(question_id=middle))
    await world.later(seconds=5)
    assert "the best place for it: The middle one?" in world.messenger.in_("C-general")[2]

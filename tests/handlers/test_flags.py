"""Scenarios: something is flagged, a moderator hides it, and shows it again."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.store.models import AuditRow, columns
from bot.views.answers import AcceptAnswer, ShowAnswer, ShowQuestion
from bot.views.flags import HideFlagged, KeepFlagged, OpenFlag, RestoreHidden
from tests.answering import TITLE, answered, answers_to, asked, card_id, in_thread, owner
from tests.world import World, ana, bo, buttons, chi, filled, mod, words

AUDIT = columns(AuditRow)


async def audit(world: World) -> list[str]:
    def read(session: Session) -> list[str]:
        query = select(AUDIT.action, AUDIT.subject).where(AUDIT.organization_id == 1)
        rows = session.execute(query.order_by(AUDIT.id))
        return [f"{row.action} {row.subject}" for row in rows]

    found: list[str] = await world.read(read)
    return found


async def test_a_flagged_answer_is_hidden_everywhere_and_comes_back(world: World) -> None:
    await owner(world, chi)
    question_id = await asked(world)
    answer = await answered(world, question_id, bo, "The zeppelin of customer X.")
    await world.press(ana, AcceptAnswer(answer_id=answer.id))
    opened = await world.press(ana, OpenFlag(answer_id=answer.id))
    taken = await world.submit(
        ana, "flag.raise", **filled(opened.reply) | {"why": "It names a customer"}
    )
    assert "won't be told who" in words(taken.reply)
    again = await world.submit(ana, "flag.raise", answer_id=answer.id)
    assert "already" in words(again.reply)
    await world.deliver()
    for moderator in ("D-mod", "D-chi"):  # an administrator, and the topic's owner
        told = words(world.messenger.last(moderator))
        assert "zeppelin" in told
        assert "It names a customer" in told
        assert "Ana" not in told.replace("Ana Alves, ", "")
    assert "By 1 person" in words((await world.home(mod)).reply)
    queue = await world.command(chi, "flags")
    assert "By 1 person" in words(queue.reply)
    assert "Moderators and owners" in words((await world.command(bo, "flags")).reply)

    hidden = await world.press(chi, buttons(queue.reply)["Hide it"])
    assert "gone from cards" in words(hidden.reply)
    await world.later(seconds=2)
    assert "A moderator hid this answer." in words(in_thread(world, card_id(world))[0])
    assert not any("zeppelin" in said for said in world.messenger.in_("C-general"))
    assert "zeppelin" not in words((await world.command(bo, "find", "zeppelin")).reply).replace(
        "Nothing found for zeppelin", ""
    )
    assert "no longer there" in words(
        (await world.press(bo, ShowAnswer(answer_id=answer.id))).reply
    )
    page = await world.press(bo, ShowQuestion(question_id=question_id))
    assert "zeppelin" not in words(page.reply)
    page = await world.press(mod, ShowQuestion(question_id=question_id))
    assert "Hidden by a moderator" in words(page.reply)
    queue = await world.command(mod, "flags")
    assert "Nothing is flagged" in words(queue.reply)

    back = await world.press(mod, buttons(queue.reply)["Show it again"])
    assert "It's back" in words(back.reply)
    await world.later(seconds=2)
    assert "zeppelin" in words(in_thread(world, card_id(world))[0])
    assert TITLE in words((await world.command(bo, "find", "zeppelin")).reply)
    subject = f"answer:{answer.id}"
    assert await audit(world) == [f"answer.hidden {subject}", f"answer.restored {subject}"]


async def test_a_hidden_question_takes_its_answers_with_it(world: World) -> None:
    question_id = await asked(world)
    answer = await answered(world, question_id, bo)
    await world.press(mod, HideFlagged(question_id=question_id))
    await world.later(seconds=2)
    assert not any(TITLE in said for said in world.messenger.in_("C-general"))
    assert "Nothing found" in words((await world.command(chi, "find", "staging")).reply)
    for pressed in (ShowQuestion(question_id=question_id), ShowAnswer(answer_id=answer.id)):
        assert "no longer there" in words((await world.press(chi, pressed)).reply)
    refused = await world.submit(chi, "answer.give", question_id=question_id, answer="Late.")
    assert "no longer there" in words(refused.reply)
    accepted = await world.press(ana, AcceptAnswer(answer_id=answer.id))
    assert "no longer there" in words(accepted.reply)
    await world.press(mod, RestoreHidden(question_id=question_id))
    assert TITLE in words((await world.command(chi, "find", "staging")).reply)
    assert len(await answers_to(world, question_id)) == 1


async def test_keeping_closes_the_flags_and_a_new_one_asks_anew(world: World) -> None:
    question_id = await asked(world)
    await world.submit(bo, "flag.raise", question_id=question_id)
    kept = await world.press(mod, KeepFlagged(question_id=question_id))
    assert "Kept" in words(kept.reply)
    await world.press(mod, KeepFlagged(question_id=question_id))
    assert await audit(world) == [f"question.kept question:{question_id}"]
    assert "Nothing is flagged" in words((await world.command(mod, "flags")).reply)
    await world.submit(chi, "flag.raise", question_id=question_id, why="Really")
    await world.deliver()
    told = [said for said in world.messenger.in_("D-mod") if "Somebody flagged" in said]
    assert len(told) == 2


async def test_flags_by_the_dozen_are_limited_politely(small_world: World) -> None:
    world = small_world
    ids = [await asked(world, title=f"Question number {n} of many?") for n in range(12)]
    said = [words((await world.submit(bo, "flag.raise", question_id=i)).reply) for i in ids]
    assert all("Thank you" in s for s in said[:10])
    assert all("until tomorrow" in s for s in said[10:])
    world.clock.forward(days=1, minutes=1)
    later = await world.submit(bo, "flag.raise", question_id=ids[-1])
    assert "Thank you" in words(later.reply)

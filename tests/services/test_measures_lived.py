"""What people really do is counted: the programme's queries after commands, not planted rows."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from bot.rules.measures import Week
from bot.store import measures as store
from bot.store.measures import Question
from bot.views.answers import AcceptAnswer
from bot.views.kudos import UndoKudos
from bot.views.question_news import TakeBack
from bot.views.sessions import CheckIn
from tests.answering import TITLE, answered, asked
from tests.sessions import announced, say
from tests.world import NOON, World, ana, bo, buttons, chi, mod

WEEK = Week(date(2026, 11, 16), "UTC")
H = timedelta(hours=1)


async def counted(world: World, what: Any, week: Week = WEEK) -> Any:
    """What a query says of a week."""
    return await world.read(lambda s: what(s, 1, week.begins, week.ends))


async def test_who_thanks_answers_or_speaks_contributes_once(world: World) -> None:
    assert await counted(world, store.contributors) == 0
    await world.command(ana, "kudos", bo, "for the review")
    await world.command(ana, "kudos", chi, "for the other review")
    assert await counted(world, store.contributors) == 1
    await world.command(mod, "kudos", chi, "too soon")
    assert await counted(world, store.contributors) == 2
    await world.press(mod, UndoKudos(kudos_id=3))
    assert await counted(world, store.contributors) == 1

    question = await asked(world, ana)
    await answered(world, question, ana, "Found it myself.")
    assert await counted(world, store.contributors) == 1  # her own question
    await answered(world, question, bo)
    assert await counted(world, store.contributors) == 2
    assert await counted(world, store.contributors, WEEK.earlier()) == 0


async def test_questions_and_their_answers_are_seen_when_they_came(world: World) -> None:
    question = await asked(world, ana)
    world.clock.forward(minutes=10)
    await answered(world, question, ana, "Still looking.")
    world.clock.forward(minutes=50)
    answer = await answered(world, question, bo)
    world.clock.forward(hours=1)
    await world.press(ana, AcceptAnswer(answer_id=answer.id))
    hidden = await asked(world, chi, "What did she ask?", is_anonymous=True)
    assert hidden
    found = await counted(world, store.asked)
    assert sorted(found, key=lambda q: q.asked_at) == [
        Question(NOON, NOON + H, NOON + 2 * H),
        Question(NOON + 2 * H, None, None),
    ]
    assert await counted(world, store.questions) == 2


async def test_an_earlier_answer_that_is_enough_is_counted_once(world: World) -> None:
    question = await asked(world, ana)
    answer = await answered(world, question, bo)
    await world.press(ana, AcceptAnswer(answer_id=answer.id))
    offered = await world.command(chi, "ask", f"{TITLE} #postgres")
    assert await counted(world, store.deflections) == 0
    for _ in range(2):
        await world.press(chi, buttons(offered.reply)["This answers it"])
    assert await counted(world, store.deflections) == 1
    assert await counted(world, store.questions) == 1  # what need not be asked is not
    assert await counted(world, store.deflections, WEEK.earlier()) == 0


async def test_a_question_that_was_taken_back_was_not_asked(world: World) -> None:
    question = await asked(world, ana)
    await asked(world, ana, "Is there a page about vacuum?")
    assert await counted(world, store.questions) == 2
    await world.press(ana, TakeBack(question_id=question))
    assert await counted(world, store.questions) == 1
    assert len(await counted(world, store.asked)) == 1


async def test_a_session_is_held_when_it_is_over_and_people_came(world: World) -> None:
    card = await announced(world, ana, day="2026-11-19", seats=3, speakers=[ana])
    for who in (bo, chi, mod):
        await say(world, who, "Going", card)
    world.clock.now = datetime(2026, 11, 19, 12, 31, tzinfo=UTC)
    await world.later()
    for who in (bo, chi):
        await world.press(who, CheckIn(occurrence_id=1))
    found = await counted(world, store.held)
    assert (found.sessions, found.seats, found.taken) == (1, 3, 3)
    assert (found.going, found.came, found.people, found.unsaid) == (3, 2, 3, 0)
    await world.later(hours=2)
    assert await counted(world, store.contributors) == 1  # Ana, who spoke


async def test_in_the_week_of_the_clock_change_the_last_hour_counts(world: World) -> None:
    """The week of 19 to 25 October 2026 has 169 hours in Berlin: it ends at 23:00 UTC."""
    week = Week(date(2026, 10, 19), "Europe/Berlin")
    for moment in ("2026-10-18T22:00", "2026-10-25T22:59", "2026-10-25T23:00"):
        world.clock.now = datetime.fromisoformat(f"{moment}:00+00:00")
        await asked(world, ana, f"At {moment}?")
    assert await counted(world, store.questions, week) == 2
    after = Week(date(2026, 10, 26), "Europe/Berlin")
    assert await counted(world, store.questions, after) == 1


async def test_nothing_of_another_organization_is_counted(world: World) -> None:
    await world.command(ana, "kudos", bo, "for the review")

    def elsewhere(session: Session) -> tuple[int, int]:
        span = WEEK.begins, WEEK.ends
        return store.contributors(session, 2, *span), store.colleagues(session, 2)

    assert await world.read(elsewhere) == (0, 0)
    assert await world.read(lambda s: store.colleagues(s, 1)) == 4  # no robot, guest or leaver

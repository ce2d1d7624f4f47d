"""Scenarios: the digest of one's own week, for who asked for it and nobody else."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.events import Account
from bot.messages import There
from bot.messages.blocks import texts
from bot.store import recall_learners, topics
from bot.store.models import RecallCardRow, RecallCardTopicRow, RecallMemoryRow
from bot.store.unit_of_work import UnitOfWork
from bot.views.answers import AcceptAnswer
from bot.views.kudos import UndoKudos
from tests.answering import answered, asked, owner
from tests.digests import digests, monday, posts, said
from tests.sessions import announced, say
from tests.world import World, ana, bo, chi, mod, words

NEXT_MONDAY = datetime(2026, 11, 23, 7, 30, tzinfo=UTC)
"""Half past eight where Bo is: half an hour before it is due there."""


async def me(world: World, who: Account, text: str = "") -> str:
    """What `/learn digest me …` answers, a moment later."""
    world.clock.forward(seconds=1)
    return words((await world.command(who, "digest", f"me {text}".strip())).reply)


async def forgot(world: World, who: Account, days: int, topic: str = "sql") -> None:
    """Somebody answered a card about a topic so many days ago, and has not been asked since."""
    person = await world.person(who)
    at = world.clock.now - timedelta(days=days)

    def learn(uow: UnitOfWork) -> None:
        (about,) = topics.stored(uow.session, 1, [topic])
        card = RecallCardRow(
            organization_id=1,
            author_id=person.id,
            kind="free",
            prompt="Why?",
            state="active",
            created_at=at,
        )
        uow.session.add(card)
        uow.session.flush()
        assert card.id is not None
        uow.session.add(RecallCardTopicRow(organization_id=1, card_id=card.id, topic_id=int(about)))
        uow.session.add(
            RecallMemoryRow(
                organization_id=1,
                person_id=person.id,
                card_id=card.id,
                began_at=at,
                model_state=2,
                stability=3.0,
                difficulty=5.0,
                reviewed_at=at,
                due_at=world.clock.now + timedelta(days=30),
            )
        )
        uow.session.flush()
        recall_learners.subscribe(uow.session, 1, [person.id], at, topic_id=int(about))

    await world.in_unit_of_work(learn)


async def test_who_asked_for_it_reads_on_monday_what_their_week_was_like(world: World) -> None:
    asked_for = await me(world, bo, "on")
    assert asked_for.startswith("Done. The digest of your own week: every week, Monday 09:00")
    await world.command(ana, "kudos", bo, "for walking me through the planner #sql")
    question = await asked(world, chi)
    await answered(world, question, bo, "Run vault rotate.")
    await announced(world, ana)  # on 3 December, about #sql
    await forgot(world, bo, 30)
    await world.deliver()
    await monday(world, NEXT_MONDAY, hours=2)

    (post,) = await posts(world, "digest.personal")
    assert post.person_id == (await world.person(bo)).id
    read = words(said(post))
    assert "Your week, 16–22 November" in read
    assert "1 colleague thanked you." in read
    assert "Ana Alves thanks you: “for walking me through the planner #sql”" in read
    assert "For you, perhaps: “Query planner 101”" in read
    assert "#sql: about" in read
    assert "(1 card; it comes back in time)" in read
    assert "[What I remember]" in read
    links = [s for b in said(post).blocks for t in texts(b) for s in t if isinstance(s, There)]
    assert {s.text for s in links} == {
        "“for walking me through the planner #sql”",
        "“Query planner 101”",
    }
    assert len(world.messenger.in_("D-bo")) >= 1

    await monday(world, world.clock.now, hours=8)
    assert len(await posts(world, "digest.personal")) == 1


async def test_what_somebody_did_and_has_before_them_is_in_it(world: World) -> None:
    card = await announced(world, bo, day="2026-11-19", begins="12:30", speakers=[bo])
    for who in (ana, chi):
        await say(world, who, "Going", card)
    world.clock.now = datetime(2026, 11, 19, 12, 31, tzinfo=UTC)
    await world.later()
    for who in (ana, chi):
        await say(world, who, "I'm here", world.messenger.last("C-general"))
    await world.later(hours=2)
    await announced(world, mod, title="Reading EXPLAIN", topics="#git", day="2026-11-24")
    await say(world, ana, "Maybe", world.messenger.last("C-general"))

    heard = await me(world, ana)
    assert "You went to 1 session." in heard
    assert "You went to “Query planner 101”" in heard
    assert "“Reading EXPLAIN”, 2026-11-24 12:30 UTC (you may go)" in heard
    gave = await me(world, bo)
    assert "You gave a session, and colleagues came." in gave
    assert "You gave “Query planner 101”" in gave
    assert "You went to" not in gave
    assert "“Reading EXPLAIN”" not in gave  # it is about nothing of theirs


async def test_an_accepted_answer_leads_to_its_question(world: World) -> None:
    question = await asked(world, ana)
    answer = await answered(world, question, bo)
    await world.press(ana, AcceptAnswer(answer_id=answer.id))
    read = await me(world, bo)
    assert "1 answer of yours got somebody further." in read
    assert "Your answer was accepted: “How do I rotate the staging credentials?”" in read


async def test_whoever_looks_after_a_topic_sees_what_waits(world: World) -> None:
    await owner(world, bo, "postgres")
    await asked(world, chi, "Is there a page about vacuum?")
    await asked(world, chi, "Only between us?", is_private=True)
    read = await me(world, bo)
    assert "Questions about your topics" in read
    assert "Is there a page about vacuum? #postgres, waits since" in read
    assert "between us" not in read


async def test_nobody_gets_it_without_asking_and_off_is_off(world: World) -> None:
    await world.command(ana, "kudos", bo, "for the review")
    await monday(world, NEXT_MONDAY, hours=2)
    assert await posts(world, "digest.personal") == []
    await me(world, bo, "on")
    assert (await me(world, bo, "off")).startswith("Done: no more digests of your week.")
    await world.command(ana, "kudos", bo, "for the second review")
    await monday(world, NEXT_MONDAY + timedelta(weeks=1), hours=2)
    assert await posts(world, "digest.personal") == []
    assert "thanked you" in await me(world, bo)


async def test_a_week_without_news_is_left_out(world: World) -> None:
    await me(world, bo, "on")
    await monday(world, NEXT_MONDAY, hours=2)
    assert await posts(world, "digest.personal") == []
    (kept,) = await digests(world)
    assert kept.body == ""
    assert (await me(world, bo)).startswith("A quiet week: nothing to tell yet.")


async def test_on_keeps_the_day_that_was_chosen(world: World) -> None:
    await world.submit(bo, "digests.choose", kind="personal", weekday="4", is_on=False)
    assert "Friday 09:00" in await me(world, bo, "on")


async def test_private_thanks_are_quoted_to_whom_they_reach_alone(world: World) -> None:
    await world.command(ana, "kudos", "private ", bo, " for staying late")
    assert "for staying late" in await me(world, bo)
    for other in (ana, chi, mod):
        assert "staying late" not in await me(world, other)


async def test_what_was_taken_back_or_hidden_is_not_in_it(world: World) -> None:
    await world.command(ana, "kudos", bo, "for the review")
    await world.press(ana, UndoKudos(kudos_id=1))
    assert "review" not in await me(world, bo)


@pytest.mark.parametrize("typed", ["of", "on please", "me"])
async def test_other_words_are_answered_with_those_it_knows(small_world: World, typed: str) -> None:
    read = await me(small_world, bo, typed)
    assert read.startswith("I know /learn digest me")


async def test_where_the_operator_wants_none_there_is_none(small_world: World) -> None:
    small_world.configure(digests={"personal": {"enabled": False}})
    assert "not made for you" in await me(small_world, bo, "on")
    assert "not made for you" in await me(small_world, bo)


async def test_what_fades_is_shown_to_nobody_else(world: World) -> None:
    """Not to administrators, managers or colleagues, whatever they ask."""
    await forgot(world, bo, 30, "secretsauce")
    assert "#secretsauce" in await me(world, bo)
    await me(world, bo, "on")
    await monday(world, NEXT_MONDAY, hours=2)
    for other in (ana, chi, mod):
        for text in ("me", "preview", "programme", ""):
            shown = repr((await world.command(other, "digest", text)).reply)
            assert "secretsauce" not in shown
        shown = repr((await world.command(other, "mirror")).reply)
        assert "secretsauce" not in shown

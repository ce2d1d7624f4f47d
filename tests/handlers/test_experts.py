"""Scenarios: becoming an expert, resting from it, being nominated and invited."""

from __future__ import annotations

import asyncio
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import insert

from bot.events import Account, Person, ProfileChanged
from bot.services import experts as service
from bot.store import experts as store
from bot.store import topics
from bot.store.models import AnswerRow, ExpertRequestRow, ExpertReservationRow, QuestionTopicRow
from bot.store.unit_of_work import UnitOfWork
from bot.views.nominations import AnswerProposal
from tests.world import (
    HERE,
    NOON,
    World,
    ana,
    bo,
    buttons,
    chi,
    filled,
    guest,
    leaver,
    robot,
    words,
)


async def is_expert(world: World, who: Account, topic: str = "postgres") -> bool:
    """What a service of another feature is told."""
    person = await world.person(who)
    return bool(await world.in_unit_of_work(lambda uow: service.is_expert(uow, person, [topic])))


async def test_one_declares_topics_looks_and_leaves(world: World) -> None:
    nothing = await world.command(ana, "expert")
    assert "not an expert of anything yet" in words(nothing.reply)
    added = await world.command(ana, "expert", "add #Postgres sql")
    assert "You're an expert of #postgres and #sql now" in words(added.reply)
    assert await is_expert(world, ana)
    status = words((await world.command(ana, "learn", "expert")).reply)
    assert "You're an expert of #postgres and #sql." in status
    assert "Nobody has asked you in the last seven days; here that's at most 5 questions" in status
    assert "You're an expert of" in words((await world.home(ana)).reply)
    left = await world.command(ana, "expert", "remove #postgres")
    assert "no longer asked about #postgres" in words(left.reply)
    assert not await is_expert(world, ana)
    assert await is_expert(world, ana, "sql")
    again = await world.command(ana, "expert", "remove #postgres")
    assert "aren't an expert of #postgres" in words(again.reply)


async def test_home_says_nothing_to_those_who_are_none(world: World) -> None:
    assert "What colleagues can ask you" not in words((await world.home(ana)).reply)


async def test_a_misspelt_topic_is_asked_about_and_the_others_are_taken(world: World) -> None:
    await world.command(ana, "expert", "add #postgres")
    asked = await world.command(bo, "expert", "add #postgers #sql")
    assert "You're an expert of #sql now" in words(asked.reply)
    assert "Nobody has used #postgers yet. Did you mean:" in words(asked.reply)
    assert set(buttons(asked.reply)) == {"#postgres", "No, #postgers is new"}
    assert not await is_expert(world, bo)
    await world.press(bo, buttons(asked.reply)["#postgres"])
    assert await is_expert(world, bo)
    await world.press(bo, buttons(asked.reply)["No, #postgers is new"])
    assert await is_expert(world, bo, "postgers")


async def test_a_pause_shows_the_day_it_understood_and_ends_by_itself(world: World) -> None:
    await world.command(ana, "expert", "add #postgres")
    paused = await world.command(ana, "expert", "pause until monday")
    assert "paused until 2026-11-23 00:00 UTC" in words(paused.reply)
    status = (await world.command(ana, "expert")).reply
    assert "You're paused until" in words(status)
    world.clock.forward(days=6)
    assert "You're paused" not in words((await world.command(ana, "expert")).reply)
    await world.press(ana, buttons(paused.reply)["I'm back"])
    unclear = await world.command(ana, "expert", "pause until the cows come home")
    assert "“until the cows come home”" in words(unclear.reply)
    await world.press(ana, buttons(unclear.reply)["Until I say so"])
    world.clock.forward(days=4000)
    assert "until you say you're back" in words((await world.command(ana, "expert")).reply)
    assert "Welcome back" in words((await world.command(ana, "expert", "resume")).reply)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("limit 3 a week", "at most 3 questions in any seven days"),
        ("limit off", "limit is gone. You're asked at most 5 questions in any seven days"),
        ("limit", "from 1 to 50"),
        ("limit 0", "“0”"),
        ("pause", "How long"),
        ("add", "Which topics?"),
        ("add #12 ???", "Which topics?"),
        ("remove", "Which topics?"),
        ("who", "Which topics?"),
        ("nominate", "Say who and what"),
        ("nominate @nobody #sql", "I don't know anyone called nobody"),
        ("dance", "You can type:"),
    ],
)
async def test_every_line_is_answered_with_what_to_do(
    small_world: World, typed: str, said: str
) -> None:
    assert said in words((await small_world.command(ana, "expert", typed)).reply)


async def test_the_form_holds_all_of_it(world: World) -> None:
    added = await world.command(ana, "expert", "add #postgres #sql")
    assert added.reply is not None
    status = (await world.command(ana, "expert")).reply
    form = (await world.press(ana, buttons(status)["Change"])).reply
    assert filled(form)["weekly_limit"] is None
    sql = await world.read(lambda s: topics.found_by(s, 1, ["sql"])["sql"].id)
    values: dict[str, Any] = {
        "add": "#git",
        "leave": [str(sql)],
        "weekly_limit": 2,
        "paused_until": "2026-12-01",
    }
    saved = words((await world.submit(ana, "expert.change", **values)).reply)
    assert "You're an expert of #git and #postgres." in saved
    assert "you take at most 2 questions in any seven days" in saved
    assert "paused until 2026-12-01" in saved
    past = await world.submit(ana, "expert.change", paused_until="2026-11-01")
    assert "Pick a day to come" in words(past.reply)
    wild = await world.submit(ana, "expert.change", add="???")
    assert "at least one topic" in words(wild.reply)


async def test_a_nominated_colleague_decides_and_only_a_yes_is_told(world: World) -> None:
    done = await world.command(ana, "expert", "nominate ", bo, " #postgres")
    assert "I've asked Bo Berg about #postgres" in words(done.reply)
    twice = await world.command(chi, "expert", "nominate ", bo, " #postgres")
    assert "Bo Berg knows already" in words(twice.reply)
    await world.deliver()
    assert len(world.messenger.in_("D-bo")) == 1
    asked = world.messenger.last("D-bo")
    assert "Ana Alves thinks you know your way around #postgres" in words(asked)
    assert not await is_expert(world, bo)
    yes = await world.press(bo, buttons(asked)["Yes, ask me"])
    assert "You're an expert of #postgres now" in words(yes.reply)
    assert await is_expert(world, bo)
    assert "settled already" in words((await world.press(bo, buttons(asked)["Yes, ask me"])).reply)
    await world.deliver()
    assert world.messenger.in_("D-ana") == [
        "Bo Berg said yes: they're an expert of #postgres now. Well spotted."
    ]


async def test_who_declined_is_left_in_peace_for_half_a_year(world: World) -> None:
    await world.command(ana, "expert", "nominate ", bo, " #postgres")
    await world.deliver()
    asked = world.messenger.last("D-bo")
    no = await world.press(bo, buttons(asked)["No, thank you"])
    assert "Nobody is told" in words(no.reply)
    world.clock.forward(days=100)
    await world.command(chi, "expert", "nominate ", bo, " #postgres")
    await world.deliver()
    assert len(world.messenger.in_("D-bo")) == 1
    assert world.messenger.in_("D-ana") == []
    world.clock.forward(days=81)
    again = await world.command(chi, "expert", "nominate ", bo, " #postgres")
    assert "I've asked Bo Berg" in words(again.reply)
    await world.deliver()
    assert len(world.messenger.in_("D-bo")) == 2


async def test_several_topics_wait_in_one_message(world: World) -> None:
    await world.command(ana, "expert", "nominate ", bo, " #postgres #sql")
    await world.deliver()
    (asked,) = world.messenger.in_("D-bo")
    assert "#postgres" in asked
    assert "#sql" in asked
    waiting = await world.read(lambda s: [e.topic.id for e in store.of_person(s, 1, 2)])
    first = await world.press(bo, AnswerProposal(topic_id=waiting[0], accept=1))
    assert "thinks you know your way around #sql" in words(first.reply)


async def test_two_who_nominate_at_once_ask_once(world: World) -> None:
    await world.command(ana, "expert", "add #postgres")
    await asyncio.gather(
        *(world.command(who, "expert", "nominate ", bo, " #postgres") for who in (ana, chi) * 3)
    )
    await world.deliver()
    assert len(world.messenger.in_("D-bo")) == 1


async def test_only_colleagues_become_experts(world: World) -> None:
    for who, said in ((robot, "is a bot"), (guest, "is a guest"), (leaver, "no longer has")):
        refused = await world.command(ana, "expert", "nominate ", who, " #postgres")
        assert said in words(refused.reply)
        form = await world.submit(ana, "expert.nominate", person=who, topics="#postgres")
        assert said in words(form.reply)
    assert "Guests can't be" in words((await world.command(guest, "expert", "add #sql")).reply)
    assert "Guests can't be" in words(
        (await world.command(guest, "expert", "nominate ", bo, " #sql")).reply
    )
    oneself = await world.command(ana, "expert", "nominate ", ana, " #sql")
    assert "You're an expert of #sql now" in words(oneself.reply)


async def test_who_lists_experts_with_what_they_did_and_forgets_who_left(world: World) -> None:
    nobody = await world.command(ana, "expert", "who #postgres")
    assert "Nobody has declared #postgres yet" in words(nobody.reply)
    await world.press(ana, buttons(nobody.reply)["I know it"])
    await world.command(bo, "expert", "add #postgres")
    await world.command(bo, "expert", "pause until monday")
    listed = words((await world.command(chi, "expert", "who #postgres")).reply)
    assert "Ana Alves" in listed
    assert "Bo Berg · paused until" in listed
    assert "Did you mean /expert who #postgres?" in words(
        (await world.command(chi, "expert", "who #postgers")).reply
    )
    gone = Account("bo", "Bo Berg", is_deleted=True)
    await world.dispatcher.handle(ProfileChanged(id="gone", workspace=HERE, actor=gone))
    assert "Bo Berg" not in words((await world.command(chi, "expert", "who #postgres")).reply)


def answered(uow: UnitOfWork, author: Person, n: int, at: datetime = NOON) -> None:
    """`n` accepted answers about #postgres, as the branch of answers leaves them."""
    (topic_id,) = topics.stored(uow.session, uow.organization_id, ["postgres"])
    own = {"organization_id": uow.organization_id}
    for i in range(n):
        question = {
            **own,
            "once": f"q{author.id}-{i}-{at}",
            "asker_id": author.id,
            "title": "How?",
            "asked_at": at,
            "stirred_at": at,
            "rung_at": at,
            "rung": "ask_experts",
            "state": "answered",
            "next_step": None,
            "is_anonymous": False,
            "is_private": False,
            "body": "",
            "about_message": "",
        }
        made = insert(store.QUESTION.id.table).returning(store.QUESTION.id)
        id_ = uow.session.execute(made, question).scalar_one()
        uow.session.execute(
            insert(QuestionTopicRow), {**own, "question_id": id_, "topic_id": topic_id}
        )
        answer = {**own, "question_id": id_, "author_id": author.id, "body": "So.", "via": "form"}
        answer |= {"given_at": at, "accepted_at": at}
        uow.session.execute(insert(AnswerRow), answer)
        asked = {**own, "question_id": id_, "person_id": author.id, "asked_at": at, "round": 1}
        asked |= {"reasons": "[]", "state": "answered"}
        uow.session.execute(insert(ExpertRequestRow), asked)
        uow.session.execute(
            insert(ExpertReservationRow),
            {**own, "question_id": id_, "person_id": author.id, "taken_at": at},
        )


async def test_three_accepted_answers_invite_once(world: World) -> None:
    person = await world.person(bo)

    def twice(uow: UnitOfWork) -> None:
        answered(uow, person, 2)
        service.consider_invitation(uow, person, ["postgres", "nothing"])

    await world.in_unit_of_work(twice)
    await world.deliver()
    assert world.messenger.in_("D-bo") == []
    world.clock.forward(days=1)
    await world.in_unit_of_work(lambda uow: answered(uow, person, 1, world.clock()))
    for _ in range(2):
        await world.in_unit_of_work(
            lambda uow: service.consider_invitation(uow, person, ["postgres"])
        )
    await world.deliver()
    (invited,) = world.messenger.in_("D-bo")
    assert "Your answers about #postgres keep being accepted" in invited
    assert not await is_expert(world, bo)
    await world.press(bo, buttons(world.messenger.last("D-bo"))["No, thank you"])
    await world.in_unit_of_work(lambda uow: service.consider_invitation(uow, person, ["postgres"]))
    await world.deliver()
    assert len(world.messenger.in_("D-bo")) == 1
    status = words((await world.command(bo, "expert", "add #postgres")).reply)
    assert "expert of #postgres now" in status
    assert "You've been asked 3 times" in words((await world.command(bo, "expert")).reply)
    who = words((await world.command(ana, "expert", "who #postgres")).reply)
    assert "Bo Berg · 3 answers accepted" in who

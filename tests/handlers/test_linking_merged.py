"""Scenarios: what two people did adds up when they turn out to be one."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from bot.events import Account, Person, ProfileChanged
from bot.messages import Blank, Message
from bot.services import anonymity, question_access
from bot.services.kudos import give_kudos
from bot.services.person_merging import merge
from bot.store.destinations import faces
from bot.store.models import DeedRow, KudosRow, TimerRow, columns
from bot.store.outbox import ANY_ORGANIZATION
from bot.views.kudos import OpenGiveKudos
from tests.badging import badge, levels, use
from tests.linking import LOBBY, THERE, here_with, join_workspaces, person, there
from tests.questions import knows, rows
from tests.sessions import announced, say
from tests.world import DIRECT, World, ana, bo, buttons, chi, filled, words

DEED = columns(DeedRow)
KUDOS = columns(KudosRow)
TIMER = columns(TimerRow)

second = Account("ana-2")
dora = Account("dora")


@pytest.fixture
async def both(world: World) -> World:
    """Ana is in both workspaces, as two people still."""
    join_workspaces(world)
    await there(world, "ana-2", "Ana Alves", None)
    await there(world, "dora", "Dora Dietz", None)
    return world


async def become_one(world: World, one: Account = ana, other: Account = second) -> None:
    """As when both sides said yes."""
    first, later = await world.person(one), await person(world, other)
    await world.in_unit_of_work(lambda uow: merge(uow, world.settings, first.id, later.id))


async def every(world: World, query: Any) -> list[Any]:
    """All rows of all organizations."""
    return list(
        await world.read(lambda s: s.execute(query, execution_options=ANY_ORGANIZATION).all())
    )


async def thank(world: World, giver: Person, *to: Person) -> None:
    """Across workspaces, which no picker offers yet."""
    await world.in_unit_of_work(
        lambda uow: give_kudos(uow, world.settings.kudos, giver, to, "for everything")
    )


async def test_kudos_of_both_add_up_and_those_to_oneself_count_no_more(both: World) -> None:
    await both.command(bo, "kudos", ana, " for the query planner")
    await both.command(dora, "kudos", second, " for the slides", at=LOBBY, workspace=THERE)
    me, you = await both.person(ana), await person(both, second)
    await thank(both, me, you)
    await thank(both, you, me, await both.person(chi))
    await become_one(both)
    deeds = await every(
        both, select(DEED.kind, DEED.person_id, DEED.other_id).where(DEED.undone_at.is_(None))
    )
    one = await both.person(ana)
    got = [(kind, other) for kind, who, other in deeds if who == one.id]
    others = {(await both.person(bo)).id, (await person(both, dora)).id}
    assert {other for kind, other in got if kind == "kudos_received"} == others
    assert [other for kind, other in got if kind == "kudos_given"] == [(await both.person(chi)).id]
    assert len(got) == 3
    kudos = await every(both, select(KUDOS.undone_at).order_by(KUDOS.id))
    assert [row.undone_at is not None for row in kudos] == [False, False, True, False]
    shown = await both.command(bo, "kudos", ana)
    assert "for the query planner" in words(shown.reply)
    assert "for the slides" in words(shown.reply)


async def test_a_badge_that_neither_had_earned_is_earned_by_both_together(both: World) -> None:
    rule = {"count": "kudos_received", "different": "colleagues"}
    use(both, badge("helping_hand", rule, 3), badge("first_thanks", {"count": "kudos_received"}))
    for giver in (bo, chi):
        await both.command(giver, "kudos", ana, f" for helping {giver.address}")
    await both.command(dora, "kudos", second, " for the slides", at=LOBBY, workspace=THERE)
    assert await levels(both, ana) == ["first_thanks 1"]
    await here_with(both, ana, "ana@example.com")
    news = Account("ana-2", "Ana Alves", email="ana@example.com")
    await both.dispatcher.handle(ProfileChanged(id="P1", workspace=THERE, actor=news))
    await both.later(seconds=5)
    assert await levels(both, ana) == ["first_thanks 1", "helping_hand 1"]


async def test_who_had_two_seats_has_one_and_the_next_in_line_moves_up(both: World) -> None:
    card = await announced(both, chi, seats=2)
    await say(both, ana, "Going", card)
    await both.press(second, buttons(card)["Going"], LOBBY, workspace=THERE)
    waits = await say(both, bo, "Going", card)
    assert "waitlist" in words(waits.reply)
    await become_one(both)
    await both.deliver()
    assert any("seat" in said for said in both.messenger.in_("D-bo"))


async def test_who_asked_anonymously_is_still_the_asker_and_still_nobody_knows(
    both: World,
) -> None:
    await knows(both, bo, "payroll")
    asked = "anonymously Why is my pay lower than last month? #payroll"
    reply = await both.command(second, "ask", asked, at=LOBBY, workspace=THERE)
    assert "Nobody is told that it was you" in words(reply.reply)
    await both.deliver()
    (question,) = await rows(both)
    await both.in_unit_of_work(
        lambda uow: uow.post(
            Message.of("An answer."),
            to=anonymity.destination(uow, question.id),
            key="test:answer",
            kind="test",
        )
    )
    await become_one(both)
    await both.deliver()
    told = [w for home in ("D-ana", "D-ana-2") for w in both.messenger.in_(home)]
    assert told.count("An answer.") == 1
    for who, is_it in ((await both.person(ana), True), (await both.person(bo), False)):
        own = await both.in_unit_of_work(
            lambda uow, who=who: question_access.own_open(uow, who, most=5)
        )
        assert [q.id for q in own] == ([question.id] if is_it else [])
    (after,) = await rows(both)
    assert after.asker_id is None


async def test_a_form_begun_anonymously_by_one_is_finished_by_both(both: World) -> None:
    was = await both.person(ana)
    kept = await both.in_unit_of_work(lambda uow: anonymity.mark(uow, "draft", was, 7))
    await become_one(both)
    me = await both.person(ana)
    assert me != was

    def known(uow: Any, who: Person) -> bool:
        return anonymity.recognises(uow, kept, "draft", who, 7)

    stranger = await both.person(bo)
    assert await both.in_unit_of_work(lambda uow: known(uow, me))
    assert not await both.in_unit_of_work(lambda uow: known(uow, stranger))


async def test_what_names_the_old_person_still_finds_them(both: World) -> None:
    me, you = await both.person(ana), await person(both, second)

    def plan(uow: Any) -> None:
        uow.plan("attention.late", key="late", due_at=uow.now, data={"person_id": me.id})

    await both.in_unit_of_work(plan)
    await become_one(both)
    await both.later(seconds=1)
    late = select(TIMER.attempts, TIMER.done_at).where(TIMER.name == "attention.late")
    ((attempts, done_at),) = await every(both, late)
    assert attempts == 0
    assert done_at is not None
    form = (await both.press(bo, OpenGiveKudos(person_id=me.id))).reply
    assert isinstance(form, Blank)
    assert [p.id for p in filled(form)["to"]] == [you.id]
    seen = await both.read(lambda s: faces(s, [me.id]))
    assert {face.address for face in seen.values()} == {"ana", "ana-2"}


async def test_a_thanks_undone_later_is_taken_back_where_it_was_told(both: World) -> None:
    given = await both.command(dora, "kudos", second, " for the slides", at=LOBBY, workspace=THERE)
    await both.deliver()
    assert any("for the slides" in said for said in both.messenger.in_("D-ana-2"))
    await become_one(both)
    await both.press(dora, buttons(given.reply)["Undo"], LOBBY, workspace=THERE)
    await both.later(minutes=1)
    assert not any("for the slides" in said for said in both.messenger.in_("D-ana-2"))


async def test_what_both_were_to_be_told_is_told_once(both: World) -> None:
    me, you = await both.person(ana), await person(both, second)

    def say_twice(uow: Any) -> None:
        for who in (me, you):
            uow.post(Message.of("Hello."), to=who, key=f"greeting:{who.id}", kind="help.greeting")

    await both.in_unit_of_work(say_twice)
    await become_one(both)
    await both.deliver()
    said = both.messenger.in_("D-ana") + both.messenger.in_("D-ana-2")
    assert said.count("Hello.") == 1


async def test_merging_the_same_twice_changes_nothing(both: World) -> None:
    me, you = await both.person(ana), await person(both, second)
    await become_one(both)
    again = await both.in_unit_of_work(lambda uow: merge(uow, both.settings, me.id, you.id))
    assert again is None
    await both.command(ana, "link", at=DIRECT)
    assert await person(both, second) == await both.person(ana) == you

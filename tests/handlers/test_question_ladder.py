"""Scenarios: found before anything is posted; nobody waits in silence; who may do what; at once."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.events import (
    Conversation,
    ConversationKind,
)
from bot.messages import Blank, Replace
from bot.messenger import Refused
from bot.store import experts
from bot.store.experts import Habits
from bot.store.index import Index, Suggestion
from bot.views.ageing import OpenMerge
from bot.views.question_cards import MeToo, PassQuestion
from bot.views.question_news import CloseQuestion, EditQuestion, KeepOpen, TakeBack
from tests.questions import asked, button_in, knows, owns, rows
from tests.world import World, ana, bo, buttons, chi, guest, mod, words

REFUSALS = (
    "can close it",
    "can point it to another",
    "Only whoever asked",
    "for whoever was asked",
    "You asked this one",
)
ROTATE = "How do I rotate the staging credentials? #postgres"
AGAIN = "What is the way to rotate the staging credentials? #postgres"


async def answered_before(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Bo's answer to Ana's question was accepted; the matcher is sure of it."""
    await world.command(ana, "ask", ROTATE)
    await world.submit(bo, "answer.give", answer="Run rotate.sh, then restart.", question_id="1")
    await world.deliver()
    await world.press(ana, button_in(world, "C-general", "This answers it"))
    (row,) = await rows(world)
    assert row.state == "answered"
    found = [Suggestion(row.id, 0.9, ("rotate",))]
    monkeypatch.setattr(Index, "answered_before", lambda *a, **k: found)


class TestAnsweredBefore:
    """Before anything is posted."""

    async def test_an_earlier_answer_is_enough(
        self, world: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        await answered_before(world, monkeypatch)
        shown = await world.command(chi, "ask", AGAIN)
        assert "Run rotate.sh, then restart." in words(shown.reply)
        assert len(await rows(world)) == 1
        glad = await world.press(chi, buttons(shown.reply)["This answers it"])
        assert isinstance(glad.reply, Replace)
        assert "it helped again" in words(glad.reply)
        again = await world.command(chi, "ask", AGAIN)
        await world.press(chi, buttons(again.reply)["This answers it"])
        await world.deliver()
        thanks = [s for s in world.messenger.in_("D-bo") if "was about to ask" in s]
        assert thanks == [
            "Chi Chen was about to ask, and found it in your answer to"
            " How do I rotate the staging credentials?. Thank you!"
        ]
        assert len(await rows(world)) == 1

    @pytest.mark.parametrize("how", ["", "anonymously "])
    async def test_it_is_asked_anyway_as_it_was_written(
        self, world: World, monkeypatch: pytest.MonkeyPatch, how: str
    ) -> None:
        await answered_before(world, monkeypatch)
        shown = await world.command(chi, "ask", how + AGAIN)
        anyway = buttons(shown.reply)["Ask anyway"]
        assert "That draft is gone" in words((await world.press(bo, anyway)).reply)
        await world.press(chi, anyway)
        assert "That draft is gone" in words((await world.press(chi, anyway)).reply)
        _, row = await rows(world)
        assert row.title == "What is the way to rotate the staging credentials?"
        assert row.is_anonymous is bool(how)


class TestNobodyWaitsInSilence:
    """Experts, further experts, the owner, everybody, a session."""

    async def test_from_silence_to_a_session(self, world: World) -> None:
        first = await knows(world, bo, "postgres")
        owner = await owns(world, mod, "postgres")
        await world.command(ana, "ask", ROTATE)
        await world.later(hours=1)
        assert await asked(world) == {first.id: (1, "asked")}
        await world.press(chi, button_in(world, "C-general", "Me too"))
        await world.later(hours=24)
        assert (await asked(world))[first.id] == (1, "lapsed")
        assert (await asked(world))[owner.id] == (100, "asked")
        await world.later(hours=48)
        (row,) = await rows(world)
        assert row.next_step == "propose_session"
        await world.later(days=6)
        teach = [s for s in world.messenger.in_("D-bo") if "Would you speak about it" in s]
        assert len(teach) == 1
        assert not any("Who'd like a session" in s for s in world.messenger.in_("C-general"))
        await world.press(bo, button_in(world, "D-bo", "I could speak about it"))
        await world.later(minutes=1)
        (row,) = await rows(world)
        assert (row.state, row.next_step) == ("in_session", None)
        assert row.session_id is not None
        assert any(
            "prepares a session about your question" in s for s in world.messenger.in_("D-ana")
        )
        assert any("what you wondered" in s for s in world.messenger.in_("D-chi"))
        assert any("A session is going to be about" in s for s in world.messenger.in_("C-general"))

    async def test_the_likely_teacher_declines_and_everybody_sees_the_wish(
        self, world: World
    ) -> None:
        await knows(world, bo, "postgres")
        await world.command(ana, "ask", f"anonymously {ROTATE}")
        for _ in range(12):
            await world.later(days=1)
        await world.press(bo, button_in(world, "D-bo", "Not me"))
        await world.deliver()
        (wish,) = [s for s in world.messenger.in_("C-general") if "Who'd like a session" in s]
        assert "0 people would come" in wish

    async def test_the_likely_teacher_is_asked_at_work_even_after_an_outage(
        self, small_world: World
    ) -> None:
        world = small_world
        await knows(world, bo, "postgres")
        await world.command(ana, "ask", ROTATE)
        await world.later(hours=24)
        (row,) = await rows(world)
        while row.next_step != "propose_session":
            await world.later(hours=24)
            (row,) = await rows(world)
        world.clock.now = datetime(2026, 12, 13, 11, 0, tzinfo=UTC)  # a Sunday
        await world.later(minutes=1)
        assert "Would you speak about it" not in " ".join(world.messenger.in_("D-bo"))
        await world.later(days=1)
        assert "Would you speak about it" in " ".join(world.messenger.in_("D-bo"))

    async def test_whoever_wants_no_such_messages_is_passed_over_for_everybody(
        self, small_world: World
    ) -> None:
        world = small_world
        await knows(world, bo, "postgres")
        await world.submit(bo, "attention.hours", most="0")
        await world.command(ana, "ask", ROTATE)
        for _ in range(12):
            await world.later(days=1)
        assert "Would you speak about it" not in " ".join(world.messenger.in_("D-bo"))
        assert any("Who'd like a session" in s for s in world.messenger.in_("C-general"))

    async def test_at_night_it_waits_for_those_who_know(self, world: World) -> None:
        world.clock.now = datetime(2026, 11, 18, 22, 0, tzinfo=UTC)
        first = await knows(world, bo, "postgres")
        reply = await world.command(ana, "ask", ROTATE)
        assert "are off now" in words(reply.reply)
        assert await asked(world) == {}
        await world.later(hours=10, minutes=1)
        assert await asked(world) == {first.id: (1, "asked")}

    async def test_who_left_or_rests_or_has_no_room_is_never_asked(self, world: World) -> None:
        for who in (bo, mod, chi):
            await knows(world, who, "postgres")
        resting, full = await world.person(bo), await world.person(mod)

        def arrange(uow: Any) -> None:
            rest = Habits(None, datetime(2026, 12, 1, tzinfo=UTC))
            experts.set_habits(uow.session, 1, resting.id, rest)
            experts.set_habits(uow.session, 1, full.id, Habits(0, None))

        await world.in_unit_of_work(arrange)
        await world.home(replace(chi, is_deleted=True))
        world.messenger.people["chi"] = replace(chi, is_deleted=True)
        await world.command(chi, "help")
        await world.command(ana, "ask", ROTATE)
        people = {(await world.person(who)).id for who in (bo, mod)}
        assert not people & set(await asked(world))

    async def test_a_thread_gone_quiet_is_asked_about_once(self, world: World) -> None:
        await world.command(ana, "ask", ROTATE)
        await world.submit(
            bo, "answer.give", answer="Run rotate.sh, then restart.", question_id="1"
        )
        for _ in range(4):
            await world.later(days=1)
        said = [s for s in world.messenger.in_("D-ana") if "It's gone quiet" in s]
        assert len(said) == 1


class TestAnArchivedChannel:
    """The card can't be posted."""

    @pytest.mark.parametrize("how", ["", "anonymously "])
    async def test_experts_are_written_to_and_the_asker_learns_why(
        self, world: World, how: str
    ) -> None:
        await knows(world, bo, "postgres")
        await world.command(ana, "ask", how + ROTATE)
        world.messenger.failures = [Refused("is_archived", "That channel is archived.")]
        await world.deliver()
        await world.later(seconds=5)
        told = world.messenger.in_("D-ana")
        assert any("That channel is archived." in s for s in told)
        assert any("Those who know are asked directly" in s for s in told)
        (request,) = world.messenger.in_("D-bo")
        assert "Can you help a colleague?" in request
        assert world.messenger.in_("C-general") == []
        await world.press(bo, button_in(world, "D-bo", "Pass"))
        await world.later(seconds=5)
        assert "You passed on this one." in world.messenger.in_("D-bo")[0]

    async def test_what_was_asked_in_a_closed_circle_stays_there(self, world: World) -> None:
        await knows(world, bo, "postgres")
        circle = Conversation("G-1", ConversationKind.GROUP)
        await world.command(ana, "ask", ROTATE, at=circle)
        world.messenger.failures = [Refused("is_archived", "That channel is archived.")]
        await world.deliver()
        await world.later(seconds=5)
        assert any("Can you help a colleague?" in s for s in world.messenger.in_("D-bo"))
        found = await world.command(chi, "find", "rotate credentials")
        assert "Nothing found" in words(found.reply)

    async def test_sent_again_nobody_is_asked_twice_and_the_card_says_where_they_are(
        self, world: World
    ) -> None:
        await knows(world, bo, "postgres")
        await world.command(ana, "ask", ROTATE)
        world.messenger.failures = [Refused("not_in_channel", "Invite me there.")]
        await world.deliver()
        await world.later(seconds=5)
        await world.press(ana, button_in(world, "D-ana", "Try again"))
        await world.later(seconds=5)
        (card,) = world.messenger.in_("C-general")  # and no tag below it
        assert "Asked directly: Bo Berg" in card
        (request,) = world.messenger.in_("D-bo")
        assert "Can you help a colleague?" in request
        await world.press(bo, button_in(world, "D-bo", "Pass"))
        await world.later(seconds=5)
        assert "You passed on this one." in world.messenger.in_("D-bo")[0]
        (card,) = world.messenger.in_("C-general")
        assert "Asked" not in card
        assert len(world.messenger.in_("D-bo")) == 1

    async def test_an_anonymous_asker_can_have_it_sent_again(self, world: World) -> None:
        await knows(world, bo, "postgres")
        await world.command(ana, "ask", f"anonymously {ROTATE}")
        world.messenger.failures = [Refused("not_in_channel", "Invite me there.")]
        await world.deliver()
        again = button_in(world, "D-ana", "Try again")
        assert "nothing" in words((await world.press(bo, again)).reply).casefold()
        await world.press(ana, again)
        await world.deliver()
        said = world.messenger.in_("C-general")
        assert any(s.startswith("Somebody asks anonymously") for s in said)


class TestTwiceAndAtOnce:
    """What happens at the same moment happens once."""

    async def test_two_events_at_once_ask_one_question(self, world: World) -> None:
        await knows(world, bo, "postgres")
        await asyncio.gather(*(world.command(ana, "ask", ROTATE) for _ in range(6)))
        assert len(await rows(world)) == 1
        await world.deliver()
        assert len(world.messenger.in_("C-general")) == 2

    async def test_no_expert_is_tagged_over_their_limit(self, world: World) -> None:
        world.configure(questions={"weekly_limit": 2, "experts": 2})
        for who in (bo, mod):
            await knows(world, who, "postgres")
        await asyncio.gather(
            *(world.command(ana, "ask", f"Question number {n}, how? #postgres") for n in range(8))
        )
        await world.deliver()
        tags = [s for s in world.messenger.in_("C-general") if "can you help?" in s]
        assert len([s for s in tags if s.startswith("Bo Berg")]) == 2
        assert len([s for s in tags if s.startswith("Mo Moderator")]) == 2

    async def test_passing_twice_at_once_asks_one_more(self, world: World) -> None:
        world.configure(questions={"experts": 1})
        await knows(world, bo, "postgres")
        await world.command(ana, "ask", ROTATE)
        for who in (mod, chi):
            await knows(world, who, "postgres")
        await asyncio.gather(*(world.press(bo, PassQuestion(question_id=1)) for _ in range(4)))
        assert len(await asked(world)) == 2


class TestWhoMay:
    """The matrix of who may do what; who accepts is in the tests of answers."""

    @pytest.mark.parametrize(
        ("deed", "allowed"),
        [
            (CloseQuestion, {"asker", "owner", "moderator"}),
            (OpenMerge, {"asker", "expert", "owner", "moderator"}),
            (EditQuestion, {"asker"}),
            (TakeBack, {"asker"}),
            (KeepOpen, {"asker"}),
            (PassQuestion, {"expert"}),
            (MeToo, {"owner", "moderator", "expert", "other", "guest"}),
        ],
    )
    @pytest.mark.parametrize("how", ["", "anonymously "])
    async def test_deed(self, small_world: World, deed: Any, allowed: set[str], how: str) -> None:
        world, dan = small_world, replace(chi, address="dan", name="Dan Dunn")
        world.configure(questions={"weekly_limit": 100})
        world.messenger.people["dan"] = dan
        await world.home(dan)
        await knows(world, bo, "postgres")
        await owns(world, dan, "postgres")
        people = {
            "asker": ana,
            "owner": dan,
            "moderator": mod,
            "expert": bo,
            "other": chi,
            "guest": guest,
        }
        may = set()
        for n, (role, who) in enumerate(people.items(), start=1):
            await world.command(ana, "ask", f"{how}How do I rotate number {n}? #postgres")
            reply = (await world.press(who, deed(question_id=n))).reply
            if isinstance(reply, Blank) or not any(no in words(reply) for no in REFUSALS):
                may.add(role)
        assert may == allowed

    async def test_a_private_question_is_nobody_elses(self, small_world: World) -> None:
        await knows(small_world, bo, "postgres")
        await small_world.command(ana, "ask", f"privately {ROTATE}")
        for deed in (MeToo(question_id=1),):
            assert "between its asker" in words((await small_world.press(chi, deed)).reply)
        assert "Noted" in words((await small_world.press(bo, MeToo(question_id=1))).reply)

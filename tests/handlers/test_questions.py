"""Scenarios: somebody is stuck, asks, and the right colleagues are tagged."""

from __future__ import annotations

from bot.events import MessageRef, Quote
from bot.messages import Blank, Replace
from tests.questions import asked, button_in, in_thread, knows, owns, rows
from tests.world import DIRECT, World, ana, bo, buttons, chi, filled, mod, words

ROTATE = "How do I rotate the staging credentials? #postgres"


class TestAsking:
    """By command, form and shortcut."""

    async def test_a_question_stands_in_its_channel_and_an_expert_is_tagged_below(
        self, world: World
    ) -> None:
        await knows(world, bo, "postgres")
        reply = await world.command(ana, "ask", ROTATE)
        assert "Asked. Bo Berg knows about this and is asked." in words(reply.reply)
        await world.deliver()
        card, tag = world.messenger.in_("C-general")
        assert card.startswith("Ana Alves asks #postgres | How do I rotate the staging")
        assert "Bo Berg, can you help? (you're an expert on #postgres)" in tag
        first, second = in_thread(world)
        assert second[1] == first[0]
        assert len(world.messenger.shown) == 2

    async def test_two_are_asked_and_never_the_asker(self, world: World) -> None:
        for who in (ana, bo, mod):
            await knows(world, who, "postgres")
        await world.command(ana, "ask", ROTATE)
        me = await world.person(ana)
        assert len(await asked(world)) == 2
        assert me.id not in await asked(world)

    async def test_without_words_the_form_opens_and_asks_the_same(self, world: World) -> None:
        await knows(world, bo, "postgres")
        form = (await world.command(ana, "ask")).reply
        assert isinstance(form, Blank)
        reply = await world.submit(
            ana,
            form.key,
            **filled(form)
            | {
                "question": "How do I rotate them?",
                "details": "x = 1\n  y = 2",
                "topics": "postgres",
            },
        )
        assert "Bo Berg knows about this" in words(reply.reply)
        (row,) = await rows(world)
        assert (row.title, row.body) == ("How do I rotate them?", "x = 1\n  y = 2")

    async def test_a_message_is_asked_about_in_its_own_thread(self, world: World) -> None:
        quote = Quote(MessageRef("C-general", "X1"), bo, "", ("The build is red since noon, why?",))
        form = (await world.shortcut(ana, "question.ask", quote)).reply
        assert isinstance(form, Blank)
        assert filled(form)["question"] == "The build is red since noon, why?"
        await world.submit(ana, form.key, **filled(form))
        await world.deliver()
        assert in_thread(world) == [("M1", "X1")]
        (row,) = await rows(world)
        assert row.about_message == "X1"

    async def test_words_that_are_no_command_but_a_question_open_the_form(
        self, world: World
    ) -> None:
        form = (await world.command(ana, "How", "do I rotate the credentials?", at=DIRECT)).reply
        assert isinstance(form, Blank)
        assert filled(form)["question"] == "How do I rotate the credentials?"
        unknown = await world.command(ana, "kudo")
        assert "Did you mean /learn kudos?" in words(unknown.reply)

    async def test_in_a_direct_conversation_it_goes_to_the_experts_directly(
        self, world: World
    ) -> None:
        await knows(world, bo, "postgres")
        await world.command(ana, "ask", ROTATE, at=DIRECT)
        await world.deliver()
        (request,) = world.messenger.in_("D-bo")
        assert "Can you help a colleague?" in request
        assert "Ana Alves asks #postgres" in request
        assert world.messenger.in_("C-general") == []

    async def test_a_private_one_is_seen_by_the_experts_only(self, world: World) -> None:
        await knows(world, bo, "postgres")
        await world.command(ana, "ask", f"privately {ROTATE}")
        await world.deliver()
        assert world.messenger.in_("C-general") == []
        (request,) = world.messenger.in_("D-bo")
        assert "Only you and the others asked see it." in request
        assert "Every question has its answer" in words(
            (await world.command(mod, "ask", "open")).reply
        )

    async def test_no_experts_at_all_and_the_asker_learns_what_happens_next(
        self, world: World
    ) -> None:
        reply = await world.command(ana, "ask", ROTATE)
        assert "Nobody has said yet that they know about this" in words(reply.reply)
        await world.deliver()
        (told,) = world.messenger.in_("D-ana")
        assert "stands under the open questions" in told
        assert "rotate" in words((await world.command(chi, "ask", "open")).reply)


class TestTooLittleAndTooMuch:
    """What can't be asked, and how nothing typed is lost."""

    async def test_one_character(self, small_world: World) -> None:
        reply = await small_world.command(ana, "ask", "?")
        assert "in a few words" in words(reply.reply)
        reply = await small_world.command(ana, "ask", "a")
        assert "Tell a bit more" in words(reply.reply)
        assert await rows(small_world) == []

    async def test_twenty_thousand_characters_come_back_whole(self, small_world: World) -> None:
        text = "why does it fail " * 1200
        reply = words((await small_world.command(ana, "ask", text)).reply)
        assert "20,399 characters and a question holds 6,000" in reply
        assert reply.count("why does it fail") >= 1190
        assert await rows(small_world) == []

    async def test_only_a_picture(self, small_world: World) -> None:
        reply = await small_world.command(ana, "ask", ":sob: 😭")
        assert "I can't read pictures" in words(reply.reply)

    async def test_a_stack_trace_stays_as_it_is(self, small_world: World) -> None:
        trace = 'Traceback (most recent call last):\n  File "a.py", line 3, in <module>\n    1 / 0'
        await small_world.command(ana, "ask", f"Why does this fail?\n{trace}\n#python")
        (row,) = await rows(small_world)
        assert row.body == trace
        await small_world.deliver()
        card = small_world.messenger.last("C-general")
        assert any(
            getattr(span, "style", "") == "code" and "File" in span.text
            for block in card.blocks
            for span in getattr(block, "spans", ())
            if hasattr(span, "text")
        )

    async def test_another_language(self, small_world: World) -> None:
        await small_world.command(ana, "ask", "如何轮换暂存环境的凭据？ #postgres")
        (row,) = await rows(small_world)
        assert row.title == "如何轮换暂存环境的凭据？"

    async def test_a_misspelt_topic(self, world: World) -> None:
        await knows(world, bo, "postgres")
        reply = await world.command(ana, "ask", "How do I rotate them all? #postgers")
        assert "Nobody has used #postgers here yet." in words(reply.reply)
        assert await rows(world) == []
        after = await world.press(ana, buttons(reply.reply)["#postgres"])
        assert isinstance(after.reply, Replace)
        assert "Bo Berg knows about this" in words(after.reply)
        again = await world.press(ana, buttons(reply.reply)["#postgres"])
        assert "That draft is gone" in words(again.reply)

    async def test_a_new_topic_that_resembles_another_can_be_kept(self, world: World) -> None:
        await knows(world, bo, "postgres")
        reply = await world.command(ana, "ask", "How do I rotate them all? #postgrex")
        await world.press(ana, buttons(reply.reply)["No, #postgrex is new"])
        assert len(await rows(world)) == 1
        assert await asked(world) == {}


class TestThoseWhoWereAsked:
    """Passing, handing on, not my topic."""

    async def test_who_passes_is_followed_by_the_next_one(self, world: World) -> None:
        first = await knows(world, bo, "postgres")
        world.configure(questions={"experts": 1})
        await world.command(ana, "ask", ROTATE)
        await world.deliver()
        second = await knows(world, mod, "postgres")
        passed = await world.press(bo, button_in(world, "C-general", "Pass"))
        assert words(passed.reply) == "No problem. Somebody else is asked."
        assert await asked(world) == {first.id: (1, "passed"), second.id: (1, "asked")}
        await world.later(seconds=5)
        said = world.messenger.in_("C-general")
        assert not any("Bo Berg, can you help" in s for s in said)
        assert any("Mo Moderator, can you help" in s for s in said)

    async def test_others_cant_press_for_them(self, world: World) -> None:
        await knows(world, bo, "postgres")
        await world.command(ana, "ask", ROTATE)
        await world.deliver()
        refused = await world.press(chi, button_in(world, "C-general", "Pass"))
        assert "for whoever was asked" in words(refused.reply)

    async def test_it_is_handed_to_a_colleague(self, world: World) -> None:
        first = await knows(world, bo, "postgres")
        await world.command(ana, "ask", ROTATE)
        await world.deliver()
        form = (await world.press(bo, button_in(world, "C-general", "Hand to…"))).reply
        assert isinstance(form, Blank)
        done = await world.submit(bo, form.key, **filled(form) | {"to": mod})
        assert "Handed to Mo Moderator" in words(done.reply)
        second = await world.person(mod)
        assert await asked(world) == {first.id: (1, "handed_on"), second.id: (1, "asked")}
        refused = await world.submit(mod, form.key, **filled(form) | {"to": bo})
        assert "was asked already" in words(refused.reply)

    async def test_all_passed_and_the_owner_is_asked_then_it_stands_open(
        self, world: World
    ) -> None:
        await knows(world, bo, "postgres")
        owner = await owns(world, mod, "postgres")
        await world.command(ana, "ask", ROTATE)
        await world.deliver()
        await world.press(bo, button_in(world, "C-general", "Not my topic"))
        assert (await asked(world))[owner.id] == (100, "asked")
        (row,) = await rows(world)
        assert row.next_step == "stand_open"
        await world.deliver()
        await world.press(mod, button_in(world, "C-general", "Pass"))
        (row,) = await rows(world)
        assert row.next_step == "propose_session"
        await world.deliver()
        assert any("open questions" in said for said in world.messenger.in_("D-ana"))


class TestOthers:
    """Me too, closing, editing, taking back."""

    async def test_me_too_and_the_asker_need_not(self, world: World) -> None:
        await world.command(ana, "ask", ROTATE)
        await world.deliver()
        me_too = button_in(world, "C-general", "Me too")
        assert "Noted: yours too" in words((await world.press(bo, me_too)).reply)
        assert "on the list already" in words((await world.press(bo, me_too)).reply)
        assert "You asked this one" in words((await world.press(ana, me_too)).reply)
        await world.later(seconds=5)
        assert "1 more person has this question" in world.messenger.in_("C-general")[0]

    async def test_close_edit_and_take_back_are_in_more(self, world: World) -> None:
        await world.command(ana, "ask", ROTATE)
        await world.deliver()
        more = button_in(world, "C-general", "More…")
        assert "Close" not in buttons((await world.press(bo, more)).reply)
        own = buttons((await world.press(ana, more)).reply)
        form = (await world.press(ana, own["Edit"])).reply
        assert isinstance(form, Blank)
        await world.submit(ana, form.key, **filled(form) | {"question": "How do I renew them all?"})
        await world.later(seconds=5)
        assert "How do I renew them all?" in world.messenger.in_("C-general")[0]
        assert "asker" not in words((await world.press(bo, own["Edit"])).reply)
        await world.press(ana, own["Take back"])
        await world.later(seconds=5)
        assert world.messenger.in_("C-general") == [
            "A question stood here; who asked it took it back."
        ]
        (row,) = await rows(world)
        assert (row.state, row.title, row.body) == ("closed", "…", "")

    async def test_asked_twice_in_the_same_words_it_is_one_question(self, world: World) -> None:
        await world.command(ana, "ask", ROTATE)
        again = await world.command(ana, "ask", ROTATE.upper().replace("POSTGRES", "postgres"))
        assert "You've asked this already" in words(again.reply)
        assert len(await rows(world)) == 1
        await world.command(bo, "ask", ROTATE)
        assert len(await rows(world)) == 2

    async def test_home_shows_ones_own_and_what_waits(self, world: World) -> None:
        await knows(world, bo, "postgres")
        await world.command(ana, "ask", ROTATE)
        assert "Your open questions" in words((await world.home(ana)).reply)
        assert "Waiting for you" in words((await world.home(bo)).reply)
        assert "Maybe you know" in words((await world.home(chi)).reply)

"""The front door: one event, one transaction, one answer, whatever goes wrong behind it."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Annotated, Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import OperationalError

from bot.dispatcher import NotTaken
from bot.events import (
    Account,
    BotAdded,
    ButtonClicked,
    CommandInvoked,
    Conversation,
    ConversationKind,
    FormSubmitted,
    HomeOpened,
    MessagePosted,
    MessageRef,
    ProfileChanged,
    Quote,
    Raw,
    ReactionAdded,
    ShortcutUsed,
    Workspace,
)
from bot.messages import Form, FormErrors, Home, Line, Message
from bot.router import Context, Router
from bot.store.models import AccountRow, ConversationRow, PersonRow, WorkspaceRow, columns
from bot.store.outbox import ANY_ORGANIZATION
from bot.views import trouble
from tests.dump import dump
from tests.world import GENERAL, HERE, World, ana, bo, chi, words

WORKSPACE = columns(WorkspaceRow)

ACCOUNT = columns(AccountRow)
PERSON = columns(PersonRow)
CONVERSATION = columns(ConversationRow)
COMMON: dict[str, Any] = {"workspace": HERE, "actor": ana, "conversation": GENERAL}
REF = MessageRef("C-general", "M1")


class Ask(Form, key="dispatcher.ask", heading="Ask"):
    """A form for these tests."""

    what: Annotated[str, Line("What?")]


@pytest.fixture
def broken(world: World) -> World:
    """Every handler writes something and then fails."""
    router = Router()

    def fail(event: Any, ctx: Context) -> None:
        ctx.uow.post(Message.of("half done"), to=GENERAL, key="half", kind="test")
        raise ZeroDivisionError

    for register in (
        router.command("kudos"),
        router.otherwise("command"),
        router.otherwise("button"),
        router.form(Ask),
        router.shortcut("kudos.give"),
        router.home(),
        router.message(),
        router.reaction(),
        router.added(),
    ):
        register(fail)
    world.router = router
    world.dispatcher = world.make_dispatcher()
    return world


WAITING = [
    CommandInvoked(id="X", name="kudos", **COMMON),
    ButtonClicked(id="X", payload=Raw("kudos.undo", {"kudos_id": 1}), **COMMON),
    FormSubmitted(id="X", form=Raw("dispatcher.ask", {"what": "x"}), **COMMON),
    ShortcutUsed(id="X", name="kudos.give", quote=Quote(REF, bo), **COMMON),
]
NOT_WAITING = [
    HomeOpened(id="X", workspace=HERE, actor=ana),
    MessagePosted(id="X", ref=REF, **COMMON),
    ReactionAdded(id="X", ref=REF, emoji="tada", **COMMON),
    BotAdded(id="X", **COMMON),
]


@pytest.mark.parametrize("event", WAITING, ids=lambda e: type(e).__name__)
async def test_who_waits_for_an_answer_gets_a_sentence_and_may_try_again(
    broken: World, event: Any
) -> None:
    before = await everything(broken)
    outcome = await broken.dispatcher.handle(event)
    assert outcome.reply == trouble.on_our_side()
    assert await everything(broken) == before
    assert not (await broken.dispatcher.handle(event)).is_repeat


@pytest.mark.parametrize("event", NOT_WAITING, ids=lambda e: type(e).__name__)
async def test_what_nobody_waits_for_is_left_to_the_platform_to_repeat(
    broken: World, event: Any
) -> None:
    before = await everything(broken)
    for _ in range(2):
        with pytest.raises(NotTaken):
            await broken.dispatcher.handle(event)
    assert await everything(broken) == before


async def everything(world: World) -> Any:
    """The whole database, events seen included."""
    stored = await dump(world)
    query = text("SELECT event_id FROM seen_event ORDER BY 1")
    return stored, await world.read(lambda s: s.execute(query).all())


async def test_a_database_that_is_away_is_said(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def away(*_: Any, **__: Any) -> None:
        raise OperationalError("", {}, Exception())

    monkeypatch.setattr(world.database, "write", away)
    outcome = await world.command(ana, "kudos", bo, " for patience")
    assert outcome.reply == trouble.on_our_side()


class TestFormErrors:
    """A form that stays open has written nothing at all."""

    async def test_not_even_that_it_was_seen(self, world: World) -> None:
        before = await everything(world)
        refused = await world.submit(ana, "kudos.give", to=[ana], note="for me", id="nonce")
        assert isinstance(refused.reply, FormErrors)
        assert await everything(world) == before
        mended = await world.submit(ana, "kudos.give", to=[bo], note="for me", id="nonce")
        assert "Sent to Bo Berg" in words(mended.reply)
        twice = await world.submit(ana, "kudos.give", to=[bo], note="for me", id="nonce")
        assert twice.is_repeat

    async def test_what_was_learnt_about_people_is_not_lost_with_it(self, world: World) -> None:
        """A bot met first in a form that was refused was a colleague the second time."""
        stranger = Account("helper")
        world.messenger.people["helper"] = Account("helper", "Helper Bot", is_bot=True)
        for _ in range(2):
            refused = await world.submit(ana, "kudos.give", to=[stranger], note="for help")
            assert isinstance(refused.reply, FormErrors)
            assert "Helper Bot is a bot" in refused.reply.errors["to"]

    async def test_the_faces_of_those_in_it_come_along(self, world: World) -> None:
        refused = await world.submit(ana, "kudos.give", to=[bo, ana], note="for us")
        assert isinstance(refused.reply, FormErrors)
        assert refused.reply.form is not None
        shown = refused.reply.form.people()
        assert {p.name for p in shown} == {"Ana Alves", "Bo Berg"}
        faces = [refused.faces.of(p) for p in shown]
        assert {f.address for f in faces if f} == {"ana", "bo"}


class TestOldAndForged:
    """Buttons and forms that no current class understands."""

    @pytest.mark.parametrize(
        "raw",
        [
            Raw("kudos.retired", {}),
            Raw("", {}),
            Raw("kudos.undo", {}),
            Raw("kudos.undo", {"kudos_id": "one"}),
            Raw("kudos.undo", {"kudos_id": 1, "as": "admin"}),
            Raw("kudos.undo", {"kudos_id": 10**40}),
        ],
    )
    async def test_a_button_from_another_version_says_so(self, world: World, raw: Raw) -> None:
        pressed = await world.dispatcher.handle(ButtonClicked(id="X", payload=raw, **COMMON))
        assert pressed.reply == trouble.outdated()

    async def test_a_form_from_another_version_says_so(self, world: World) -> None:
        assert (await world.submit(ana, "kudos.retired")).reply == trouble.outdated()

    async def test_a_field_of_another_version_is_said_at_a_field(self, world: World) -> None:
        sent = await world.submit(ana, "kudos.give", to=[bo], note="for x", retired="yes")
        assert isinstance(sent.reply, FormErrors)
        assert sent.reply.errors == {
            "to": "This form has changed since you opened it. Please open it again."
        }


class TestReading:
    """What only reads neither writes nor waits for writers."""

    async def test_looking_writes_nothing(self, world: World) -> None:
        await world.command(bo, "kudos", ana, " for the talk")
        before = await everything(world)
        assert isinstance((await world.home(ana)).reply, Home)
        await world.command(ana, "help")
        await world.command(ana, "learn")
        await world.command(ana, "nonsense")
        await world.shortcut(ana, "kudos.give", Quote(REF, bo))
        assert await everything(world) == before

    async def test_looking_at_home_for_the_first_time_makes_one_known(self, world: World) -> None:
        world.messenger.people["zoe"] = Account("zoe", "Zoe Zed", "Asia/Tokyo")
        home = await world.home(Account("zoe"))
        assert "Zoe Zed" in words(home.reply)
        assert home.faces.zone == "Asia/Tokyo"


class TestLearning:
    """Who somebody is, is asked once and kept."""

    async def test_a_stranger_is_asked_about_once(
        self, world: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        asked = count_profiles(world, monkeypatch)
        zoe = Account("zoe")
        world.messenger.people["zoe"] = Account("zoe", "Zoe Zed")
        await world.command(ana, "kudos", zoe, " for coming")
        await world.command(ana, "kudos", zoe, " for staying")
        assert asked == ["zoe"]
        await world.deliver()
        assert "Ana Alves thanks Zoe Zed" in world.messenger.in_("C-general")[0]

    async def test_a_time_zone_that_does_not_exist_is_not_believed(self, world: World) -> None:
        """It used to fail everything its person did."""
        for zone in ("Mars/Base", "../etc/passwd", "", "\x00", "W. Europe Standard Time"):
            odd = Account("odd", "Odd", zone)
            assert "Sent to" in words(
                (await world.command(odd, "kudos", bo, f" for {zone!r}")).reply
            )
        assert (await world.home(Account("odd"))).faces.zone == "UTC"

    async def test_news_is_kept_and_silence_is_not_news(self, world: World) -> None:
        changed = Account("bo", "Bo Bergström", "America/Lima", is_guest=True)
        await world.dispatcher.handle(ProfileChanged(id="P", workspace=HERE, actor=changed))
        await world.command(Account("bo"), "kudos", "me")
        assert "Bo Bergström is a guest" in words(
            (await world.command(ana, "kudos", Account("bo"), " for x")).reply
        )
        assert (await world.home(Account("bo"))).faces.zone == "America/Lima"

    async def test_the_newest_reference_of_a_conversation_is_kept(self, world: World) -> None:
        async def reference() -> str:
            query = select(CONVERSATION.reference).where(CONVERSATION.address == "C-ref")
            found = await world.read(
                lambda s: s.execute(query, execution_options=ANY_ORGANIZATION).scalar_one()
            )
            return str(found)

        for given, kept in (("one", "one"), ("", "one"), ("two", "two")):
            at = Conversation("C-ref", ConversationKind.CHANNEL, "ref", reference=given)
            await world.command(ana, "kudos", bo, f" for {given}.", at=at)
            assert await reference() == kept


def count_profiles(world: World, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The addresses the platform is asked about, as it is asked."""
    asked: list[str] = []
    profile = world.messenger.profile

    async def counting(workspace: Workspace, account: Account) -> Account:
        asked.append(account.address)
        return await profile(workspace, account)

    monkeypatch.setattr(world.messenger, "profile", counting)
    return asked


class TestRepeats:
    """The id decides, in its own workspace."""

    async def test_the_same_id_in_another_workspace_is_another_event(self, world: World) -> None:
        other = Workspace("fake", "W2")
        for workspace in (HERE, other):
            given = await world.command(ana, "kudos", bo, " for x", id="same", workspace=workspace)
            assert not given.is_repeat

    async def test_long_ids_are_told_apart_to_their_end(self, world: World) -> None:
        long = "19:" + "x" * 300
        one = await world.command(ana, "kudos", bo, " for x", id=long + "1")
        two = await world.command(ana, "kudos", bo, " for y", id=long + "2")
        again = await world.command(ana, "kudos", bo, " for y", id=long + "2")
        assert (one.is_repeat, two.is_repeat, again.is_repeat) == (False, False, True)

    async def test_a_repeat_while_the_first_is_under_way_waits_for_it(self, world: World) -> None:
        outcomes = await asyncio.gather(
            *(world.command(ana, "kudos", bo, " for x", id="same") for _ in range(5))
        )
        assert sorted(o.is_repeat for o in outcomes) == [False, True, True, True, True]


async def test_capitals_do_not_matter_to_commands(world: World) -> None:
    assert "Sent to" in words((await world.command(ana, "Kudos", bo, " for x")).reply)
    assert "Sent to" in words((await world.command(ana, "LEARN", "Kudos ", bo, " for y")).reply)


async def test_an_unknown_command_is_answered_with_the_nearest(world: World) -> None:
    said = words((await world.command(ana, "kudo")).reply)
    assert "I don't know “kudo”" in said
    assert "/learn kudos" in said
    long = words((await world.command(ana, "x" * 4000)).reply)
    assert len(long) < 200


async def test_events_nobody_minds_are_noted_and_that_is_all(world: World) -> None:
    posted = MessagePosted(id="X", ref=REF, text=("hello ", chi), **COMMON)
    assert (await world.dispatcher.handle(posted)).reply is None
    assert (await world.dispatcher.handle(posted)).is_repeat
    await world.deliver()
    assert world.messenger.shown == {}


async def test_a_workspace_is_known_by_the_name_it_was_called_last(world: World) -> None:
    async def name() -> str:
        of_here = select(WORKSPACE.name).where(
            WORKSPACE.organization_id == 1, WORKSPACE.address == HERE.address
        )
        return str(await world.database.read(lambda s: s.scalar(of_here)))

    await world.home(ana)
    for called, known in (("acme", "acme"), ("", "acme"), ("acme-labs", "acme-labs")):
        await world.command(ana, "kudos", workspace=replace(HERE, name=called))
        assert await name() == known

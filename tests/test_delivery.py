"""Delivery: what the outbox holds is shown, once, whatever platforms and databases do."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from bot import delivery as module
from bot.delivery import Delivery
from bot.events import Account, Conversation, ConversationKind, Workspace
from bot.messages import Message
from bot.messenger import MaybeSent, Rate, RateLimited, TryLater
from bot.store.models import PostState, Urgency, WhenUnsure
from tests.outbox import revise, say, spoil, stands
from tests.world import GENERAL, Clock, FakeMessenger, World, ana, bo, chi

RANDOM = Conversation("C-random", ConversationKind.CHANNEL, "random")


@pytest.fixture
def pacing(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """Real time, as far as the pace can tell, that is moved by hand."""
    clock = Clock()

    def seconds() -> float:
        return clock.now.timestamp()

    fake = SimpleNamespace(time=seconds, monotonic=seconds)
    for where in ("bot.pace", "limits.storage.memory", "limits.strategies"):
        monkeypatch.setattr(f"{where}.time", fake)
    return clock


async def test_saying_it_twice_is_saying_it_once(world: World) -> None:
    await say(world, "hello", key="same")
    await world.deliver()
    await say(world, "hello again", key="same")
    await world.deliver()
    assert world.messenger.in_("C-general") == ["hello"]


async def test_one_organization_may_use_the_key_of_another(world: World) -> None:
    elsewhere = Workspace("fake", "W2")
    await world.home(ana, workspace=elsewhere)
    await say(world, "ours", key="same")

    def theirs(uow: Any) -> None:
        uow.workspace_id = 2
        uow.post(Message.of("theirs"), to=RANDOM, key="same", kind="test")

    await world.in_unit_of_work(theirs, organization_id=2)
    await world.deliver()
    assert world.messenger.in_("C-general") == ["ours"]
    assert len(world.messenger.in_("C-random")) == 1


async def test_an_answer_goes_into_the_thread_it_was_asked_in(world: World) -> None:
    await say(world, "hello", Conversation("C-general", thread="T9"))
    await world.deliver()
    (shown,) = world.messenger.shown.values()
    assert shown.to.thread == "T9"
    assert (await stands(world, "hello")).sent_id == shown.ref.id


async def test_a_direct_conversation_is_opened_once(world: World) -> None:
    person = await world.person(bo)
    await say(world, "one", person)
    await world.deliver()
    await say(world, "two", person)
    await world.deliver()
    assert world.messenger.in_("D-bo") == ["one", "two"]
    assert world.messenger.deeds.count("open bo") == 1


async def test_the_urgent_leaves_before_the_bulk(world: World) -> None:
    for n in range(40):
        place = Conversation(f"C-{n}")
        await say(world, f"bulk {n}", place, urgency=Urgency.BULK)
    await say(world, "urgent")
    await world.deliver()
    assert "post C-general" in world.messenger.deeds[: module.AT_ONCE]
    assert len(world.messenger.shown) == 41


async def test_what_is_planned_for_later_waits(world: World) -> None:
    await say(world, "later", not_before=world.clock() + timedelta(hours=1))
    await world.deliver()
    assert world.messenger.in_("C-general") == []
    await world.later(hours=1)
    assert world.messenger.in_("C-general") == ["later"]


async def test_what_comes_too_late_is_never_sent(world: World) -> None:
    key = await say(world, "lunch!", expires_at=world.clock() + timedelta(minutes=5))
    world.clock.forward(minutes=5)
    await world.deliver()
    await world.delivery._recover(alone=False)
    world.clock.forward(seconds=1)
    await world.delivery._recover(alone=False)
    assert world.messenger.in_("C-general") == []
    assert (await stands(world, key)).state == PostState.DEAD


async def test_what_was_sent_in_time_can_still_be_edited_later(world: World) -> None:
    key = await say(world, "lunch!", expires_at=world.clock() + timedelta(minutes=5))
    await world.deliver()
    world.clock.forward(minutes=6)
    await revise(world, key, "lunch is over")
    await world.delivery._recover(alone=False)
    await world.deliver()
    assert world.messenger.in_("C-general") == ["lunch is over"]


class TestFailures:
    """Each way a platform can fail, and what follows from it."""

    async def test_a_platform_that_asks_to_wait_is_not_asked_before(
        self, world: World, pacing: Clock
    ) -> None:
        world.messenger.failures = [RateLimited(30)]
        await say(world, "one")
        await world.deliver()
        await say(world, "two")
        await say(world, "elsewhere", RANDOM)
        await world.deliver()
        assert world.messenger.deeds == ["post C-general", "post C-random"]
        for clock in (pacing, world.clock):
            clock.forward(seconds=29)
        await world.deliver()
        assert world.messenger.in_("C-general") == []
        for clock in (pacing, world.clock):
            clock.forward(seconds=30)
        await world.deliver()
        assert sorted(world.messenger.in_("C-general")) == ["one", "two"]
        assert (await stands(world, "one")).attempts == 0

    async def test_a_limit_on_edits_holds_back_all_edits_and_no_post(
        self, world: World, pacing: Clock
    ) -> None:
        keys = [await say(world, f"{n}", Conversation(f"C-{n}")) for n in range(3)]
        await world.deliver()
        await revise(world, keys[0], "new 0")
        world.messenger.failures = [RateLimited(30, "workspace", "edit")]
        await world.deliver()
        for n in (1, 2):
            await revise(world, keys[n], f"new {n}")
        await say(world, "a post", Conversation("C-1"))
        await world.deliver()
        assert world.messenger.deeds[3:] == ["edit M1", "post C-1"]
        for clock in (pacing, world.clock):
            clock.forward(seconds=30.01)
        await world.deliver()
        assert sorted(world.messenger.deeds[5:]) == ["edit M1", "edit M2", "edit M3"]

    async def test_a_limit_on_opening_holds_back_only_those_to_be_opened(
        self, world: World, pacing: Clock
    ) -> None:
        await say(world, "known", await world.person(bo))
        await world.deliver()
        world.messenger.failures = [RateLimited(30, "workspace", "open")]
        await say(world, "one", await world.person(chi))
        await world.deliver()
        await say(world, "two", await world.person(ana))
        await say(world, "again", await world.person(bo))
        await world.deliver()
        assert world.messenger.deeds[2:] == ["open chi", "post D-bo"]
        for clock in (pacing, world.clock):
            clock.forward(seconds=30.01)
        await world.deliver()
        assert world.messenger.in_("D-chi") + world.messenger.in_("D-ana") == ["one", "two"]

    async def test_a_platform_that_is_down_is_tried_until_it_is_back(self, world: World) -> None:
        key = await say(world, "patience")
        waits = []
        for _ in range(40):
            world.messenger.failures = [TryLater()]
            await world.deliver()
            row = await stands(world, key)
            assert row.state == PostState.PENDING
            waits.append((row.next_attempt_at - world.clock()).total_seconds())
            world.clock.now = row.next_attempt_at
        assert waits[0] < 2
        assert sorted(waits[:6], key=round) == waits[:6]
        assert max(waits) <= 1.25 * module.SLOWEST_RETRY
        await world.deliver()
        assert world.messenger.in_("C-general") == ["patience"]

    async def test_what_knows_its_moment_comes_then_and_holds_up_nobody(self, world: World) -> None:
        key = await say(world, "with a picture")
        for _ in range(3):
            world.messenger.failures = [TryLater("a picture is being made ready", 40.0)]
            await world.deliver()
            row = await stands(world, key)
            assert row.next_attempt_at - world.clock() == timedelta(seconds=40)
            assert row.attempts == 0
            world.clock.forward(seconds=39)
            await world.deliver()
            world.clock.forward(seconds=1)
        world.messenger.failures = [TryLater("again", 40.0)]
        await world.deliver()
        await say(world, "in the meantime")
        await world.deliver()
        assert world.messenger.in_("C-general") == ["in the meantime"]
        world.clock.forward(seconds=40)
        await world.deliver()
        assert world.messenger.in_("C-general") == ["in the meantime", "with a picture"]

    def test_the_wait_stays_bounded_after_days_of_failures(self) -> None:
        assert module._backoff(10_000) <= 1.25 * module.SLOWEST_RETRY

    async def test_a_first_send_of_unknown_fate_is_repeated_where_that_is_the_policy(
        self, world: World
    ) -> None:
        world.messenger.failures = [MaybeSent()]
        await say(world, "better twice", when_unsure=WhenUnsure.RESEND)
        await world.deliver()
        await world.later(seconds=3)
        assert world.messenger.in_("C-general") == ["better twice"]

    async def test_a_first_send_of_unknown_fate_is_left_where_that_is_the_policy(
        self, world: World
    ) -> None:
        world.messenger.failures = [MaybeSent()]
        key = await say(world, "better never", when_unsure=WhenUnsure.DROP)
        await world.deliver()
        await world.later(days=1)
        assert world.messenger.deeds == ["post C-general"]
        assert (await stands(world, key)).state == PostState.DEAD

    async def test_an_edit_of_unknown_fate_is_repeated_whatever_the_policy(
        self, world: World
    ) -> None:
        key = await say(world, "first", when_unsure=WhenUnsure.DROP)
        await world.deliver()
        await revise(world, key, "second")
        world.messenger.failures = [MaybeSent()]
        await world.deliver()
        await world.later(seconds=3)
        assert world.messenger.in_("C-general") == ["second"]

    async def test_a_direct_conversation_of_unknown_fate_is_opened_again(
        self, world: World
    ) -> None:
        world.messenger.failures = [MaybeSent()]
        await say(world, "hello", await world.person(bo), when_unsure=WhenUnsure.DROP)
        await world.deliver()
        await world.later(seconds=3)
        assert world.messenger.in_("D-bo") == ["hello"]

    async def test_an_error_nobody_foresaw_is_tried_again(self, world: World) -> None:
        world.messenger.failures = [ZeroDivisionError()]
        await say(world, "hello")
        await world.deliver()
        await world.later(seconds=3)
        assert world.messenger.in_("C-general") == ["hello"]

    async def test_a_platform_that_is_not_connected_is_waited_for(self, world: World) -> None:
        away = Workspace("other", "W9")
        await world.home(Account("zoe", "Zoe"), workspace=away)

        def deed(uow: Any) -> None:
            uow.workspace_id = 2
            uow.post(Message.of("theirs"), to=RANDOM, key="k", kind="test")

        await world.in_unit_of_work(deed, organization_id=2)
        await world.deliver()
        assert (await stands(world, "k")).state == PostState.PENDING
        connected = FakeMessenger(platform="other")
        world.clock.forward(seconds=60)
        await Delivery(world.database, [connected], world.clock).drain()
        assert len(connected.shown) == 1

    async def test_a_post_this_version_cannot_read_stops_nobody_else(self, world: World) -> None:
        bad = await say(world, "bad")
        await say(world, "good")
        await spoil(world, bad, body='{"blocks": [{"kind": "hologram"}], "summary": ""}')
        await world.deliver()
        assert world.messenger.in_("C-general") == ["good"]
        assert (await stands(world, bad)).state == PostState.DEAD

    async def test_somebody_whose_account_is_gone_is_not_written_to(self, world: World) -> None:
        from tests.world import leaver

        key = await say(world, "come back!", await world.person(leaver))
        await world.deliver()
        assert world.messenger.deeds == []
        assert (await stands(world, key)).state == PostState.DEAD


class TestPace:
    """The platforms' own limits are kept, per conversation and per workspace."""

    async def test_one_a_second_in_a_conversation(self, world: World, pacing: Clock) -> None:
        world.messenger.rates = (Rate("conversation", "1/second"),)
        for n in range(5):
            await say(world, f"{n}")
        await say(world, "elsewhere", RANDOM)
        sent = []
        for _ in range(8):
            await world.deliver()
            sent.append(len(world.messenger.in_("C-general")))
            for clock in (pacing, world.clock):
                clock.forward(seconds=1.01)
        assert sent == [1, 2, 3, 4, 5, 5, 5, 5]
        assert world.messenger.in_("C-general") == ["0", "1", "2", "3", "4"]
        assert world.messenger.in_("C-random") == ["elsewhere"]

    async def test_so_many_a_minute_in_a_workspace(self, world: World, pacing: Clock) -> None:
        world.messenger.rates = (Rate("workspace", "3/minute", "post"),)
        for n in range(7):
            await say(world, f"{n}", Conversation(f"C-{n}"))
        sent = []
        for _ in range(3):
            await world.deliver()
            sent.append(len(world.messenger.shown))
            for clock in (pacing, world.clock):
                clock.forward(minutes=5)
        assert sent == [3, 6, 7]

    async def test_edits_and_posts_have_limits_of_their_own(
        self, world: World, pacing: Clock
    ) -> None:
        world.messenger.rates = (
            Rate("workspace", "1/minute", "post"),
            Rate("workspace", "1/minute", "edit"),
        )
        key = await say(world, "first")
        await world.deliver()
        await revise(world, key, "second")
        await world.deliver()
        assert world.messenger.in_("C-general") == ["second"]


async def test_who_is_mentioned_is_known_where_it_is_drawn(world: World) -> None:
    drawn: list[Any] = []

    class Watching(FakeMessenger):
        async def post(self, workspace: Any, to: Any, message: Any, faces: Any) -> Any:
            drawn.append((to.address, faces))
            return await super().post(workspace, to, message, faces)

    await world.command(ana, "kudos", bo, " for the query planner")
    await Delivery(world.database, [Watching()], world.clock).drain()
    people = {a.address: await world.person(a) for a in (ana, bo, chi)}
    faces = dict(drawn)
    for person in (people["ana"], people["bo"]):
        assert faces["C-general"].of(person).name == person.name
    assert faces["C-general"].of(people["chi"]) is None
    assert faces["D-bo"].zone == "Europe/Oslo"
    assert GENERAL.address in faces

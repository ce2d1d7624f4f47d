"""Many pictures at once: each is uploaded once and in its turn, and nobody else's posts wait."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from adapters.slack import limits
from adapters.slack import pictures as module
from adapters.slack.messenger import SlackMessenger
from bot.events import Conversation, ConversationKind
from bot.messages import Message
from bot.messenger import Faces, TryLater
from bot.store import people
from bot.store.unit_of_work import UnitOfWork
from tests.adapters.slack.conftest import House
from tests.adapters.slack.fake_slack import Fake, status
from tests.adapters.slack.test_pictures import OTHER, STEPS, TEAM, post, told
from tests.world import NOON


@pytest.mark.parametrize("step", STEPS)
async def test_a_limit_is_waited_for_by_this_post_alone(
    house: House, slack: Fake, messenger: SlackMessenger, step: str
) -> None:
    slack.fail(step, status(429, "", **{"Retry-After": "7"}))
    with pytest.raises(TryLater) as limited:  # which holds up nothing else in that conversation
        await post(messenger)
    assert limited.value.seconds == 7
    assert slack.of("chat.postMessage") == []
    await messenger.post(TEAM, OTHER, Message.of("no picture"), Faces())


async def test_many_pictures_at_once_take_turns_and_none_comes_twice(
    house: House, slack: Fake, messenger: SlackMessenger, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = 1000.0
    monkeypatch.setattr(module, "_now", lambda: at)
    messages = [told(level) for level in range(1, 9)]

    async def attempt() -> list[float]:
        tries = (post(messenger, message) for message in messages)
        met = await asyncio.gather(*tries, return_exceptions=True)
        return [e.seconds for e in met if isinstance(e, TryLater) and "many" in str(e)]  # type: ignore[misc]

    waits = await attempt()
    assert len(slack.files) == 2
    assert sorted(waits) == pytest.approx([0.75 * n for n in range(2, 8)])
    assert await attempt() == waits  # nobody loses their turn, or takes another
    at += 10
    house.clock.forward(seconds=10)
    assert await attempt() == []
    assert len(slack.files) == len(messages)


async def test_the_same_picture_for_many_is_uploaded_once(
    house: House, slack: Fake, messenger: SlackMessenger
) -> None:
    there = [Conversation(f"D{n}", ConversationKind.PERSONAL) for n in range(8)]
    met = await asyncio.gather(*(post(messenger, to=d) for d in there), return_exceptions=True)
    assert {type(e) for e in met} == {TryLater}
    house.clock.forward(seconds=2)
    await asyncio.gather(*(post(messenger, to=d) for d in there))
    assert len(slack.files) == 1
    assert len(slack.of("chat.postMessage")) == 8


async def test_a_monday_of_charts_takes_its_turns_and_holds_up_nobody(
    house: House, slack: Fake, messenger: SlackMessenger, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_now", lambda: (house.clock.now - NOON).total_seconds())
    many = 40

    def say(session: Any) -> None:
        at = people.known(session, TEAM)
        assert at is not None
        uow = UnitOfWork(session, at.organization_id, at.workspace_id, house.clock.now)
        for n in range(many):
            here = Conversation(f"C{n}", name=f"room-{n}")
            uow.post(told(n + 1), to=here, key=f"chart:{n}", kind="digest.manager")
        uow.post(Message.of("hello"), to=Conversation("C-hello"), key="hello", kind="kudos.card")

    await house.database.write(say)
    await house.delivery.drain()
    assert "hello" in str(slack.of("chat.postMessage"))
    assert len(slack.files) < 4
    await house.deliver()
    sent = [c for c in slack.of("chat.postMessage") if "hello" not in str(c)]
    assert {c["channel"] for c in sent} == {f"C{n}" for n in range(many)}
    assert len(sent) == many == len(slack.files)
    assert all("slack_file" in c["blocks"][0] for c in sent)
    took = (house.clock.now - NOON).total_seconds()
    assert took >= 60 / limits.UPLOADS_A_MINUTE * (many - 2)

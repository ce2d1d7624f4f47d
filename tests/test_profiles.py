"""Who is this: asked once, in time, and nobody's event suffers for the answer."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace
from typing import Any

import pytest

from bot import profiles as module
from bot.events import Account, CommandInvoked, Conversation, FormSubmitted, Raw
from bot.messenger import MaybeSent, RateLimited, Refused, TryLater
from bot.profiles import FRESH, Profiles, accounts_in
from tests.world import GENERAL, HERE, FakeMessenger, World, ana, bo, chi, words


def typed(*text: str | Account, actor: Account = ana) -> CommandInvoked[Account]:
    return CommandInvoked(
        id="E", workspace=HERE, actor=actor, conversation=GENERAL, name="kudos", text=text
    )


class Platform(FakeMessenger):
    """Remembers whom it was asked about; fails or waits when told to."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[str] = []
        self.error: Exception | None = None
        self.silent = False

    async def profile(self, workspace: Any, account: Account) -> Account:
        self.asked.append(account.address)
        if self.silent:
            await asyncio.Event().wait()
        if self.error:
            raise self.error
        return await super().profile(workspace, account)


@pytest.fixture
def platform() -> Platform:
    return Platform()


def test_everybody_named_anywhere_is_found() -> None:
    values: dict[str, Any] = {"to": [bo, chi], "note": "for x", "deep": {"er": (bo,)}}
    event = FormSubmitted(
        id="E",
        workspace=HERE,
        actor=ana,
        conversation=Conversation("C"),
        form=Raw("kudos.give", values),
    )
    assert list(accounts_in(event)) == [ana, bo, chi, bo]


async def test_each_is_asked_about_once(platform: Platform) -> None:
    profiles = Profiles([platform])
    learnt = await profiles.learn(typed(bo, " and ", bo, " for x"))
    assert sorted(a.address for a in learnt) == ["ana", "bo"]
    assert await profiles.learn(typed(bo, " for y")) == []
    assert [a.address for a in await profiles.learn(typed(chi, " for z"))] == ["chi"]
    assert sorted(platform.asked) == ["ana", "bo", "chi"]


async def test_again_when_forgotten_or_when_it_was_long_ago(
    platform: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    time = SimpleNamespace(now=1000.0)
    time.monotonic = lambda: time.now
    monkeypatch.setattr(module, "time", time)
    profiles = Profiles([platform])
    await profiles.learn(typed())
    profiles.forget(HERE, "ana")
    await profiles.learn(typed())
    time.now += FRESH
    await profiles.learn(typed())
    assert platform.asked == ["ana", "ana"]
    time.now += 1
    await profiles.learn(typed())
    assert platform.asked == ["ana", "ana", "ana"]


@pytest.mark.parametrize(
    ("error", "asked_again"),
    [
        (TryLater("down"), True),
        (RateLimited(30), True),
        (MaybeSent("broke"), True),
        (ZeroDivisionError(), True),
        (Refused("user_not_found", ""), False),
    ],
)
async def test_a_failing_platform_fails_nobody(
    platform: Platform, error: Exception, asked_again: bool
) -> None:
    platform.error = error
    profiles = Profiles([platform])
    assert await profiles.learn(typed()) == []
    platform.error = None
    assert bool(await profiles.learn(typed())) is asked_again


async def test_a_silent_platform_is_not_waited_for(
    platform: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "PATIENCE", 0.01)
    platform.silent = True
    profiles = Profiles([platform])
    assert await profiles.learn(typed(bo, chi)) == []
    platform.silent = False
    assert len(await profiles.learn(typed(bo, chi))) == 3


async def test_a_platform_that_is_not_connected_is_not_asked() -> None:
    assert await Profiles([]).learn(typed(bo)) == []


async def test_too_many_to_remember_are_asked_again(
    platform: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "REMEMBERED", 2)
    profiles = Profiles([platform])
    for actor in (ana, bo, chi, chi):
        await profiles.learn(typed(actor=actor))
    assert platform.asked == ["ana", "bo", "chi"]
    await profiles.learn(typed())
    assert platform.asked[-1] == "ana"


async def test_thanks_arrive_though_nobody_says_who_it_is_for(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(*_: Any) -> Account:
        raise MaybeSent("broke")

    monkeypatch.setattr(world.messenger, "profile", broken)
    given = await world.command(ana, "kudos", Account("U999"), " for helping")
    assert "Sent to U999." in words(given.reply)

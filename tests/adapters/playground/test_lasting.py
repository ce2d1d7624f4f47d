"""What lasts and what is live: unread marks, paging, the clock, restarts, failures."""

from __future__ import annotations

import asyncio
from itertools import count
from pathlib import Path

import pytest
from aiohttp.test_utils import TestClient, TestServer

from adapters.playground.clock import FURTHEST
from bot.dispatcher import NotTaken
from bot.events import MessagePosted, ReactionAdded
from tests.adapters.playground.conftest import Browser, news, words
from tests.adapters.playground.stage import Stage


async def test_unread_and_mentions_are_counted_until_read(ana: Browser, bo: Browser) -> None:
    await ana.say("one")
    (last,) = (await ana.say("two @bo"))["messages"]
    assert await bo.marks("c-general") == (2, 1)
    assert await ana.marks("c-general") == (0, 0)
    await bo.post("seen", room="c-general", upto=last["id"])
    assert await bo.marks("c-general") == (0, 0)
    await bo.post("seen", room="c-general", upto=1)
    assert await bo.marks("c-general") == (0, 0)


async def test_a_reply_counts_for_those_in_the_thread(ana: Browser, bo: Browser) -> None:
    grace = ana.speaking_as("grace")
    (root,) = (await ana.say("a question"))["messages"]
    for tab in (bo, grace):
        await tab.post("seen", room="c-general", upto=root["id"])
    await bo.say("an answer", thread=root["id"])
    assert await ana.marks("c-general") == (1, 0)
    assert await grace.marks("c-general") == (0, 0)
    thread = await grace.get("thread", root=root["id"])
    assert words(thread["messages"]) == ["an answer"]
    assert thread["root"]["replies"]["count"] == 1
    assert words(await grace.read()) == ["a question"]


async def test_what_nobody_waits_for_is_heard_once(stage: Stage, ana: Browser) -> None:
    (said,) = (await ana.say("hello @bo"))["messages"]
    await ana.post("react", deed="deed-0001", message=said["id"], emoji="heart", on=True)
    await ana.post("react", deed="deed-0002", message=said["id"], emoji="heart", on=True)
    await stage.door.desk.teller.drain()
    await stage.door.desk.teller.drain()
    posted, reacted = stage.heard
    assert isinstance(posted, MessagePosted)
    assert isinstance(reacted, ReactionAdded)
    assert (reacted.emoji, reacted.author and reacted.author.name) == ("heart", "Ana Ferreira")
    assert await stage.door.server.ask(stage.door.server.store.untold) == []


async def test_reactions_show_who_and_can_be_taken_back(ana: Browser, bo: Browser) -> None:
    (said,) = (await ana.say("hello"))["messages"]
    live = await ana.live()
    for tab in (bo, ana):
        await tab.post("react", deed=tab.deed(), message=said["id"], emoji="tada", on=True)
    assert (await news(live, "message"))["message"]["reactions"] == [
        {"emoji": "tada", "people": ["bo"]}
    ]
    await bo.post("react", deed=bo.deed(), message=said["id"], emoji="tada", on=False)
    (now,) = await ana.read()
    assert now["reactions"] == [{"emoji": "tada", "people": ["ana"]}]
    await bo.post("react", 400, deed=bo.deed(), message=said["id"], emoji="<b>", on=True)
    await live.close()


async def test_the_clock_moves_on_for_everybody_and_the_core_is_told(
    stage: Stage, ana: Browser, bo: Browser
) -> None:
    live = await bo.live()
    before = (await ana.get("start"))["clock"]
    moved = await ana.post("clock", by="hour")
    assert moved["ahead"] == 3_600_000
    assert moved["now"] >= before["now"] + 3_600_000
    assert stage.moves == 1
    assert (await news(live, "clock"))["ahead"] == 3_600_000
    (said,) = (await ana.say("later"))["messages"]
    assert said["id"] // 1000 >= moved["now"]
    await ana.post("clock", 400, by="backwards")
    stage.clock._offset = FURTHEST
    got = await ana.post("clock", 400, by="day")
    assert "ten years" in got["problem"]
    assert stage.moves == 1
    await live.close()


async def test_paging_back_and_around(ana: Browser) -> None:
    for n in range(130):
        await ana.say(f"m{n}")
    last = await ana.get("messages", room="c-general")
    assert (words(last["messages"])[0], last["older"], last["newer"]) == ("m80", True, False)
    ids = [m["id"] for m in last["messages"]]
    assert ids == sorted(ids)
    before = await ana.get("messages", room="c-general", before=ids[0])
    assert words(before["messages"]) == [f"m{n}" for n in range(30, 80)]
    first = await ana.get("messages", room="c-general", before=before["messages"][0]["id"])
    assert (len(first["messages"]), first["older"]) == (30, False)
    middle = before["messages"][10]["id"]
    around = await ana.get("messages", room="c-general", around=middle)
    assert middle in [m["id"] for m in around["messages"]]
    assert (around["older"], around["newer"]) == (True, True)
    after = await ana.get("messages", room="c-general", after=ids[-3])
    assert words(after["messages"]) == ["m128", "m129"]


async def test_a_restart_keeps_history_clock_reading_and_what_was_not_yet_heard(
    folder: Path,
) -> None:
    first = Stage(folder, with_gallery=True)
    async with TestClient(TestServer(first.app)) as client:
        ana = Browser(client, "ana", count(1))
        await ana.post("clock", by="day")
        await ana.say("before @bo")
        (card,) = (await ana.say("/gallery"))["messages"]
        before = first.clock()
    await first.stop()
    second = Stage(folder, with_gallery=True)
    async with TestClient(TestServer(second.app)) as client:
        ana = Browser(client, "ana", count(100))
        assert words(await ana.read())[0] == "before @bo".replace("@bo", "bo")
        assert len(await ana.read()) == 2
        assert await ana.speaking_as("bo").marks("c-general") == (1, 1)
        assert second.clock() >= before
        await ana.press(card, "Pressed 0")
        await second.door.start()
        await second.door.desk.teller.drain()
        assert any(isinstance(h, MessagePosted) for h in second.heard)
    await second.stop()


async def test_open_tabs_are_let_go_when_the_server_stops(folder: Path) -> None:
    stage = Stage(folder)
    client = TestClient(TestServer(stage.app))
    await client.start_server()
    live = await Browser(client, "ana", count(1)).live()
    closing = asyncio.create_task(client.server.close())
    assert (await live.receive(timeout=5)).type.name in ("CLOSE", "CLOSING", "CLOSED")
    await closing
    await client.close()
    await stage.stop()


async def test_the_first_start_introduces_potluck_to_its_channels(stage: Stage) -> None:
    await stage.door.start()
    store = stage.door.server.store
    await stage.door.desk.teller.drain()
    assert await stage.door.server.ask(store.untold) == []
    assert await stage.door.server.ask(store.note, "introduced") == "yes"


async def test_a_core_that_fails_costs_nobody_their_words(
    stage: Stage, ana: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(_: object) -> None:
        raise NotTaken("disk full")

    monkeypatch.setattr(stage.dispatcher, "handle", broken)
    await ana.say("still said")
    assert await stage.door.desk.teller.drain() is not None
    assert len(await stage.door.server.ask(stage.door.server.store.untold)) == 1
    got = await ana.post("home", 503, deed="deed-0001")
    assert "Try again" in got["problem"]
    monkeypatch.undo()
    await stage.door.desk.teller.drain()
    assert [type(h) for h in stage.heard] == [MessagePosted]

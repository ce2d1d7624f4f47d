"""People change what they wrote, or take it back, and Potluck hears of it where it listens."""

from __future__ import annotations

from typing import Any

import pytest

from bot.events import MessageChanged, MessageDeleted, MessagePosted
from tests.adapters.playground.conftest import Browser, words
from tests.adapters.playground.stage import Stage


async def heard(stage: Stage, kind: type[Any]) -> list[Any]:
    """What Potluck was told of one kind, once all is told."""
    await stage.door.desk.teller.drain()
    return [e for e in stage.heard if isinstance(e, kind)]


async def test_an_edit_is_seen_by_all_and_heard(stage: Stage, ana: Browser, bo: Browser) -> None:
    (said,) = (await ana.say("use EXPLAN"))["messages"]
    (made,) = (await ana.post("edit", deed="deed-0001", message=said["id"], text="ask @bo"))[
        "messages"
    ]
    assert made["edited"] is True
    assert words(await bo.read())[-1] == "ask bo"
    (posted,) = await heard(stage, MessagePosted)
    (edited,) = await heard(stage, MessageChanged)
    assert edited.ref == posted.ref
    assert [p if isinstance(p, str) else p.name for p in edited.text] == ["ask ", "Bo Lindqvist"]
    again = await ana.post("edit", deed="deed-0002", message=said["id"], text="ask @bo")
    assert words(again["messages"]) == ["ask bo"]
    assert len(await heard(stage, MessageChanged)) == 1


async def test_a_deletion_is_seen_by_all_and_heard(stage: Stage, ana: Browser, bo: Browser) -> None:
    (said,) = (await ana.say("never mind"))["messages"]
    assert await ana.post("take_back", deed="deed-0001", message=said["id"]) == {}
    assert "never mind" not in words(await bo.read())
    (deleted,) = await heard(stage, MessageDeleted)
    assert (deleted.actor.name, deleted.ref.id) == ("Ana Ferreira", str(said["id"]))
    await ana.post("take_back", 404, deed="deed-0002", message=said["id"])
    await ana.post("edit", 404, deed="deed-0003", message=said["id"], text="again")


async def test_only_who_wrote_it_changes_it(ana: Browser, bo: Browser) -> None:
    (said,) = (await ana.say("mine"))["messages"]
    refused = await bo.post("edit", 403, deed="deed-0001", message=said["id"], text="yours")
    assert "Only who wrote" in refused["problem"]
    await bo.post("take_back", 403, deed="deed-0002", message=said["id"])
    assert words(await ana.read())[-1] == "mine"


@pytest.mark.parametrize("text", [" ", "x" * 8001])
async def test_an_edit_says_what_is_wrong_and_changes_nothing(ana: Browser, text: str) -> None:
    (said,) = (await ana.say("as it was"))["messages"]
    refused = await ana.post("edit", 400, deed="deed-0001", message=said["id"], text=text)
    assert refused["problem"]
    assert words(await ana.read())[-1] == "as it was"


async def test_what_is_said_to_potluck_alone_is_not_told_twice(stage: Stage, ana: Browser) -> None:
    got = await ana.say("help", room="a-ana")
    await ana.post("edit", deed="deed-0001", message=got["messages"][0]["id"], text="kudos me")
    assert await heard(stage, MessageChanged) == []

"""Every reply to every way of asking, with a core that answers as told, at once or late."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest

from adapters.slack import app as door_module
from bot.dispatcher import NotTaken, Outcome
from bot.messages import FormErrors, Home, Message, Replace
from tests.adapters.slack import material
from tests.adapters.slack.conftest import House
from tests.adapters.slack.drawings import faults, view_faults
from tests.adapters.slack.fake_slack import Fake
from tests.adapters.slack.payloads import BUTTON, mention, press, slash
from tests.adapters.slack.test_door import PRIVATELY, filled, words


class Stub:
    """A core that answers what it is told to, when it is let go."""

    def __init__(self, reply: Any, *, ready: bool = True) -> None:
        self.reply = reply
        self.go = asyncio.Event()
        if ready:
            self.go.set()

    async def handle(self, event: Any) -> Outcome:
        await self.go.wait()
        if isinstance(self.reply, Exception):
            raise self.reply
        return Outcome(self.reply)


async def stubbed(house: House, monkeypatch: pytest.MonkeyPatch, stub: Stub) -> None:
    monkeypatch.setattr(house.door, "_dispatcher", lambda: stub)


async def test_a_slow_core_is_acknowledged_and_answers_later(
    house: House, slack: Fake, monkeypatch: pytest.MonkeyPatch
) -> None:
    stub = Stub(Message.of("at last"), ready=False)
    await stubbed(house, monkeypatch, stub)
    monkeypatch.setattr(door_module, "ANSWER_SECONDS", 0.01)
    assert await house.poke(slash("x", response_url=slack.hook())) == (200, "")
    stub.go.set()
    assert words(await slack.called("hook")) == "at last"


async def test_a_slow_form_tells_its_errors_later(
    house: House, slack: Fake, monkeypatch: pytest.MonkeyPatch
) -> None:
    await house.poke(slash("", response_url=slack.hook()))
    view = (await slack.called("views.open"))["view"]
    stub = Stub(FormErrors(errors={"to": "Pick somebody."}), ready=False)
    await stubbed(house, monkeypatch, stub)
    monkeypatch.setattr(door_module, "ANSWER_SECONDS", 0.01)
    assert await house.poke(filled(view, to=["U2"], note="x")) == (200, "")
    stub.go.set()
    assert words(await slack.called("hook")) == "Pick somebody."


async def test_an_event_that_could_not_be_taken_is_asked_for_again(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    await stubbed(house, monkeypatch, Stub(NotTaken("database")))
    assert (await house.poke(mention("<@UBOT> help")))[0] == 503


REPLIES: list[Any] = [
    Message.of("said"),
    Replace(message=Message.of("said")),
    Home(blocks=Message.of("said").blocks),
    FormErrors(errors={"note": "said"}),
    None,
]


@pytest.mark.parametrize("reply", REPLIES, ids=lambda r: type(r).__name__)
@pytest.mark.parametrize(
    "asked",
    ["command", "card", "hidden card", "home card", "modal card", "mention", "form", "home"],
)
async def test_every_reply_to_every_way_of_asking_is_said_once(
    house: House, slack: Fake, monkeypatch: pytest.MonkeyPatch, asked: str, reply: Any
) -> None:
    await stubbed(house, monkeypatch, Stub(reply))
    view = {"id": "V1", "type": "modal", "private_metadata": ""}
    nowhere = {"channel": None, "message": None, "container": {"type": "view"}, "response_url": ""}
    form = {"callback_id": "kudos.give", "blocks": [{"type": "input", "block_id": "note"}]}
    payload = {
        "command": slash("x", response_url=slack.hook()),
        "card": press(BUTTON, response_url=slack.hook()),
        "hidden card": press(BUTTON, response_url=slack.hook(), container=PRIVATELY, message=None),
        "home card": press(BUTTON, view=view | {"type": "home"}, **nowhere),
        "modal card": press(BUTTON, view=view, **nowhere),
        "mention": mention("<@UBOT> help"),
        "form": {
            "type": "view_submission",
            "team": {"id": "T1"},
            "user": {"id": "U1"},
            "view": view | form,
        },
        "home": material.wrapped({"type": "app_home_opened", "user": "U1", "tab": "home"}),
    }[asked]
    status_, answer = await house.poke(payload)
    assert status_ == 200
    await house.door.stop()
    told = [c.arguments for c in slack.calls if c.method != "conversations.open"]
    told += [answer] if answer else []
    assert len(told) == (0 if reply is None else 1)
    for one in told:
        assert "said" in json.dumps(one)
        drawn = one.get("view", one)
        if "blocks" in drawn:
            assert (view_faults(drawn) if "type" in drawn else faults_of(drawn)) == []
    replaces = [t for t in told if t.get("replace_original")]
    assert bool(replaces) == (isinstance(reply, Replace) and asked in ("card", "hidden card"))


def faults_of(drawn: dict[str, Any]) -> list[str]:
    return faults({"parse": "none", "link_names": False} | drawn)

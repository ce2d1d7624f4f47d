"""Socket Mode against a websocket like Slack's: it greets, asks, renews and hangs up."""

from __future__ import annotations

import asyncio
import logging
import shutil
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import structlog

from adapters.slack import socket_mode
from bot.store.database import Database
from tests.adapters.slack import material
from tests.adapters.slack.conftest import House, told_by_us
from tests.adapters.slack.drawings import alive
from tests.adapters.slack.fake_slack import PATIENCE, Fake, says, status
from tests.adapters.slack.payloads import mention, slash


@pytest.fixture
async def wired(slack: Fake, tmp_path: Path, migrated_file: Path) -> AsyncIterator[House]:
    """A house that Slack calls over a websocket; it has no signing secret and no route."""
    shutil.copy(migrated_file, tmp_path / "potluck.db")
    database = Database(f"sqlite:///{tmp_path / 'potluck.db'}")
    made = House(slack, database, app_token="xapp-canary-token")
    await made.start()
    await slack.connected(1)
    yield made
    await made.stop()
    database.close()


async def test_it_connects_with_the_app_token(wired: House, slack: Fake) -> None:
    (call,) = [c for c in slack.calls if c.method == "apps.connections.open"]
    assert call.token == "Bearer xapp-canary-token"
    async with wired.session.post(wired.url, data=b"x") as response:
        assert response.status == 404


async def test_a_command_is_answered_in_its_envelope(wired: House, slack: Fake) -> None:
    asked = slash("<@U2|bo> for help")
    got = await slack.envelope("slash_commands", asked, accepts_response_payload=True)
    assert got["envelope_id"] == "e1"
    assert "Sent to" in alive(got["payload"]["blocks"]).words
    assert await wired.count("kudos") == 1


async def test_an_event_is_acknowledged_without_a_payload(wired: House, slack: Fake) -> None:
    got = await slack.envelope(
        "events_api", mention("<@UBOT> help"), accepts_response_payload=False, retry_attempt=0
    )
    assert got == {"envelope_id": "e1"}
    await slack.called("chat.postEphemeral")


async def test_a_repeated_envelope_happens_once(wired: House, slack: Fake) -> None:
    asked = mention("<@UBOT> kudos <@U2> for help")
    for attempt in range(3):
        got = await slack.envelope("events_api", asked, retry_attempt=attempt, retry_reason="x")
        assert got == {"envelope_id": "e1"}
    assert await wired.count("kudos") == 1


@pytest.mark.parametrize(
    "name",
    [n for n in material.names("curated", "recorded") if "envelope_id" in material.load(n)],
)
async def test_recorded_envelopes_are_acknowledged(wired: House, slack: Fake, name: str) -> None:
    envelope = material.load(name)
    kind = str(envelope.get("type", "interactive"))
    got = await slack.envelope(kind, dict(envelope["payload"]))
    assert got["envelope_id"] == "e1"


@pytest.mark.parametrize("reason", ["warning", "refresh_requested", "too_many_websockets", None])
async def test_it_connects_anew_when_asked_to(
    wired: House, slack: Fake, reason: str | None
) -> None:
    assert slack.socket is not None
    await slack.socket.send_json({"type": "disconnect", "reason": reason})
    await slack.connected(2)
    got = await slack.envelope("slash_commands", slash("me"))
    assert got["envelope_id"] == "e1"


async def test_it_connects_anew_when_the_line_breaks(wired: House, slack: Fake) -> None:
    assert slack.socket is not None
    await slack.socket.close()
    await slack.connected(2)
    slack.fail("apps.connections.open", says("internal_error"), status(503), slack.drop)
    slack.fail("apps.connections.open", says("invalid_auth"), status(200, '{"ok":true}'))
    await slack.socket.close()
    await slack.connected(3)
    assert (await slack.envelope("slash_commands", slash("me")))["envelope_id"] == "e1"


async def test_an_answer_still_goes_out_on_the_line_that_is_replaced(
    wired: House, slack: Fake, monkeypatch: pytest.MonkeyPatch
) -> None:
    go, handle = asyncio.Event(), wired.dispatcher.handle

    async def slow(event: Any) -> Any:
        await go.wait()
        return await handle(event)

    monkeypatch.setattr(wired.dispatcher, "handle", slow)
    old = slack.socket
    assert old is not None
    await old.send_json({"envelope_id": "old", "type": "slash_commands", "payload": slash("me")})
    await old.send_json({"type": "disconnect", "reason": "refresh_requested"})
    await slack.connected(2)
    go.set()
    async with asyncio.timeout(PATIENCE):
        assert (await slack.heard.get())["envelope_id"] == "old"


async def test_pings_are_answered_with_their_bytes(wired: House, slack: Fake) -> None:
    assert slack.socket is not None
    await slack.socket.ping(b"are you there?")
    async with asyncio.timeout(PATIENCE):
        assert await slack.heard.get() == {"pong": b"are you there?"}


@pytest.mark.parametrize(
    "text", ["", "nonsense", "[]", "7", "{}", '{"envelope_id":"x"}', '{"type":"new"}', "[" * 99_999]
)
async def test_messages_of_no_kind_do_no_harm(wired: House, slack: Fake, text: str) -> None:
    assert slack.socket is not None
    await slack.socket.send_str(text)
    await slack.socket.send_str('{"envelope_id":"y","payload":{"type":"event_callback","event":7}}')
    async with asyncio.timeout(PATIENCE):
        assert (await slack.heard.get())["envelope_id"] == "y"
    assert (await slack.envelope("slash_commands", slash("me")))["envelope_id"] == "e1"
    assert slack.sockets == 1


async def test_an_address_elsewhere_is_not_connected_to(
    wired: House, slack: Fake, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert slack.socket is not None
    for url in ("ws://evil.example/x", "wss://10.0.0.1/x", "http://127.0.0.1/x", "wss://[", ""):
        slack.fail("apps.connections.open", status(200, f'{{"ok":true,"url":"{url}"}}'))
    await slack.socket.close()
    await slack.connected(2)
    assert len(slack.of("apps.connections.open")) == 7


async def test_stopping_leaves_no_task_behind(
    slack: Fake, tmp_path: Path, migrated_file: Path
) -> None:
    shutil.copy(migrated_file, tmp_path / "potluck.db")
    database = Database(f"sqlite:///{tmp_path / 'potluck.db'}")
    before = asyncio.all_tasks()
    house = House(slack, database, app_token="xapp-x")
    await house.start()
    await slack.connected(1)
    await slack.envelope("slash_commands", slash("me"))
    await house.stop()
    database.close()
    assert slack.socket is not None
    async with asyncio.timeout(PATIENCE):
        # What is left are the fake's own ends of connections that are just closing.
        while left := asyncio.all_tasks() - before:
            await asyncio.wait(left)


async def test_stopping_while_slack_is_away(slack: Fake, house: House) -> None:
    away = House(slack, house.database, app_token="xapp-x")
    slack.fail("apps.connections.open", slack.hold)
    await away.start()
    await slack.called("apps.connections.open")
    await away.stop()


async def test_no_ticket_is_logged(
    wired: House, slack: Fake, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    with structlog.testing.capture_logs() as told:
        assert slack.socket is not None
        other = slack.url.replace("http", "ws") + "/nowhere?ticket=canary-ticket"
        slack.fail("apps.connections.open", status(200, f'{{"ok":true,"url":"{other}"}}'))
        await slack.socket.close()
        await slack.connected(2)
        await slack.envelope("slash_commands", slash("<@U2> for canary-words"))
    assert any(line["event"] == "slack.socket.unconnected" for line in told)
    assert "canary" not in told_by_us(caplog)
    assert "canary" not in repr(told)


async def test_pauses_grow_and_differ(monkeypatch: pytest.MonkeyPatch) -> None:
    slept: list[float] = []

    async def sleep(seconds: float) -> None:
        slept.append(seconds)

    monkeypatch.setattr("adapters.slack.socket_mode.asyncio.sleep", sleep)
    for attempt in (1, 2, 3, 20):
        await socket_mode.pause(attempt)
    assert [1 <= slept[0] <= 2, 2 <= slept[1] <= 4, 4 <= slept[2] <= 8] == [True] * 3
    assert socket_mode.LONGEST_PAUSE / 2 <= slept[3] <= socket_mode.LONGEST_PAUSE

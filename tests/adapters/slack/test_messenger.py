"""The outgoing side against a Slack that limits, fails, dawdles and hangs up."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import aiohttp
import pytest
import structlog

from adapters.slack import web as web_module
from adapters.slack.advice import ADVICE, ELSE, INVITE
from adapters.slack.config import Config
from adapters.slack.messenger import SlackMessenger
from adapters.slack.web import Web
from bot.events import Account, Conversation, ConversationKind, MessageRef, Workspace
from bot.messages import Button, Buttons, Message, Press
from bot.messenger import Faces, MaybeSent, Messenger, RateLimited, Refused, TryLater
from tests.adapters.slack.conftest import House, told_by_us
from tests.adapters.slack.fake_slack import Fake, says, status
from tests.adapters.slack.payloads import slash

TEAM = Workspace("slack", "T1")
HERE = Conversation("C1", thread="4.4")
HELLO = Message.of("hello <world>")
REF = MessageRef("C1", "5.5", "4.4")


@pytest.fixture
async def messenger(slack: Fake) -> AsyncIterator[SlackMessenger]:
    web = Web(Config("xoxb-canary-token", "secret", api_url=slack.api))
    yield SlackMessenger(web)
    await web.close()


async def post(messenger: SlackMessenger) -> MessageRef:
    return await messenger.post(TEAM, HERE, HELLO, Faces())


async def test_it_is_a_messenger(messenger: SlackMessenger) -> None:
    port: Messenger = messenger
    assert port.platform == "slack"
    assert [(r.scope, r.rate, r.deed) for r in port.rates] == [
        ("conversation", "1/second", "post"),
        ("workspace", "240/minute", "post"),
        ("workspace", "50/minute", "edit"),
    ]


async def test_a_post_keeps_its_thread_and_is_not_parsed(
    slack: Fake, messenger: SlackMessenger
) -> None:
    ref = await post(messenger)
    assert (ref.conversation, ref.thread) == ("C1", "4.4")
    (sent,) = slack.of("chat.postMessage")
    assert (sent["channel"], sent["thread_ts"]) == ("C1", "4.4")
    assert sent["text"] == "hello &lt;world&gt;"
    assert (sent["parse"], sent["link_names"], sent["unfurl_links"]) == ("none", False, False)


async def test_an_edit_and_a_withdrawal(slack: Fake, messenger: SlackMessenger) -> None:
    await messenger.edit(TEAM, HERE, REF, HELLO, Faces())
    (edit,) = slack.of("chat.update")
    assert (edit["channel"], edit["ts"]) == ("C1", "5.5")
    await messenger.withdraw(TEAM, HERE, REF)
    assert slack.of("chat.delete") == [{"channel": "C1", "ts": "5.5"}]
    slack.fail("chat.delete", says("message_not_found"), says("cant_delete_message"))
    await messenger.withdraw(TEAM, HERE, REF)
    with pytest.raises(Refused):
        await messenger.withdraw(TEAM, HERE, REF)


async def test_one_connection_serves_many_calls(slack: Fake, messenger: SlackMessenger) -> None:
    for _ in range(3):
        await post(messenger)
    connector = messenger._web.session.connector
    assert isinstance(connector, aiohttp.TCPConnector)
    assert sum(map(len, connector._conns.values())) == 1


@pytest.mark.parametrize(
    ("how", "raised"),
    [
        (says("not_in_channel"), Refused),
        (says("invalid_blocks"), Refused),
        (says("service_unavailable"), TryLater),
        (says("internal_error"), MaybeSent),
        (says("fatal_error"), MaybeSent),
        (says("ratelimited"), RateLimited),
        (status(429, '{"ok":false,"error":"ratelimited"}', **{"Retry-After": "7"}), RateLimited),
        (status(429, "slow down"), RateLimited),
        (status(500), MaybeSent),
        (status(502, "<html>"), MaybeSent),
        (status(503), TryLater),
        (status(404), Refused),
        (status(200, "{not json"), MaybeSent),
        (status(200, "[1]"), MaybeSent),
        (status(200, "[]"), MaybeSent),
        (status(200, "<html>"), MaybeSent),
        (status(200, '{"ok":true}'), MaybeSent),
    ],
)
async def test_every_failure_is_one_of_four(
    slack: Fake,
    messenger: SlackMessenger,
    how: Callable[..., Any],
    raised: type[Exception],
) -> None:
    slack.fail("chat.postMessage", how)
    with pytest.raises(raised):
        await post(messenger)
    assert len(slack.of("chat.postMessage")) == 1


@pytest.mark.parametrize(
    ("header", "seconds"),
    [("7", 7.0), ("0.5", 0.5), ("-3", 0.0), ("soon", 30.0), ("nan", 30.0), ("inf", 30.0)],
)
async def test_how_long_to_wait(
    slack: Fake, messenger: SlackMessenger, header: str, seconds: float
) -> None:
    slack.fail("chat.postMessage", status(429, "", **{"Retry-After": header}))
    with pytest.raises(RateLimited) as limited:
        await post(messenger)
    assert limited.value.seconds == seconds


async def test_a_limit_is_said_to_concern_what_slack_counts(
    slack: Fake, messenger: SlackMessenger
) -> None:
    met = []
    deeds: dict[str, Callable[[], Awaitable[object]]] = {
        "chat.postMessage": lambda: post(messenger),
        "chat.update": lambda: messenger.edit(TEAM, HERE, REF, HELLO, Faces()),
        "chat.delete": lambda: messenger.withdraw(TEAM, HERE, REF),
        "conversations.open": lambda: messenger.open_direct(TEAM, Account("U2")),
    }
    for method, deed in deeds.items():
        slack.fail(method, status(429, "", **{"Retry-After": "7"}))
        with pytest.raises(RateLimited) as limited:
            await deed()
        met.append((limited.value.seconds, limited.value.scope, limited.value.deed))
    assert met == [
        (7, "conversation", "post"),
        (7, "workspace", "edit"),
        (7, "workspace", "edit"),
        (7, "workspace", "open"),
    ]


async def test_a_dropped_connection_is_not_posted_over_again(
    slack: Fake, messenger: SlackMessenger
) -> None:
    """The SDK's own handler would: two messages, and the result "ok"."""
    slack.fail("chat.postMessage", slack.drop)
    with pytest.raises(MaybeSent):
        await post(messenger)
    assert len(slack.of("chat.postMessage")) == 1


async def test_a_timeout_may_have_sent(
    slack: Fake, messenger: SlackMessenger, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(web_module, "TIMEOUT", aiohttp.ClientTimeout(total=0.1))
    slack.fail("chat.postMessage", slack.hold)
    with pytest.raises(MaybeSent):
        await post(messenger)


async def test_nothing_is_sent_to_nobody(unused_port: int) -> None:
    web = Web(Config("xoxb-x", "s", api_url=f"http://127.0.0.1:{unused_port}/api/"))
    with pytest.raises(TryLater):
        await SlackMessenger(web).post(TEAM, HERE, HELLO, Faces())
    await web.close()


@pytest.fixture
async def unused_port() -> int:
    """A port on which nobody listens any more."""
    server = await asyncio.start_server(lambda r, w: None, "127.0.0.1", 0)
    port: int = server.sockets[0].getsockname()[1]
    server.close()
    await server.wait_closed()
    return port


async def test_a_refusal_says_what_to_do(slack: Fake, messenger: SlackMessenger) -> None:
    slack.fail("chat.postMessage", says("not_in_channel"), says("something_new"))
    with pytest.raises(Refused) as refused:
        await post(messenger)
    assert (refused.value.reason, refused.value.advice) == ("not_in_channel", INVITE)
    with pytest.raises(Refused) as refused:
        await post(messenger)
    assert (refused.value.reason, refused.value.advice) == ("something_new", ELSE)
    assert all(a.endswith(".") for a in ADVICE.values())


async def test_too_many_ids_are_refused_without_a_call(
    slack: Fake, messenger: SlackMessenger
) -> None:
    large = Message.of(Buttons.of(Button(label="x", press=Press(key="x", data={"a": "9" * 3000}))))
    with pytest.raises(Refused):
        await messenger.post(TEAM, HERE, large, Faces())
    assert slack.calls == []


async def test_a_direct_conversation(slack: Fake, messenger: SlackMessenger) -> None:
    opened = await messenger.open_direct(TEAM, Account("U1"))
    assert opened == Conversation("DU1", ConversationKind.PERSONAL)
    slack.fail("conversations.open", status(200, '{"ok":true}'), says("cannot_dm_bot"))
    with pytest.raises(TryLater):
        await messenger.open_direct(TEAM, Account("U1"))
    with pytest.raises(Refused):
        await messenger.open_direct(TEAM, Account("U1"))


USER: dict[str, Any] = {
    "id": "U1",
    "team_id": "T1",
    "name": "ana.alves",
    "tz": "Europe/Lisbon",
    "profile": {"display_name": "Ana", "real_name": "Ana Alves", "email": "ana@example.org"},
}


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, {}),
        ({"tz": "Moon/Crater"}, {"time_zone": None}),
        ({"tz": None}, {"time_zone": None}),
        ({"is_email_confirmed": False}, {"email": None}),
        ({"profile": {}}, {"name": "ana.alves", "email": None}),
        ({"profile": {"real_name": "Ana Alves"}}, {"name": "Ana Alves", "email": None}),
        ({"is_bot": True}, {"is_bot": True}),
        ({"id": "USLACKBOT"}, {"address": "USLACKBOT", "is_bot": True}),
        ({"is_restricted": True}, {"is_guest": True}),
        ({"is_ultra_restricted": True}, {"is_guest": True}),
        ({"is_stranger": True}, {"is_guest": True}),
        ({"team_id": "T9", "is_admin": True}, {"is_guest": True}),
        ({"team_id": "T9", "enterprise_user": {"teams": ["T1", "T9"]}}, {}),
        ({"deleted": True}, {"is_deleted": True}),
        ({"is_admin": True}, {"is_admin": True}),
        ({"is_owner": True}, {"is_admin": True}),
    ],
)
async def test_a_profile(
    slack: Fake, messenger: SlackMessenger, change: dict[str, Any], expected: dict[str, Any]
) -> None:
    slack.users["U1"] = USER | change
    usual: dict[str, Any] = {
        "address": "U1",
        "name": "Ana",
        "time_zone": "Europe/Lisbon",
        "email": "ana@example.org",
        "is_bot": False,
        "is_guest": False,
        "is_deleted": False,
        "is_admin": False,
    }
    known = await messenger.profile(TEAM, Account("U1"))
    assert known == Account(**(usual | expected))
    assert slack.of("users.info") == [{"user": "U1"}]


async def test_a_person_slack_does_not_know_is_gone_and_one_it_hides_is_not(
    slack: Fake, messenger: SlackMessenger
) -> None:
    known = Account("U1", "Ana")
    answers = says("user_not_found"), says("user_not_visible"), status(200, '{"ok":true}')
    slack.fail("users.info", *answers)
    assert await messenger.profile(TEAM, known) == Account("U1", "Ana", is_deleted=True)
    assert await messenger.profile(TEAM, known) == known
    assert await messenger.profile(TEAM, known) == known
    slack.fail("users.info", status(500), says("missing_scope"))
    with pytest.raises(TryLater):
        await messenger.profile(TEAM, known)
    with pytest.raises(Refused):
        await messenger.profile(TEAM, known)


@pytest.mark.parametrize("how", ["429", "503", "500", "drop"])
async def test_the_outbox_delivers_when_slack_can(house: House, slack: Fake, how: str) -> None:
    ways = {
        "429": status(429, "", **{"Retry-After": "0"}),
        "503": status(503),
        "500": status(500),
        "drop": slack.drop,
    }
    slack.fail("chat.postMessage", ways[how], ways[how])
    await house.poke(slash("<@U2|bo> for help"))
    async with asyncio.timeout(10):
        while len(slack.of("chat.postMessage")) < 4:
            await house.delivery.drain()
            house.clock.forward(minutes=10)
    assert {p["channel"] for p in slack.of("chat.postMessage")} == {"C1", "DU2"}


async def test_neither_words_nor_tokens_are_logged(
    house: House, slack: Fake, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    slack.fail("chat.postMessage", slack.drop, says("not_in_channel"), says("invalid_auth"))
    slack.fail("users.info", slack.drop)
    with structlog.testing.capture_logs() as told:
        await house.poke(slash("<@U2|bo> for canary-words", response_url=slack.hook("canary-hook")))
        await house.poke(slash("", trigger_id="2.2", response_url=slack.hook("canary-hook")))
        await slack.called("views.open")
        await house.delivery.drain()
        house.clock.forward(minutes=10)
        await house.delivery.drain()
        await house.door.stop()
    assert told
    assert "canary" not in told_by_us(caplog)
    assert "canary" not in repr(told)

"""Calls to the connector: what each failure means, and what is shared between calls."""

import asyncio
import socket
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from botbuilder.schema import Activity, ChannelAccount, Mention

from adapters.door import Misconfigured
from adapters.teams.port.cloud import Port
from adapters.teams.port.connector import DEFAULT_PAUSE, retry_after
from adapters.teams.port.errors import (
    MaybeSentError,
    NotSentError,
    RateLimitedError,
    RejectedError,
    SendError,
)
from adapters.teams.port.service_url import ServiceUrlError
from adapters.teams.port.settings import TeamsSettings
from tests.adapters.teams.fakes import APP_ID, SECRET, FakeMicrosoft, drops, says

HELLO = {"type": "message", "text": "hé", "entities": [{"type": "mention", "new": {"field": 1}}]}


@pytest.fixture
async def port(microsoft: FakeMicrosoft) -> AsyncIterator[Port]:
    made = Port(microsoft.settings())
    yield made
    await made.close()


async def test_json_goes_out_as_it_is(microsoft: FakeMicrosoft, port: Port) -> None:
    to = port.at(microsoft.service_url)
    sent = await to.send_to_conversation("19:a/b@thread;messageid=1", HELLO)
    call = microsoft.calls[0]
    assert sent.id == "sent-1"
    assert call.body == HELLO
    assert call.path == "/v3/conversations/19%3Aa%2Fb%40thread%3Bmessageid%3D1/activities"
    assert call.authorization == "Bearer t1"


async def test_the_sdks_own_models_go_out_too(microsoft: FakeMicrosoft, port: Port) -> None:
    mention = Mention(
        type="mention", text="<at>A</at>", mentioned=ChannelAccount(id="29:a", name="A")
    )
    await port.at(microsoft.service_url).reply_to_activity(
        "c", "a1", Activity(type="message", text="x", entities=[mention])
    )
    assert microsoft.calls[0].body["entities"][0]["mentioned"] == {"id": "29:a", "name": "A"}


async def test_one_connector_per_service_url_and_one_token_for_all(
    microsoft: FakeMicrosoft, port: Port
) -> None:
    microsoft.login_gate = asyncio.Event()
    to = port.at(microsoft.service_url)
    assert port.at(microsoft.service_url) is to
    sends = [asyncio.create_task(to.send_to_conversation("c", HELLO)) for _ in range(50)]
    await asyncio.sleep(0)
    microsoft.login_gate.set()
    await asyncio.gather(*sends)
    assert (len(microsoft.calls), microsoft.tokens) == (50, 1)


async def test_a_token_near_its_end_is_renewed_once(microsoft: FakeMicrosoft, port: Port) -> None:
    now = 1000.0
    port.token._clock = lambda: now
    to = port.at(microsoft.service_url)
    await to.send_to_conversation("c", HELLO)
    now += 3200
    await to.send_to_conversation("c", HELLO)
    assert microsoft.tokens == 1
    now += 150
    await asyncio.gather(*(to.send_to_conversation("c", HELLO) for _ in range(5)))
    assert microsoft.tokens == 2


async def test_a_failing_login_host_does_not_spoil_a_good_token(
    microsoft: FakeMicrosoft, port: Port
) -> None:
    now = 1000.0
    port.token._clock = lambda: now
    to = port.at(microsoft.service_url)
    await to.send_to_conversation("c", HELLO)
    microsoft.login_error = "temporarily_unavailable"
    now += 3400
    await to.send_to_conversation("c", HELLO)
    assert len(microsoft.calls) == 2


async def test_wrong_credentials_lose_nothing_and_show_no_secret(
    microsoft: FakeMicrosoft, port: Port
) -> None:
    microsoft.login_error = "invalid_client"
    with pytest.raises(NotSentError) as failed:
        await port.at(microsoft.service_url).send_to_conversation("c", HELLO)
    assert failed.value.code == "login_refused:invalid_client"
    assert SECRET not in repr(failed.value) + repr(port._settings)
    assert microsoft.calls == []
    with pytest.raises(NotSentError):
        await port.at(microsoft.service_url).send_to_conversation("c", HELLO)
    assert microsoft.tokens == 1  # not asked again at once


async def test_a_refused_token_is_replaced_once(microsoft: FakeMicrosoft, port: Port) -> None:
    microsoft.troubles = [says(401)]
    await port.at(microsoft.service_url).send_to_conversation("c", HELLO)
    assert [c.authorization for c in microsoft.calls] == ["Bearer t1", "Bearer t2"]
    microsoft.troubles = [says(401), says(401)]
    with pytest.raises(NotSentError):
        await port.at(microsoft.service_url).send_to_conversation("c", HELLO)


@pytest.mark.parametrize(
    ("status", "means"),
    [
        (400, RejectedError),
        (403, RejectedError),
        (404, RejectedError),
        (405, RejectedError),
        (413, RejectedError),
        (412, NotSentError),
        (429, RateLimitedError),
        (500, MaybeSentError),
        (501, RejectedError),
        (502, NotSentError),
        (503, NotSentError),
        (504, NotSentError),
        (507, MaybeSentError),
    ],
)
async def test_what_an_answer_means(
    microsoft: FakeMicrosoft, port: Port, status: int, means: type[SendError]
) -> None:
    error = {"error": {"code": "BotNotInConversationRoster", "message": "private words"}}
    microsoft.troubles = [says(status, error)]
    with pytest.raises(SendError) as failed:
        await port.at(microsoft.service_url).send_to_conversation("c", HELLO)
    assert type(failed.value) is means
    assert str(failed.value) == f"BotNotInConversationRoster ({status})"
    assert len(microsoft.calls) == 1


async def test_redirects_are_not_followed(microsoft: FakeMicrosoft, port: Port) -> None:
    microsoft.troubles = [says(307, Location=microsoft.url("/connector/elsewhere"))]
    with pytest.raises(RejectedError):
        await port.at(microsoft.service_url).send_to_conversation("c", HELLO)
    assert len(microsoft.calls) == 1


async def test_retry_after_is_kept(microsoft: FakeMicrosoft, port: Port) -> None:
    microsoft.troubles = [says(429, Retry_After="17"), says(429), says(503, Retry_After="3")]
    waits = []
    for _ in range(3):
        with pytest.raises(NotSentError) as failed:
            await port.at(microsoft.service_url).send_to_conversation("c", HELLO)
        waits.append(failed.value.retry_after)
    assert waits == [17.0, DEFAULT_PAUSE, 3.0]


def test_retry_after_in_all_its_forms() -> None:
    now = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
    date = format_datetime(now + timedelta(seconds=42), usegmt=True)
    cases = {"5": 5.0, "0.5": 0.5, date: 42.0, "-3": 0.0, "1e9": 3600.0}
    for value, seconds in cases.items():
        assert retry_after({"Retry-After": value}, now.timestamp) == seconds
    for value in ("", "soon", "nan", "Mon, 99 Foo"):
        assert retry_after({"Retry-After": value}, now.timestamp) is None


async def test_a_dropped_connection_leaves_it_unknown(microsoft: FakeMicrosoft, port: Port) -> None:
    microsoft.troubles = [drops]
    with pytest.raises(MaybeSentError):
        await port.at(microsoft.service_url).send_to_conversation("c", HELLO)
    assert len(microsoft.calls) == 1  # and is not posted again behind our back


async def test_nobody_listening_means_not_sent() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = Port(TeamsSettings())
        url = f"http://127.0.0.1:{taken.getsockname()[1]}/"
        with pytest.raises(NotSentError):
            await port.at(url).send_to_conversation("c", HELLO)
        await port.close()


async def test_a_strange_success_is_still_a_success(microsoft: FakeMicrosoft, port: Port) -> None:
    microsoft.troubles = [says(202, {"id": 5})]
    assert (await port.at(microsoft.service_url).send_to_conversation("c", HELLO)).id == ""


async def test_foreign_addresses_get_no_connector(port: Port) -> None:
    with pytest.raises(ServiceUrlError):
        port.at("https://evil.example/")


def test_half_a_registration_is_refused_with_advice() -> None:
    both = {"MicrosoftAppId": APP_ID, "MicrosoftAppPassword": SECRET}
    assert not TeamsSettings.from_env(both).local
    assert TeamsSettings.from_env({}).local
    for env in ({"MicrosoftAppId": APP_ID}, {"MicrosoftAppPassword": SECRET}):
        with pytest.raises(Misconfigured, match="Set Microsoft"):
            TeamsSettings.from_env(env)

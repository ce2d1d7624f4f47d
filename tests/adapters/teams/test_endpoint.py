"""What POST /api/messages refuses, with which status, and that a refusal reaches no logic."""

import asyncio
import gzip
import io
import json
import time
from collections.abc import AsyncIterator
from typing import Any

import jwt
import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient

from adapters.teams.port.cloud import Answer, Turn
from adapters.teams.port.endpoint import Endpoint
from adapters.teams.port.lazy import LazyPort
from adapters.teams.port.settings import TeamsSettings
from tests.adapters.teams.fakes import APP_ID, FakeMicrosoft, Json, client_for, jwk, private_key

Client = TestClient[Any, Any]


class Bot:
    """A door with logic that remembers what reached it."""

    def __init__(self, settings: TeamsSettings) -> None:
        self.seen: list[Json] = []
        self.answer: Answer | None = None
        self.port = LazyPort(settings)
        self.endpoint = Endpoint(self.port, self.logic)

    async def logic(self, turn: Turn) -> Answer | None:
        self.seen.append(turn.activity)
        return self.answer

    async def start(self) -> Client:
        app = web.Application()
        app.router.add_post("/api/messages", self.endpoint.handle)
        return await client_for(app)


@pytest.fixture
async def bot(microsoft: FakeMicrosoft) -> AsyncIterator[Bot]:
    made = Bot(microsoft.settings())
    yield made
    await made.port.close()


@pytest.fixture
async def client(bot: Bot) -> AsyncIterator[Client]:
    made = await bot.start()
    yield made
    await made.close()


def activity(microsoft: FakeMicrosoft, **changes: Any) -> Json:
    return {
        "type": "message",
        "id": "a1",
        "channelId": "msteams",
        "serviceUrl": microsoft.service_url,
        "from": {"id": "29:ana"},
        "recipient": {"id": "28:bot"},
        "conversation": {"id": "19:x;messageid=1"},
        "text": "hello",
    } | changes


async def post(client: Client, body: object, token: str | None = "", **headers: str) -> int:
    if token:
        headers["Authorization"] = f"Bearer {token}"
    async with client.post("/api/messages", json=body, headers=headers) as response:
        return response.status


async def test_a_signed_message_gets_through(
    microsoft: FakeMicrosoft, bot: Bot, client: Client
) -> None:
    assert await post(client, activity(microsoft), microsoft.token()) == 200
    assert [a["text"] for a in bot.seen] == ["hello"]


def bad_tokens(m: FakeMicrosoft) -> dict[str, str | None]:
    """Authorization headers that must not open the door, by what is wrong with them."""
    now = int(time.time())
    other = "http://127.0.0.1:1/other/"
    good = m.token()
    head, body, signature = good.split(".")
    return {
        "missing": None,
        "empty": "",
        "no scheme": good,
        "basic": f"Basic {good}",
        "two tokens": f"Bearer {good} {good}",
        "garbage": "Bearer garbage",
        "garbage in three parts": "Bearer a.b.c",
        "bad base64": f"Bearer {head}.%%%.{signature}",
        "bearer only": "Bearer ",
        "expired": f"Bearer {m.token(exp=now - 3600)}",
        "expiry missing": f"Bearer {m.token(exp=None)}",
        "expiry not a number": f"Bearer {m.token(exp='soon')}",
        "expiry infinite": f"Bearer {m.token(exp=float('inf'))}",
        "not yet valid": f"Bearer {m.token(nbf=now + 3600)}",
        "wrong key": f"Bearer {m.token(key='forger')}",
        "unknown kid": f"Bearer {m.token(kid='nobody')}",
        "kid missing": f"Bearer {jwt.encode({'iss': 'x'}, private_key('k1'), algorithm='RS256')}",
        "alg none": f"Bearer {m.token(alg='none')}",
        "HS256": f"Bearer {m.token(alg='HS256')}",
        "RS512": f"Bearer {m.token(alg='RS512')}",
        "unendorsed": f"Bearer {m.token(kid='k2')}",
        "wrong audience": f"Bearer {m.token(aud='someone-else')}",
        "audience missing": f"Bearer {m.token(aud=None)}",
        "audience list": f"Bearer {m.token(aud=[APP_ID])}",
        "wrong issuer": f"Bearer {m.token(iss='https://evil.example')}",
        "issuer missing": f"Bearer {m.token(iss=None)}",
        "other serviceUrl": f"Bearer {m.token(serviceurl=other)}",
        "serviceUrl claim missing": f"Bearer {m.token(serviceurl=None)}",
        "serviceUrl claim a number": f"Bearer {m.token(serviceurl=7)}",
        "payload changed": f"Bearer {head}.{body[:-2]}AA.{signature}",
        "signature cut": f"Bearer {head}.{body}.{signature[:-8]}",
        "signature gone": f"Bearer {head}.{body}.",
    }


async def test_every_bad_token_is_401_and_reaches_nothing(
    microsoft: FakeMicrosoft, bot: Bot, client: Client
) -> None:
    microsoft.keys = [jwk("k1"), jwk("k2", ["webchat"])]
    got = {}
    for name, header in bad_tokens(microsoft).items():
        headers = {} if header is None else {"Authorization": header}
        async with client.post(
            "/api/messages", json=activity(microsoft), headers=headers
        ) as response:
            got[name] = response.status
    assert got == dict.fromkeys(got, 401)
    assert len(got) > 30
    assert bot.seen == []


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b'"text"',
        b"null",
        b"\xff\xfe{}",
        b'{"type": NaN',
        b"[" * 100_000,
        b'{"type": 1}',
        b"1" * 5000,
    ],
)
async def test_a_body_that_is_no_activity_is_400(client: Client, bot: Bot, body: bytes) -> None:
    async with client.post(
        "/api/messages", data=body, headers={"Content-Type": "application/json"}
    ) as response:
        assert response.status == 400
    assert bot.seen == []


@pytest.mark.parametrize(
    "change",
    [
        {"type": None},
        {"type": ""},
        {"type": 3},
        {"serviceUrl": None},
        {"serviceUrl": ["x"]},
        {"channelId": None},
        {"from": None},
        {"from": {}},
        {"from": {"id": 5}},
        {"recipient": "28:bot"},
        {"conversation": {"id": ""}},
        {"id": {"a": 1}},
    ],
)
async def test_missing_fields_are_400_even_with_a_good_token(
    microsoft: FakeMicrosoft, client: Client, bot: Bot, change: Json
) -> None:
    assert await post(client, activity(microsoft, **change), microsoft.token()) == 400
    assert bot.seen == []


async def test_a_large_body_is_413_before_anyone_is_asked(
    microsoft: FakeMicrosoft, client: Client, bot: Bot
) -> None:
    big = io.BytesIO(json.dumps(activity(microsoft, text="x" * (1024 * 1024))).encode())
    headers = {"Content-Type": "application/json", "Authorization": f"Bearer {microsoft.token()}"}
    async with client.post("/api/messages", data=big, headers=headers) as response:
        assert response.status == 413

    async def chunks() -> AsyncIterator[bytes]:
        for _ in range(40):
            yield b" " * 32768

    async with client.post(
        "/api/messages", data=chunks(), headers={"Content-Type": "application/json"}
    ) as response:
        assert response.status == 413
    assert (bot.seen, microsoft.key_fetches) == ([], 0)


@pytest.mark.parametrize("coding", ["gzip", "deflate", "br", "gzip, identity"])
async def test_a_compressed_body_is_415(
    microsoft: FakeMicrosoft, client: Client, bot: Bot, coding: str
) -> None:
    raw = gzip.compress(json.dumps(activity(microsoft)).encode())
    headers = {"Content-Type": "application/json", "Content-Encoding": coding}
    headers["Authorization"] = f"Bearer {microsoft.token()}"
    async with client.post("/api/messages", data=raw, headers=headers) as response:
        assert response.status in (400, 415)  # aiohttp itself refuses codings it cannot read
        assert response.status == 415 or coding != "gzip"
    assert bot.seen == []


async def test_another_content_type_is_415(microsoft: FakeMicrosoft, client: Client) -> None:
    raw = json.dumps(activity(microsoft))
    async with client.post(
        "/api/messages", data=raw, headers={"Content-Type": "text/plain"}
    ) as response:
        assert response.status == 415


async def test_a_foreign_service_url_is_403_even_when_signed(
    microsoft: FakeMicrosoft, client: Client, bot: Bot
) -> None:
    evil = "https://evil.example/"
    status = await post(
        client, activity(microsoft, serviceUrl=evil), microsoft.token(serviceurl=evil)
    )
    assert status == 403
    assert bot.seen == []


async def test_strings_no_database_takes_are_made_harmless(
    microsoft: FakeMicrosoft, client: Client, bot: Bot
) -> None:
    raw = json.dumps(activity(microsoft, text="MARK")).replace(
        "MARK", "a\\u0000b\\ud800c \\ud83d\\ude00"
    )
    headers = {"Content-Type": "application/json", "Authorization": f"Bearer {microsoft.token()}"}
    async with client.post("/api/messages", data=raw, headers=headers) as response:
        assert response.status == 200
    assert bot.seen[0]["text"] == "a\ufffdb\ufffdc \U0001f600"


async def test_an_invoke_is_answered_with_its_body(
    microsoft: FakeMicrosoft, client: Client, bot: Bot
) -> None:
    bot.answer = Answer(200, {"task": {"type": "message", "value": "ok"}})
    body = activity(microsoft, type="invoke", name="task/submit", value={})
    async with client.post(
        "/api/messages", json=body, headers={"Authorization": f"Bearer {microsoft.token()}"}
    ) as response:
        assert response.status == 200
        assert await response.json() == {"task": {"type": "message", "value": "ok"}}


async def test_an_invoke_nobody_answers_is_501(
    microsoft: FakeMicrosoft, client: Client, bot: Bot
) -> None:
    body = activity(microsoft, type="invoke", name="who/knows")
    assert await post(client, body, microsoft.token()) == 501


async def test_a_rotated_key_opens_the_door_while_running(
    microsoft: FakeMicrosoft, bot: Bot, client: Client
) -> None:
    port = await bot.port.get()
    now = 1000.0
    port.keys._clock = lambda: now
    assert await post(client, activity(microsoft), microsoft.token()) == 200
    microsoft.keys = [jwk("k9")]
    fresh = microsoft.token(kid="k9")
    assert await post(client, activity(microsoft), fresh) == 401  # asked a moment ago
    now += 11
    assert await post(client, activity(microsoft), fresh) == 200
    assert await post(client, activity(microsoft), microsoft.token()) == 401  # withdrawn
    assert microsoft.key_fetches == 2


async def test_made_up_key_ids_cannot_hammer_the_key_host(
    microsoft: FakeMicrosoft, client: Client
) -> None:
    forged = [microsoft.token(kid=f"made-up-{i}", key="forger") for i in range(50)]
    got = await asyncio.gather(*(post(client, activity(microsoft), t) for t in forged))
    assert set(got) == {401}
    assert microsoft.key_fetches == 1


async def test_no_keys_at_all_is_503_and_mends_itself(
    microsoft: FakeMicrosoft, bot: Bot, client: Client
) -> None:
    port = await bot.port.get()
    now = 1000.0
    port.keys._clock = lambda: now
    microsoft.keys_down = True
    assert await post(client, activity(microsoft), microsoft.token()) == 503
    microsoft.keys_down = False
    now += 11
    assert await post(client, activity(microsoft), microsoft.token()) == 200


async def test_known_keys_outlive_a_failing_key_host(
    microsoft: FakeMicrosoft, bot: Bot, client: Client
) -> None:
    port = await bot.port.get()
    now = 1000.0
    port.keys._clock = lambda: now
    assert await post(client, activity(microsoft), microsoft.token()) == 200
    microsoft.keys_down = True
    now += 25 * 3600
    assert await post(client, activity(microsoft), microsoft.token()) == 200


async def test_the_first_hundred_requests_share_one_key_fetch_and_block_nobody(
    microsoft: FakeMicrosoft, bot: Bot, client: Client
) -> None:
    microsoft.key_gate = asyncio.Event()
    waiting = [
        asyncio.create_task(post(client, activity(microsoft, id=f"a{i}"), microsoft.token()))
        for i in range(100)
    ]
    # The loop is free while the key host is slow: other requests are still refused at once.
    assert await post(client, activity(microsoft)) == 401
    assert not any(t.done() for t in waiting)
    microsoft.key_gate.set()
    assert set(await asyncio.gather(*waiting)) == {200}
    assert (microsoft.key_fetches, len(bot.seen)) == (1, 100)


class TestLocalWork:
    """Without an app id: no tokens, and only this machine."""

    @pytest.fixture
    async def bot(self, microsoft: FakeMicrosoft) -> AsyncIterator[Bot]:
        made = Bot(microsoft.settings(local=True))
        yield made
        await made.port.close()

    async def test_no_token_is_needed(
        self, microsoft: FakeMicrosoft, bot: Bot, client: Client
    ) -> None:
        assert len(bot.seen) == 0
        assert await post(client, activity(microsoft)) == 200
        assert await post(client, activity(microsoft), "whatever") == 200

    @pytest.mark.parametrize(
        "header",
        [
            {"Host": "evil.example"},
            {"Host": "evil.example:8080"},
            {"X-Forwarded-For": "203.0.113.9"},
            {"Forwarded": "for=203.0.113.9"},
        ],
    )
    async def test_a_proxied_or_rebound_caller_is_refused(
        self, microsoft: FakeMicrosoft, bot: Bot, client: Client, header: dict[str, str]
    ) -> None:
        assert await post(client, activity(microsoft), **header) == 401
        assert bot.seen == []

    async def test_answers_go_to_loopback_only(
        self, microsoft: FakeMicrosoft, bot: Bot, client: Client
    ) -> None:
        for url in ("https://smba.trafficmanager.net/amer/", "http://10.0.0.1/", "http://a.b/"):
            assert await post(client, activity(microsoft, serviceUrl=url)) == 403
        assert bot.seen == []

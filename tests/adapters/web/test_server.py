"""The shared web server: what it refuses at once, its headers, its log, its quiet ending."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from io import BytesIO

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from structlog.testing import capture_logs

from adapters.web.server import LARGEST_BODY, ROOM, AccessLog, Gate, application


class House:
    """A server with a few routes."""

    def __init__(self) -> None:
        self.gate = Gate()
        self.app = application(self.gate)
        self.entered, self.leave = asyncio.Event(), asyncio.Event()
        self.app.router.add_post("/echo", self.echo)
        self.app.router.add_post("/slow", self.slow)
        self.app.router.add_get("/page/{secret}", self.page)
        self.app.router.add_get("/broken", self.broken)

    async def echo(self, request: web.Request) -> web.Response:
        return web.json_response(len(await request.read()))

    async def slow(self, _request: web.Request) -> web.Response:
        self.entered.set()
        await self.leave.wait()
        return web.Response(text="done")

    async def page(self, _request: web.Request) -> web.Response:
        return web.Response(text="x", headers={"Content-Security-Policy": "default-src 'none'"})

    async def broken(self, _request: web.Request) -> web.Response:
        raise RuntimeError("boom")


@pytest.fixture
def house() -> House:
    return House()


@pytest.fixture
async def client(house: House) -> AsyncIterator[TestClient[web.Request, web.Application]]:
    server = TestServer(house.app)
    log = logging.getLogger("access")
    await server.start_server(auto_decompress=False, access_log_class=AccessLog, access_log=log)
    async with TestClient(server) as made:
        yield made


Client = TestClient[web.Request, web.Application]


async def test_a_body_of_the_limit_passes_and_a_larger_one_is_refused(client: Client) -> None:
    assert (
        await (await client.post("/echo", data=BytesIO(b"x" * LARGEST_BODY))).json() == LARGEST_BODY
    )
    refused = await client.post("/echo", data=BytesIO(b"x" * (LARGEST_BODY + 1)))
    assert refused.status == 413
    assert "bytes at most" in await refused.text()


async def test_a_body_of_unstated_length_is_refused_once_it_is_too_large(client: Client) -> None:
    async def endless() -> AsyncIterator[bytes]:
        for _ in range((LARGEST_BODY + ROOM) // 65536 + 2):
            yield b"x" * 65536

    assert (await client.post("/echo", data=endless())).status == 413


@pytest.mark.parametrize("coding", ["gzip", "deflate", "br", "identity, gzip"])
async def test_a_compressed_body_is_refused(client: Client, coding: str) -> None:
    headers = {"Content-Encoding": coding}
    answer = await client.post("/echo", data=b"x" * 10, headers=headers)
    assert answer.status == 415


async def test_every_answer_carries_the_security_headers(client: Client) -> None:
    for path in ("/page/1", "/nowhere", "/broken"):
        answer = await client.get(path)
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["X-Frame-Options"] == "DENY"
        assert answer.headers["Server"] == "Potluck"
    own = await client.get("/page/1")
    assert own.headers["Content-Security-Policy"] == "default-src 'none'"


async def test_an_error_of_ours_is_logged_and_tells_nothing(client: Client) -> None:
    with capture_logs() as told:
        answer = await client.get("/broken?token=canary")
    assert answer.status == 500
    assert "boom" not in await answer.text()
    assert [t["event"] for t in told if t["log_level"] == "error"] == ["http.failed"]


async def test_the_access_log_names_routes_and_neither_paths_nor_queries(client: Client) -> None:
    with capture_logs() as told:
        await client.get("/page/canary?token=canary")
        await client.get("/canary")
        await client.post("/echo", data=b"canary")
    assert "canary" not in str(told)
    assert [(t["method"], t["route"], t["status"]) for t in told] == [
        ("GET", "/page/{secret}", 200),
        ("GET", "(none)", 404),
        ("POST", "/echo", 200),
    ]


async def test_a_closed_gate_lets_those_inside_finish_and_nobody_else_in(
    house: House, client: Client
) -> None:
    inside = asyncio.create_task(client.post("/slow"))
    await house.entered.wait()
    house.gate.close()
    late = await client.post("/echo", data=b"x")
    assert (late.status, late.headers["Retry-After"]) == (503, "5")
    assert (await client.get("/page/1")).status == 200
    assert not await house.gate.empty(0.01)
    house.leave.set()
    assert await house.gate.empty(5)
    assert (await inside).status == 200

"""A Microsoft on loopback: key host, login host and connector, and every way to fail."""

import asyncio
import json
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import jwt
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm

from adapters.teams.port.settings import ISSUER, TeamsSettings

APP_ID = "11111111-2222-4333-8444-555555555555"
SECRET = "canary-secret-9d1f"
TENANT = "aaaaaaaa-0000-4000-8000-000000000001"

Json = dict[str, Any]
Trouble = Callable[[web.Request], Awaitable[web.StreamResponse]]


@cache
def private_key(name: str) -> rsa.RSAPrivateKey:
    """One RSA key per name and test process: making them is slow."""
    del name
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def jwk(kid: str, endorsements: list[str] | None = None) -> Json:
    made: Json = json.loads(RSAAlgorithm.to_jwk(private_key(kid).public_key()))
    made |= {"kid": kid, "use": "sig", "endorsements": endorsements or ["msteams", "webchat"]}
    return made


@dataclass
class Call:
    method: str
    path: str
    authorization: str
    body: Any


@dataclass
class FakeMicrosoft:
    """What was asked of it, and what it does next."""

    keys: list[Json] = field(default_factory=lambda: [jwk("k1")])
    key_fetches: int = 0
    keys_down: bool = False
    key_gate: asyncio.Event | None = None
    tokens: int = 0
    token_life: int = 3600
    login_error: str = ""
    login_gate: asyncio.Event | None = None
    login_asked: asyncio.Event = field(default_factory=asyncio.Event)
    calls: list[Call] = field(default_factory=list)
    troubles: list[Trouble] = field(default_factory=list)
    members: dict[str, Json] = field(default_factory=dict)
    conversations: int = 0
    refuse_conversations: Trouble | None = None
    server: TestServer | None = None

    async def start(self) -> None:
        app = web.Application()
        app.router.add_get("/openid", self._openid)
        app.router.add_get("/keys", self._keys)
        app.router.add_post("/{tenant}/oauth2/v2.0/token", self._login)
        app.router.add_route("*", "/connector/{rest:.*}", self._connector)
        self.server = TestServer(app)
        await self.server.start_server()

    async def close(self) -> None:
        assert self.server is not None
        await self.server.close()

    def url(self, path: str = "") -> str:
        assert self.server is not None
        return str(self.server.make_url(path))

    @property
    def service_url(self) -> str:
        return self.url("/connector/")

    def settings(self, *, local: bool = False) -> TeamsSettings:
        if local:
            return TeamsSettings()
        return TeamsSettings(
            app_id=APP_ID,
            app_password=SECRET,
            tenant_id=TENANT,
            openid_url=self.url("/openid"),
            login_url=self.url("").rstrip("/"),
            service_hosts=frozenset({self.url("").removeprefix("http://").rstrip("/")}),
        )

    def token(self, *, kid: str = "k1", key: str = "", alg: str = "RS256", **claims: Any) -> str:
        """A token as the Bot Framework signs it; a claim given as None is left out."""
        now = int(time.time())
        payload = {
            "iss": ISSUER,
            "aud": APP_ID,
            "nbf": now - 10,
            "exp": now + 600,
            "serviceurl": self.service_url,
        } | claims
        kept = {k: v for k, v in payload.items() if v is not None}
        if alg == "none":
            return jwt.encode(kept, "", algorithm="none", headers={"kid": kid})
        if alg.startswith("HS"):
            return jwt.encode(kept, b"x" * 64, algorithm=alg, headers={"kid": kid})
        return jwt.encode(kept, private_key(key or kid), algorithm=alg, headers={"kid": kid})

    async def _openid(self, _request: web.Request) -> web.Response:
        self.key_fetches += 1
        if self.key_gate is not None:
            await self.key_gate.wait()
        if self.keys_down:
            return web.Response(status=500)
        return web.json_response({"issuer": ISSUER, "jwks_uri": self.url("/keys")})

    async def _keys(self, _request: web.Request) -> web.Response:
        return web.json_response({"keys": self.keys})

    async def _login(self, request: web.Request) -> web.Response:
        form = await request.post()
        assert form["client_secret"] == SECRET
        self.tokens += 1
        mine = self.tokens
        self.login_asked.set()
        if self.login_gate is not None:
            await self.login_gate.wait()
        if self.login_error:
            return web.json_response({"error": self.login_error}, status=401)
        return web.json_response({"access_token": f"t{mine}", "expires_in": self.token_life})

    async def _connector(self, request: web.Request) -> web.StreamResponse:
        raw = await request.read()
        self.calls.append(
            Call(
                request.method,
                request.raw_path.removeprefix("/connector"),
                request.headers.get("Authorization", ""),
                json.loads(raw) if raw else None,
            )
        )
        if self.troubles:
            return await self.troubles.pop(0)(request)
        parts = request.raw_path.split("/")
        if request.method == "GET" and "members" in parts:
            member = self.members.get(request.path.rsplit("/", 1)[-1])
            return web.json_response(member or {}, status=200 if member else 404)
        if request.path.endswith("/v3/conversations"):
            if self.refuse_conversations is not None:
                return await self.refuse_conversations(request)
            self.conversations += 1
            return web.json_response({"id": f"personal-{self.conversations}"}, status=201)
        if request.method == "DELETE":
            return web.Response(status=200)
        return web.json_response({"id": f"sent-{len(self.calls)}"}, status=201)


def says(status: int, body: Json | None = None, **headers: str) -> Trouble:
    """The connector answers this once."""

    async def trouble(_request: web.Request) -> web.Response:
        named = {k.replace("_", "-"): v for k, v in headers.items()}
        return web.json_response(body or {}, status=status, headers=named)

    return trouble


async def drops(request: web.Request) -> web.StreamResponse:
    """The connector takes the request and hangs up."""
    assert request.transport is not None
    request.transport.abort()
    return web.Response()


async def client_for(app: web.Application) -> TestClient[Any, Any]:
    client: TestClient[Any, Any] = TestClient(TestServer(app))
    await client.start_server()
    return client

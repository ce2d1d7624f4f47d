"""Who is let in: this page, in a browser on this machine."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import pytest
from aiohttp.test_utils import make_mocked_request

from adapters.playground.deeds import Refusal
from adapters.playground.gate import HEADERS, check
from tests.adapters.playground.conftest import Browser

HERE = "127.0.0.1:8080"


class Transport:
    """A connection from an address."""

    def __init__(self, address: str) -> None:
        self._address = address

    def get_extra_info(self, name: str, default: Any = None) -> Any:
        """Where it comes from."""
        return (self._address, 5000) if name == "peername" else default


def knock(
    headers: Mapping[str, str] = MappingProxyType({}),
    *,
    page: bool = False,
    remote: str = "127.0.0.1",
) -> None:
    request = make_mocked_request(
        "POST", "/", headers={"Host": HERE, **headers}, transport=Transport(remote)
    )
    check(request, page=page)


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Host": "localhost:8080"},
        {"Host": "[::1]:8080"},
        {"Host": "127.0.0.1"},
        {"Origin": f"http://{HERE}", "Sec-Fetch-Site": "same-origin"},
        {"Sec-Fetch-Site": "none"},
    ],
)
def test_our_own_page_is_let_in(headers: dict[str, str]) -> None:
    knock(headers)


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "evil.example"},
        {"Host": "evil.example:8080"},
        {"Host": "127.0.0.1.evil.example"},
        {"Host": "192.168.0.7:8080"},
        {"Host": ""},
        {"Host": "[::1"},
        {"Host": "0.0.0.0:8080"},
        {"Origin": "https://evil.example"},
        {"Origin": "http://localhost:3000"},
        {"Origin": "http://127.0.0.1:3000"},
        {"Origin": "https://127.0.0.1:8080"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
def test_others_are_sent_away_with_a_sentence(headers: dict[str, str]) -> None:
    with pytest.raises(Refusal) as away:
        knock(headers)
    assert away.value.status == 403
    assert away.value.sentence.endswith(".")


@pytest.mark.parametrize("remote", ["10.0.0.8", "203.0.113.9", "2001:db8::1", "::ffff:10.0.0.8"])
def test_other_machines_are_sent_away_whatever_they_say(remote: str) -> None:
    with pytest.raises(Refusal, match="machine"):
        knock(remote=remote)


@pytest.mark.parametrize("remote", ["127.0.0.1", "127.8.8.8", "::1", "::ffff:127.0.0.1"])
def test_this_machine_has_many_addresses(remote: str) -> None:
    knock(remote=remote)


def test_a_link_from_elsewhere_may_open_the_page_and_nothing_else() -> None:
    knock({"Sec-Fetch-Site": "cross-site"}, page=True)
    with pytest.raises(Refusal):
        knock({"Host": "evil.example"}, page=True)


async def test_the_door_refuses_over_http_and_changes_nothing(ana: Browser) -> None:
    for headers in ({"Host": "evil.example"}, {"Origin": "https://evil.example"}):
        body = {"as": "ana", "deed": "deed-0001", "room": "c-general", "text": "hi"}
        async with ana.client.post("/playground/api/say", json=body, headers=headers) as answer:
            assert answer.status == 403
            assert (await answer.json())["problem"].endswith(".")
    async with ana.client.get("/playground/api/start?as=ana", headers={"Host": "e.example"}) as no:
        assert no.status == 403
    async with ana.client.get(
        "/playground/api/live?as=ana", headers={"Origin": "https://evil.example"}
    ) as no:
        assert no.status == 403
    assert await ana.read() == []


async def test_the_page_comes_with_a_strict_policy(ana: Browser) -> None:
    async with ana.client.get("/") as page:
        assert page.status == 200
        assert page.content_type == "text/html"
        for name, value in HEADERS.items():
            assert page.headers[name] == value
        tag = page.headers["ETag"]
    assert "unsafe" not in HEADERS["Content-Security-Policy"]
    async with ana.client.get("/", headers={"If-None-Match": tag}) as same:
        assert same.status == 304
    for name, kind in (("main.js", "text/javascript"), ("base.css", "text/css")):
        async with ana.client.get(f"/playground/static/{name}") as file:
            assert (file.status, file.content_type) == (200, kind)
    for name in ("nothing.js", "..%2fapp.py", "app.py"):
        async with ana.client.get(f"/playground/static/{name}") as file:
            assert file.status == 404


@pytest.mark.parametrize(
    ("body", "headers", "status"),
    [
        (b"{", {}, 400),
        (b"\xff\xfe", {}, 400),
        (b"", {}, 400),
        (b"[]", {}, 400),
        (b"null", {}, 400),
        (b'{"as": NaN}', {}, 400),
        (b"[" * 5000, {}, 400),
        (b'{"as": "ana"}', {}, 400),
        (b'{"as": "ana", "deed": "deed-0001", "room": "c-data", "text": 5}', {}, 400),
        (b'{"as": "ana", "deed": "x", "room": "c-data", "text": "a"}', {}, 400),
        (b'{"as": "ana", "deed": "deed-0001", "room": "c-data", "text": "a", "b": 1}', {}, 400),
        (b'{"as": "zoe", "deed": "deed-0001", "room": "c-data", "text": "a"}', {}, 404),
        (b'{"as": "potluck", "deed": "deed-0001", "room": "c-data", "text": "a"}', {}, 404),
        (b'{"as": "mira", "deed": "deed-0001", "room": "c-data", "text": "a"}', {}, 403),
        (b'{"as": "ana", "deed": "deed-0001", "room": "c-none", "text": "a"}', {}, 404),
        (b'{"as": "leo", "deed": "deed-0001", "room": "c-data", "text": "a"}', {}, 404),
        (b'{"as": "ana", "deed": "deed-0001", "room": "c-data", "text": " \\n "}', {}, 400),
        (b'{"text": "' + b"a" * 70_000 + b'"}', {}, 413),
        (b"{}", {"Content-Type": "text/plain"}, 415),
        (b"{}", {"Content-Type": "application/x-www-form-urlencoded"}, 415),
        (b"x", {"Content-Encoding": "gzip"}, 415),
    ],
)
async def test_bad_requests_get_a_sentence_and_change_nothing(
    ana: Browser, body: bytes, headers: dict[str, str], status: int
) -> None:
    # Raw, so that the client does not compress what it is told is compressed.
    headers = {"Content-Type": "application/json", **headers}
    if "Content-Encoding" in headers:
        request = make_mocked_request("POST", "/", headers={"Host": HERE, **headers})
        from adapters.playground.gate import body_of

        with pytest.raises(Refusal) as away:
            await body_of(request)
        assert away.value.status == status
        return
    async with ana.client.post("/playground/api/say", data=body, headers=headers) as answer:
        assert answer.status == status
        assert (await answer.json())["problem"].endswith(".")
    assert await ana.read("c-data") == []


async def test_too_long_a_message_is_refused_with_its_length(ana: Browser) -> None:
    got = await ana.post("say", 400, deed="deed-0001", room="c-general", text="é" * 8001)
    assert got["problem"] == "That is 8,001 characters; 8,000 is the most."
    assert (await ana.say("é" * 4000))["messages"]


async def test_numbers_that_are_none_are_refused(ana: Browser) -> None:
    for bad in ("x", "-1", "1.5", "٣", "9" * 30):
        await ana.get("messages", 400, room="c-general", before=bad)
    await ana.get("thread", 404, root=12)
    await ana.get("messages", 404, room="c-general", around=12)

"""Pictures of badges over HTTP: anybody with the address, and nobody without."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from io import BytesIO
from typing import Any
from urllib.parse import urlsplit

import pytest
from aiohttp.test_utils import TestClient, TestServer
from PIL import Image

from adapters.web import badges
from adapters.web.badge_drawing import png
from adapters.web.server import Gate, application
from bot.rules.badge_pictures import Pictured
from bot.services.badge_pictures import picture_url
from bot.settings import Picture, Settings
from bot.settings.badge import Motif
from bot.store.seals import seals
from tests.world import SECRET

Client = TestClient[Any, Any]
SETTINGS = Settings().sealed_with(SECRET).reached_at("https://potluck.example")
STAR = Picture(motif=Motif.STAR)
ONE = (Pictured(STAR, 2, "日本語 & <b>"),)


@pytest.fixture
async def client() -> AsyncIterator[Client]:
    """The routes alone: they need no database."""
    app = application(Gate())
    badges.add_routes(app, SECRET)
    async with TestClient(TestServer(app)) as made:
        yield made


def path(*shown: Pictured) -> str:
    return urlsplit(picture_url(SETTINGS, shown)).path


async def test_a_picture_comes_in_both_formats_without_a_login(client: Client) -> None:
    answer = await client.get(path(*ONE))
    assert answer.status == 200
    assert answer.headers["Content-Type"] == "image/png"
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    with Image.open(BytesIO(await answer.read())) as drawn:
        assert drawn.size == (160, 160)
    for name, edge in (("", 512), ("-64", 64), ("-128", 128), ("-256", 256)):
        other = await client.get(path(*ONE).replace("-160.png", f"{name}.png"))
        with Image.open(BytesIO(await other.read())) as drawn:
            assert drawn.size == (edge, edge)
    vector = await client.get(path(*ONE).replace("-160.png", ".svg"))
    assert vector.headers["Content-Type"] == "image/svg+xml"
    assert vector.headers["X-Content-Type-Options"] == "nosniff"
    assert "日本語 &amp; &lt;b&gt;" in await vector.text()


async def test_an_address_is_stable_and_tells_a_stranger_nothing(client: Client) -> None:
    assert path(*ONE) == path(*ONE)
    assert "star" not in path(*ONE)
    assert len({path(Pictured(STAR, n, t)) for n in range(3) for t in ("", "sql")}) == 6
    token = path(*ONE).split("/")[2].removesuffix("-160.png")
    last = "A" if token[10] != "A" else "B"
    foreign = seals("another secret").cover('[1,["star","circle","blue",1,""]]')
    odd = seals(SECRET).cover("something else that was covered")
    for wrong in (token[:10] + last + token[11:], token[:-4], "x", foreign, odd, "A" * 2000):
        for kind in (".png", "-64.png", ".svg"):
            assert (await client.get(f"/badges/{wrong}{kind}")).status == 404, wrong
    for bad in (f"{token}-63.png", f"{token}.gif", f"{token}", "A" * 2001 + ".svg"):
        assert (await client.get(f"/badges/{bad}")).status == 404, bad


async def test_without_a_secret_there_are_no_pictures() -> None:
    assert picture_url(Settings(), ONE) == ""
    assert picture_url(SETTINGS, []) == ""
    app = application(Gate())
    badges.add_routes(app, "")
    async with TestClient(TestServer(app)) as made:
        assert (await made.get(path(*ONE))).status == 404


async def test_several_stand_on_one_sheet(client: Client) -> None:
    sheet = tuple(
        Pictured(Picture(motif=motif), 3, "sehr-langes-thema-mit-umlauten-äöü-und-ß")
        for motif in list(Motif)[:12]
    )
    assert len(path(*sheet)) < badges.LONGEST
    answer = await client.get(path(*sheet))
    with Image.open(BytesIO(await answer.read())) as drawn:
        assert drawn.size == (6 * 128 + 5 * 12, 2 * 128 + 12)


async def test_a_picture_is_drawn_once_however_many_ask(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn: list[int] = []

    def draw(shown: tuple[Pictured, ...], edge: int) -> bytes:
        drawn.append(edge)
        return png(shown, edge)

    monkeypatch.setattr("adapters.web.badges.png", draw)
    answers = await asyncio.gather(*(client.get(path(*ONE)) for _ in range(20)))
    assert {a.status for a in answers} == {200}
    assert drawn == [160]


def test_pictures_nobody_asks_for_make_room() -> None:
    shelf = badges.Shelf(most=100)
    for n in range(50):
        shelf.put((f"{n}", ""), b"x" * 30)
        assert shelf.get(("0", "")) is not None, "it was asked for again and again"
    assert len(shelf) == 3
    assert shelf.size == 90
    shelf.put(("0", ""), b"x" * 20)
    assert shelf.size == 80
    shelf.put(("huge", ""), b"x" * 101)
    assert (len(shelf), shelf.size) == (0, 0)

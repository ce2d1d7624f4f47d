"""Charts as pictures over HTTP: who made the address, and for how long it holds."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import Any

import pytest
from aiohttp.test_utils import TestClient, TestServer
from PIL import Image

from adapters.web import charts
from adapters.web.easel import Easel
from adapters.web.server import Gate, application
from bot.messages import Chart, Message, Series
from bot.services import chart_links
from bot.settings import Settings

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
SETTINGS = Settings().reached_at("https://potluck.example.com").sealed_with("of this test")
CHART = Chart(
    title="How $often_ somebody helped ‮日本",
    labels=("2 Nov", "_9 Nov"),
    series=(Series(label="Answers", values=(3, 5)), Series(label="Thanks", values=(0, 2.5))),
    alt="3 and 5",
)


@dataclass
class Clock:
    now: datetime = NOW

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def client(clock: Clock) -> AsyncIterator[TestClient[Any, Any]]:
    """A browser before the pictures."""
    app, easel = application(Gate()), Easel()
    charts.add_routes(app, clock, SETTINGS, easel)
    async with TestClient(TestServer(app)) as made:
        yield made
    easel.close()


def path(settings: Settings = SETTINGS) -> str:
    (drawn,) = chart_links.pictured(settings, Message.of(CHART, summary="x"), NOW).blocks
    assert isinstance(drawn, Chart)
    assert drawn.url.startswith("https://potluck.example.com/charts/")
    assert len(drawn.url) < 1_000
    return drawn.url.removeprefix("https://potluck.example.com")


async def test_an_address_that_was_given_shows_the_chart(
    client: TestClient[Any, Any],
) -> None:
    answer = await client.get(path())
    assert answer.status == 200
    assert answer.headers["Content-Type"] == "image/png"
    picture = Image.open(BytesIO(await answer.read()))
    assert picture.size == (800, 320)
    assert len(picture.convert("RGB").getcolors(1 << 24) or []) > 20


async def test_a_single_bar_is_no_wall(client: TestClient[Any, Any]) -> None:
    bar = Chart(title="T", labels=("2 Nov",), series=(Series(label="s", values=(3,)),), alt="3")
    url = chart_links.address(SETTINGS, bar, NOW).removeprefix("https://potluck.example.com")
    picture = Image.open(BytesIO(await (await client.get(url)).read())).convert("RGB")
    row = [picture.getpixel((x, 200)) for x in range(picture.width)]
    assert 60 < row.count((0, 0x72, 0xB2)) < 160


async def test_it_holds_for_ninety_days(client: TestClient[Any, Any], clock: Clock) -> None:
    clock.now = NOW + timedelta(days=90)
    assert (await client.get(path())).status == 404


async def test_no_other_address_shows_anything(client: TestClient[Any, Any]) -> None:
    given = path()
    token = given.removeprefix("/charts/").removesuffix(".png")
    for place in range(len(token.rstrip("="))):
        other = "A" if token[place] != "A" else "B"
        forged = f"/charts/{token[:place]}{other}{token[place + 1 :]}.png"
        # The last character may carry bits that mean nothing.
        if place < len(token.rstrip("=")) - 1:
            assert (await client.get(forged)).status == 404
    assert (await client.get("/charts/x.png")).status == 404
    assert (await client.get(path(SETTINGS.sealed_with("another")))).status == 404


def test_what_is_in_an_address_can_not_be_read_from_it() -> None:
    assert "Nov" not in path()
    assert path() != path()


def test_without_a_secret_there_is_no_picture() -> None:
    bare = SETTINGS.sealed_with("")
    (drawn,) = chart_links.pictured(bare, Message.of(CHART, summary="x"), NOW).blocks
    assert drawn == CHART
    with pytest.raises(chart_links.Unknown):
        chart_links.opened(bare, "x", NOW)

"""Potluck's own pictures for platforms that can't fetch them: which, drawn how, called what."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from PIL import Image

from adapters.door import Pictures
from adapters.web import easel as easel_module
from adapters.web.badges import Drawings
from adapters.web.easel import Easel
from adapters.web.gallery import Gallery
from bot.events import Workspace
from bot.messages import Chart, Message, Series
from bot.messenger import RateLimited
from bot.rules.badge_pictures import Pictured
from bot.services.badge_pictures import picture_url
from bot.services.chart_links import HOLDS, pictured
from bot.settings import Picture, Settings
from bot.settings.badge import Motif
from bot.store.database import Database
from tests.world import NOON, SECRET, Clock

SETTINGS = Settings().sealed_with(SECRET)
STAR = Pictured(Picture(motif=Motif.STAR), 2, "sql")
CHART = Chart(title="T", labels=("a",), series=(Series(label="s", values=(1,)),), alt="one")


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def gallery(database: Database, clock: Clock) -> AsyncIterator[Gallery]:
    easel = Easel()
    yield Gallery(database, clock, SETTINGS, easel, Drawings(SECRET))
    easel.close()


def chart(settings: Settings = SETTINGS) -> str:
    (block,) = pictured(settings, Message.of(CHART, summary="x"), NOON).blocks
    assert isinstance(block, Chart)
    return block.url


async def test_a_picture_is_called_the_same_wherever_potluck_is(gallery: Gallery) -> None:
    port: Pictures = gallery
    names = {
        port.name(picture_url(SETTINGS.reached_at(where), [STAR]))
        for where in ("http://127.0.0.1:8080", "https://a.example", "https://a.example/potluck")
    }
    (name,) = names
    assert name is not None
    assert len(name) == 64
    assert port.name(picture_url(SETTINGS, [STAR, STAR])) not in (name, None)
    assert port.name(chart()) not in (name, None)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "http://127.0.0.1:8080/badges/x-63.png",
        "http://127.0.0.1:8080/badges/x-160.svg",
        "http://127.0.0.1:8080/badges/x-160.png?more",
        "http://127.0.0.1:8080/recall/x/progress.png",
        "http://127.0.0.1:8080/charts/x.png/../../y",
    ],
)
async def test_nothing_else_is_kept_by_a_platform(gallery: Gallery, url: str) -> None:
    assert gallery.name(url) is None


async def test_it_draws_what_stands_at_the_address(gallery: Gallery) -> None:
    for url, size in (
        (picture_url(SETTINGS, [STAR]), (160, 160)),
        (picture_url(SETTINGS, [STAR, STAR]), (268, 128)),
        (chart(), (800, 320)),
    ):
        png = await gallery.draw(url)
        assert png is not None
        with Image.open(BytesIO(png)) as drawn:
            assert (drawn.format, drawn.size) == ("PNG", size)


async def test_what_holds_no_more_or_was_made_by_another_is_not_there(
    gallery: Gallery, clock: Clock
) -> None:
    other = Settings().sealed_with("another secret")
    for url in (picture_url(other, [STAR]), chart(other), "http://a/charts/x.png", "elsewhere"):
        assert await gallery.draw(url) is None
    clock.now += HOLDS + timedelta(seconds=1)
    assert await gallery.draw(chart()) is None


async def test_many_at_once_are_asked_to_come_again(
    gallery: Gallery, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(easel_module, "MOST", 0)
    with pytest.raises(RateLimited):
        await gallery.draw(chart())


async def test_a_workspace_nobody_spoke_from_has_nothing(gallery: Gallery, clock: Clock) -> None:
    nowhere = Workspace("slack", "T-unknown")
    assert await gallery.keep(nowhere, "n", "F1") is None
    assert await gallery.kept(nowhere, ["n"]) == {}
    made: Any = await gallery.shown_in(nowhere, [], "D1")
    assert made == set()

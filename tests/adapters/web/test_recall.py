"""Pictures and the simulation over HTTP: whose link opens what, and what a picture is."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from functools import partial
from io import BytesIO
from multiprocessing import active_children
from select import select
from signal import SIGKILL
from typing import Any

import pytest
from aiohttp.test_utils import TestClient, TestServer
from PIL import Image

from adapters.web import calendar, recall
from adapters.web.easel import Busy, Easel
from adapters.web.server import Gate, application
from bot.messages import Image as Picture
from bot.messages import Message
from bot.rules.memory import Grade
from bot.settings import Settings
from tests.calendars import subscribe, visit
from tests.recall import written
from tests.recall_answers import answered
from tests.world import World, ana, bo, buttons, mod

Client = TestClient[Any, Any]
SMALL = "people=20&days=20&attendance=0.5"


@pytest.fixture
async def client(small_world: World) -> AsyncIterator[Client]:
    """The pages of a world."""
    app = application(Gate())
    calendar.add_routes(app, small_world.database, small_world.clock, small_world.settings)
    recall.add_routes(app, small_world.database, small_world.clock, Settings())
    async with TestClient(TestServer(app)) as made:
        yield made


async def picture(world: World) -> str:
    """The path of bo's picture."""
    card_id = await written(world, topics="#sql #日本 #x_y")
    person = await world.person(bo)
    await answered(world, person.id, card_id, Grade.GOOD, days_ago=5)
    shown = (await world.command(bo, "recall", "progress")).reply
    assert isinstance(shown, Message)
    (found,) = [b for b in shown.blocks if isinstance(b, Picture)]
    return found.url.removeprefix("http://127.0.0.1:8080")


async def test_a_picture_is_drawn_for_its_link_alone(small_world: World, client: Client) -> None:
    path = await picture(small_world)
    answer = await client.get(path)
    assert answer.status == 200
    assert answer.headers["Content-Type"] == "image/png"
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"
    with Image.open(BytesIO(await answer.read())) as drawn:
        assert drawn.size == (800, 450)
        colours = drawn.convert("RGB").getcolors(100_000)
        assert colours is not None
        assert len(colours) > 20, "more than an empty page"

    token = path.split("/")[2]
    for other in (
        f"/calendar/{token}/",
        f"/calendar/{token}/sessions.ics",
        f"/recall/{token}/simulation",
        f"/recall/{await visit(small_world, bo)}/progress.png",
        f"/recall/{await subscribe(small_world, bo)}/progress.png",
        f"/recall/{'x' * 43}/progress.png",
    ):
        assert (await client.get(other)).status == 404, other
    small_world.clock.forward(days=7, minutes=1)
    assert (await client.get(path)).status == 404, "it has expired"


async def test_stopping_all_links_stops_pictures(small_world: World, client: Client) -> None:
    path = await picture(small_world)
    await subscribe(small_world, bo)
    calendar_ = await small_world.press(
        bo, buttons((await small_world.home(bo)).reply)["My calendar"]
    )
    await small_world.press(bo, buttons(calendar_.reply)["Stop all links"])
    assert (await client.get(path)).status == 404


async def test_an_administrator_tries_other_settings(small_world: World, client: Client) -> None:
    shown = (await small_world.command(mod, "recall", "report")).reply
    url = buttons(shown)["Try other settings"].url
    assert url is not None
    path = url.removeprefix("http://127.0.0.1:8080")
    blank = await (await client.get(path)).text()
    assert 'name="desired_retention" inputmode="decimal" value="0.9"' in blank
    assert "The outcome" not in blank
    found = await (await client.get(f"{path}?{SMALL}&daily_cards=1")).text()
    assert "20 people, 20 days" in found
    assert "<dt>Most cards for one person on one day</dt><dd>1</dd>" in found
    plot = await client.get(f"{path}.png?{SMALL}")
    with Image.open(BytesIO(await plot.read())) as drawn:
        assert drawn.size == (900, 600)
    for query, said in (
        ("people=many", "Please fill in numbers."),
        ("people=5000", "A page has room for 1 to 1000 people"),
        ("people=9&attendance=2", "Shares are numbers from 0 to 1."),
        ("people=9&attendance=nan", "Shares are numbers from 0 to 1."),
        ("people=9&sessions_a_week=999", "Sessions a week: 0 to 20."),
        ("people=9&desired_retention=1", "desired_retention: "),
    ):
        refused = await client.get(f"{path}?{query}")
        assert refused.status == 400
        assert said in await refused.text()
        assert (await client.get(f"{path}.png?{query}")).status == 400
    for who in (ana, bo):
        assert (
            await client.get(f"/recall/{await visit(small_world, who)}/simulation")
        ).status == 404


async def test_the_process_that_draws_is_there_only_while_it_is_needed() -> None:
    easel = Easel(idle=0)
    seen = [easel.is_up]
    assert await easel.run(partial(sum, (1, 2))) == 3
    seen.append(easel.is_up)
    with pytest.raises(ZeroDivisionError):
        await easel.run(partial(divmod, 1, 0))
    for _ in range(3):
        await asyncio.sleep(0)  # the loop's own timer ends it
    seen.append(easel.is_up)
    assert seen == [False, True, False]


async def test_potluck_does_not_end_later_for_a_picture_that_is_being_drawn() -> None:
    easel = Easel()
    assert await easel.run(partial(sum, (1, 2))) == 3
    endless = asyncio.create_task(easel.run(partial(select, [], [], [])))
    await asyncio.sleep(0)
    [process] = active_children()
    easel.stop()
    with pytest.raises(Busy):
        await endless
    process.join()
    assert (process.exitcode, easel.is_up) == (-SIGKILL, False)


async def test_too_many_pictures_at_once_are_refused() -> None:
    easel = Easel()
    easel._waiting = 20
    with pytest.raises(Busy):
        await easel.run(partial(sum, ()))
    assert not easel.is_up

"""A list of who came: checked, noted, refused row by row; and who may not."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import FormData
from aiohttp.test_utils import TestClient, TestServer
from sqlalchemy import update

from adapters.web import calendar
from adapters.web.server import Gate, application
from bot.events import Account
from bot.services import calendars, roll
from bot.store import outcomes
from bot.store.models import PersonRow, columns
from tests.sessions import announced, say
from tests.world import World, ana, bo, chi

Client = TestClient[Any, Any]
LIST = "Name\nBo Berg\nbo  berg\nNobody Known\nBuild Robot\nChi Chen\n=1+1\n"


@pytest.fixture
async def client(world: World) -> AsyncIterator[Client]:
    app = application(Gate())
    calendar.add_routes(app, world.database, world.clock)
    async with TestClient(TestServer(app)) as made:
        yield made


async def path(world: World, who: Account) -> str:
    """Where somebody finds the form."""
    person = await world.person(who)
    token = await world.in_unit_of_work(lambda uow: calendars.visit(uow, person))
    return f"/calendar/{token}/1/attendance"


async def send(client: Client, at: str, deed: str, said: str = LIST, **headers: str) -> Any:
    """Send a list in."""
    form = FormData()
    form.add_field("list", said.encode(), filename="came.csv", content_type="text/csv")
    form.add_field("do", deed)
    fetch = {k.replace("_", "-"): v for k, v in headers.items()}
    return await client.post(at, data=form, headers=fetch)


async def came(world: World) -> dict[str, bool]:
    """Who is known at the session, and whether they came."""
    found = await world.read(lambda s: outcomes.attendance(s, 1, 1))
    return {a.person.name: a.attended for a in found}


async def test_a_list_is_checked_then_noted_each_row_once(
    world: World, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(roll, "BATCH", 2)
    card = await announced(world)
    await say(world, bo, "Going", card)
    await say(world, ana, "Going", card)
    world.clock.forward(days=16)
    at = await path(world, ana)
    assert (await client.get(at)).status == 200
    checked = await (await send(client, at, "check")).text()
    assert "Nothing was changed yet: 2 noted, 0 noted before, 4 refused." in checked
    for why in ("in a row above already", "nobody here has this name", "is a bot"):
        assert why in checked
    assert not any((await came(world)).values())
    assert "Done: 2 noted" in await (await send(client, at, "apply")).text()
    assert await came(world) == {"Ana Alves": False, "Bo Berg": True, "Chi Chen": True}
    assert "Done: 0 noted, 2 noted before" in await (await send(client, at, "apply")).text()
    report = await (await send(client, at, "report")).text()
    assert '"\'=1+1"' in report


async def test_only_whoever_runs_it_may_and_only_from_our_page(
    world: World, client: Client
) -> None:
    await announced(world)
    early = await path(world, ana)
    assert (await client.get(early)).status == 404
    world.clock.forward(days=16)
    hers, his = await path(world, ana), await path(world, chi)
    assert (await client.get(his)).status == 404
    assert (await send(client, his, "apply")).status == 404
    assert (await send(client, hers, "apply", Sec_Fetch_Site="cross-site")).status == 403
    assert (await send(client, hers, "apply", "")).status == 400
    assert await came(world) == {}


async def test_a_name_of_two_people_is_refused_and_too_large_a_file_too(
    world: World, client: Client
) -> None:
    await announced(world)
    world.clock.forward(days=16)
    person = await world.person(chi)
    id_ = columns(PersonRow).id
    organization = columns(PersonRow).organization_id
    alike = update(PersonRow).where(organization == 1, id_ == person.id).values(name="Bo Berg")
    await world.in_unit_of_work(lambda uow: uow.session.execute(alike))
    at = await path(world, ana)
    said = await (await send(client, at, "apply", "Bo Berg\n<b>\n")).text()
    assert "several people have this name" in said
    assert "<b>" not in said
    assert await came(world) == {}
    assert (await send(client, at, "apply", "x" * 1024 * 1024)).status == 413

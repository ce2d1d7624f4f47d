"""How the tests of the calendar's pages come by links, and read what they answer."""

from __future__ import annotations

import csv
import io
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from html.parser import HTMLParser
from typing import Any

import openpyxl
import vobject
from aiohttp.test_utils import TestClient, TestServer
from sqlalchemy import text

from adapters.web import calendar
from adapters.web.server import Gate, application
from bot.events import Account, HomeOpened, Workspace
from bot.services import calendars as service
from bot.store import calendars as store
from bot.store.models import LinkKind
from bot.store.unit_of_work import UnitOfWork
from tests.world import World, mod

Client = TestClient[Any, Any]
PHONE = "width=device-width"


@asynccontextmanager
async def serving(world: World) -> AsyncIterator[Client]:
    """The pages of a world."""
    app = application(Gate())
    calendar.add_routes(app, world.database, world.clock, world.settings)
    async with TestClient(TestServer(app)) as made:
        yield made


async def visit(world: World, who: Account) -> str:
    """A fresh link to look and download."""
    person = await world.person(who)
    token: str = await world.in_unit_of_work(lambda uow: service.visit(uow, person))
    return token


async def subscribe(world: World, who: Account) -> str:
    """A fresh feed."""
    person = await world.person(who)
    token: str = await world.in_unit_of_work(lambda uow: service.subscribe(uow, person))
    return token


async def events(client: Client, path: str) -> list[Any]:
    """The events a path answers with."""
    answer = await client.get(path)
    assert answer.status == 200
    assert answer.headers["Content-Type"].startswith("text/calendar; charset=utf-8")
    (found,) = vobject.readComponents((await answer.read()).decode())
    return list(found.contents.get("vevent", []))


class Page(HTMLParser):
    """What a browser would make of a page: its tags, its links and its words."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.links: list[str] = []
        self.words = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Remember it."""
        self.tags.append(tag)
        self.links += [value or "" for name, value in attrs if name in ("href", "src")]
        assert not any(name.startswith("on") or name == "style" for name, _ in attrs)

    def handle_data(self, data: str) -> None:
        """Remember it."""
        self.words += data


async def page(client: Client, path: str) -> Page:
    """A page, drawn."""
    answer = await client.get(path)
    assert answer.status == 200
    assert answer.content_type == "text/html"
    csp = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in csp
    assert "unsafe" not in csp
    assert "script" not in csp
    drawn = await answer.text()
    assert PHONE in drawn
    return Page(drawn)


async def rows(client: Client, path: str) -> list[list[str]]:
    """The cells of an export, read back."""
    answer = await client.get(path)
    assert answer.status == 200
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    body = await answer.read()
    if path.endswith("csv"):
        return list(csv.reader(io.StringIO(body.decode("utf-8-sig"), newline="")))
    book = openpyxl.load_workbook(io.BytesIO(body))
    (sheet,) = book.worksheets
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n"}
    assert not any(cell.hyperlink for row in sheet.iter_rows() for cell in row)
    return [[cell.value or "" for cell in row] for row in sheet.iter_rows()]


async def rename(world: World, who: Account, name: str) -> None:
    """Somebody is called something else, whatever a platform would allow."""
    person = await world.person(who)
    sql = text("UPDATE person SET name = :name WHERE id = :id")
    await world.in_unit_of_work(
        lambda uow: uow.session.execute(sql, {"name": name, "id": person.id})
    )


async def other_organizations_link(world: World) -> str:
    """A link of an administrator in another organization."""
    there = Workspace("fake", "W2", "Other Team")
    await world.dispatcher.handle(HomeOpened(id="other", workspace=there, actor=mod))
    person = await world.person(mod, there)

    def make(uow: UnitOfWork) -> str:
        return store.add(uow.session, uow.organization_id, person.id, LinkKind.VISIT, uow.now, None)

    token: str = await world.in_unit_of_work(make, organization_id=2)
    return token

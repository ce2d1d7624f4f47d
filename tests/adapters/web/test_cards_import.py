"""A file of recall cards on a page: checked, written as drafts, refused; and who may not."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from aiohttp import FormData

from bot.events import Account
from bot.services import calendars, recall_import
from bot.store.models import RecallCardRow
from bot.views.recall_learning import SeeDeck
from tests.calendars import Client
from tests.recall import CARD, rows
from tests.sessions import announced
from tests.world import World, ana, bo, buttons, chi, mod, words

FILE = "prompt,options,solution\nFirst?,* a | b,\nSecond?,a | b,\n=1+1?,,Two.\nfirst?,* a | b,\n"


async def path(world: World, who: Account, page: str = "cards") -> str:
    """Where somebody finds the form."""
    person = await world.person(who)
    token = await world.in_unit_of_work(lambda uow: calendars.visit(uow, person))
    return f"/calendar/{token}/1/{page}"


async def check(
    client: Client, at: str, said: str | bytes = FILE, name: str = "cards.csv"
) -> tuple[int, str, str]:
    """Send a file in to be checked: the status, the page, and the key in it."""
    form = FormData()
    raw = said.encode() if isinstance(said, str) else said
    form.add_field("list", raw, filename=name, content_type="text/csv")
    form.add_field("do", "check")
    answer = await client.post(at, data=form)
    page = await answer.text()
    key = re.search(r'name="key" value="([^"]+)"', page)
    return answer.status, page, key[1] if key else ""


async def press(client: Client, at: str, deed: str, key: str) -> tuple[int, str]:
    """Press a button below a file that was checked."""
    answer = await client.post(at, data={"do": deed, "key": key})
    return answer.status, await answer.text()


async def test_cards_are_checked_then_written_as_drafts(
    world: World, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recall_import, "BATCH", 2)
    await announced(world)
    at = await path(world, ana)
    shown = await (await client.get(at)).text()
    assert "Recall cards of “Query planner 101”" in shown
    status, page, key = await check(client, at)
    assert status == 200
    assert "Nothing was changed yet: 2 new, 1 there already, 1 refused." in page
    assert "Which one is right?" in page
    assert await rows(world, RecallCardRow) == []

    _, report = await press(client, at, "report", key)
    assert "'=1+1?" in report, "no formula in a sheet"
    status, page = await press(client, at, "apply", key)
    assert status == 200
    assert "Done: 2 new, 1 there already, 1 refused." in page
    assert page.count("<progress") == 3
    kept = await rows(world, RecallCardRow, CARD.id)
    assert [(c.prompt, c.state) for c in kept] == [("First?", "draft"), ("=1+1?", "draft")]
    deck = await world.press(ana, SeeDeck(session_id=1))
    assert "Use all 2 drafts" in buttons(deck.reply), words(deck.reply)

    status, page = await press(client, at, "apply", key)
    assert status == 409
    _, page, _ = await check(client, at)
    assert "0 new, 3 there already, 1 refused." in page


async def test_markdown_is_told_by_its_name(world: World, client: Client) -> None:
    await announced(world)
    at = await path(world, mod)
    said = "# Deck\n\n## What is it?\nSolution: A tree.\n"
    _, page, _ = await check(client, at, said, "cards.md")
    assert "1 new" in page


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        ("", "it is empty"),
        ("Größe\n".encode("latin-1"), "is not UTF-8 text"),
        ("name\nana\n", "The first row must name the columns"),
        (b"prompt\n\0", "it holds zero bytes"),
        ("prompt\n" + "What?\n" * 2001, "2001 cards; 2000 fit"),
    ],
)
async def test_a_file_that_cannot_be_read_says_why(
    world: World, client: Client, raw: str | bytes, why: str
) -> None:
    await announced(world)
    status, page, key = await check(client, await path(world, ana), raw)
    assert (status, key) == (400, "")
    assert why in page


async def test_only_those_who_write_a_session_s_cards_find_the_page(
    world: World, client: Client
) -> None:
    await announced(world, speakers=[await world.person(chi)])
    for who, status in ((ana, 200), (chi, 200), (mod, 200), (bo, 404)):
        assert (await client.get(await path(world, who))).status == status


async def test_a_key_of_another_kind_of_file_or_of_long_ago_is_none(
    world: World, client: Client
) -> None:
    await announced(world)
    at = await path(world, ana)
    _, _, key = await check(client, at)
    world.clock.now += timedelta(days=15, hours=12)
    assert (await press(client, at.replace("/cards", "/attendance"), "apply", key))[0] in (404, 409)
    at = await path(world, ana)
    assert (await press(client, at, "apply", key))[0] == 409

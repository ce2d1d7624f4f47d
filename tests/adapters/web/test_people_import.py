"""A list of people on a page: checked, written, refused; and who may not."""

from __future__ import annotations

import base64
import zlib

import pytest
from sqlalchemy import text

from bot.services import calendars, teams_import
from bot.store import teams
from tests.adapters.web.test_cards_import import check, press
from tests.calendars import Client
from tests.leaving import recognised
from tests.world import World, ana, bo, mod

FILE = (
    "email,name,manager,team\n"
    "ana@x.example,Ana,,Red\nbo@x.example,Bo,ana@x.example,Red\n"
    "new@x.example,=New(),bo@x.example,Blue\nnew@x.example,Two,,\n"
    "odd@x.example,<b>Odd</b>,<i>boss,Blue\n"
)


async def path(world: World, who: object = mod) -> str:
    """Where somebody finds the form."""
    person = await world.person(who)  # type: ignore[arg-type]
    token = await world.in_unit_of_work(lambda uow: calendars.visit(uow, person))
    return f"/calendar/{token}/organization/people"


async def lines(world: World) -> dict[str, str]:
    found = await world.read(lambda s: teams.manager_of(s, 1, None, world.clock()))
    names = await world.read(
        lambda s: {r.id: r.name for r in s.execute(text("SELECT id, name FROM person"))}
    )
    return {names[id_]: manager.name for id_, manager in found.items()}


async def test_a_list_is_checked_then_written_and_the_same_again_changes_nothing(
    world: World, client: Client
) -> None:
    await recognised(world, ana, bo)
    at = await path(world)
    month = await (await client.get(at.replace("organization/people", ""))).text()
    assert '<a href="organization/people">Import a list of people</a>' in month
    shown = await (await client.get(at)).text()
    assert "<h1>Who works at “fake:W1”</h1>" in shown
    status, page, key = await check(client, at, FILE)
    assert status == 200
    counts = "2 new, 2 changed, 0 as they were, 1 refused, 1 taken in part."
    assert f"Nothing was changed yet: {counts}" in page
    assert "row 4 has this e-mail already" in page
    assert "“&lt;i&gt;boss” is no e-mail address" in page
    assert await lines(world) == {}

    _, report = await press(client, at, "report", key)
    assert '"5","new@x.example","refused"' in report
    status, page = await press(client, at, "apply", key)
    assert status == 200
    assert f"Done: {counts}" in page
    assert await lines(world) == {"Bo Berg": "Ana Alves", "=New()": "Bo Berg"}
    _, page, _ = await check(client, at, FILE)
    assert "0 new, 0 changed, 4 as they were" in page


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        ("", "it is empty"),
        ("email,name\n", "It lacks the columns manager, team"),
        (b"\0", "zero bytes"),
        ("email,name,manager,team\n" + "a@x.example,A,,\n" * 2001, "more than 2,000 rows"),
    ],
)
async def test_a_file_that_can_not_be_read_says_why(
    world: World, client: Client, raw: str | bytes, why: str
) -> None:
    status, page, key = await check(client, await path(world), raw)
    assert (status, key) == (400, "")
    assert why in page


@pytest.mark.parametrize(
    "key",
    [
        "",
        "é",
        "AAAA",
        base64.urlsafe_b64encode(zlib.compress(b"")).decode(),
        base64.urlsafe_b64encode(zlib.compress(b"name\nana")).decode(),
        base64.urlsafe_b64encode(zlib.compress(b"0" * 3 * 1024 * 1024)).decode(),
    ],
)
async def test_what_was_never_checked_is_not_written(
    world: World, client: Client, key: str
) -> None:
    at = await path(world)
    for deed in ("apply", "report"):
        status, page = await press(client, at, deed, key)
        assert status == 409
        assert "has to be checked again" in page


async def test_nobody_but_administrators_finds_the_page(world: World, client: Client) -> None:
    for who in (ana, bo):
        at = await path(world, who)
        assert (await client.get(at)).status == 404
        assert (await check(client, at, FILE))[0] == 404
        month = await (await client.get(at.replace("organization/people", ""))).text()
        assert "organization/people" not in month
    at = await path(world)
    _, _, key = await check(client, at, FILE)
    await world.in_unit_of_work(
        lambda uow: uow.session.execute(text("UPDATE person SET role = 'member'"))
    )
    assert (await press(client, at, "apply", key))[0] == 404
    assert await lines(world) == {}


async def test_a_feed_s_link_opens_no_list(world: World, client: Client) -> None:
    person = await world.person(mod)
    token = await world.in_unit_of_work(lambda uow: calendars.subscribe(uow, person))
    assert (await client.get(f"/calendar/{token}/organization/people")).status == 404


async def test_what_fails_half_way_leaves_nothing(
    world: World, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = await path(world)
    _, _, key = await check(client, at, FILE)

    def fails(*_: object) -> None:
        raise OSError

    monkeypatch.setattr(teams_import, "write_moves", fails)
    status, page = await press(client, at, "apply", key)
    assert status == 200
    assert "Nothing was written; check the same file again" in page
    found = await world.read(
        lambda s: s.execute(text("SELECT count(*) FROM person WHERE email != ''"))
    )
    assert found.scalar() == 0

"""A list of who came: checked, noted, refused row by row; and who may not."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from aiohttp import FormData
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from bot.events import Account, Person, Workspace
from bot.services import calendars, roll
from bot.settings import Settings
from bot.store import outcomes, people
from bot.store.models import AccountRow, PersonRow, columns
from tests.calendars import Client, serving
from tests.sessions import announced, say
from tests.world import World, ana, bo, chi, leaver, mod

END = datetime(2026, 12, 3, 13, 15, tzinfo=UTC)
LIST = "Name\nBo Berg\nbo  berg\nNobody Known\nBuild Robot\nChi Chen\n=1+1\n"


async def path(world: World, who: Account) -> str:
    """Where somebody finds the form."""
    person = await world.person(who)
    token = await world.in_unit_of_work(lambda uow: calendars.visit(uow, person))
    return f"/calendar/{token}/1/attendance"


async def check(
    client: Client, at: str, said: str | bytes = LIST, **headers: str
) -> tuple[int, str, str]:
    """Send a list in to be checked: the status, the page, and the key in it."""
    form = FormData()
    raw = said.encode() if isinstance(said, str) else said
    form.add_field("list", raw, filename="came.csv", content_type="text/csv")
    form.add_field("do", "check")
    fetch = {k.replace("_", "-"): v for k, v in headers.items()}
    answer = await client.post(at, data=form, headers=fetch)
    page = await answer.text()
    key = re.search(r'name="key" value="([^"]+)"', page)
    return answer.status, page, key[1] if key else ""


async def press(client: Client, at: str, deed: str, key: str) -> tuple[int, str]:
    """Press a button below a list that was checked."""
    answer = await client.post(at, data={"do": deed, "key": key})
    return answer.status, await answer.text()


async def imported(client: Client, at: str, said: str | bytes) -> str:
    """Check a list and note it; the last page."""
    _, _, key = await check(client, at, said)
    return (await press(client, at, "apply", key))[1]


async def came(world: World) -> dict[str, bool]:
    """Who is known at the session, and whether they came."""
    found = await world.read(lambda s: outcomes.attendance(s, 1, 1))
    return {a.person.name: a.attended for a in found}


async def run_long_ago(world: World, **more: Any) -> None:
    """Bring a session about that ended hours before."""
    await announced(world, **more)
    world.clock.now = END + timedelta(hours=3)
    await world.later(seconds=1)


async def set_email(world: World, who: Account, email: str) -> None:
    """Let the platform know somebody's address."""
    account = columns(AccountRow)
    change = update(AccountRow).where(account.organization_id == 1, account.address == who.address)
    await world.in_unit_of_work(lambda uow: uow.session.execute(change.values(email=email)))


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
    _, checked, key = await check(client, at)
    assert "Nothing was changed yet: 2 noted, 0 noted before, 4 refused." in checked
    for why in ("in a row above already", "nobody here has this name", "is a bot"):
        assert why in checked
    assert not any((await came(world)).values())
    _, report = await press(client, at, "report", key)
    assert '"\'=1+1"' in report
    _, done = await press(client, at, "apply", key)
    assert "Done: 2 noted, 0 noted before, 4 refused." in done
    shown = [int(n) for n in re.findall(r'<progress max="6" value="(\d)">', done)]
    assert shown == [0, 2, 4, 6]
    assert done.rindex("<progress") < done.index("Done:") < done.index("</section>")
    assert await came(world) == {"Ana Alves": False, "Bo Berg": True, "Chi Chen": True}
    assert "Done: 0 noted, 2 noted before" in await imported(client, at, LIST)


async def test_nothing_is_noted_that_was_not_checked_as_it_is(world: World, client: Client) -> None:
    await run_long_ago(world)
    at = await path(world, ana)
    _, _, old = await check(client, at, "Bo Berg\n")
    for key in ("", "made-up", old + "x"):
        status, page = await press(client, at, "apply", key)
        assert status == 409
        assert "has to be checked again" in page
        assert 'type="file"' in page
    _, _, new = await check(client, at, "Chi Chen\n")
    assert (await press(client, at, "apply", old))[0] == 409
    await world.in_unit_of_work(lambda uow: grant(uow, "mod"))
    assert (await press(client, await path(world, mod), "apply", new))[0] == 409
    assert await came(world) == {}
    world.clock.forward(hours=25)
    assert (await press(client, at, "apply", new))[0] == 409
    _, _, again = await check(client, at, "Chi Chen\n")
    assert (await press(client, at, "apply", again))[0] == 200
    assert (await press(client, at, "apply", again))[0] == 409
    assert await came(world) == {"Chi Chen": True}


def grant(uow: Any, address: str, role: str = "admin") -> None:
    """Make somebody an administrator, or take that from them."""
    account, person = columns(AccountRow), columns(PersonRow)
    own = select(account.person_id).where(account.organization_id == 1, account.address == address)
    uow.session.execute(
        update(PersonRow).where(person.organization_id == 1, person.id.in_(own)).values(role=role)
    )


async def test_only_whoever_runs_it_may_and_only_from_our_page(
    world: World, client: Client
) -> None:
    await announced(world)
    early = await path(world, ana)
    assert (await client.get(early)).status == 404
    world.clock.forward(days=16)
    hers, his = await path(world, ana), await path(world, chi)
    assert (await client.get(his)).status == 404
    assert (await check(client, his))[0] == 404
    _, _, key = await check(client, hers)
    assert (await press(client, his, "apply", key))[0] == 404
    assert (await check(client, hers, Sec_Fetch_Site="cross-site"))[0] == 403
    status, page, _ = await check(client, hers, "")
    assert status == 400
    assert "names nobody" in page
    assert (await client.post(hers, data={"do": "check"})).status == 400
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
    said = await imported(client, at, "Bo Berg\n<b>\n")
    assert "several people have this name" in said
    assert "<b>" not in said
    assert await came(world) == {}
    assert (await check(client, at, "x" * 1024 * 1024))[0] == 413


async def test_rows_are_known_by_their_email(world: World, client: Client) -> None:
    await run_long_ago(world)
    await set_email(world, bo, "bo@example.com")
    at = await path(world, ana)
    said = "Name;E-Mail\nSomebody else;BO@example.com \nBo Berg;\nChi Chen;nobody@example.com\n"
    done = await imported(client, at, said)
    assert "Done: 1 noted, 0 noted before, 2 refused." in done
    assert await came(world) == {"Bo Berg": True}


async def test_people_and_links_of_another_organization_are_nobody_here(
    world: World, client: Client
) -> None:
    await run_long_ago(world)
    stranger = Account("eve", "Eve Elsewhere", "UTC")
    world.messenger.people["eve"] = stranger
    there = Workspace("fake", "W2", "Elsewhere")
    await world.home(stranger, there)
    token = await world.in_unit_of_work(
        lambda uow: calendars.visit(uow, person_of(uow.session, there, "eve")), 2
    )
    at = await path(world, ana)
    assert "nobody here has this name" in await imported(client, at, "Eve Elsewhere\n")
    hers = f"/calendar/{token}/1/attendance"
    assert (await client.get(hers)).status == 404
    assert (await check(client, hers, "Eve Elsewhere\n"))[0] == 404
    assert await came(world) == {}


def person_of(session: Session, workspace: Workspace, address: str) -> Person:
    """Who somebody of another workspace is."""
    at = people.known(session, workspace)
    assert at is not None
    return people.lookup(session, at, [address])[address].person


async def test_a_cohost_and_an_administrator_may_import_too(world: World, client: Client) -> None:
    await run_long_ago(world, cohosts=[chi])
    at = await path(world, chi)
    assert "Done: 1 noted" in await imported(client, at, "Bo Berg\n")
    theirs = await path(world, mod)
    await world.in_unit_of_work(lambda uow: grant(uow, "mod", "member"))
    assert (await client.get(theirs)).status == 404
    await world.in_unit_of_work(lambda uow: grant(uow, "mod"))
    assert "Done: 1 noted" in await imported(client, theirs, f"{leaver.name}\n")


async def test_whoever_loses_the_right_between_two_batches_is_stopped_there(
    world: World, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(roll, "BATCH", 1)
    await run_long_ago(world)
    await world.in_unit_of_work(lambda uow: grant(uow, "mod"))
    at = await path(world, mod)
    apply = roll.apply

    def then_lose_it(opened: roll.Opened, rows: Any, settings: Settings) -> Any:
        done = apply(opened, rows, settings)
        grant(opened.uow, "mod", "member")
        return done

    _, _, key = await check(client, at, "Bo Berg\nChi Chen\n")
    monkeypatch.setattr(roll, "apply", then_lose_it)
    status, page = await press(client, at, "apply", key)
    assert status == 200
    assert "you may not note people for this session any more" in page
    assert "Stopped: 1 noted" in page
    assert await came(world) == {"Bo Berg": True}


async def test_a_failure_between_two_batches_is_told_and_mended_by_the_same_file(
    world: World, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(roll, "BATCH", 1)
    await run_long_ago(world)
    at = await path(world, ana)
    apply, asked = roll.apply, iter(["fine", "fails"])

    def fail_second(opened: roll.Opened, rows: Any, settings: Settings) -> Any:
        if next(asked, "fine") == "fails":
            raise OSError("planted")
        return apply(opened, rows, settings)

    _, _, key = await check(client, at, "Bo Berg\nChi Chen\n")
    monkeypatch.setattr(roll, "apply", fail_second)
    _, page = await press(client, at, "apply", key)
    assert "that is our fault" in page
    assert "planted" not in page
    assert await came(world) == {"Bo Berg": True}
    assert "Done: 1 noted, 1 noted before" in await imported(client, at, "Bo Berg\nChi Chen\n")


@pytest.mark.parametrize(
    ("raw", "says"),
    [
        (b"\xef\xbb\xbfName\r\nBo Berg\r\n", "1 noted"),
        ("Name\tE-mail\r\nBo Berg\t\r\n".encode("utf-16"), "1 noted"),
        ("Bo Berg\n".encode("utf-16-be"), "zero bytes"),
        (b"\xff\xfeB", "not UTF-8 text"),
        ("Bo Bérg\n".encode("cp1252"), "not UTF-8 text"),
        (b"Bo Berg\n\x00", "zero bytes"),
        (b"PK\x03\x04\xff\xfe", "not UTF-8 text"),
        (b'Name\n"Bo Berg\n', "is a quotation mark left open?"),
        (b"x\n" * 5001, "5000 are read at most"),
        (b"\n \n", "names nobody"),
    ],
)
async def test_whatever_a_file_holds_it_is_read_or_refused_in_a_sentence(
    small_world: World, raw: bytes, says: str
) -> None:
    await run_long_ago(small_world)
    async with serving(small_world) as client:
        at = await path(small_world, ana)
        status, page, _ = await check(client, at, raw)
        assert status == (200 if "noted" in says else 400)
        assert says in page


async def test_who_is_noted_late_is_asked_how_it_was_and_once(world: World, client: Client) -> None:
    card = await announced(world, speakers=[ana])
    await say(world, bo, "Going", card)
    world.clock.now = END
    await world.later(seconds=1)
    asked = "How was Query planner 101?"
    assert sum(asked in said for said in world.messenger.in_("D-bo")) == 1
    world.clock.forward(days=4)  # a Monday
    at = await path(world, ana)
    for _ in range(2):
        await imported(client, at, "Bo Berg\nChi Chen\nAna Alves\n")
        await world.later(hours=7)  # by the second one it is morning in Shanghai
    for who in (bo, chi):
        assert sum(asked in said for said in world.messenger.in_(f"D-{who.address}")) == 1
    assert not any(asked in said for said in world.messenger.in_("D-ana"))
    world.clock.forward(days=6)
    await imported(client, at, "Mo Moderator\n")
    await world.deliver()
    assert (await came(world))["Mo Moderator"]
    assert world.messenger.in_("D-mod") == []

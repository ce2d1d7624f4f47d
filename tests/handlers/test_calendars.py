"""Scenarios: colleagues ask for links to their calendar."""

from __future__ import annotations

import re
from typing import Any

from sqlalchemy import text

from bot.store import calendars as store
from bot.views.calendars import ShowCalendar, SubscribeCalendar
from tests.sessions import announced, say
from tests.world import World, bo, buttons, chi, mod, words

TOKEN = re.compile(r"http://127\.0\.0\.1:8080/calendar/([\w-]{43})/")


async def links(world: World) -> list[Any]:
    """The links that are stored."""
    sql = "SELECT digest, kind FROM calendar_link ORDER BY created_at"
    return list(await world.read(lambda s: s.execute(text(sql)).all()))


async def test_whoever_goes_gets_a_link_and_nobody_else(world: World) -> None:
    card = await announced(world, seats=1)
    going = (await say(world, bo, "Going", card)).reply
    (add, page) = (buttons(going)[b].url or "" for b in ("Add to calendar", "Month view"))
    assert re.fullmatch(TOKEN.pattern + r"1\.ics", add)
    assert TOKEN.fullmatch(page)
    for who, label in ((chi, "Going"), (mod, "Maybe"), (bo, "Can't")):
        said = await say(world, who, label, card)
        assert "Add to calendar" not in buttons(said.reply)


async def test_tokens_are_stored_as_hashes_only_and_never_twice_the_same(world: World) -> None:
    card = await announced(world)
    shown = []
    for _ in range(2):
        said = (await say(world, bo, "Going", card)).reply
        match = TOKEN.match(buttons(said)["Add to calendar"].url or "")
        assert match
        shown.append(match[1])
    stored = await links(world)
    assert {s.digest for s in stored} == {store.digest_of(t) for t in shown}
    assert shown[0] != shown[1]


async def test_ones_own_sessions_come_with_a_link(world: World) -> None:
    said = (await world.command(bo, "session", "mine")).reply
    assert TOKEN.fullmatch(buttons(said)["Month view"].url or "")
    assert "My calendar" in buttons((await world.home(bo)).reply)


async def test_a_feed_is_shown_once_and_made_anew(world: World) -> None:
    first = (await world.press(bo, ShowCalendar())).reply
    assert "Stop all links" not in buttons(first)
    made = (await world.press(bo, buttons(first)["Subscribe"])).reply
    assert re.search(TOKEN.pattern + r"sessions\.ics", words(made))
    again = (await world.press(bo, ShowCalendar())).reply
    assert "I can't show it again" in words(again)
    other = (await world.press(bo, buttons(again)["Make a new one"])).reply
    assert words(other) != words(made)
    assert [s.kind for s in await links(world)].count("feed") == 1


async def test_stopping_stops_all_of_ones_own_links_and_nobody_elses(world: World) -> None:
    await world.press(chi, SubscribeCalendar())
    said = (await world.press(bo, SubscribeCalendar())).reply
    await world.press(bo, ShowCalendar())
    stop = buttons(said)["Stop all links"]
    assert "none of your calendar links works" in words((await world.press(bo, stop)).reply)
    assert len(await links(world)) == 1
    assert "nothing to stop" in words((await world.press(bo, stop)).reply)


async def test_what_has_expired_is_forgotten(world: World) -> None:
    await world.press(bo, ShowCalendar())
    await world.press(bo, SubscribeCalendar())
    world.clock.forward(days=8)
    await world.press(bo, ShowCalendar())
    assert sorted(s.kind for s in await links(world)) == ["feed", "visit"]

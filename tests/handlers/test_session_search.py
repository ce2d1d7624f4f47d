"""Scenarios: what took place is found again by its words, topics and materials."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.events import Conversation, ConversationKind
from bot.rules.session_search import fold, wanted
from bot.services import session_search
from tests.sessions import announced, plan
from tests.world import World, ana, bo, words


async def past(world: World, said: str) -> str:
    """What somebody finds."""
    return words((await world.command(bo, "session", f"past {said}")).reply)


async def held(world: World) -> None:
    """Two sessions that took place; the speaker of the first left something."""
    await announced(world, title="Query planner", abstract="Résumé of INDEXES", topics="#sql #db")
    await announced(world, title="Borrowing", topics="#rust", day="2026-12-04", abstract="")
    world.clock.now = datetime(2026, 12, 5, 12, tzinfo=UTC)
    await world.later(seconds=1)
    await world.submit(
        ana,
        "session.materials",
        occurrence_id=1,
        link="https://slides.example/Café-Deck",
        takeaways="Analyse before you guess\nÜbung macht den Meister",
    )


async def test_each_word_is_looked_for_everywhere(world: World) -> None:
    await held(world)
    everything = await past(world, "")
    assert everything.index("Borrowing") < everything.index("Query planner")
    for said in (
        "PLANNER",
        "resume",
        "résumé indexes",
        "#sql",
        "#SQL #db plan",
        "sql",
        "café-deck",
        "cafe",
        "slides.example",
        "guess ubung",
        '"query planner"',
    ):
        found = await past(world, said)
        assert "Query planner" in found, said
        assert "Borrowing" not in found, said
        assert "Slides or recording" in found, said
    for said in ("planner rust", "#sql #rust", "#plan", "nothing%", "_uery", "planner #rust"):
        assert "has taken place yet" in await past(world, said), said
    assert "No session about #go café has" in await past(world, "café #go")
    assert "Borrowing" in await past(world, "#")
    assert len(await past(world, "x" * 10_000)) < 200
    assert "has taken place" in await past(world, "zz " * 5_000)


async def test_all_that_took_place_is_looked_through(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(session_search, "PAGE", 2)
    await announced(world, title="The oldest")
    for title in ("Two", "Three", "Four"):  # at one moment: pages part them all the same
        await announced(world, title=title, day="2026-12-04", even_so=True)
    await announced(world, title="The newest", day="2026-12-05", recalls=False)
    world.clock.now = datetime(2026, 12, 6, 12, tzinfo=UTC)
    assert "The oldest" in await past(world, "oldest")
    for title in ("Two", "Three", "Four"):
        assert (await past(world, title)).count(title) == 2  # the heading and the line
    assert "The newest" in await past(world, "the")


async def test_closed_circles_and_cancelled_ones_are_not_found(world: World) -> None:
    await plan(world, title="Secret", at=Conversation("G-few", ConversationKind.GROUP))
    await world.later(days=30)
    assert "Secret " not in await past(world, "")
    assert "has taken place yet" in await past(world, "secret")


async def test_a_session_may_be_called_past_something(world: World) -> None:
    reply = (await world.command(ana, "session", "Past mistakes next thursday 12:30")).reply
    assert words(reply) == "[Plan a session]"


def test_case_and_accents_do_not_count() -> None:
    assert fold("ÉCOLE Straße ÅNGSTRÖM") == "ecole strasse angstrom"
    assert fold("İstanbul") == "istanbul"
    assert fold("ΣΊΣΥΦΟΣ") == fold("σίσυφος")
    assert fold("한국어") == "한국어"
    assert str(wanted(["Plan", "#SQL", "#", '""'])) == "#sql Plan"
    assert not wanted([])

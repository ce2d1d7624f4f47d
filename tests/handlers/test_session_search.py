"""Scenarios: what took place is found again by its words, topics and materials."""

from __future__ import annotations

import asyncio
import threading
from datetime import UTC, datetime

import pytest
from sqlalchemy import insert
from sqlalchemy.orm import Session

from bot.events import Conversation, ConversationKind
from bot.rules.session_search import fold, wanted
from bot.store import topics
from bot.store.models import TopicSynonymRow
from tests.sessions import PLAN, announced, plan
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
        title="Wie Pläne ENTSTEHEN",
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
        "plane entsteh",
    ):
        found = await past(world, said)
        assert "Query planner" in found, said
        assert "Borrowing" not in found, said
        assert "Wie Pläne ENTSTEHEN" in found, said
    for said in ("planner rust", "#sql #rust", "#plan", "nothing%", "_uery", "planner #rust"):
        assert "has taken place yet" in await past(world, said), said
    assert "No session about #go café has" in await past(world, "café #go")
    assert "Borrowing" in await past(world, "#")
    assert len(await past(world, "x" * 10_000)) < 200
    assert "has taken place" in await past(world, "zz " * 5_000)


@pytest.mark.parametrize(
    "said",
    [
        *("100%", "50_000", "C:\\temp", "a/b", "NEAR(x", "x*", "-x", "NOT", "O'Brien", 'say "hi'),
        *(
            "(",
            "^x",
            "&|!",
            ":*",
            "<->",
            "--",
            ";DROP",
            "{x}",
            "[a-z]",
            "=1+1",
            "%",
            "_",
            "\\",
            "/",
        ),
    ],
)
async def test_what_means_something_to_a_database_is_looked_for_as_it_stands(
    world: World, said: str
) -> None:
    await announced(world, title=f"About {said} today", abstract="", topics="")
    await announced(world, title="Quite else", day="2026-12-04", abstract="", topics="", place="")
    world.clock.now = datetime(2026, 12, 5, 12, tzinfo=UTC)
    found = await past(world, said)
    assert f"About {said} today" in found
    assert "Quite else" not in found


async def test_looking_waits_for_nobody_who_writes(world: World) -> None:
    await held(world)
    writing, go_on = threading.Event(), threading.Event()

    def slow(_session: Session) -> None:
        writing.set()
        assert go_on.wait(20)

    behind = [asyncio.create_task(world.database.write(slow)) for _ in range(8)]
    try:
        await asyncio.to_thread(writing.wait, 20)
        async with asyncio.timeout(10):
            assert "Query planner" in await past(world, "planner")
            listed = await world.command(bo, "session", "list")
            wishes = await world.command(bo, "session", "wishes")
        assert "planned yet" in words(listed.reply)
        assert words(wishes.reply)
    finally:
        go_on.set()
        await asyncio.gather(*behind)


async def test_what_changes_is_found_as_it_is_now(world: World) -> None:
    await announced(world, title="Before", topics="#old")
    await world.submit(
        ana, "session.plan", **PLAN | {"title": "After", "topics": "#new", "session_id": 1}
    )
    world.clock.now = datetime(2026, 12, 5, 12, tzinfo=UTC)
    assert "After" in await past(world, "after new")
    assert "has taken place yet" in await past(world, "before")
    assert "has taken place yet" in await past(world, "old")


async def test_a_topic_is_found_by_what_was_written_and_by_its_name(world: World) -> None:
    synonym = insert(TopicSynonymRow.__table__)  # type: ignore[attr-defined]
    values = {"organization_id": 1, "topic_id": 1, "name": "postgres"}
    await world.in_unit_of_work(lambda uow: topics.stored(uow.session, 1, ["sql"]))
    await world.in_unit_of_work(lambda uow: uow.session.execute(synonym, values))
    await announced(world, topics="#postgres", abstract="")
    world.clock.now = datetime(2026, 12, 5, 12, tzinfo=UTC)
    for said in ("sql", "postgres", "#sql", "#postgres"):
        assert "Query planner" in await past(world, said), said


async def test_all_that_took_place_is_looked_through(world: World) -> None:
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

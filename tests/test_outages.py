"""When the database goes away for a while: what runs keeps running, and nobody's words leak."""

from __future__ import annotations

import asyncio
from typing import Any, NoReturn

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.orm import Session

from bot.dispatcher import NotTaken
from bot.store.database import Database
from tests.world import World, ana, bo


def gone(_job: Any) -> NoReturn:
    raise OperationalError("SELECT 1", {}, Exception("the database is starting up"))


async def test_delivery_outlives_a_database_that_is_away_while_it_rests(
    small_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    failed = asyncio.Event()

    async def away(_job: Any) -> NoReturn:
        failed.set()
        gone(_job)

    with monkeypatch.context() as outage:
        outage.setattr(small_world.database, "read", away)
        outage.setattr(small_world.database, "write", away)
        running = asyncio.create_task(small_world.delivery.run())
        await failed.wait()
    await small_world.command(ana, "kudos", bo, " for staying calm")
    async with asyncio.timeout(20):
        while not small_world.messenger.in_("D-bo"):
            small_world.delivery.wake()
            await asyncio.sleep(0)
    assert not running.done()
    await small_world.delivery.stop()
    await running


async def test_what_became_of_each_event_is_told_to_whoever_counts(
    small_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[tuple[str, str]] = []
    monkeypatch.setattr(
        small_world.dispatcher, "_observe", lambda kind, result, _s: told.append((kind, result))
    )

    async def away(_job: Any) -> NoReturn:
        gone(_job)

    await small_world.command(ana, "kudos", bo, " for x", id="once")
    await small_world.command(ana, "kudos", bo, " for x", id="once")
    await small_world.submit(ana, "kudos.give", to=[], note="")
    monkeypatch.setattr(small_world.database, "read", away)
    monkeypatch.setattr(small_world.database, "write", away)
    await small_world.command(ana, "kudos", bo, " for x")
    with pytest.raises(NotTaken):
        await small_world.home(ana)
    assert told == [
        ("CommandInvoked", "ok"),
        ("CommandInvoked", "repeated"),
        ("FormSubmitted", "corrected"),
        ("CommandInvoked", "failed"),
        ("HomeOpened", "failed"),
    ]


async def test_what_people_wrote_is_not_in_the_errors_of_a_database(database: Database) -> None:
    def fail(session: Session) -> None:
        session.execute(text("SELECT CAST(:note AS no_such_type), nothing"), {"note": "canary"})

    with pytest.raises(DBAPIError) as failed:
        await database.write(fail)
    assert "canary" not in str(failed.value)

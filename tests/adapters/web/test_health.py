"""Health and metrics, against real databases."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import text

from adapters.web import health, metrics
from bot.events import Person
from bot.messages import Message
from bot.messenger import Refused, TryLater
from bot.store.database import Database
from bot.store.health import backlog
from bot.store.unit_of_work import UnitOfWork
from tests.world import World, ana, bo, chi


async def ask(app: web.Application, path: str) -> tuple[int, str]:
    async with TestClient(TestServer(app)) as client:
        answer = await client.get(path)
        return answer.status, await answer.text()


async def test_a_process_is_alive_whatever_the_database_says() -> None:
    async def broken() -> str:
        raise OSError

    app = web.Application()
    health.add_routes(app, health.Readiness({"database": broken}))
    assert await ask(app, "/healthz") == (200, '{"alive": true}')


async def test_ready_when_the_database_answers_and_is_migrated(database: Database) -> None:
    check = health.database_answers(database)
    assert [await check() for _ in range(2)] == ["", ""]
    app = web.Application()
    health.add_routes(app, health.Readiness({"database": check}))
    assert await ask(app, "/readyz") == (200, '{"ready": true, "reasons": {}}')


async def test_not_ready_with_the_reason_of_each_check(tmp_path: Path) -> None:
    empty = Database(f"sqlite:///{tmp_path}/empty.db")
    ended = asyncio.create_task(asyncio.sleep(0))
    await ended

    async def hangs() -> str:
        await asyncio.Event().wait()
        raise AssertionError

    async def fails() -> str:
        raise ConnectionError("canary: address of a server")

    app = web.Application()
    checks = {"database": health.database_answers(empty), "delivery": health.task_runs(ended)}
    health.add_routes(app, health.Readiness(checks | {"a": hangs, "b": fails}))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(health, "PATIENCE", 0.2)
        status, body = await ask(app, "/readyz")
    empty.close()
    assert status == 503
    assert "migrations are missing" in body
    assert "has ended" in body
    assert "no answer within 0.2 s" in body
    assert "failed (ConnectionError)" in body
    assert "canary" not in body


def values(page: str) -> dict[tuple[str, ...], float]:
    """Sample name and its label values → number."""
    return {
        (sample.name, *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(page)
        for sample in family.samples
    }


async def test_metrics_count_events_sends_and_the_outbox(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    measured = metrics.Metrics("1.2.3")
    monkeypatch.setattr(world.dispatcher, "_observe", measured.event)
    monkeypatch.setattr(world.delivery, "_observe", measured.sent)
    await world.command(ana, "kudos", bo, " for a canary", id="once")
    await world.command(ana, "kudos", bo, " for a canary", id="once")
    world.messenger.failures = [TryLater("later"), Refused("no", "Invite me.")]
    await world.deliver()
    await world.command(ana, "kudos", chi, " for something")
    world.clock.forward(minutes=2)
    app = web.Application()
    metrics.add_routes(app, measured, world.database, world.clock)
    status, page = await ask(app, "/metrics")
    found = values(page)
    assert status == 200
    assert found["potluck_events_total", "CommandInvoked", "ok"] == 2
    assert found["potluck_events_total", "CommandInvoked", "repeated"] == 1
    assert found["potluck_event_seconds_count", "CommandInvoked"] == 3
    assert found["potluck_sends_total", "fake", "later"] == 1
    assert found["potluck_sends_total", "fake", "refused"] == 1
    assert found["potluck_outbox_posts", "dead"] == 1
    assert found["potluck_outbox_posts", "pending"] >= 3
    assert found["potluck_outbox_posts", "unknown"] == 0
    assert found["potluck_outbox_oldest_pending_seconds",] == timedelta(minutes=2).total_seconds()
    assert any(key[0] == "potluck_build_info" and "1.2.3" in key for key in found)
    assert "canary" not in page


async def test_a_post_planned_for_later_is_not_late(world: World) -> None:
    later = world.clock() + timedelta(days=1)

    def plan(uow: UnitOfWork) -> None:
        uow.post(Message.of("x"), to=Person(1, "Ana"), key="k", kind="test", not_before=later)

    await world.command(ana, "help")
    await world.in_unit_of_work(plan)
    world.clock.forward(hours=1)
    assert (await world.read(lambda s: backlog(s, world.clock()))).oldest_seconds == 0
    world.clock.forward(hours=25)
    assert (await world.read(lambda s: backlog(s, world.clock()))).oldest_seconds == 26 * 3600


async def test_metrics_without_a_database_leave_the_outbox_out(small_world: World) -> None:
    measured = metrics.Metrics("1.2.3")
    await small_world.database.write(lambda s: s.execute(text("ALTER TABLE outbox RENAME TO x")))
    page = (await measured.text(small_world.database, small_world.clock)).decode()
    found = values(page)
    assert not any(key[0] == "potluck_outbox_posts" for key in found)
    assert str(found["potluck_outbox_oldest_pending_seconds",]) == "nan"

"""/metrics, as Prometheus reads it. No label comes from what people type."""

from __future__ import annotations

import asyncio
import platform
from collections.abc import Callable
from datetime import datetime

import structlog
from aiohttp import web
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest

from bot.store import health
from bot.store.database import Database

log = structlog.get_logger()

BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 3.0, 5.0, 10.0)
"""Seconds. Slack waits three."""
PATIENCE = 2.0
"""Seconds the database may take to count; then the outbox is left out of this answer."""


class Metrics:
    """Counts what observers are told. One a process; tests make their own."""

    def __init__(self, version: str) -> None:
        own = self.registry = CollectorRegistry()
        ProcessCollector(registry=own)
        self._events = Counter(
            "potluck_events", "Events by kind and result.", ["kind", "result"], registry=own
        )
        self._seconds = Histogram(
            "potluck_event_seconds",
            "Seconds from an event's arrival in the core to its answer.",
            ["kind"],
            buckets=BUCKETS,
            registry=own,
        )
        self._sends = Counter(
            "potluck_sends",
            "Attempts to deliver a post, by platform and result.",
            ["platform", "result"],
            registry=own,
        )
        self._posts = Gauge(
            "potluck_outbox_posts", "Posts in the outbox by state.", ["state"], registry=own
        )
        self._oldest = Gauge(
            "potluck_outbox_oldest_pending_seconds",
            "Seconds since the oldest post was said that nobody has seen yet.",
            registry=own,
        )
        built = Gauge("potluck_build_info", "Always 1.", ["version", "python"], registry=own)
        built.labels(version, platform.python_version()).set(1)

    def event(self, kind: str, result: str, seconds: float) -> None:
        """The dispatcher's observer."""
        self._events.labels(kind, result).inc()
        self._seconds.labels(kind).observe(seconds)

    def sent(self, to: str, result: str) -> None:
        """Delivery's observer."""
        self._sends.labels(to, result).inc()

    async def text(self, database: Database, clock: Callable[[], datetime]) -> bytes:
        """Everything in Prometheus' text format, the outbox as it stands at `clock()`."""
        try:
            async with asyncio.timeout(PATIENCE):
                found = await database.read(lambda s: health.backlog(s, clock()))
        except Exception:
            # A figure that is too old misleads; one that is missing raises an alarm.
            log.exception("metrics.outbox_unknown")
            self._posts.clear()
            self._oldest.set(float("nan"))
        else:
            for state, number in found.posts.items():
                self._posts.labels(state).set(number)
            self._oldest.set(found.oldest_seconds)
        return generate_latest(self.registry)


def add_routes(
    app: web.Application, metrics: Metrics, database: Database, clock: Callable[[], datetime]
) -> None:
    """Answer Prometheus."""

    async def show(_request: web.Request) -> web.Response:
        body = await metrics.text(database, clock)
        return web.Response(body=body, headers={"Content-Type": CONTENT_TYPE_LATEST})

    app.router.add_get("/metrics", show)

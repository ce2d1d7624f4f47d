"""/healthz: the process is alive. /readyz: it can do its work, or why not."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from aiohttp import web
from sqlalchemy import text
from sqlalchemy.orm import Session

from bot.store import migrate
from bot.store.database import Database

Check: TypeAlias = Callable[[], Awaitable[str]]
"""Why something is not ready, for whoever operates it; empty when it is."""

PATIENCE = 2.0
"""Seconds a check may take."""


@dataclass(slots=True)
class Readiness:
    """What must be well before a load balancer may send anything here."""

    checks: dict[str, Check] = field(default_factory=dict)

    async def reasons(self) -> Mapping[str, str]:
        """Name of what is not ready → why. All are asked at once."""
        answers = await asyncio.gather(*(_asked(check) for check in self.checks.values()))
        return {name: why for name, why in zip(self.checks, answers, strict=True) if why}


async def _asked(check: Check) -> str:
    try:
        async with asyncio.timeout(PATIENCE):
            return await check()
    except TimeoutError:
        return f"no answer within {PATIENCE:g} s"
    except Exception as error:
        return f"failed ({type(error).__name__}); see the log"


def database_answers(database: Database) -> Check:
    """The database answers, and has every migration this version knows."""
    current = False

    def ask(session: Session) -> bool:
        session.execute(text("SELECT 1"))
        # Once is enough: reading the migrations takes longer than all the rest, and none is undone.
        return current or migrate.is_current(session.connection())

    async def check() -> str:
        nonlocal current
        current = await database.read(ask)
        return "" if current else "migrations are missing; restart Potluck to apply them"

    return check


def task_runs(task: asyncio.Task[None]) -> Check:
    """A task that should run as long as the process does."""

    async def check() -> str:
        return "has ended; see the log, and restart Potluck" if task.done() else ""

    return check


def add_routes(app: web.Application, readiness: Readiness) -> None:
    """Answer load balancers, and whoever restarts what hangs."""

    async def healthz(_request: web.Request) -> web.Response:
        return web.json_response({"alive": True})

    async def readyz(_request: web.Request) -> web.Response:
        reasons = await readiness.reasons()
        body = {"ready": not reasons, "reasons": dict(reasons)}
        return web.json_response(body, status=503 if reasons else 200)

    app.router.add_get("/healthz", healthz)
    app.router.add_get("/readyz", readyz)

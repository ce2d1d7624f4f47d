"""The composition root: everything that runs, the order in which it starts, and how it ends."""

from __future__ import annotations

import asyncio
import gc
import signal
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TypeAlias

import structlog
from aiohttp import web

from adapters.door import Core, Door, Misconfigured
from adapters.doors import Planned
from adapters.version import VERSION
from adapters.web import badges, calendar, charts, gallery, health, metrics, pages, recall
from adapters.web.server import AccessLog, Gate, application
from bot import handlers
from bot.delivery import Delivery
from bot.dispatcher import Dispatcher
from bot.profiles import Profiles
from bot.scheduler import Scheduler
from bot.services.digests import keep_planning
from bot.services.linking import keep_looking
from bot.services.people import keep_roles
from bot.services.recall_planning import keep_asking
from bot.services.reminders import replan_if_changed
from bot.settings import Environment, Settings, secret_of
from bot.store.database import Database
from bot.store.single_process import InUse

log = structlog.get_logger()

# How long an ending may take, in seconds: 30 in all, after which most supervisors kill.
FINISHING = 5.0
"""Requests under way."""
FLUSHING = 8.0
"""What is due is still sent. The rest waits in the outbox for the next start."""
SETTLING = 2.5
"""The scheduler's sweep, and posts whose sending has begun."""
CLOSING = 9.0
"""Doors: Slack may still be answering."""


Prepare: TypeAlias = Callable[[Mapping[str, Door], Callable[[], Awaitable[None]]], Awaitable[None]]


class CannotStart(RuntimeError):
    """Why Potluck does not start, and what to do about it; for whoever started it."""


@dataclass(frozen=True, slots=True)
class Running:
    """A Potluck that is up."""

    address: str
    """Where it listens, as a browser on this machine would write it."""
    doors: dict[str, Door]
    dispatcher: Dispatcher
    clock: Callable[[], datetime]


def real_time() -> datetime:
    """Now, aware UTC."""
    return datetime.now(UTC)


@asynccontextmanager
async def running(
    environment: Environment,
    settings: Settings,
    doors: Iterable[Planned],
    prepare: Prepare | None = None,
) -> AsyncIterator[Running]:
    """Potluck, up until the block ends; then it takes nothing more in and finishes what it has.

    `prepare` is called when doors are open and nobody is let in yet, with what fires what is
    due and sends all that the outbox holds. Raises CannotStart.
    """
    async with AsyncExitStack() as ending:
        settings = settings.sealed_with(_secret(environment))
        database = await _database(environment)
        ending.push_async_callback(asyncio.to_thread, database.close)
        await database.write(lambda s: keep_roles(s, settings))
        opened = {door.platform: _built(door) for door in doors}
        clock: Callable[[], datetime] = getattr(opened.get("playground"), "clock", real_time)
        measured = metrics.Metrics(VERSION)
        gate = Gate()

        messengers = [door.messenger for door in opened.values()]
        delivery = Delivery(database, messengers, clock, measured.sent, secret=settings.secret)
        dispatcher = Dispatcher(
            database,
            handlers.router(),
            settings.reached_at(environment.address),
            Profiles(messengers),
            clock,
            delivery.wake,
            measured.event,
        )
        scheduler = Scheduler(database, dispatcher, clock, settings.keeping)
        await database.write(lambda s: replan_if_changed(s, settings, clock()))
        await database.write(lambda s: keep_asking(s, clock()))
        await database.write(lambda s: keep_planning(s, clock()))
        await database.write(lambda s: keep_looking(s, settings, clock()))

        def time_moved() -> None:
            scheduler.wake()
            delivery.wake()

        readiness = health.Readiness({"database": health.database_answers(database)})
        app = application(gate)
        health.add_routes(app, readiness)
        metrics.add_routes(app, measured, database, clock)
        calendar.add_routes(app, database, clock, settings)
        easel = recall.add_routes(app, database, clock, settings)
        charts.add_routes(app, clock, settings, easel)
        drawings = badges.add_routes(app, settings.secret)
        pages.add_routes(app, front="playground" not in opened)
        core = Core(
            dispatcher, time_moved, gallery.Gallery(database, clock, settings, easel, drawings)
        )
        for door in opened.values():
            door.open(core, app)
        if prepare is not None:

            async def settle() -> None:
                await scheduler.sweep()
                await delivery.drain()

            await prepare(opened, settle)

        runner = web.AppRunner(
            app, access_log_class=AccessLog, auto_decompress=False, shutdown_timeout=SETTLING
        )
        await runner.setup()
        ending.push_async_callback(runner.cleanup)
        ending.push_async_callback(_stop_doors, opened)
        site = await _listen(runner, environment)
        address = _address(runner, environment.host)
        if not environment.public_url:
            dispatcher.reached_at(address)

        sending = asyncio.create_task(delivery.run(), name="delivery")
        sending.add_done_callback(_ended)
        ending.push_async_callback(_flush, delivery, sending)
        readiness.checks["delivery"] = health.task_runs(sending)
        scheduler.start()
        ending.push_async_callback(_bounded, "scheduler", scheduler.stop, SETTLING)
        ending.push_async_callback(gate.empty, FINISHING)
        ending.push_async_callback(site.stop)
        ending.callback(gate.close)
        readiness.checks["requests"] = _taken_in(gate)
        await _start_doors(opened)

        log.info("started", version=VERSION, doors=sorted(opened))
        yield Running(address, opened, dispatcher, clock)
        log.info("stopping")
    log.info("stopped")


async def serve(
    environment: Environment,
    settings: Settings,
    doors: Iterable[Planned],
    announce: Callable[[Running], None],
    prepare: Prepare | None = None,
) -> None:
    """Run until SIGTERM or SIGINT; a second one ends the process at once. Raises CannotStart."""
    loop = asyncio.get_running_loop()
    asked = asyncio.Event()

    def stop() -> None:
        asked.set()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.remove_signal_handler(number)
            signal.signal(number, signal.SIG_DFL)

    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop)
    async with running(environment, settings, doors, prepare) as up:
        tidy_less_often()
        announce(up)
        await asked.wait()


def tidy_less_often() -> None:
    """What stands after the start stays: looking through it again and again is an eighth of the
    work under load. Garbage without cycles, nearly all of it, goes at once as ever.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)


async def _database(environment: Environment) -> Database:
    """The database, open and brought up to date. Raises CannotStart."""
    from sqlalchemy.exc import DBAPIError

    from bot.store import migrate

    def open_() -> Database:
        database = Database(environment.database_url, environment.indexes)
        try:
            with database.engine.connect() as connection:
                if migrate.is_foreign(connection):
                    raise CannotStart(
                        "The database was made by another version of Potluck. Start that version,"
                        " or restore a backup made by this one."
                    )
            migrate.upgrade_apart(database)
        except BaseException:
            database.close()
            raise
        return database

    try:
        return await asyncio.to_thread(open_)
    except InUse as error:
        raise CannotStart(str(error)) from None
    except migrate.NotMigrated as error:
        raise CannotStart(
            f"The database can't be brought up to date: {str(error).rstrip('.')}. It stands as it"
            " did before. Check that this user may create and change tables, and that there is"
            " room on the disk."
        ) from None
    except DBAPIError as error:
        raise CannotStart(
            f"The database can't be used: {_first_line(error.orig)}. Check DATABASE_URL, that the"
            " server runs, and that this user may create tables."
        ) from None
    except OSError as error:
        raise CannotStart(
            f"The database file can't be opened: {error.strerror} ({error.filename}). Set"
            " POTLUCK_DATA to a folder that this user may write to."
        ) from None


def _secret(environment: Environment) -> str:
    """What anonymous askers are sealed with. Raises CannotStart."""
    try:
        return secret_of(environment)
    except OSError as error:
        raise CannotStart(
            f"The file of the secret can't be used: {error.strerror} ({error.filename}). Set"
            " POTLUCK_DATA to a folder that this user may write to, or POTLUCK_SECRET."
        ) from None


def _first_line(error: BaseException | None) -> str:
    lines = str(error).strip().splitlines()
    return lines[0].rstrip(".") if lines else type(error).__name__


def _built(door: Planned) -> Door:
    try:
        return door.build()
    except InUse as error:
        raise CannotStart(str(error)) from None
    except Misconfigured as wrong:
        raise CannotStart(f"{door.platform}: {wrong.problem} {wrong.mend}") from None


async def _listen(runner: web.AppRunner, environment: Environment) -> web.TCPSite:
    site = web.TCPSite(runner, environment.host, environment.port)
    try:
        await site.start()
    except OSError as error:
        where = f"{environment.host}, port {environment.port}"
        raise CannotStart(
            f"Can't listen on {where}: {error.strerror or error}. Is Potluck (or something else)"
            " running there already? Choose another PORT, or check HOST."
        ) from None
    return site


async def _start_doors(doors: dict[str, Door]) -> None:
    for platform, door in doors.items():
        try:
            await door.start()
        except Misconfigured as wrong:
            raise CannotStart(f"{platform}: {wrong.problem} {wrong.mend}") from None


async def _stop_doors(doors: dict[str, Door]) -> None:
    await asyncio.gather(*(_bounded(name, door.stop, CLOSING) for name, door in doors.items()))


async def _flush(delivery: Delivery, sending: asyncio.Task[None]) -> None:
    """Send what can be sent in a moment."""
    await _bounded("outbox", delivery.drain, FLUSHING)
    await delivery.stop(patience=SETTLING)
    await asyncio.wait([sending], timeout=SETTLING)


async def _bounded(name: str, stop: Callable[[], Awaitable[None]], seconds: float) -> None:
    """Stop one part. What takes too long or fails must not keep the others from stopping."""
    try:
        async with asyncio.timeout(seconds):
            await stop()
    except TimeoutError:
        log.warning("stop.unfinished", part=name, seconds=seconds)
    except Exception:
        log.exception("stop.failed", part=name)


def _ended(task: asyncio.Task[None]) -> None:
    if not task.cancelled() and task.exception() is not None:
        log.error("delivery.ended", exc_info=task.exception())


def _taken_in(gate: Gate) -> health.Check:
    async def check() -> str:
        return "Potluck is stopping" if gate.is_closed else ""

    return check


def _address(runner: web.AppRunner, host: str) -> str:
    """http://… with the port that was really taken."""
    _, port, *_ = runner.addresses[0]
    shown = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)  # noqa: S104
    return f"http://{shown}:{port}/"

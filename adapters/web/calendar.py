"""/calendar/<token>/…: a month to look at, files and a feed for calendars, exports of sign-ups."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TypeVar

from aiohttp import web
from sqlalchemy.orm import Session

from adapters.web import imports, month_page, sheets
from adapters.web.cards import Cards
from adapters.web.pages import STATIC
from adapters.web.people import People
from adapters.web.roll import WhoCame
from bot.rules.months import Month, month_named, month_of
from bot.services import calendars as service
from bot.services import results
from bot.settings import Settings
from bot.store.database import Database

T = TypeVar("T")

PRESENTED = r"{token:[A-Za-z0-9_-]{43}}"
NUMBER = r"{occurrence:[0-9]{1,9}}"

PRIVATE = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none';"
        " frame-ancestors 'none'"
    ),
    "X-Robots-Tag": "noindex, nofollow",
}
FRESH = "private, max-age=300, must-revalidate"
"""A calendar that asks more often than every five minutes may show what it has."""
SHEETS = {"signups": service.export, "results": results.export}
TOPIC_MOST = 60
"""Characters of a topic to filter by."""


@dataclass(frozen=True, slots=True)
class _Pages:
    database: Database
    clock: Callable[[], datetime]

    async def _asked(self, request: web.Request, answer: Callable[[service.Visitor], T]) -> T:
        """What the service answers this visitor; whatever is wrong looks like any wrong address."""
        now, token = self.clock(), request.match_info["token"]

        def job(session: Session) -> T:
            return answer(service.visitor(session, token, now))

        try:
            return await self.database.read(job)
        except service.Unknown:
            raise web.HTTPNotFound from None

    async def month(self, request: web.Request) -> web.Response:
        """The month view."""
        chosen = month_named(request.query.get("month", ""))
        topic = request.query.get("topic", "")[:TOPIC_MOST]

        def answer(who: service.Visitor) -> tuple[Month, service.MonthShown]:
            shown = chosen or month_of(service.today(who))
            return shown, service.month(who, shown, topic)

        shown, found = await self._asked(request, answer)
        text = month_page.draw(shown, found, topic)
        return web.Response(text=text, content_type="text/html", headers=PRIVATE)

    async def file(self, request: web.Request) -> web.Response:
        """One occurrence for the visitor's calendar."""
        number = int(request.match_info["occurrence"])
        method, body = await self._asked(request, lambda who: service.invitation(who, number))
        return web.Response(
            body=body,
            headers={
                **PRIVATE,
                "Content-Type": f"text/calendar; charset=utf-8; method={method}",
                "Content-Disposition": f'attachment; filename="session-{number}.ics"',
            },
        )

    async def feed(self, request: web.Request) -> web.Response:
        """The visitor's sessions, to subscribe to."""
        who, told = await self._asked(request, lambda who: (who.link, service.feed(who)))
        if told.is_news:
            await self.database.write(lambda s: service.note(s, who, told), behind=True)
        if _has(request, told):
            response = web.Response(status=304, headers=PRIVATE)
        else:
            kind = {"Content-Type": "text/calendar; charset=utf-8"}
            response = web.Response(body=told.body, headers=PRIVATE | kind)
        response.etag = told.tag
        response.last_modified = told.changed_at
        response.headers["Cache-Control"] = FRESH
        return response

    async def export(self, request: web.Request) -> web.Response:
        """Who signed up, or what came of it, as a sheet."""
        number, kind = int(request.match_info["occurrence"]), request.match_info["kind"]
        what = request.match_info["what"]
        rows = await self._asked(request, lambda who: SHEETS[what](who, number))
        sheet = sheets.KINDS[kind]
        body = await asyncio.to_thread(sheet.write, rows)
        name = f'attachment; filename="session-{number}-{what}.{kind}"'
        headers = {**PRIVATE, "Content-Type": sheet.content_type, "Content-Disposition": name}
        return web.Response(body=body, headers=headers)


def _has(request: web.Request, told: service.Feed) -> bool:
    """Whether the asker has it already; a tag says more than a date."""
    if (tags := request.if_none_match) is not None:
        return any(tag.value in (told.tag, "*") for tag in tags)
    since = request.if_modified_since
    return since is not None and told.changed_at <= since.astimezone(UTC)


def add_routes(
    app: web.Application, database: Database, clock: Callable[[], datetime], settings: Settings
) -> None:
    """Serve whoever comes with a link; anybody else finds nothing."""
    pages = _Pages(database, clock)
    style = (STATIC / "calendar.css").read_text(encoding="utf-8")

    async def css(_request: web.Request) -> web.Response:
        headers = {"Cache-Control": "public, max-age=3600"}
        return web.Response(text=style, content_type="text/css", headers=headers)

    app.router.add_get("/calendar/calendar.css", css)
    app.router.add_get(f"/calendar/{PRESENTED}/", pages.month)
    app.router.add_get(f"/calendar/{PRESENTED}/sessions.ics", pages.feed)
    app.router.add_get(f"/calendar/{PRESENTED}/{NUMBER}.ics", pages.file)
    sheet = f"{{what:{'|'.join(SHEETS)}}}.{{kind:{'|'.join(sheets.KINDS)}}}"
    app.router.add_get(f"/calendar/{PRESENTED}/{NUMBER}/{sheet}", pages.export)
    own = f"/calendar/{PRESENTED}/{NUMBER}"
    imports.add_routes(app, f"{own}/attendance", WhoCame(settings), database, clock)
    imports.add_routes(app, f"{own}/cards", Cards(), database, clock)
    whole = f"/calendar/{PRESENTED}/organization/people"
    imports.add_routes(app, whole, People(), database, clock)

"""/recall/<token>/…: a picture of what its person remembers, and what a policy would send."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, datetime
from functools import partial
from typing import TypeVar
from zoneinfo import ZoneInfo

from aiohttp import web
from pydantic import ValidationError
from sqlalchemy.orm import Session

from adapters.web import simulation_page
from adapters.web.calendar import PRESENTED, PRIVATE
from adapters.web.easel import Busy, Easel
from adapters.web.picturing import Looked, draw_progress, draw_simulation, look
from bot.rules.recall_curves import BACK, DAY, Curve
from bot.rules.recall_simulation import Company
from bot.services import calendars, recall_measures
from bot.settings import Recall, Settings
from bot.store import roles
from bot.store.database import Database
from bot.store.models import LinkKind, Role

T = TypeVar("T")

MOST_PEOPLE, MOST_DAYS = 1000, 120
"""Of a simulation on a page: a few seconds. The command line takes more."""


class Unfit(Exception):
    """An option that can't be: `str()` says what to do."""


class _Pages:
    def __init__(
        self,
        database: Database,
        clock: Callable[[], datetime],
        settings: Settings,
        easel: Easel,
    ) -> None:
        self.database, self.clock, self.settings, self.easel = database, clock, settings, easel

    async def progress(self, request: web.Request) -> web.Response:
        """What the person of this link remembers, and of nobody else."""

        def ask(session: Session) -> tuple[list[Curve], date]:
            who = calendars.visitor(
                session, request.match_info["token"], self.clock(), [LinkKind.PICTURE]
            )
            day = who.uow.now.astimezone(ZoneInfo(who.zone)).date()
            return recall_measures.progress(who.uow, who.person), day

        try:
            curves, today = await self.database.read(ask)
        except calendars.Unknown:
            raise web.HTTPNotFound from None
        made = partial(draw_progress, tuple(curves), today - BACK * DAY, today)
        return png(await drawn(self.easel, made))

    async def simulation(self, request: web.Request) -> web.Response:
        """A form, and what these options would send."""
        await self._admin(request)
        try:
            recall, company = self._asked(request.query)
        except Unfit as wrong:
            text = simulation_page.draw(self.settings.recall, Company(), None, str(wrong))
            return _page(text, status=400)
        if "people" not in request.query:
            return _page(simulation_page.draw(recall, company, None))
        deed = partial(look, recall, self.settings.attention, company)
        looked: Looked = await drawn(self.easel, deed)
        return _page(simulation_page.draw(recall, company, looked, query=request.query_string))

    async def simulation_picture(self, request: web.Request) -> web.Response:
        """The plot of it."""
        await self._admin(request)
        try:
            recall, company = self._asked(request.query)
        except Unfit as wrong:
            raise web.HTTPBadRequest(text=str(wrong)) from None
        made = partial(draw_simulation, recall, self.settings.attention, company)
        return png(await drawn(self.easel, made))

    async def _admin(self, request: web.Request) -> None:
        """Only an administrator's link to visit opens it."""

        def ask(session: Session) -> bool:
            token = request.match_info["token"]
            who = calendars.visitor(session, token, self.clock(), [LinkKind.VISIT])
            at = who.uow.session, who.uow.organization_id
            return roles.role_of(*at, who.person.id) is Role.ADMIN

        try:
            if await self.database.read(ask):
                return
        except calendars.Unknown:
            pass
        raise web.HTTPNotFound

    def _asked(self, query: Mapping[str, str]) -> tuple[Recall, Company]:
        """The settings as they are with what the query says otherwise. Raises Unfit."""
        today = self.clock().date()
        company = Company(begins=today, days=60)
        said = {name: query[name].strip() for name in simulation_page.OPTIONS if name in query}
        try:
            people, days = int(said.get("people", company.people)), int(said.get("days", 60))
            company = replace(
                company,
                people=people,
                days=days,
                seed=int(said.get("seed", company.seed)),
                sessions_a_week=int(said.get("sessions_a_week", company.sessions_a_week)),
                attendance=float(said.get("attendance", company.attendance)),
                answers=float(said.get("answers", company.answers)),
            )
        except ValueError:
            raise Unfit("Please fill in numbers.") from None
        if not (1 <= people <= MOST_PEOPLE and 1 <= days <= MOST_DAYS):
            raise Unfit(
                f"A page has room for 1 to {MOST_PEOPLE} people and 1 to {MOST_DAYS} days."
                " For more, run potluck simulate recall on the machine."
            )
        if not (0 <= company.attendance <= 1 and 0 <= company.answers <= 1):
            raise Unfit("Shares are numbers from 0 to 1.")
        if not 0 <= company.sessions_a_week <= 20:
            raise Unfit("Sessions a week: 0 to 20.")
        own = {n: said[n] for n in Recall.model_fields if n in said}
        try:
            recall = Recall.model_validate(self.settings.recall.model_dump() | own, strict=False)
        except ValidationError as wrong:
            first = wrong.errors()[0]
            raise Unfit(f"{first['loc'][0]}: {first['msg']}.") from None
        return recall, company


async def drawn(easel: Easel, deed: Callable[[], T]) -> T:
    """What the easel makes of it; whoever comes when too many wait is told to come again."""
    try:
        return await easel.run(deed)
    except Busy:
        raise web.HTTPServiceUnavailable(
            text="Many pictures are being drawn. Please try again in a minute.",
            headers={"Retry-After": "60"},
        ) from None


def png(body: bytes) -> web.Response:
    """A picture, which only whoever has its address finds."""
    # Slack and Teams fetch it from elsewhere, and their pages show it.
    headers = {**PRIVATE, "Cross-Origin-Resource-Policy": "cross-origin"}
    return web.Response(body=body, content_type="image/png", headers=headers)


def _page(text: str, *, status: int = 200) -> web.Response:
    policy = PRIVATE["Content-Security-Policy"] + "; img-src 'self'"
    headers = PRIVATE | {"Content-Security-Policy": policy}
    return web.Response(text=text, content_type="text/html", headers=headers, status=status)


def add_routes(
    app: web.Application, database: Database, clock: Callable[[], datetime], settings: Settings
) -> Easel:
    """Serve whoever comes with a link; the easel that is closed with the application."""
    easel = Easel()
    pages = _Pages(database, clock, settings, easel)
    app.router.add_get(f"/recall/{PRESENTED}/progress.png", pages.progress)
    app.router.add_get(f"/recall/{PRESENTED}/simulation", pages.simulation)
    app.router.add_get(f"/recall/{PRESENTED}/simulation.png", pages.simulation_picture)

    async def close(_app: web.Application) -> None:
        easel.stop()

    app.on_cleanup.append(close)
    return easel

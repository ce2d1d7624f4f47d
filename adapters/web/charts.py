"""/charts/<token>.png: a chart as a picture, its numbers sealed in its own address."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial

from aiohttp import web

from adapters.web.easel import Easel
from adapters.web.picturing import draw_chart
from adapters.web.recall import drawn, png
from bot.services import chart_links
from bot.settings import Settings

LONGEST = 2_500
"""Characters of a token; those that are given have some hundreds."""


def drawing(settings: Settings, token: str, now: datetime) -> Callable[[], bytes]:
    """What makes the PNG of a token, for the easel. Raises chart_links.Unknown."""
    found = chart_links.opened(settings, token, now)
    series = tuple((one.label, one.values) for one in found.series)
    return partial(draw_chart, found.title, found.labels, series)


def add_routes(
    app: web.Application, clock: Callable[[], datetime], settings: Settings, easel: Easel
) -> None:
    """Serve whoever comes with an address that Potluck gave."""

    async def picture(request: web.Request) -> web.Response:
        try:
            deed = drawing(settings, request.match_info["token"], clock())
        except chart_links.Unknown:
            raise web.HTTPNotFound from None
        return png(await drawn(easel, deed))

    app.router.add_get(f"/charts/{{token:[A-Za-z0-9_=-]{{1,{LONGEST}}}}}.png", picture)

"""The few pages for people who come with a browser: what this is, privacy, terms."""

from __future__ import annotations

from pathlib import Path

from aiohttp import web
from aiohttp.typedefs import Handler

STATIC = Path(__file__).parent / "static"
TYPES = {".html": "text/html", ".css": "text/css"}


def add_routes(app: web.Application, *, front: bool) -> None:
    """Serve the pages the app packages point to. `front`: the page at `/` too."""
    app.router.add_get("/privacy", _file("privacy.html"))
    app.router.add_get("/terms", _file("terms.html"))
    app.router.add_get("/pages.css", _file("pages.css"))
    if front:
        app.router.add_get("/", _file("index.html"))


def _file(name: str) -> Handler:
    body, kind = (STATIC / name).read_bytes(), TYPES[Path(name).suffix]

    async def show(_request: web.Request) -> web.Response:
        return web.Response(body=body, content_type=kind, charset="utf-8")

    return show

"""/badges/<token>.svg and .png: pictures of badges, for platforms that fetch them by themselves.

Nobody signs in for a picture, and it names no person. Its token is made with Potluck's secret, so
a stranger can neither try badges nor topics; whatever is wrong looks like any wrong address.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Callable
from functools import partial

from aiohttp import web

from adapters.web.badge_drawing import EDGE, png, svg
from bot.services.badge_pictures import Unknown, shown_by

SIZES = (64, 128, 160, 256)
"""Pixels of a badge's edge that may be asked for, besides the full size."""
MOST_KEPT = 8 * 1024 * 1024
"""Bytes of pictures kept: some six hundred."""
LONGEST = 2000
"""Characters of a token: twelve badges with the longest topics need fewer."""
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Cross-Origin-Resource-Policy": "cross-origin",
    "Cache-Control": "public, max-age=31536000, immutable",
    "X-Robots-Tag": "noindex, nofollow",
}
"""A token's picture never changes: another drawing has another token."""


class Shelf:
    """Pictures that were drawn, the latest asked for, up to a number of bytes."""

    def __init__(self, most: int = MOST_KEPT) -> None:
        self._most, self._size = most, 0
        self._kept: OrderedDict[tuple[str, str], bytes] = OrderedDict()

    def __len__(self) -> int:
        return len(self._kept)

    @property
    def size(self) -> int:
        """Bytes kept."""
        return self._size

    def get(self, key: tuple[str, str]) -> bytes | None:
        """A kept picture."""
        found = self._kept.get(key)
        if found is not None:
            self._kept.move_to_end(key)
        return found

    def put(self, key: tuple[str, str], picture: bytes) -> None:
        """Keep a picture; those nobody asked for longest make room."""
        self._size += len(picture) - len(self._kept.pop(key, b""))
        self._kept[key] = picture
        while self._size > self._most:
            self._size -= len(self._kept.popitem(last=False)[1])


class Drawings:
    """Draws badges, one picture at a time, and keeps what was drawn last."""

    def __init__(self, secret: str) -> None:
        self.secret = secret
        self.shelf = Shelf()
        self.drawing = asyncio.Semaphore(1)
        """One at a time: many at once would take the processor from those who talk."""

    async def png(self, token: str, edge: int = EDGE) -> bytes:
        """The PNG of a token, each badge so many pixels wide. Raises Unknown."""
        badges = shown_by(self.secret, token)
        return await self._kept((token, f"{edge}"), partial(png, badges, edge))

    async def vector(self, request: web.Request) -> web.Response:
        """The SVG."""
        try:
            document = svg(shown_by(self.secret, request.match_info["token"])).encode()
        except Unknown:
            raise web.HTTPNotFound from None
        return web.Response(body=document, content_type="image/svg+xml", headers=HEADERS)

    async def pixels(self, request: web.Request) -> web.Response:
        """The PNG, as large as asked."""
        edge = int(request.match_info.get("edge", EDGE))
        try:
            body = await self.png(request.match_info["token"], edge)
        except Unknown:
            raise web.HTTPNotFound from None
        return web.Response(body=body, content_type="image/png", headers=HEADERS)

    async def _kept(self, key: tuple[str, str], draw: Callable[[], bytes]) -> bytes:
        async with self.drawing:
            found = self.shelf.get(key)
            if found is None:
                found = await asyncio.to_thread(draw)
                self.shelf.put(key, found)
        return found


def add_routes(app: web.Application, secret: str) -> Drawings:
    """Serve pictures whose tokens were made with this secret; what draws them."""
    pictures = Drawings(secret)
    token = rf"{{token:[A-Za-z0-9_-]{{1,{LONGEST}}}}}"
    app.router.add_get(f"/badges/{token}.svg", pictures.vector)
    app.router.add_get(f"/badges/{token}-{{edge:{'|'.join(map(str, SIZES))}}}.png", pictures.pixels)
    app.router.add_get(f"/badges/{token}.png", pictures.pixels)
    return pictures

"""The web application all doors share: what is refused at once, headers, and a quiet ending."""

from __future__ import annotations

import asyncio

import structlog
from aiohttp import web
from aiohttp.abc import AbstractAccessLogger
from aiohttp.typedefs import Handler

log = structlog.get_logger()

LARGEST_BODY = 1024 * 1024
"""Bytes. Slack's largest view is 250 KB, and a Teams activity has far less."""
ROOM = 64 * 1024
"""Bytes a door may read beyond the limit, so that it can refuse in its own words."""

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Content-Security-Policy": (
        "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self';"
        " frame-ancestors 'none'"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}
"""On every response that does not say otherwise itself."""

QUIET_ROUTES = frozenset({"/healthz", "/readyz", "/metrics"})
"""Asked every few seconds by machines: logged only at debug level."""


class Gate:
    """Counts requests that bring something in, and takes no more of them once it is closed."""

    def __init__(self) -> None:
        self.is_closed = False
        self._inside = 0
        self._empty = asyncio.Event()
        self._empty.set()

    def close(self) -> None:
        """Take nothing more in."""
        self.is_closed = True

    async def empty(self, patience: float) -> bool:
        """Wait up to `patience` seconds until all who are inside have left; whether they have."""
        try:
            async with asyncio.timeout(patience):
                await self._empty.wait()
        except TimeoutError:
            return False
        return True

    async def let_in(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Handle one request, unless the gate is closed: then its sender may try again."""
        if self.is_closed:
            raise web.HTTPServiceUnavailable(
                text="Potluck is stopping.", headers={"Retry-After": "5", "Connection": "close"}
            )
        self._inside += 1
        self._empty.clear()
        try:
            return await handler(request)
        finally:
            self._inside -= 1
            if not self._inside:
                self._empty.set()


def application(gate: Gate) -> web.Application:
    """An application without routes: doors add theirs."""

    @web.middleware
    async def watch(request: web.Request, handler: Handler) -> web.StreamResponse:
        _refuse_at_once(request)
        try:
            if request.method in ("GET", "HEAD", "OPTIONS"):
                return await handler(request)
            return await gate.let_in(request, handler)
        except (web.HTTPException, ConnectionError):
            raise  # an answer, or whoever asked has gone
        except Exception:
            log.exception("http.failed", route=_route(request))
            raise web.HTTPInternalServerError(text="That is our fault, not yours.") from None

    app = web.Application(middlewares=[watch], client_max_size=LARGEST_BODY + ROOM)
    app.on_response_prepare.append(_add_headers)
    return app


def _refuse_at_once(request: web.Request) -> None:
    """Refuse what nobody sends in earnest before a byte of it is read."""
    if request.headers.get("Content-Encoding", "identity").lower() != "identity":
        raise web.HTTPUnsupportedMediaType(text="Send the body as it is, not compressed.")
    size = request.content_length or 0
    if size > LARGEST_BODY:
        raise web.HTTPRequestEntityTooLarge(
            max_size=LARGEST_BODY,
            actual_size=size,
            text=f"A body may have {LARGEST_BODY} bytes at most.",
            headers={"Connection": "close"},
        )


async def _add_headers(_request: web.Request, response: web.StreamResponse) -> None:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    response.headers["Server"] = "Potluck"  # aiohttp has said by now which version it is


def _route(request: web.BaseRequest) -> str:
    """The route's pattern: a path itself may hold what is nobody's business."""
    match = getattr(request, "match_info", None)
    resource = match.route.resource if match is not None else None
    return resource.canonical if resource is not None else "(none)"


class AccessLog(AbstractAccessLogger):
    """One structured line a request: method, route, status, seconds; no query and no address."""

    def log(self, request: web.BaseRequest, response: web.StreamResponse, time: float) -> None:
        """Tell of one request; `time` is in seconds."""
        route = _route(request)
        tell = log.debug if route in QUIET_ROUTES else log.info
        tell(
            "http",
            method=request.method,
            route=route,
            status=response.status,
            bytes=response.body_length,
            seconds=round(time, 4),
        )

"""Who may knock: browsers on this machine, showing this page. The rest is sent away, with a reason.

Anybody here may speak as anybody, so nothing from elsewhere gets in: not another machine, not
another site's page (by a forged request), not a site whose name was pointed at this machine.
"""

from __future__ import annotations

import ipaddress
import json
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import urlsplit

from aiohttp import web

from adapters.playground import limits
from adapters.playground.deeds import Refusal

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

NAMES = frozenset({"localhost", "127.0.0.1", "::1"})
CONTENT_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data: https:",
        "connect-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
    )
)
HEADERS = {
    "Content-Security-Policy": CONTENT_POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


def guarded(handler: Handler, *, page: bool = False) -> Handler:
    """The handler behind the gate. A `page` may be reached by following a link from elsewhere."""

    async def behind(request: web.Request) -> web.StreamResponse:
        try:
            check(request, page=page)
            answer = await handler(request)
        except Refusal as refusal:
            answer = web.json_response({"problem": refusal.sentence}, status=refusal.status)
        if not answer.prepared:
            answer.headers.update(HEADERS)
            answer.headers.setdefault("Cache-Control", "no-store")
        return answer

    return behind


def check(request: web.Request, *, page: bool) -> None:
    """Raises Refusal unless the request comes from this machine and from our own page."""
    if request.remote and not _is_loopback(request.remote):
        raise Refusal(403, "The playground is only open on the machine it runs on.")
    if _host_of(f"//{request.host}") not in NAMES:
        raise Refusal(
            403, "The playground is only open at its own address: http://127.0.0.1, with its port."
        )
    origin = request.headers.get("Origin")
    if origin is not None and origin != f"{request.scheme}://{request.host}":
        raise Refusal(403, "The playground only listens to its own page.")
    site = request.headers.get("Sec-Fetch-Site", "same-origin")
    if not page and site not in ("same-origin", "none"):
        raise Refusal(403, "The playground only listens to its own page.")


def _is_loopback(address: str) -> bool:
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    mapped = getattr(found, "ipv4_mapped", None)
    return bool((mapped or found).is_loopback)


def _host_of(url: str) -> str | None:
    try:
        return urlsplit(url).hostname
    except ValueError:
        return None


async def body_of(request: web.Request) -> Any:
    """A request's JSON. Raises Refusal for anything else, before reading more than fits."""
    if request.headers.get("Content-Encoding", "identity").lower() != "identity":
        raise Refusal(415, "Send it uncompressed.")
    if request.content_type != "application/json":
        raise Refusal(415, "Send it as application/json.")
    raw = b""
    if (request.content_length or 0) <= limits.BODY:
        async for chunk in request.content.iter_chunked(16 * 1024):
            raw += chunk
            if len(raw) > limits.BODY:
                break
    if (request.content_length or 0) > limits.BODY or len(raw) > limits.BODY:
        raise Refusal(413, f"That is too much at once; {limits.BODY // 1024} KiB is the most.")
    try:
        return json.loads(raw, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise Refusal(400, "That is not JSON.") from error


def _no_constant(name: str) -> None:
    raise ValueError(name)

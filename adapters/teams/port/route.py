"""POST /api/messages: what is refused before anyone is asked who sent it, and the HTTP answer."""

import json
import re
from ipaddress import ip_address
from typing import Any

from aiohttp import web

from adapters.teams.port.errors import MalformedError, RequestError, UnauthorizedError

Json = dict[str, Any]

PATH = "/api/messages"
MAX_BODY = 1024 * 1024  # issue: larger requests are refused; a Teams activity stays under 100 KB
LOCAL_HOSTS = frozenset({"localhost", "127.0.0.1", "[::1]"})
FORWARDED = ("Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "Via")
# JSON escapes that make strings no database takes: NUL and halves of surrogate pairs.
_SUSPECT = re.compile(rb"\\u(?:0000|[dD][89a-fA-F])")
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


async def read_activity(request: web.Request) -> Json:
    """The activity, or RequestError: 413 too big, 415 compressed or not JSON, 400 no activity."""
    # aiohttp inflates a compressed body before we see its size, so such a body is not read at all.
    if request.headers.get("Content-Encoding", "identity").strip().lower() != "identity":
        raise RequestError(415, "Compressed requests are not read. Send the body as it is.")
    if request.content_type != "application/json":
        raise RequestError(415, "Send an activity as application/json.")
    if request.content_length is not None and request.content_length > MAX_BODY:
        raise RequestError(413, "The request is larger than 1 MiB.")
    raw = bytearray()
    try:
        async for chunk in request.content.iter_any():
            raw += chunk
            if len(raw) > MAX_BODY:
                raise RequestError(413, "The request is larger than 1 MiB.")
    except web.RequestPayloadError:
        raise MalformedError("The request body is incomplete.") from None
    try:
        activity = json.loads(raw)
    except (ValueError, RecursionError):
        raise MalformedError("The request body is not JSON.") from None
    return envelope(_storable(activity) if _SUSPECT.search(raw) else activity)


def envelope(activity: object) -> Json:
    """The activity, or MalformedError: what verifying, routing and answering rest on is there."""
    if not isinstance(activity, dict):
        raise MalformedError("An activity is a JSON object.")
    for name in ("type", "channelId", "serviceUrl"):
        if not isinstance(activity.get(name), str) or not activity[name]:
            raise MalformedError(f"The activity has no {name}.")
    for name in ("from", "recipient", "conversation"):
        part = activity.get(name)
        if not isinstance(part, dict) or not isinstance(part.get("id"), str) or not part["id"]:
            raise MalformedError(f"The activity has no {name}.id.")
    if not isinstance(activity.get("id"), str | None):
        raise MalformedError("The activity's id is not a string.")
    return activity


def check_local_caller(request: web.Request) -> None:
    """Local work has no tokens, so only this machine may call, directly and by a loopback name.

    The name check stops a web page that rebinds its own host name to 127.0.0.1.
    """
    try:
        loopback = ip_address(request.remote or "").is_loopback
    except ValueError:
        loopback = False
    name = re.sub(r":\d+$", "", request.host).lower()
    if not loopback or name not in LOCAL_HOSTS or any(h in request.headers for h in FORWARDED):
        raise UnauthorizedError(
            "Without MicrosoftAppId this address answers only programs on the same machine."
        )


def refuse(error: RequestError) -> web.Response:
    """The HTTP answer to a refusal: a sentence, never a trace."""
    headers = {401: {"WWW-Authenticate": "Bearer"}, 503: {"Retry-After": "10"}}
    return web.json_response(
        {"error": error.reason}, status=error.status, headers=headers.get(error.status)
    )


def _storable(value: Any) -> Any:
    """A copy with NUL and lone surrogates replaced by U+FFFD."""
    if isinstance(value, str):
        return _UNSTORABLE.sub("�", value)
    if isinstance(value, list):
        return [_storable(v) for v in value]
    if isinstance(value, dict):
        return {_storable(k): _storable(v) for k, v in value.items()}
    return value

"""What stands before Bolt: size, encoding, signature and shape, each with its own 4xx."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
from typing import Any
from urllib.parse import parse_qsl

from aiohttp import web

from adapters.slack.limits import BODY_BYTES, SKEW_SECONDS

PATIENCE = 10.0
"""Seconds that a body may take to arrive."""


class Rejected(Exception):
    """A request that changes nothing. `status` is a 4xx, `reason` one word for the log."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status = status
        self.reason = reason


async def read(request: web.Request, secret: str, now: float) -> dict[str, Any]:
    """The payload of a request that Slack signed. `now` is in seconds since 1970.

    Raises Rejected. Slack's check of the certificate is not signed; it carries nothing.
    """
    if request.headers.get("Content-Encoding", "identity").lower() != "identity":
        raise Rejected(415, "compressed")
    if request.content_type not in ("application/json", "application/x-www-form-urlencoded"):
        raise Rejected(415, "content_type")
    body = await _body(request)
    stamp = request.headers.get("X-Slack-Request-Timestamp")
    signature = request.headers.get("X-Slack-Signature")
    if stamp is None and signature is None and _is_ssl_check(request, body):
        return {"ssl_check": "1"}
    verify(body, stamp, signature, secret, now)
    return parse(body, is_json=request.content_type == "application/json")


async def _body(request: web.Request) -> bytes:
    if (request.content_length or 0) > BODY_BYTES:
        raise Rejected(413, "too_large")
    body = bytearray()
    try:
        async with asyncio.timeout(PATIENCE):
            async for chunk in request.content.iter_any():
                body += chunk
                if len(body) > BODY_BYTES:
                    raise Rejected(413, "too_large")
    except TimeoutError as slow:
        raise Rejected(408, "slow") from slow
    return bytes(body)


def verify(body: bytes, stamp: str | None, signature: str | None, secret: str, now: float) -> None:
    """Check Slack's signature (docs.slack.dev/authentication/verifying-requests-from-slack)."""
    if not stamp or not signature:
        raise Rejected(401, "unsigned")
    if not (stamp.isascii() and stamp.isdigit() and len(stamp) <= 12):
        raise Rejected(401, "bad_timestamp")
    if abs(now - int(stamp)) > SKEW_SECONDS:
        raise Rejected(403, "stale")
    signed = b"v0:" + stamp.encode() + b":" + body
    expected = "v0=" + hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()
    if not hmac.compare_digest(expected.encode(), signature.encode("utf-8", "surrogateescape")):
        raise Rejected(403, "bad_signature")


def parse(body: bytes, *, is_json: bool) -> dict[str, Any]:
    """The payload in a body. Raises Rejected.

    Not left to Bolt: a form whose text merely contains the word "payload" is empty to it, so
    "/kudos @ana for the payload fix" would be lost.
    """
    try:
        text = body.decode()
        if is_json:
            return _object(text)
        form = dict(parse_qsl(text, keep_blank_values=True, errors="strict"))
    except UnicodeDecodeError as bad:
        raise Rejected(400, "bad_utf8") from bad
    except ValueError as bad:
        raise Rejected(400, "bad_form") from bad
    if "payload" in form and "command" not in form:
        return _object(form["payload"])
    if "command" not in form and "ssl_check" not in form:
        raise Rejected(400, "bad_form")
    return dict(form)


def _object(text: str) -> dict[str, Any]:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as bad:
        raise Rejected(400, "bad_json") from bad
    if not isinstance(found, dict):
        raise Rejected(400, "bad_json")
    return found


def _is_ssl_check(request: web.Request, body: bytes) -> bool:
    is_form = request.content_type == "application/x-www-form-urlencoded"
    return is_form and len(body) < 1_000 and (b"ssl_check", b"1") in parse_qsl(body)

"""Calls to the Bot Connector: a shared session, pooled per serviceUrl, failures sorted."""

import email.utils
import json
import math
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import quote

import aiohttp
from yarl import URL

from adapters.teams.port.credentials import AppToken
from adapters.teams.port.errors import MaybeSentError, NotSentError, RateLimitedError, RejectedError
from adapters.teams.port.service_url import check_service_url
from adapters.teams.port.settings import TeamsSettings

Json = dict[str, Any]
_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode

# connect: nothing was sent yet, so repeating is safe. total: Teams answers within 15 s or never.
TIMEOUT = aiohttp.ClientTimeout(total=20, connect=5)
MAX_ANSWER = 1024 * 1024  # ours; a roster page of 500 is about 150 KB
MAX_CONNECTORS = 64  # ours; Teams uses one serviceUrl per region and tenant
# learn.microsoft.com "Optimize your bot with rate limiting": repeat 412, 502 and 504 like 429.
# 503 is the same gateway saying so in other words.
REPEATABLE = frozenset({412, 502, 503, 504})
DEFAULT_PAUSE = 1.0


class Connectors:
    """The pool: `at(service_url)` gives the connector, building it once."""

    def __init__(
        self,
        http: Callable[[], aiohttp.ClientSession],
        token: AppToken,
        settings: TeamsSettings,
    ) -> None:
        self._http = http
        self._token = token
        self._settings = settings
        self._pool: OrderedDict[str, Connector] = OrderedDict()

    def at(self, service_url: str) -> "Connector":
        """Raises ServiceUrlError unless the address is allowed."""
        found = self._pool.get(service_url)
        if found is not None:
            self._pool.move_to_end(service_url)
            return found
        base = check_service_url(
            service_url,
            local=self._settings.local,
            extra_hosts=self._settings.service_hosts,
        )
        made = Connector(base, self._http, self._token)
        self._pool[service_url] = made
        if len(self._pool) > MAX_CONNECTORS:
            self._pool.popitem(last=False)
        return made


class Connector:
    """One serviceUrl. Its methods bear the SDK's names, so a TurnContext can use it as its client.

    A failed call raises NotSentError, RateLimitedError, MaybeSentError or RejectedError.
    """

    def __init__(
        self, base: str, http: Callable[[], aiohttp.ClientSession], token: AppToken
    ) -> None:
        self.base = base
        self._http = http
        self._token = token

    @property
    def conversations(self) -> "Connector":
        return self

    async def send_to_conversation(self, conversation_id: str, activity: object) -> "Sent":
        return Sent(await self._call("POST", _path(conversation_id, "activities"), _json(activity)))

    async def reply_to_activity(
        self, conversation_id: str, activity_id: str, activity: object
    ) -> "Sent":
        path = _path(conversation_id, "activities", activity_id)
        return Sent(await self._call("POST", path, _json(activity)))

    async def update_activity(
        self, conversation_id: str, activity_id: str, activity: object
    ) -> "Sent":
        path = _path(conversation_id, "activities", activity_id)
        return Sent(await self._call("PUT", path, _json(activity)))

    async def delete_activity(self, conversation_id: str, activity_id: str) -> None:
        await self._call("DELETE", _path(conversation_id, "activities", activity_id))

    async def create_conversation(self, parameters: object) -> "Sent":
        return Sent(await self._call("POST", "/v3/conversations", _json(parameters)))

    async def get_conversation_member(self, conversation_id: str, member_id: str) -> Json:
        return await self._call("GET", _path(conversation_id, "members", member_id))

    async def _call(self, method: str, path: str, body: Json | None = None) -> Json:
        """One request; a second only when our token was refused, which delivers nothing."""
        token = await self._token.get()
        status, headers, answer = await self._request(method, path, body, token)
        if status == 401 and token:
            self._token.drop(token)
            token = await self._token.get()
            status, headers, answer = await self._request(method, path, body, token)
        if 200 <= status < 300:
            return answer
        raise failure(status, headers, answer)

    async def _request(
        self, method: str, path: str, body: Json | None, token: str
    ) -> tuple[int, Mapping[str, str], Json]:
        headers = {"Accept": "application/json"}
        if token:
            headers["Authorization"] = f"Bearer {token}"
        data = None
        if body is not None:
            headers["Content-Type"] = "application/json; charset=utf-8"
            data = _encode(body).encode()
        url = URL(self.base + path, encoded=True)
        try:
            async with self._http().request(
                method, url, data=data, headers=headers, timeout=TIMEOUT, allow_redirects=False
            ) as response:
                return response.status, response.headers, await _answer(response)
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as error:
            raise NotSentError(f"connect:{type(error).__name__}") from error
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise MaybeSentError(f"dropped:{type(error).__name__}") from error


class Sent(dict[str, Any]):
    """The connector's answer; `id` names what was made ("" when it did not say)."""

    @property
    def id(self) -> str:
        found = self.get("id")
        return found if isinstance(found, str) else ""

    @property
    def activity_id(self) -> str:
        found = self.get("activityId")
        return found if isinstance(found, str) else ""


def _path(conversation_id: str, *rest: str) -> str:
    """Ids hold ':', ';' and '=', and people's input never: but quote as if it did."""
    return "/".join(["/v3/conversations", *(quote(p, safe="") for p in (conversation_id, *rest))])


def _json(payload: object) -> Json:
    """Our own dictionaries go out as they are; the SDK's models drop what they do not know."""
    if isinstance(payload, dict):
        return payload
    serialized = payload.serialize()  # type: ignore[attr-defined]
    if not isinstance(serialized, dict):
        raise TypeError("not an object")
    return serialized


async def _answer(response: aiohttp.ClientResponse) -> Json:
    """The answer's JSON object; {} when it is empty or something else. Reading is capped."""
    raw = bytearray()
    async for chunk in response.content.iter_chunked(64 * 1024):
        raw += chunk
        if len(raw) > MAX_ANSWER:
            response.close()
            return {}
    try:
        answer = json.loads(raw)
    except (ValueError, RecursionError):
        return {}
    return answer if isinstance(answer, dict) else {}


def failure(
    status: int, headers: Mapping[str, str], answer: Json
) -> NotSentError | MaybeSentError | RejectedError:
    """What an answer other than 2xx means for the message we tried to send."""
    error = answer.get("error")
    code = error.get("code") if isinstance(error, dict) else None
    name = code[:80] if isinstance(code, str) and code else f"http_{status}"
    if status == 429:
        return RateLimitedError(name, status, retry_after(headers) or DEFAULT_PAUSE)
    if status in REPEATABLE:
        return NotSentError(name, status, retry_after(headers))
    if status == 401:
        # Our own credentials are wrong: an operator can mend that, so the message waits.
        return NotSentError(name, status, 60.0)
    if status >= 500 and status != 501:
        return MaybeSentError(name, status)
    return RejectedError(name, status)


def retry_after(headers: Mapping[str, str], now: Callable[[], float] = time.time) -> float | None:
    """Seconds to wait by the Retry-After header (seconds or an HTTP date): 0 to one hour."""
    value = headers.get("Retry-After", "").strip()
    if not value:
        return None
    try:
        seconds = float(value)
    except ValueError:
        try:
            seconds = email.utils.parsedate_to_datetime(value).timestamp() - now()
        except (TypeError, ValueError, OverflowError):
            return None
    return None if math.isnan(seconds) else min(max(seconds, 0.0), 3600.0)

"""Calls to Slack: one connection pool, no silent repeats, four ways to fail."""

from __future__ import annotations

import asyncio
import logging
import math
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from adapters.slack.advice import LATER, LIMITED, UNSURE, refused
from adapters.slack.config import Config, may_answer, may_upload
from adapters.slack.limits import CONCERNS, RETRY_AFTER_SECONDS
from bot.messenger import MaybeSent, RateLimited, TryLater

TIMEOUT = aiohttp.ClientTimeout(total=20, connect=5)

quiet = logging.getLogger("adapters.slack.sdk")
"""For the SDK, which writes message bodies at DEBUG and looks at this very logger's level."""
quiet.setLevel(logging.ERROR)


class Web:
    """Slack's Web API and response_urls. The pool opens with the first call."""

    def __init__(self, config: Config) -> None:
        self._config = config
        self._session: aiohttp.ClientSession | None = None
        self._client: AsyncWebClient | None = None

    @property
    def session(self) -> aiohttp.ClientSession:
        """The shared connection pool; needs a running event loop."""
        if self._session is None or self._session.closed:
            self._session = aiohttp.ClientSession(timeout=TIMEOUT)
            self._client = None
        return self._session

    @property
    def client(self) -> AsyncWebClient:
        """The SDK's client on that pool. It must not repeat a post whose connection broke."""
        session = self.session
        if self._client is None:
            self._client = AsyncWebClient(
                token=self._config.bot_token,
                base_url=self._config.api_url,
                session=session,
                retry_handlers=[],
                logger=quiet,
            )
        return self._client

    async def call(self, method: str, **arguments: Any) -> dict[str, Any]:
        """Call a method with JSON. Raises RateLimited, TryLater, MaybeSent or Refused."""
        try:
            return await self._sure(self.client.api_call(method, json=_given(arguments)))
        except RateLimited as limited:
            if method not in CONCERNS:
                raise
            raise RateLimited(limited.seconds, *CONCERNS[method]) from None

    async def ask(self, method: str, **arguments: Any) -> dict[str, Any]:
        """Call a method that takes no JSON. Raises what call raises."""
        return await self._sure(self.client.api_call(method, data=_given(arguments)))

    async def socket_url(self) -> str:
        """A fresh Socket Mode address. Raises what call raises."""
        opened = self.client.apps_connections_open(app_token=self._config.app_token)
        return str((await self._sure(opened)).get("url", ""))

    async def answer(self, url: str, body: dict[str, Any]) -> None:
        """Post to a response_url. Raises what call raises; Refused for an address not Slack's."""
        if not may_answer(url, self._config.api_url):
            raise refused("foreign_response_url")
        status = await self._posted(url, json=body)
        if status >= 500:
            raise _unavailable(status)
        if status != 200:
            raise refused(f"http_{status}")

    async def upload(self, name: str, title: str, png: bytes) -> str:
        """Give Slack a picture that it shows nobody yet; its id. Raises what call raises.

        What was begun and not ended Slack throws away by itself.
        """
        given = await self.ask("files.getUploadURLExternal", filename=name, length=len(png))
        url, file = given.get("upload_url"), given.get("file_id")
        if not isinstance(url, str) or not isinstance(file, str):
            raise TryLater("no upload_url")
        if not may_upload(url, self._config.api_url):
            raise refused("foreign_upload_url")
        status = await self._posted(url, data=png)
        if status != 200:
            raise TryLater(f"http_{status}") if status >= 500 else refused(f"http_{status}")
        await self.call("files.completeUploadExternal", files=[{"id": file, "title": title}])
        return file

    async def _posted(self, url: str, **body: Any) -> int:
        """Post to an address that Slack gave; the status. Raises RateLimited, and if it broke."""
        try:
            async with self.session.post(url, allow_redirects=False, **body) as response:
                status, headers = response.status, response.headers
        except (aiohttp.ClientError, OSError) as error:
            raise _broken(error) from error
        if status == 429:
            raise RateLimited(_wait(headers.get("Retry-After")))
        return status

    async def scopes(self) -> frozenset[str]:
        """What the bot token may do. Raises what call raises."""
        response = await self._answered(self.client.api_call("auth.test"))
        told = _header(response.headers, "x-oauth-scopes") or ""
        return frozenset(one.strip() for one in told.split(",") if one.strip())

    async def _sure(self, calling: Any) -> dict[str, Any]:
        response = await self._answered(calling)
        return response.data if isinstance(response.data, dict) else {}

    async def _answered(self, calling: Any) -> AsyncSlackResponse:
        try:
            response: AsyncSlackResponse = await calling
        except SlackApiError as error:
            raise _failed(error) from None
        except (aiohttp.ClientError, OSError) as error:
            raise _broken(error) from error
        except (SlackClientError, ValueError, AttributeError) as error:
            # The SDK trips over bodies that are no JSON object: it was sent, the answer is lost.
            raise MaybeSent(type(error).__name__) from error
        return response

    async def close(self) -> None:
        """Close the connections."""
        if self._session is not None:
            await self._session.close()


def _given(arguments: dict[str, Any]) -> dict[str, Any]:
    return {k: v for k, v in arguments.items() if v is not None}


def _failed(error: SlackApiError) -> Exception:
    response = error.response
    if not isinstance(response, AsyncSlackResponse):
        return MaybeSent("unreadable answer")
    data = response.data if isinstance(response.data, dict) else {}
    word = str(data.get("error", ""))
    if response.status_code == 429 or word in LIMITED:
        return RateLimited(_wait(_header(response.headers, "retry-after")))
    if word in LATER:
        return TryLater(word)
    if word in UNSURE:
        return MaybeSent(word)
    if response.status_code >= 500:
        return _unavailable(response.status_code)
    return refused(word, _details(data)) if word else _nameless(response.status_code)


def _details(data: dict[str, Any]) -> list[str]:
    """What Slack says about where something is wrong."""
    meta = data.get("response_metadata")
    told = meta.get("messages") if isinstance(meta, dict) else None
    return [str(one) for one in told] if isinstance(told, list) else []


def _nameless(status: int) -> Exception:
    return MaybeSent("unreadable answer") if status < 400 else refused(f"http_{status}")


def _unavailable(status: int) -> Exception:
    """503 says that nothing was taken; other 5xx leave it open."""
    return TryLater("http_503") if status == 503 else MaybeSent(f"http_{status}")


def _broken(error: Exception) -> Exception:
    """Before a connection stood nothing was sent; after that nobody can tell."""
    unconnected = (
        aiohttp.ClientConnectorError,
        aiohttp.ConnectionTimeoutError,
        aiohttp.InvalidURL,
    )
    name = type(error).__name__
    return TryLater(name) if isinstance(error, unconnected) else MaybeSent(name)


def _header(headers: Any, name: str) -> str | None:
    return next((str(v) for k, v in headers.items() if k.lower() == name), None)


def _wait(said: str | None) -> float:
    try:
        seconds = float(said) if said is not None else RETRY_AFTER_SECONDS
    except ValueError:
        return RETRY_AFTER_SECONDS
    return max(seconds, 0.0) if math.isfinite(seconds) else RETRY_AFTER_SECONDS


async def soon(calling: Any, seconds: float) -> Any:
    """The result, or TryLater when it takes longer: somebody waits."""
    try:
        async with asyncio.timeout(seconds):
            return await calling
    except TimeoutError as late:
        raise TryLater("took too long") from late

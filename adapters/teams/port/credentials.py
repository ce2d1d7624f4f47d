"""Our own access token: one until near its expiry, one fetch however many are waiting."""

import asyncio
import time
from collections.abc import Callable

import aiohttp

from adapters.teams.port.errors import NotSentError
from adapters.teams.port.settings import MULTI_TENANT, SCOPE, TeamsSettings

EARLY = (
    300.0  # ours: renew this many seconds before expiry, so that no request carries a dying token
)
TIMEOUT = aiohttp.ClientTimeout(total=10)
# Ours: after the login host refused or failed, wait this long before asking again.
PAUSE = 5.0


class AppToken:
    """Client-credentials token of the app registration. Never logs or shows the secret."""

    def __init__(
        self,
        http: Callable[[], aiohttp.ClientSession],
        settings: TeamsSettings,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._http = http
        self._settings = settings
        self._clock = clock
        self._token = ""
        self._renew_at = 0.0
        self._expires_at = 0.0
        self._paused_until = 0.0
        self._last_error = "login"
        self._fetching: asyncio.Task[None] | None = None

    async def get(self) -> str:
        """A token not yet expired; "" in local work. NotSentError when none can be had."""
        if self._settings.local:
            return ""
        now = self._clock()
        if now >= self._renew_at and (now >= self._paused_until or self._fetching is not None):
            await self._fetch_once()
            now = self._clock()
        if now < self._expires_at:
            return self._token
        raise NotSentError(self._last_error, retry_after=max(PAUSE, self._paused_until - now))

    def drop(self, token: str) -> None:
        """Forget this token (the connector refused it); a newer one already fetched is kept."""
        if token == self._token:
            self._renew_at = self._expires_at = 0.0

    async def _fetch_once(self) -> None:
        if self._fetching is None:
            self._fetching = asyncio.create_task(self._fetch())
            self._fetching.add_done_callback(self._fetched)
        await asyncio.shield(self._fetching)

    def _fetched(self, _task: asyncio.Task[None]) -> None:
        self._fetching = None

    async def _fetch(self) -> None:
        settings = self._settings
        url = f"{settings.login_url}/{settings.tenant_id or MULTI_TENANT}/oauth2/v2.0/token"
        form = {
            "grant_type": "client_credentials",
            "client_id": settings.app_id,
            "client_secret": settings.app_password,
            "scope": SCOPE,
        }
        try:
            async with self._http().post(
                url, data=form, timeout=TIMEOUT, allow_redirects=False
            ) as response:
                answer = await response.json(content_type=None)
            if not isinstance(answer, dict):
                raise TypeError("not an object")
            token, lifetime = answer.get("access_token"), answer.get("expires_in")
            if response.status != 200 or not isinstance(token, str):
                self._fail(f"login_refused:{str(answer.get('error', response.status))[:60]}")
                return
            seconds = float(lifetime or 0)
        except (aiohttp.ClientError, TimeoutError, ValueError, TypeError) as error:
            self._fail(f"login_unreachable:{type(error).__name__}")
            return
        now = self._clock()
        self._token = token
        self._expires_at = now + seconds
        self._renew_at = now + max(seconds - EARLY, seconds / 2)

    def _fail(self, code: str) -> None:
        self._last_error = code
        self._paused_until = self._clock() + PAUSE

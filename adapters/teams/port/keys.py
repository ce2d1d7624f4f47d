"""The Bot Framework's signing keys: fetched without blocking, cached, refreshed on a new id."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import aiohttp
import structlog
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from jwt.algorithms import RSAAlgorithm
from jwt.exceptions import PyJWTError

from adapters.teams.port.errors import KeysUnavailableError

log = structlog.get_logger(__name__)

MAX_AGE = (
    24 * 3600.0
)  # learn.microsoft.com "Authentication with the Bot Connector API": refresh daily
# Ours: an unknown key id may cause one fetch per this many seconds, so that made-up ids in forged
# tokens cannot make us hammer the key host, and a real rotation costs at most this long.
MIN_PAUSE = 10.0
FETCH_TIMEOUT = aiohttp.ClientTimeout(total=5)


@dataclass(frozen=True)
class SigningKey:
    key: RSAPublicKey
    endorsements: frozenset[str]


class SigningKeys:
    """One cache per process. Callers share a fetch; old keys outlive a failing host."""

    def __init__(
        self,
        http: Callable[[], aiohttp.ClientSession],
        openid_url: str,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._http = http
        self._url = openid_url
        self._clock = clock
        self._keys: dict[str, SigningKey] = {}
        self._fetched_at: float | None = None
        self._tried_at: float | None = None
        self._failed = False
        self._refresh: asyncio.Task[None] | None = None

    async def get(self, key_id: str) -> SigningKey | None:
        """The key, or None when it is not published. KeysUnavailableError when we cannot know."""
        now = self._clock()
        stale = self._fetched_at is None or now - self._fetched_at > MAX_AGE
        if (stale or key_id not in self._keys) and self._may_try(now):
            await self._refresh_once()
        found = self._keys.get(key_id)
        if found is None and self._failed:
            raise KeysUnavailableError
        return found

    def _may_try(self, now: float) -> bool:
        busy = self._refresh is not None
        return busy or self._tried_at is None or now - self._tried_at >= MIN_PAUSE

    async def _refresh_once(self) -> None:
        if self._refresh is None:
            self._tried_at = self._clock()
            self._refresh = asyncio.create_task(self._fetch())
            self._refresh.add_done_callback(self._refreshed)
        # Shielded: a caller who hangs up must not cancel the fetch others wait for.
        await asyncio.shield(self._refresh)

    def _refreshed(self, _task: asyncio.Task[None]) -> None:
        self._refresh = None

    async def _fetch(self) -> None:
        try:
            metadata = await self._json(self._url)
            keys_url = metadata["jwks_uri"]
            if not isinstance(keys_url, str) or not same_security(keys_url, self._url):
                raise ValueError("jwks_uri")
            keys = _parse((await self._json(keys_url))["keys"])
            if not keys:
                raise ValueError("no keys")
        except (aiohttp.ClientError, TimeoutError, ValueError, KeyError, TypeError) as error:
            self._failed = True
            log.warning("teams.keys_unavailable", error=type(error).__name__)
            return
        self._keys = keys
        self._fetched_at = self._clock()
        self._failed = False
        log.info("teams.keys_fetched", count=len(keys))

    async def _json(self, url: str) -> dict[str, Any]:
        session = self._http()
        async with session.get(url, timeout=FETCH_TIMEOUT, allow_redirects=False) as response:
            if response.status != 200:
                raise ValueError("status")
            answer = await response.json(content_type=None)
        if not isinstance(answer, dict):
            raise TypeError("not an object")
        return answer


def same_security(url: str, like: str) -> bool:
    """Keys named by an https document must be fetched over https too."""
    return url.startswith("https://") or (url.startswith("http://") and like.startswith("http://"))


def _parse(raw: object) -> dict[str, SigningKey]:
    """Usable RSA keys by id; anything else in the document is passed over, not an error."""
    found: dict[str, SigningKey] = {}
    for entry in raw if isinstance(raw, list) else []:
        if not isinstance(entry, dict) or entry.get("use", "sig") != "sig":
            continue
        key_id, endorsements = entry.get("kid"), entry.get("endorsements", [])
        try:
            key = RSAAlgorithm.from_jwk({k: v for k, v in entry.items() if isinstance(v, str)})
        except (PyJWTError, ValueError, TypeError):
            continue
        if isinstance(key_id, str) and isinstance(key, RSAPublicKey):
            listed = endorsements if isinstance(endorsements, list) else []
            found[key_id] = SigningKey(key, frozenset(e for e in listed if isinstance(e, str)))
    return found

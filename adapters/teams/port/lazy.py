"""The port, loaded when first needed: botbuilder costs some 20 MB that an unused door need not."""

import asyncio
import importlib
import sys
import warnings
from typing import TYPE_CHECKING

from adapters.teams.port.settings import TeamsSettings

if TYPE_CHECKING:
    from adapters.teams.port.cloud import Port


class LazyPort:
    """One port per process, shared by what comes in and what goes out."""

    def __init__(self, settings: TeamsSettings) -> None:
        self.settings = settings
        self._port: Port | None = None

    async def get(self) -> "Port":
        """The port; the first call imports botbuilder in a thread (about 0.15 s)."""
        if self._port is None:
            await asyncio.to_thread(_load)
        return self._loaded()

    def _loaded(self) -> "Port":
        """Several callers may have waited for the import: the first makes the port."""
        from adapters.teams.port.cloud import Port

        if self._port is None:
            self._port = Port(self.settings)
        return self._port

    async def close(self) -> None:
        if self._port is not None:
            await self._port.close()


def _load() -> None:
    _load_requests()
    importlib.import_module("adapters.teams.port.cloud")


def _load_requests() -> None:
    """Load requests, which botbuilder imports, without its guesses at encodings: 3 MB of tables.

    Potluck speaks HTTP with aiohttp alone. Whoever imports charset_normalizer later gets it.
    """
    if "requests" in sys.modules or "charset_normalizer" in sys.modules:
        return
    sys.modules["charset_normalizer"] = None  # type: ignore[assignment]  # not to be imported
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # requests says that it misses it
            importlib.import_module("requests")
    finally:
        del sys.modules["charset_normalizer"]

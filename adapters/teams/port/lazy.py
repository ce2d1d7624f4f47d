"""The port, loaded when first needed: botbuilder costs some 25 MB that an unused door need not."""

import asyncio
import importlib
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
            await asyncio.to_thread(importlib.import_module, "adapters.teams.port.cloud")
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

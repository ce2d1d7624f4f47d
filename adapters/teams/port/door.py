"""The HTTP handler of /api/messages, and the port behind it, loaded when first needed."""

import asyncio
import importlib
from typing import TYPE_CHECKING

from aiohttp import web

from adapters.teams.port.errors import RequestError
from adapters.teams.port.route import check_local_caller, read_activity, refuse
from adapters.teams.port.settings import TeamsSettings

if TYPE_CHECKING:
    from adapters.teams.port.cloud import Logic, Port


class Door:
    """Reads, verifies and answers one request at a time; `logic` sees only verified activities."""

    def __init__(self, settings: TeamsSettings, logic: "Logic") -> None:
        self._settings = settings
        self._logic = logic
        self._port: Port | None = None

    async def port(self) -> "Port":
        """The port. Importing botbuilder costs some 25 MB, so it waits for the first need."""
        if self._port is None:
            await asyncio.to_thread(importlib.import_module, "adapters.teams.port.cloud")
        return self._loaded()

    def _loaded(self) -> "Port":
        """Several callers may have waited for the import: the first makes the port."""
        from adapters.teams.port.cloud import Port

        if self._port is None:
            self._port = Port(self._settings)
        return self._port

    async def handle(self, request: web.Request) -> web.Response:
        """200 or the invoke's own answer; 4xx for bad input; 503 while keys cannot be fetched."""
        try:
            if self._settings.local:
                check_local_caller(request)
            activity = await read_activity(request)
            port = await self.port()
            header = request.headers.get("Authorization", "")
            answer = await port.receive(header, activity, self._logic)
        except RequestError as error:
            return refuse(error)
        if answer.body is None:
            return web.Response(status=answer.status)
        return web.json_response(answer.body, status=answer.status)

    async def close(self) -> None:
        if self._port is not None:
            await self._port.close()

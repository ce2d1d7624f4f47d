"""The HTTP handler of /api/messages: read, verify, run the turn, answer."""

from typing import TYPE_CHECKING

from aiohttp import web

from adapters.teams.port.errors import RequestError
from adapters.teams.port.lazy import LazyPort
from adapters.teams.port.route import check_local_caller, read_activity, refuse

if TYPE_CHECKING:
    from adapters.teams.port.cloud import Logic


class Endpoint:
    """`logic` sees only verified activities; whatever else comes in is refused before it."""

    def __init__(self, port: LazyPort, logic: "Logic") -> None:
        self._port = port
        self._logic = logic

    async def handle(self, request: web.Request) -> web.Response:
        """200 or the invoke's own answer; 4xx for bad input; 503 when it should come again."""
        try:
            if self._port.settings.local:
                check_local_caller(request)
            activity = await read_activity(request)
            port = await self._port.get()
            header = request.headers.get("Authorization", "")
            answer = await port.receive(header, activity, self._logic)
        except RequestError as error:
            return refuse(error)
        if answer.body is None:
            return web.Response(status=answer.status)
        return web.json_response(answer.body, status=answer.status)

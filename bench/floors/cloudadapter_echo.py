"""A bare CloudAdapter without authentication that echoes a Teams message."""

import os

from aiohttp import web
from botbuilder.core import TurnContext
from botbuilder.integration.aiohttp import CloudAdapter, ConfigurationBotFrameworkAuthentication


class Settings:
    """No app id: the SDK's way to say that nobody is asked who they are."""

    APP_ID = ""
    APP_PASSWORD = ""
    APP_TYPE = "MultiTenant"
    APP_TENANTID = ""


class Echo:
    """A bot as the adapter expects one: says what was said."""

    async def on_turn(self, turn: TurnContext) -> None:
        """Send the text back through the connector."""
        if turn.activity.type == "message":
            await turn.send_activity(turn.activity.text)


adapter = CloudAdapter(ConfigurationBotFrameworkAuthentication(Settings()))
echo = Echo()


async def messages(request: web.Request) -> web.Response:
    """One turn."""
    return await adapter.process(request, echo) or web.Response()


if __name__ == "__main__":
    app = web.Application()
    app.router.add_post("/api/messages", messages)
    web.run_app(app, host="127.0.0.1", port=int(os.environ["PORT"]), print=None, access_log=None)

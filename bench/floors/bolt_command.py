"""A bare Bolt app in its default settings that only acknowledges a signed /kudos."""

import os

from aiohttp import web
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

# Bolt would read the token a second time from the environment, and say so.
token = os.environ.pop("SLACK_BOT_TOKEN")
client = AsyncWebClient(token=token, base_url=os.environ["SLACK_API_URL"])
app = AsyncApp(client=client, signing_secret=os.environ["SLACK_SIGNING_SECRET"])


@app.command("/kudos")
async def acknowledge(ack: AsyncAck) -> None:
    """Answer 200 and do nothing."""
    await ack()


if __name__ == "__main__":
    server = app.web_app(path="/slack/events")
    web.run_app(server, host="127.0.0.1", port=int(os.environ["PORT"]), print=None, access_log=None)

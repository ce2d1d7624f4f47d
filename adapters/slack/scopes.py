"""What the app may do in Slack, asked of Slack itself: for `potluck check`."""

from __future__ import annotations

import asyncio

from adapters.slack.config import Config
from adapters.slack.web import Web

PICTURES = "files:write"
"""What uploading pictures takes."""
PATIENCE = 5.0
"""Seconds for Slack to answer."""


def granted(config: Config) -> frozenset[str]:
    """The scopes of the bot token.

    Raises Refused when Slack does not accept the token; TryLater, RateLimited, MaybeSent or
    TimeoutError when it can't tell now.
    """
    return asyncio.run(_granted(config))


async def _granted(config: Config) -> frozenset[str]:
    web = Web(config)
    try:
        async with asyncio.timeout(PATIENCE):
            return await web.scopes()
    finally:
        await web.close()

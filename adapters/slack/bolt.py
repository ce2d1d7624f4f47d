"""Bolt's AsyncApp, set up to ask Slack nothing and to hand everything to one listener."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from slack_bolt.async_app import AsyncApp, AsyncBoltRequest
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.authorization.async_authorize import AsyncAuthorize
from slack_bolt.context.async_context import AsyncBoltContext
from slack_bolt.middleware.async_middleware import AsyncMiddleware
from slack_bolt.response import BoltResponse

from adapters.slack.config import Config
from adapters.slack.web import quiet


def listening(
    config: Config, take: Callable[[dict[str, Any]], Awaitable[BoltResponse]]
) -> AsyncApp:
    """The app, whose every verified payload goes to `take`."""
    app = AsyncApp(
        name="potluck",
        logger=quiet,
        process_before_response=True,
        authorize=_Token(config.bot_token),
        # The guard has verified what came over HTTP, and inbound knows bots from people.
        signing_secret=config.signing_secret,
        request_verification_enabled=False,
        ignoring_self_events_enabled=False,
    )
    app.middleware(_CatchAll(take))
    return app


class _Token(AsyncAuthorize):
    """Every payload is authorised by the one token; nothing is asked of Slack to know that."""

    def __init__(self, token: str) -> None:
        self._result = AuthorizeResult(enterprise_id=None, team_id=None, bot_token=token)

    async def __call__(
        self,
        *,
        context: AsyncBoltContext,
        enterprise_id: str | None,
        team_id: str | None,
        user_id: str | None,
        actor_enterprise_id: str | None = None,
        actor_team_id: str | None = None,
        actor_user_id: str | None = None,
    ) -> AuthorizeResult:
        return self._result


class _CatchAll(AsyncMiddleware):
    """The one listener: last in Bolt's line, it takes all that gets there.

    Bolt would match listeners one after the other; inbound has a table.
    """

    def __init__(self, take: Callable[[dict[str, Any]], Awaitable[BoltResponse]]) -> None:
        self._take = take

    async def async_process(
        self,
        *,
        req: AsyncBoltRequest,
        resp: BoltResponse,
        next: Callable[[], Awaitable[BoltResponse]],  # noqa: A002
    ) -> BoltResponse:
        return await self._take(req.body)

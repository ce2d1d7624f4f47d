"""botbuilder's CloudAdapter with our own authentication and connectors; its only imports."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import aiohttp
from botbuilder.core import InvokeResponse, TurnContext
from botbuilder.integration.aiohttp import CloudAdapter
from botbuilder.schema import Activity, ActivityTypes, ChannelAccount, ConversationAccount
from botframework.connector.auth import (
    AuthenticationConstants,
    BotFrameworkAuthentication,
    ClaimsIdentity,
)
from botframework.connector.auth.authenticate_request_result import AuthenticateRequestResult
from botframework.connector.auth.connector_factory import ConnectorFactory

from adapters.teams.port.connector import Connector, Connectors
from adapters.teams.port.credentials import AppToken
from adapters.teams.port.errors import UnauthorizedError
from adapters.teams.port.keys import SigningKeys
from adapters.teams.port.service_url import check_service_url
from adapters.teams.port.settings import SCOPE, TeamsSettings
from adapters.teams.port.tokens import TokenCheck

Json = dict[str, Any]


@dataclass(frozen=True)
class Answer:
    """What an invoke is answered with: an HTTP status and a JSON object, or no body."""

    status: int = 200
    body: Json | None = None


@dataclass(frozen=True)
class Turn:
    """One verified activity, as it came: raw JSON, and the connector that answers it."""

    activity: Json
    connector: Connector


Logic = Callable[[Turn], Awaitable[Answer | None]]


class _Pool(ConnectorFactory):  # type: ignore[misc]
    def __init__(self, connectors: Connectors) -> None:
        self._connectors = connectors

    async def create(self, service_url: str, _audience: str | None = None) -> Connector:
        return self._connectors.at(service_url)


class Authentication(BotFrameworkAuthentication):  # type: ignore[misc]
    """Verifies with our token check; hands out pooled connectors. Local work needs no token."""

    def __init__(self, check: TokenCheck | None, connectors: Connectors) -> None:
        self._check = check
        self._factory = _Pool(connectors)

    async def authenticate_request(
        self, activity: Activity, auth_header: str
    ) -> AuthenticateRequestResult:
        """Raises UnauthorizedError, never another error, for a token that does not hold."""
        result = AuthenticateRequestResult()
        if self._check is None:
            kind = AuthenticationConstants.ANONYMOUS_AUTH_TYPE
            result.claims_identity = ClaimsIdentity({}, True, kind)
        else:
            claims = await self._check.claims(
                auth_header, activity.channel_id, activity.service_url
            )
            result.claims_identity = ClaimsIdentity(claims, True)
        result.audience = SCOPE
        result.connector_factory = self._factory
        return result

    async def authenticate_streaming_request(
        self, _auth_header: str, _channel_id: str
    ) -> AuthenticateRequestResult:
        raise UnauthorizedError("Streaming connections are not served.")

    def create_connector_factory(self, _claims: ClaimsIdentity) -> ConnectorFactory:
        return self._factory

    async def create_user_token_client(self, claims_identity: ClaimsIdentity) -> None:
        """Potluck signs nobody in through the bot, so there is no such client."""


class Port(CloudAdapter):  # type: ignore[misc]
    """The Bot Framework as Potluck sees it: `receive` an activity, `at` a serviceUrl call out."""

    def __init__(self, settings: TeamsSettings) -> None:
        self._settings = settings
        self._session: aiohttp.ClientSession | None = None
        self.token = AppToken(self._http, settings)
        self.connectors = Connectors(self._http, self.token, settings)
        self.keys = SigningKeys(self._http, settings.openid_url)
        check = None if settings.local else TokenCheck(self.keys, settings.app_id)
        super().__init__(Authentication(check, self.connectors))

    def _http(self) -> aiohttp.ClientSession:
        """One session for keys, tokens and connectors, made inside the running loop."""
        if self._session is None or self._session.closed:
            # Teams closes idle connections; letting go first avoids posts dropped on a dead one.
            pool = aiohttp.TCPConnector(limit=100, keepalive_timeout=15)
            self._session = aiohttp.ClientSession(
                connector=pool, cookie_jar=aiohttp.DummyCookieJar()
            )
        return self._session

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()

    def at(self, service_url: str) -> Connector:
        return self.connectors.at(service_url)

    async def receive(self, auth_header: str, activity: Json, logic: Logic) -> Answer:
        """Verify and run one turn. `activity` has passed `route.envelope`.

        Raises RequestError (401, 403, 503) before `logic` has seen anything.
        """
        service_url = activity["serviceUrl"]
        if not self._settings.local:
            check_service_url(service_url, local=False, extra_hosts=self._settings.service_hosts)

        async def on_turn(context: TurnContext) -> None:
            connector = context.turn_state[self.BOT_CONNECTOR_CLIENT_KEY]
            answer = await logic(Turn(activity, connector))
            if answer is not None and context.activity.type == ActivityTypes.invoke:
                response = InvokeResponse(status=answer.status, body=answer.body)
                context.turn_state[self._INVOKE_RESPONSE_KEY] = Activity(
                    type=ActivityTypes.invoke_response, value=response
                )

        result = await self.process_activity(auth_header, _envelope(activity), on_turn)
        return Answer(int(result.status), result.body) if result else Answer()


def _envelope(raw: Json) -> Activity:
    """What the SDK needs to run a turn. The rest is read from the raw JSON: its models thin it."""
    return Activity(
        type=raw["type"],
        id=raw.get("id"),
        channel_id=raw["channelId"],
        service_url=raw["serviceUrl"],
        from_property=ChannelAccount(id=raw["from"]["id"]),
        recipient=ChannelAccount(id=raw["recipient"]["id"]),
        conversation=ConversationAccount(id=raw["conversation"]["id"]),
    )

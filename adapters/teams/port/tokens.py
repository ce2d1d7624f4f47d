"""Is this request from the Bot Framework, for us, about this serviceUrl? Yes or refused."""

from typing import Any

import jwt

from adapters.teams.port.errors import UnauthorizedError
from adapters.teams.port.keys import SigningKeys
from adapters.teams.port.settings import ISSUER

LEEWAY = 300  # seconds; learn.microsoft.com "Authentication with the Bot Connector API": 5 minutes
ALGORITHM = "RS256"
SERVICE_URL_CLAIM = "serviceurl"


class TokenCheck:
    """Checks an Authorization header against the published keys."""

    def __init__(self, keys: SigningKeys, app_id: str) -> None:
        self._keys = keys
        self._app_id = app_id

    async def claims(self, header: str, channel_id: str, service_url: str) -> dict[str, Any]:
        """The verified claims; UnauthorizedError, or KeysUnavailableError without any keys."""
        scheme, _, token = header.partition(" ")
        if scheme.lower() != "bearer" or not token or " " in token:
            raise UnauthorizedError("A bearer token is required.")
        key_id = _plausible_key_id(token, self._app_id)
        signing = await self._keys.get(key_id)
        if signing is None:
            raise UnauthorizedError("The token is signed with an unknown key.")
        if signing.endorsements and channel_id not in signing.endorsements:
            raise UnauthorizedError("The signing key is not endorsed for this channel.")
        try:
            claims: dict[str, Any] = jwt.decode(
                token,
                signing.key,
                algorithms=[ALGORITHM],
                audience=self._app_id,
                issuer=ISSUER,
                leeway=LEEWAY,
                options={"require": ["exp", "iss", "aud"]},
            )
        except (jwt.PyJWTError, ValueError, TypeError, OverflowError, RecursionError):
            raise UnauthorizedError("The token is not valid.") from None
        claimed = claims.get(SERVICE_URL_CLAIM)
        # Required even when an activity names no serviceUrl: the SDK skips the check in that case.
        if not isinstance(claimed, str) or claimed.rstrip("/") != service_url.rstrip("/"):
            raise UnauthorizedError("The token was issued for another serviceUrl.")
        return claims


def _plausible_key_id(token: str, app_id: str) -> str:
    """The key id, once all that needs no key was checked: cheap, and spares the key host."""
    try:
        header = jwt.get_unverified_header(token)
        payload = jwt.decode(token, options={"verify_signature": False})
    except (jwt.PyJWTError, ValueError, TypeError, OverflowError, RecursionError):
        raise UnauthorizedError("The token is not valid.") from None
    key_id = header.get("kid")
    if header.get("alg") != ALGORITHM or not isinstance(key_id, str) or not key_id:
        raise UnauthorizedError("The token is not signed the way the Bot Framework signs.")
    if payload.get("iss") != ISSUER or payload.get("aud") != app_id:
        raise UnauthorizedError("The token was issued by or for someone else.")
    return key_id

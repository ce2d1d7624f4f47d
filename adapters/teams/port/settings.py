"""Teams settings from the environment, and the hosts we talk to. Imports nothing heavy."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from adapters.door import Misconfigured

OPENID_URL = "https://login.botframework.com/v1/.well-known/openidconfiguration"
LOGIN_URL = "https://login.microsoftonline.com"
ISSUER = "https://api.botframework.com"
SCOPE = "https://api.botframework.com/.default"
# The authority that issues tokens to a bot registered as multi-tenant
# (botframework.connector.auth.AuthenticationConstants.DEFAULT_CHANNEL_AUTH_TENANT).
MULTI_TENANT = "botframework.com"


@dataclass(frozen=True)
class TeamsSettings:
    """Who we are to the Bot Framework. No app id means local work: no tokens, loopback only.

    `openid_url`, `login_url` and `service_hosts` are for tests and benches; no environment
    variable reaches them, so an operator cannot weaken the check by accident.
    """

    app_id: str = ""
    app_password: str = field(default="", repr=False)
    tenant_id: str = ""
    openid_url: str = OPENID_URL
    login_url: str = LOGIN_URL
    service_hosts: frozenset[str] = frozenset()

    @property
    def local(self) -> bool:
        return not self.app_id

    @classmethod
    def from_env(cls, env: Mapping[str, str]) -> "TeamsSettings":
        """Reads MicrosoftAppId, MicrosoftAppPassword, MicrosoftAppTenantId.

        Raises Misconfigured when an id comes without a password or the other way round.
        """
        app_id = env.get("MicrosoftAppId", "").strip()
        password = env.get("MicrosoftAppPassword", "").strip()
        tenant = env.get("MicrosoftAppTenantId", "").strip()
        if app_id and not password:
            raise Misconfigured(
                "MicrosoftAppId is set but MicrosoftAppPassword is not.",
                "Set MicrosoftAppPassword to a client secret of the app registration, or unset "
                "MicrosoftAppId to work locally.",
            )
        if not app_id and (password or tenant):
            raise Misconfigured(
                "MicrosoftAppPassword or MicrosoftAppTenantId is set but MicrosoftAppId is not.",
                "Set MicrosoftAppId to the application (client) id of the app registration, or "
                "unset the others to work locally.",
            )
        return cls(app_id=app_id, app_password=password, tenant_id=tenant)

"""Which connector addresses we may post to. An activity names its own: input like any other."""

from ipaddress import ip_address
from urllib.parse import urlsplit

from adapters.teams.port.errors import RequestError

# trafficmanager.net is shared by every Azure customer: only this one name is the Teams connector.
# Sources: serviceUrl table of learn.microsoft.com "Send proactive messages" and the endpoint table
# of the Microsoft 365 Agents SDK (TeamsProactiveServiceEndpoints).
EXACT_HOSTS = frozenset({"smba.trafficmanager.net"})
HOST_SUFFIXES = (
    ".botframework.com",
    ".botframework.us",
    ".teams.microsoft.com",
    ".teams.microsoft.us",
)
LOOPBACK_NAMES = frozenset({"localhost", "127.0.0.1", "::1"})
MAX_LENGTH = 512  # ours: real ones stay under 100 characters


class ServiceUrlError(RequestError):
    """The serviceUrl is not one of Microsoft's connectors (403)."""

    def __init__(self) -> None:
        super().__init__(403, "This serviceUrl is not an address Potluck may answer to.")


def _is_ip(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        # Inet-style shorthands ("2130706433", "0x7f.1") resolve to addresses too.
        return (
            host.replace(".", "").replace("x", "").isalnum() and host.split(".")[-1][:1].isdigit()
        )
    return True


def check_service_url(url: str, *, local: bool, extra_hosts: frozenset[str] = frozenset()) -> str:
    """The normalised address (no trailing slash), or ServiceUrlError.

    Real work: https on the default port at a Bot Framework host, no user info, no IP literal, no
    query. Local work: loopback only, over http or https. `extra_hosts` ("host:port") is for tests.
    """
    if len(url) > MAX_LENGTH or any(c <= " " or c == "\\" or c > "~" for c in url):
        raise ServiceUrlError
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise ServiceUrlError from None
    host = (parts.hostname or "").lower()
    if parts.username is not None or parts.query or parts.fragment or not host:
        raise ServiceUrlError
    if ".." in parts.path or "%" in parts.netloc:
        raise ServiceUrlError
    clean = f"{parts.scheme}://{parts.netloc.lower()}{parts.path.rstrip('/')}"
    if parts.netloc.lower() in extra_hosts:
        return clean
    if local:
        if parts.scheme in ("http", "https") and host in LOOPBACK_NAMES:
            return clean
        raise ServiceUrlError
    if parts.scheme != "https" or port not in (None, 443) or _is_ip(host):
        raise ServiceUrlError
    if host in EXACT_HOSTS or host.endswith(HOST_SUFFIXES):
        return clean
    raise ServiceUrlError

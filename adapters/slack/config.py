"""What the environment says about Slack, checked and in plain words where it can't be right."""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from adapters.door import Misconfigured

SLACK_API = "https://slack.com/api/"
NAMES = ("SLACK_BOT_TOKEN", "SLACK_SIGNING_SECRET", "SLACK_APP_TOKEN")


@dataclass(frozen=True, slots=True)
class Config:
    """How to speak with Slack. Events come over HTTP with a signing secret, over Socket Mode with
    an app token; either may be empty, not both.
    """

    bot_token: str = field(repr=False)
    signing_secret: str = field(default="", repr=False)
    app_token: str = field(default="", repr=False)
    api_url: str = SLACK_API


def from_environ(environ: Mapping[str, str]) -> Config | None:
    """The configuration, or None when nothing about Slack is set. Raises Misconfigured."""
    bot_token, signing_secret, app_token = (environ.get(n, "").strip() for n in NAMES)
    if not (bot_token or signing_secret or app_token):
        return None
    if not bot_token.startswith("xoxb-"):
        raise Misconfigured(
            "SLACK_BOT_TOKEN is not set." if not bot_token else "SLACK_BOT_TOKEN is no bot token.",
            "Copy the Bot User OAuth Token (it begins with xoxb-) from your app's"
            " page OAuth & Permissions.",
        )
    if app_token and not app_token.startswith("xapp-"):
        raise Misconfigured(
            "SLACK_APP_TOKEN is no app-level token.",
            "Create one with the scope connections:write (it begins with xapp-) on your app's page"
            " Basic Information, or unset it to receive events over HTTP.",
        )
    if not (app_token or signing_secret):
        raise Misconfigured(
            "Neither SLACK_SIGNING_SECRET nor SLACK_APP_TOKEN is set.",
            "Set SLACK_SIGNING_SECRET (Basic Information, App Credentials) to receive events over"
            " HTTP, or SLACK_APP_TOKEN to use Socket Mode.",
        )
    return Config(bot_token, signing_secret, app_token, _api_url(environ.get("SLACK_API_URL", "")))


def _api_url(given: str) -> str:
    url = given.strip() or SLACK_API
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        host = ""
    if not host or (parts.scheme != "https" and not (parts.scheme == "http" and is_loopback(host))):
        raise Misconfigured(
            "SLACK_API_URL is not an https address.",
            "Give it like https://slack.com/api/ (http only for this machine), or unset it.",
        )
    return url if url.endswith("/") else url + "/"


def is_loopback(host: str) -> bool:
    """Whether a host name or address means this very machine."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def is_address(host: str) -> bool:
    """Whether this is an IP literal rather than a name."""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def may_answer(url: str, api_url: str) -> bool:
    """Whether a response_url is one of Slack's: it arrives in a payload, so it is not believed."""
    try:
        parts, api = urlsplit(url), urlsplit(api_url)
        port, host = parts.port, parts.hostname or ""
    except ValueError:
        return False
    if parts.username is not None or parts.password is not None:
        return False
    if parts.scheme == "https" and host == "hooks.slack.com" and port in (None, 443):
        return True
    if is_address(host) and not (is_loopback(host) and is_loopback(api.hostname or "")):
        return False
    return (parts.scheme, host, port) == (api.scheme, api.hostname, api.port)


def may_upload(url: str, api_url: str) -> bool:
    """Whether a picture may be sent there: to Slack's own machines, or on this one for tests."""
    try:
        parts, api = urlsplit(url), urlsplit(api_url)
        host = parts.hostname or ""
    except ValueError:
        return False
    if parts.username is not None or parts.password is not None:
        return False
    if is_loopback(host):
        return is_loopback(api.hostname or "")
    house = (api.hostname or "").removeprefix("www.")
    return parts.scheme == "https" and (host == house or host.endswith(f".{house}"))


def may_listen(url: str, api_url: str) -> bool:
    """Whether a Socket Mode address may be used: encrypted, or on this machine for tests."""
    try:
        parts, api = urlsplit(url), urlsplit(api_url)
    except ValueError:
        return False
    host = parts.hostname or ""
    if parts.scheme == "wss":
        return bool(host) and not is_address(host)
    return parts.scheme == "ws" and is_loopback(host) and is_loopback(api.hostname or "")

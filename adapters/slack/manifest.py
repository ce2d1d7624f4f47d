"""The app manifest, with a public address in it or for Socket Mode."""

from __future__ import annotations

from importlib.resources import files
from typing import Any
from urllib.parse import urlsplit

import yaml

from adapters.door import Misconfigured
from adapters.slack.app import PATH

FILE = "manifest.yaml"
PLACEHOLDER = "https://potluck.example.com"
HISTORY = ("channels:history", "message.channels")
"""What stands in the file commented out: hearing replies in threads as they come."""


def manifest(public_url: str | None, *, history: bool = False) -> str:
    """The YAML to paste. None: for Socket Mode, which needs no address. Raises Misconfigured.

    `history`: with the right to hear what is written in the channels Potluck is a member of.
    """
    text = files("adapters.slack").joinpath(FILE).read_text("utf-8")
    if history:
        for asked in HISTORY:
            text = text.replace(f"# - {asked}", f"- {asked}")
    if public_url is not None:
        return text.replace(PLACEHOLDER + PATH, _address(public_url) + PATH)
    read: dict[str, Any] = yaml.safe_load(text)
    for command in read["features"]["slash_commands"]:
        del command["url"]
    del read["settings"]["event_subscriptions"]["request_url"]
    del read["settings"]["interactivity"]["request_url"]
    read["settings"]["socket_mode_enabled"] = True
    return yaml.safe_dump(read, sort_keys=False, allow_unicode=True)


def _address(url: str) -> str:
    try:
        parts = urlsplit(url.strip())
        good = parts.scheme == "https" and bool(parts.hostname) and parts.port != 0
    except ValueError:
        good = False
    if not good or parts.query or parts.fragment or any(c in url for c in "\"'\n #"):
        raise Misconfigured(
            f"{url!r} is not a public https address.",
            "Give the address under which Slack reaches this server,"
            " like https://potluck.example.org, or use Socket Mode.",
        )
    return url.strip().rstrip("/").removesuffix(PATH)

"""Pictures as image blocks: fetched by Slack from their address, or as files that Slack has."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from adapters.slack import limits
from adapters.slack.config import is_address, is_loopback
from adapters.slack.spans import is_link, shortened, whole
from bot.messages import Block, Chart, Image
from bot.store.pictures import Kept


@dataclass(frozen=True, slots=True)
class Shown:
    """What a drawing may show of its pictures; all else stands there in words."""

    files: Mapping[str, Kept] = field(default_factory=dict)
    """Address → the file that Slack has of it."""
    fetched: bool = True
    """Whether Slack is thought to reach public addresses of ours."""

    def any_of(self, blocks: Iterable[Block]) -> bool:
        """Whether one of these blocks is shown as a picture."""
        return any(self.has(url) for url in addresses(blocks))

    def has(self, url: str) -> bool:
        """Whether this picture is shown as one."""
        return url in self.files or (self.fetched and is_public(url))


FETCHED = Shown()
"""Public addresses alone: what needs nothing from Slack."""
WORDS = Shown(fetched=False)


def addresses(blocks: Iterable[Block]) -> list[str]:
    """The addresses of the pictures in these blocks."""
    return [one.url for one in blocks if isinstance(one, Image | Chart) and one.url]


def alt(picture: Image | Chart) -> str:
    """The words for whoever does not see it."""
    return shortened(whole(picture.alt), limits.IMAGE_ALT)


def image(picture: Image | Chart, shown: Shown) -> dict[str, Any] | None:
    """Its block; None when it can only be said in words.

    Slack looks at a picture itself and refuses the whole message when it can't.
    """
    file = shown.files.get(picture.url)
    if file is not None:
        return {"type": "image", "slack_file": {"id": file.address}, "alt_text": alt(picture)}
    if shown.has(picture.url):
        return {"type": "image", "image_url": picture.url, "alt_text": alt(picture)}
    return None


def is_public(url: str) -> bool:
    """Whether Slack might fetch this: https, by a name that other machines could know."""
    host = (urlsplit(url).hostname or "") if is_link(url) else ""
    named = "." in host and not is_address(host) and not is_loopback(host)
    return named and url.startswith("https://")

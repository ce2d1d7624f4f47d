"""Where a badge's picture is found: an address that names nobody and that only Potluck can make."""

from __future__ import annotations

from collections.abc import Sequence

from bot.rules.badge_pictures import Pictured, Unreadable, packed, unpacked
from bot.settings import Badge, Picture, Settings
from bot.settings.badge import Colour
from bot.store.seals import CannotOpen, NoSecret, seals

EDGE = 160
"""Pixels of a badge in a message: its topic can be read, and it leaves room for the words."""
SHEET_EDGE = 128
"""Pixels of each of several in one picture."""


NO_LONGER = Picture(colour=Colour.GREY)
"""What a badge shows that app.yaml no longer has."""


class Unknown(Exception):
    """No picture has this address."""


def picture_url(settings: Settings, badges: Sequence[Pictured]) -> str:
    """The address of one picture of these badges; empty without any, or without a secret."""
    if not badges:
        return ""
    edge = EDGE if len(badges) == 1 else SHEET_EDGE
    try:
        token = seals(settings.secret).cover(packed(tuple(badges)))
    except NoSecret:
        return ""
    return f"{settings.public_url}/badges/{token}-{edge}.png"


def pictured(badge: Badge | None, level: int, topic: str = "") -> Pictured:
    """How a level (from 1) of a badge is drawn; a badge of one level shows none."""
    has_levels = level > 1 or (badge is not None and len(badge.levels) > 1)
    picture = NO_LONGER if badge is None else badge.picture
    return Pictured(picture, level if has_levels else 0, topic)


def picture_of(settings: Settings, badge: Badge | None, level: int, topic: str = "") -> str:
    """The address of the picture of one badge; empty without a secret."""
    return picture_url(settings, [pictured(badge, level, topic)])


def shown_by(secret: str, token: str) -> tuple[Pictured, ...]:
    """The badges an address shows. Raises Unknown."""
    try:
        return unpacked(seals(secret).uncover(token))
    except (CannotOpen, NoSecret, Unreadable):
        raise Unknown from None

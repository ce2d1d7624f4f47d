"""What a badge's picture shows: motif, level and topic; which words fit on it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from unicodedata import category, east_asian_width, normalize

from bot.settings import Picture
from bot.settings.badge import Colour, Motif, Shape

DRAWING = 1
"""Raised when a picture of the same badge comes to look different: it then has another address."""
MOST_TOGETHER = 12
"""Badges on one sheet."""
HIGHEST_LEVEL = 99
_JOINERS = "\u200c\u200d"


class Unreadable(ValueError):
    """Nothing that `packed` wrote, or of a drawing this version does not know."""


@dataclass(frozen=True, slots=True)
class Pictured:
    """One badge as it is drawn; it says nothing of whose it is."""

    picture: Picture
    level: int = 0
    """0: the badge has no levels, so none is shown."""
    topic: str = ""


def packed(badges: tuple[Pictured, ...]) -> str:
    """The badges of one picture as text."""
    said: list[object] = [DRAWING]
    for badge in badges[:MOST_TOGETHER]:
        shown = badge.picture
        said.append([shown.motif, shown.shape, shown.colour, badge.level, badge.topic])
    return json.dumps(said, ensure_ascii=False, separators=(",", ":"))


def unpacked(text: str) -> tuple[Pictured, ...]:
    """What `packed` wrote. Raises Unreadable."""
    try:
        version, *badges = json.loads(text)
        made = tuple(_read(*badge) for badge in badges)
    except (ValueError, TypeError):
        raise Unreadable from None
    if version != DRAWING or not 1 <= len(made) <= MOST_TOGETHER:
        raise Unreadable
    return made


def _read(motif: str, shape: str, colour: str, level: object, topic: object) -> Pictured:
    if not isinstance(level, int) or not isinstance(topic, str):
        raise TypeError
    return Pictured(
        Picture(motif=Motif(motif), shape=Shape(shape), colour=Colour(colour)), level, topic
    )


def clusters(text: str) -> list[str]:
    """What a reader takes for single characters: nothing is cut within one.

    Marks belong to the letter before them, and joiners hold on to both sides.
    """
    out: list[str] = []
    for ch in text:
        holds = out and (category(ch).startswith("M") or ch in _JOINERS or out[-1][-1] in _JOINERS)
        if holds:
            out[-1] += ch
        else:
            out.append(ch)
    return out


def width(text: str) -> float:
    """How wide a bold sans-serif draws this, about, in ems; rather too much than too little."""
    return sum(_width(cluster) for cluster in clusters(text))


def _width(cluster: str) -> float:
    first = cluster[0]
    if east_asian_width(first) in "WF" or first in "mwMW@%":
        return 1.05
    if first in "iljft.,:;'|!I-()1 r":
        return 0.52
    return 0.85 if first.isupper() else 0.73


def fitted(text: str, room: float, largest: float, least: float) -> tuple[str, float]:
    """The text as it fits into `room`, and its size; all in the units of the picture.

    It is drawn as large as it can be, up to `largest`; below `least` it is cut instead.
    """
    said = "".join(c if c.isprintable() else " " for c in normalize("NFC", text)).strip()
    if not said:
        return "", largest
    size = min(largest, room / width(said))
    if size >= least:
        return said, size
    kept: list[str] = []
    left = room / least - width("…")
    for cluster in clusters(said):
        left -= _width(cluster)
        if left < 0:
            break
        kept.append(cluster)
    return "".join(kept).rstrip("-_ ") + "…", least

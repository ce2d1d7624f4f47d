"""Draws badges: one description for both formats, so that SVG and PNG look alike.

The PNG is the SVG as resvg draws it. What somebody wrote is text in it, escaped, and nothing else.
"""

from __future__ import annotations

from importlib.util import find_spec
from math import cos, pi, sin
from pathlib import Path
from typing import assert_never
from xml.sax.saxutils import escape

from adapters.web.motifs import drawn
from bot.rules.badge_pictures import HIGHEST_LEVEL, Pictured, fitted
from bot.settings.badge import Colour, Shape

EDGE = 512
"""Units of one badge, each way; pixels of its PNG at full size."""
GAP = 48
"""Units between badges of a sheet."""
ROW = 6
"""Badges a row of a sheet has at most."""

INK, PAPER, RIM = "#ffffff", "#ffffff", "#14213d"
GROUNDS = {
    Colour.CORAL: "#b3402f",
    Colour.AMBER: "#8a5a00",
    Colour.GREEN: "#1e7040",
    Colour.TEAL: "#006a70",
    Colour.BLUE: "#0069a6",
    Colour.VIOLET: "#5b3a8c",
    Colour.PINK: "#a8326e",
    Colour.GREY: "#4d5560",
}
"""Dark enough that white stands out by 5 to 1 and more. Nothing is said by colour alone: a badge is
told by its motif, and its level by a number."""
FONT = "'DejaVu Sans','Noto Sans',sans-serif"
CENTRE, RADIUS = 256.0, 226.0
RAISED = 200.0
"""Where the middle is when a topic stands below."""
SMALL = 190.0
MOTIF = 1.2
"""Edge of a motif's box, in radii."""


def svg(badges: tuple[Pictured, ...]) -> str:
    """One badge, or several in rows, as an SVG document."""
    across = min(len(badges), ROW)
    down = -(-len(badges) // ROW)
    wide, high = (n * (EDGE + GAP) - GAP for n in (across, down))
    inside = "".join(
        f'<g transform="translate({n % ROW * (EDGE + GAP)} {n // ROW * (EDGE + GAP)})">'
        f"{_badge(badge)}</g>"
        for n, badge in enumerate(badges)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide} {high}"'
        f' width="{wide}" height="{high}">{inside}</svg>'
    )


def png(badges: tuple[Pictured, ...], edge: int) -> bytes:
    """The same as a PNG on a transparent ground, each badge `edge` pixels wide and high."""
    import resvg_py  # 4 MB that are only wanted where pictures are

    document = svg(badges)
    across = min(len(badges), ROW)
    return resvg_py.svg_to_bytes(
        svg_string=document,
        width=round((across * (EDGE + GAP) - GAP) * edge / EDGE),
        skip_system_fonts=document.isascii(),  # reading what fonts there are takes a while
        font_files=[str(file) for file in _fonts()],
        font_family="DejaVu Sans",
        sans_serif_family="DejaVu Sans",
    )


def _fonts() -> list[Path]:
    """matplotlib brings fonts, so that a container without any writes letters too."""
    found = find_spec("matplotlib")  # finding it does not load it
    homes = found.submodule_search_locations if found is not None else None
    return [Path(home, "mpl-data", "fonts", "ttf", "DejaVuSans-Bold.ttf") for home in homes or ()]


def _badge(badge: Pictured) -> str:
    shown = badge.picture
    ground = GROUNDS[shown.colour]
    y, radius = (RAISED, SMALL) if badge.topic else (CENTRE, RADIUS)
    scale = radius * MOTIF / 100
    corner = CENTRE - 50 * scale, y - 50 * scale
    parts = [
        _outline(shown.shape, y, radius, f'fill="{RIM}" stroke="{PAPER}" stroke-width="12"'),
        _outline(shown.shape, y, radius - 16, f'fill="{ground}" stroke="{PAPER}" stroke-width="8"'),
        f'<g transform="translate({corner[0]:.1f} {corner[1]:.1f}) scale({scale:.3f})">'
        f"{drawn(shown.motif, INK, ground)}</g>",
    ]
    if badge.level:
        parts.append(_number(badge.level))
    if badge.topic:
        parts.append(_ribbon(badge.topic))
    return "".join(parts)


def _outline(shape: Shape, y: float, radius: float, style: str) -> str:
    match shape:
        case Shape.CIRCLE:
            return f'<circle cx="{CENTRE:g}" cy="{y:g}" r="{radius:g}" {style}/>'
        case Shape.SHIELD:
            r = radius
            top, side, low = y - 0.94 * r, 0.88 * r, y + 0.2 * r
            left, right = CENTRE - side, CENTRE + side
            path = (
                f"M{left:.1f} {top:.1f}H{right:.1f}V{low:.1f}"
                f"C{right:.1f} {y + 0.66 * r:.1f} {CENTRE + 0.4 * r:.1f} {y + 0.88 * r:.1f}"
                f" {CENTRE:g} {y + 1.04 * r:.1f}"
                f"C{CENTRE - 0.4 * r:.1f} {y + 0.88 * r:.1f} {left:.1f} {y + 0.66 * r:.1f}"
                f" {left:.1f} {low:.1f}Z"
            )
            return f'<path d="{path}" stroke-linejoin="round" {style}/>'
        case Shape.HEXAGON:
            points = _ring(6, y, radius * 1.04, 0)
        case Shape.ROSETTE:
            outer, inner = _ring(14, y, radius * 1.04, 0), _ring(14, y, radius * 0.92, pi / 14)
            points = [p for pair in zip(outer, inner, strict=True) for p in pair]
        case _:
            assert_never(shape)
    said = " ".join(f"{px:.1f},{py:.1f}" for px, py in points)
    return f'<polygon points="{said}" stroke-linejoin="round" {style}/>'


def _ring(many: int, y: float, radius: float, turned: float) -> list[tuple[float, float]]:
    """Points around the middle, the first at the top, turned clockwise (radians)."""
    angles = (2 * pi * n / many + turned for n in range(many))
    return [(CENTRE + radius * sin(a), y - radius * cos(a)) for a in angles]


def _number(level: int) -> str:
    text = f"{min(level, HIGHEST_LEVEL)}"
    size = 112 if len(text) == 1 else 88
    return (
        f'<circle cx="428" cy="84" r="76" fill="{PAPER}" stroke="{RIM}" stroke-width="12"/>'
        + _text(text, 428, 84 + size * 0.36, size, RIM)
    )


def _ribbon(topic: str) -> str:
    said, size = fitted(topic, room=480, largest=104, least=60)
    box = '<rect x="6" y="376" width="500" height="130" rx="26"'
    return f'{box} fill="{RIM}" stroke="{PAPER}" stroke-width="8"/>' + _text(
        said, CENTRE, 441 + size * 0.35, size, INK
    )


def _text(said: str, x: float, y: float, size: float, fill: str) -> str:
    return (
        f'<text x="{x:g}" y="{y:.1f}" font-family="{FONT}" font-weight="700"'
        f' font-size="{size:.1f}" text-anchor="middle" fill="{fill}">{escape(said)}</text>'
    )

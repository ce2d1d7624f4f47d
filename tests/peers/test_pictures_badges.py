"""Badges as a browser draws them: both formats look alike, and a sheet of them all is kept."""

from __future__ import annotations

from base64 import b64encode
from io import BytesIO

from PIL import Image, ImageChops, ImageStat
from playwright.sync_api import Page

from adapters.web.badge_drawing import EDGE, png, svg
from bot.rules.badge_pictures import Pictured
from bot.services.badge_pictures import pictured
from bot.settings import Badge
from bot.settings.default_badges import DEFAULT_BADGES
from tests.peers.conftest import Picture

TOPICS = ("sql", "postgres", "kubernetes", "Ελληνικά")
STYLE = """
body { margin: 0; font: 15px 'Noto Sans', sans-serif; width: 1180px; }
.half { display: grid; grid-template-columns: 1fr 1fr; gap: 6px 36px; padding: 22px; }
.dark { background: #1a1d21; color: #e8e8e8; }
.row { display: flex; align-items: center; gap: 10px; }
.row b { width: 150px; }
"""


def shown(badge: Badge, n: int) -> list[Pictured]:
    """All its levels; of a topic, where it is given for each."""
    topic = TOPICS[n % len(TOPICS)] if badge.per_topic else ""
    return [pictured(badge, level, topic) for level in range(1, len(badge.levels) + 1)]


def address(kind: str, drawn: bytes) -> str:
    return f"data:image/{kind};base64,{b64encode(drawn).decode()}"


def as_svg(one: Pictured, edge: int) -> str:
    url = address("svg+xml", svg((one,)).encode())
    return f'<img src="{url}" width="{edge}" height="{edge}" alt="">'


def as_png(one: Pictured, edge: int) -> str:
    url = address("png", png((one,), 2 * edge))
    return f'<img src="{url}" width="{edge}" height="{edge}" alt="">'


def row(badge: Badge, n: int) -> str:
    levels = shown(badge, n)
    large = "".join(as_svg(one, 84) for one in levels)
    return f'<div class="row"><b>{badge.name}</b>{large}{as_png(levels[-1], 64)}</div>'


def test_a_sheet_of_all_badges(page: Page, picture: Picture) -> None:
    rows = [row(badge, n) for n, badge in enumerate(DEFAULT_BADGES)]
    half = len(rows) // 2
    page.set_viewport_size({"width": 1180, "height": 900})
    page.set_content(
        f'<style>{STYLE}</style><main><div class="half">{"".join(rows[:half])}</div>'
        f'<div class="half dark">{"".join(rows[half:])}</div></main>'
    )
    picture(page.locator("main"), "badges")


def test_both_formats_look_alike(page: Page) -> None:
    page.set_viewport_size({"width": EDGE, "height": EDGE})
    for n, badge in enumerate(DEFAULT_BADGES):
        one = shown(badge, n)[-1]
        page.set_content(f"<body style='margin:0'>{as_svg(one, EDGE)}")
        with Image.open(BytesIO(page.screenshot(scale="css"))) as drawn:
            ours = Image.new("RGBA", (EDGE, EDGE), "white")
            with Image.open(BytesIO(png((one,), EDGE))) as pixels:
                ours.alpha_composite(pixels.convert("RGBA"))
            difference = ImageChops.difference(drawn.convert("L"), ours.convert("L"))
            assert ImageStat.Stat(difference).mean[0] < 3, badge.key

"""Pictures of badges: readable small and large, alike in both formats, and only what was meant."""

from __future__ import annotations

from io import BytesIO
from xml.etree import ElementTree as Tree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from adapters.web.badge_drawing import EDGE, GROUNDS, INK, png, svg
from adapters.web.motifs import motifs
from bot.rules.badge_pictures import Pictured
from bot.settings import Picture
from bot.settings.badge import Colour, Motif, Shape

SVG = "{http://www.w3.org/2000/svg}"
KNOWN = {SVG + tag for tag in ("svg", "g", "circle", "rect", "path", "polygon", "text")}


def opened(picture: bytes) -> Image.Image:
    with Image.open(BytesIO(picture)) as image:
        return image.convert("RGBA")


def luminance(colour: str) -> float:
    """Relative luminance (WCAG 2.2)."""
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    r, g, b = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def test_every_motif_is_drawn() -> None:
    assert set(motifs()) == set(Motif)


def test_white_stands_out_on_every_ground() -> None:
    assert set(GROUNDS) == set(Colour)
    for ground in GROUNDS.values():
        assert (luminance(INK) + 0.05) / (luminance(ground) + 0.05) >= 5, ground


@settings(max_examples=60)
@given(st.text(max_size=40), st.sampled_from(Motif), st.integers(0, 120))
def test_what_somebody_wrote_is_text_and_nothing_else(topic: str, motif: Motif, level: int) -> None:
    wild = f'{topic}</text><script>alert(1)</script><image href="http://127.0.0.1/"/>&'
    for said in (topic, wild):
        root = Tree.fromstring(svg((Pictured(Picture(motif=motif), level, said),)))  # noqa: S314
        assert {element.tag for element in root.iter()} <= KNOWN
        assert all("href" not in name for e in root.iter() for name in e.attrib)


@pytest.mark.parametrize("edge", [64, 512])
def test_levels_and_shapes_differ_without_any_colour(edge: int) -> None:
    levels = [opened(png((Pictured(Picture(), n),), edge)).convert("L") for n in range(6)]
    corners = [image.crop((edge * 2 // 3, 0, edge, edge // 3)) for image in levels]
    assert len({image.tobytes() for image in corners}) == 6, "a number says it"
    shapes = [opened(png((Pictured(Picture(shape=shape)),), edge)) for shape in Shape]
    assert len({image.getchannel("A").tobytes() for image in shapes}) == len(Shape)
    for image in (*levels, *shapes):
        assert image.size == (edge, edge)


@pytest.mark.parametrize(
    "topic", ["sql", "kubernetes", "WWWWMMMM", "a-very-long-topic-name", "ßÄÖ"]
)
def test_a_topic_stays_within_its_ribbon(topic: str) -> None:
    image = opened(png((Pictured(Picture(), 1, topic),), EDGE)).convert("RGB")
    ribbon = image.crop((0, 384, EDGE, 500)).convert("L")
    pixels = ribbon.tobytes()
    rows = [pixels[y * EDGE : (y + 1) * EDGE] for y in range(12, 104)]
    white = [x for x in range(EDGE) if sum(row[x] > 200 for row in rows) > 6]
    letters = [x for x in white if 20 <= x <= 492]
    assert letters, "it is written"
    assert min(letters) > 20
    assert max(letters) < 492
    assert ribbon.getpixel((18, 60)) == ribbon.getpixel((494, 60)), "its ends stay free"


def test_several_badges_stand_in_rows() -> None:
    image = opened(png((Pictured(Picture(), 1),) * 8, 128))
    assert image.size == (6 * 128 + 5 * 12, 2 * 128 + 12)
    assert image.getpixel((image.width - 5, image.height - 60)) == (0, 0, 0, 0), "row two is short"

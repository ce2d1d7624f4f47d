"""Draws color.png and outline.png: `python -m adapters.teams.icons.draw`; needs Pillow."""

from pathlib import Path

from PIL import Image, ImageDraw

HERE = Path(__file__).parent
GROUND = (91, 70, 178, 255)  # manifest: accentColor #5B46B2
WHITE = (255, 255, 255, 255)
CLEAR = (255, 255, 255, 0)
SCALE = 8  # drawn larger and shrunk, so that edges are smooth


def pot(edge: int, ground: tuple[int, int, int, int], share: float, *, hollow: bool) -> Image.Image:
    """A steaming pot, `share` of a square of `edge` pixels; `hollow` draws lines only."""
    size = edge * SCALE
    picture = Image.new("RGBA", (size, size), ground)
    draw = ImageDraw.Draw(picture)
    unit = size * share / 24  # the pot is drawn on a grid of 24 × 24
    left = top = (size - 24 * unit) / 2
    line = max(round(unit * 2), 1)

    def box(x0: float, y0: float, x1: float, y1: float) -> list[float]:
        return [left + x0 * unit, top + y0 * unit, left + x1 * unit, top + y1 * unit]

    fill = None if hollow else WHITE
    draw.rounded_rectangle(
        box(4, 11, 20, 22), radius=4 * unit, fill=fill, outline=WHITE, width=line
    )
    draw.rounded_rectangle(box(2, 9, 22, 12.5), radius=1.7 * unit, fill=WHITE)
    draw.rounded_rectangle(box(0, 13.5, 4.5, 16), radius=1.2 * unit, fill=WHITE)
    draw.rounded_rectangle(box(19.5, 13.5, 24, 16), radius=1.2 * unit, fill=WHITE)
    for x in (8.0, 12.0, 16.0):
        draw.arc(box(x - 1.4, 0.6, x + 1.4, 4), 90, 270, fill=WHITE, width=line)
        draw.arc(box(x - 1.4, 3.2, x + 1.4, 6.6), 270, 90, fill=WHITE, width=line)
    return picture.resize((edge, edge), Image.Resampling.LANCZOS)


def main() -> None:
    """Writes both files beside this one."""
    pot(192, GROUND, 0.56, hollow=False).save(HERE / "color.png", optimize=True)
    outline = pot(32, CLEAR, 0.94, hollow=True)
    # Teams wants pure white with transparency: shrinking must not leave grey.
    white = Image.new("RGBA", outline.size, WHITE)
    white.putalpha(outline.getchannel("A"))
    white.save(HERE / "outline.png", optimize=True)


if __name__ == "__main__":
    main()

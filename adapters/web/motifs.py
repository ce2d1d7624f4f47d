"""What stands in the middle of a badge's picture: `static/motifs.svg`, in the colours asked for."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from adapters.web.pages import STATIC

INK, GROUND = "#fff", "#000"
"""The file's colours of what is drawn, and of where the ground shows through."""
_SYMBOL = re.compile(r'<symbol id="(\w+)"[^>]*>(.*?)</symbol>', re.DOTALL)


@cache
def motifs() -> Mapping[str, str]:
    """Motif → its shapes, in a box of 100 by 100."""
    text = (STATIC / "motifs.svg").read_text(encoding="utf-8")
    return {name: re.sub(r"\s*\n\s*", "", shapes) for name, shapes in _SYMBOL.findall(text)}


def drawn(motif: str, ink: str, ground: str) -> str:
    """A motif in these colours."""
    return motifs()[motif].replace(f'"{INK}"', f'"{ink}"').replace(f'"{GROUND}"', f'"{ground}"')

"""docs/measures.md: every number of the programme's digest is explained there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.events import Person
from bot.messages import Bullets, Plain
from tests import measures_gallery

PAGE = (Path(__file__).parents[2] / "docs/measures.md").read_text(encoding="utf-8")
HEADINGS = " ".join(re.findall(r"^### (.*)$", PAGE, re.MULTILINE)).replace('"', "").casefold()
PEOPLE = tuple(Person(n, f"Person {n}") for n in range(1, 5))


def labels() -> list[str]:
    """What stands in bold before each number."""
    message = measures_gallery.messages(PEOPLE, "wild")["programme"]()
    lines = [item for block in message.blocks if isinstance(block, Bullets) for item in block.items]
    firsts = [line[0] for line in lines]
    return [
        one.text.rstrip(": ")
        for one in firsts
        if isinstance(one, Plain) and one.style == "bold" and one.text.endswith(": ")
    ]


@pytest.mark.parametrize("label", labels())
def test_every_number_has_its_heading(label: str) -> None:
    name = label.split("”")[0].strip("“")
    assert name.casefold() in HEADINGS


def test_all_of_them_were_looked_at() -> None:
    assert len(labels()) == 12

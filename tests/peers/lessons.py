"""What is learnt and asked again in every door, and a Potluck that asks all of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.peers.potluck import AT_ANY_HOUR


@dataclass(frozen=True)
class Lesson:
    """A card: one right option and a wrong one."""

    asks: str
    right: str
    wrong: str
    why: str

    @property
    def options(self) -> str:
        """As one writes them into the form."""
        return f"* {self.right}\n{self.wrong}"

    @property
    def unmarked(self) -> str:
        """The same, without saying which one is right."""
        return f"{self.right}\n{self.wrong}"


TOPIC, DECK = "#sql", "Query plans"
TRICKY = Lesson(
    "Why does the planner skip an index?",
    "It would read most rows",
    "The index is broken",
    "Reading in order is cheaper then.",
)
HARD = Lesson(
    "An estimate is off by a thousand rows. What first?",
    "ANALYZE the table",
    "Add an index",
    "The planner only knows what was counted last.",
)
DOUBT = "Since version 17 it does use the index."

SETTINGS = f"{AT_ANY_HOUR}recall:\n  hold_out: 0\n"
"""No day of the year may decide whether somebody is at work; and every card is asked."""


def course(folder: Path) -> Mapping[str, str]:
    """The environment of such a Potluck; `folder` is where its settings are written."""
    file = folder / "recall.yaml"
    file.write_text(SETTINGS)
    return {"POTLUCK_CONFIG": str(file)}

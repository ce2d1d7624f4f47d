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


@dataclass(frozen=True)
class Task:
    """A card that is answered in a form: what is written, pressed and filled in, and told then."""

    kind: str
    asks: str
    choices: str
    button: str
    heading: str
    answers: tuple[tuple[str, str], ...]
    """Field and the words to choose or write there."""
    told: str


TASKS = (
    Task(
        "several",
        "What does an index cost?",
        "* Room on the disk\n* Time when writing\nTime when reading",
        "Tick what is right",
        "What is right?",
        (("chosen", "Room on the disk"), ("chosen", "Time when writing")),
        "✅ Right: ",
    ),
    Task(
        "order",
        "How do you look at a slow query?",
        "Measure it\nRead its plan\nAdd an index",
        "Put the steps in order",
        "Put them in order",
        (("step_1", "Measure it"), ("step_2", "Read its plan"), ("step_3", "Add an index")),
        "✅ Right: ",
    ),
    Task(
        "apply",
        "Read the plan of a query of your own.",
        "",
        "I used it",
        "You used it",
        (("happened", "A join was missing its index."),),
        "You used it: A join was missing its index.",
    ),
)
DOUBT = "Since version 17 it does use the index."

SETTINGS = f"{AT_ANY_HOUR}recall:\n  hold_out: 0\n"
"""No day of the year may decide whether somebody is at work; and every card is asked."""


def course(folder: Path) -> Mapping[str, str]:
    """The environment of such a Potluck; `folder` is where its settings are written."""
    file = folder / "recall.yaml"
    file.write_text(SETTINGS)
    return {"POTLUCK_CONFIG": str(file)}

"""What inbound hands on: an event for the core, and how its asker can be answered."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto

from bot.events import Inbound


class Asked(Enum):
    """How somebody asked, which decides where an answer can be shown."""

    COMMAND = auto()
    MENTION = auto()
    CARD = auto()
    """A button or select in a message, lasting or ephemeral."""
    VIEW = auto()
    """A button or select in a modal."""
    HOME = auto()
    """The Home tab was opened."""
    HOME_CARD = auto()
    """A button or select in the Home tab."""
    SHORTCUT = auto()
    FORM = auto()
    NOBODY = auto()
    """Nobody waits for an answer."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """An event, and the handles that Slack gave for answering it."""

    event: Inbound
    asked: Asked
    trigger: str = ""
    response_url: str = ""
    view: str = ""
    """Id of the modal that was used."""
    card: str = ""
    """Time stamp of the lasting message whose button was pressed."""
    inputs: tuple[str, ...] = ()
    """Names of the visible inputs of a submitted view, in order."""

"""The section of app.yaml about boards: whether there are any, and what they tell."""

from __future__ import annotations

from pydantic import Field

from bot.settings.parts import Section


class Boards(Section):
    """Rules of the boards of who helped; `rules/points.py` says how help is counted."""

    shown: bool = True
    """Whether there are boards at all."""
    totals: bool = False
    """Whether points stand beside names; everybody sees ranks alone otherwise."""
    newcomer_days: int = Field(default=90, ge=7, le=365)
    """Days from somebody's first one for which they are new."""

"""What is asked and answered in every door, and a Potluck that waits less long than usual."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

TOPIC = "#postgres"
ASKED = "How do I rotate the staging credentials?"
AGAIN = "How can I rotate credentials on staging?"
WANTED = "rotate credentials"
ANSWER = "Run `potctl rotate staging`, wait for the green light, then restart the workers."
QUIETLY = "Is it normal not to know what a sidecar is after two years?"
NOBODYS = "Why does the nightly export skip the last day of February?"

SETTINGS = """
attention:
  public_holidays: false
badges:
  kinds: []
questions:
  wait_hours: 1
  rounds: 1
  session_days: 1
  verify_days: 3
"""
"""No day of the year may decide whether an expert is at work; nobody waits for long; and no badge
takes its turn in a direct chat while the clock jumps a day."""


def quick(folder: Path) -> Mapping[str, str]:
    """The environment of such a Potluck; `folder` is where its settings are written."""
    file = folder / "questions.yaml"
    file.write_text(SETTINGS)
    return {"POTLUCK_CONFIG": str(file)}

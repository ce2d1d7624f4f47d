"""Who is praised and told of in every door, and a Potluck with a manager and an administrator."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from tests.peers.potluck import AT_ANY_HOUR

TOPIC = "#postgres"
ASKED = "How do I rotate the staging credentials?"
ANSWER = "Run `potctl rotate staging`, wait for the green light, then restart the workers."
DEED = "Sat with Chidi every Thursday until the first release was out"
PROOF = "https://example.com/releases/1"
ENDORSED = "I was there, and I learnt as much as Chidi did."
WORD = "We noticed. Thank you!"
THANKS = "showing me where the slow query hides #sql"


def praising(folder: Path, admin: str) -> Mapping[str, str]:
    """The environment of such a Potluck; `folder` is where its settings are written."""
    file = folder / "praise.yaml"
    who = f"admins: [{admin}@example.com]\nmanagers: [ana@example.com]\n"
    file.write_text(f"{AT_ANY_HOUR}{who}")
    return {"POTLUCK_CONFIG": str(file)}

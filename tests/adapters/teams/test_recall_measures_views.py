"""Every view of what was remembered in Teams: valid Adaptive Cards, within a message's size."""

from __future__ import annotations

import pytest

from adapters.teams.limits import BUTTONS, MESSAGE_BYTES
from adapters.teams.references import AccountReference
from adapters.teams.render import activity, card, size
from bot.events import Account
from bot.messenger import Faces
from tests import recall_measures_gallery
from tests.adapters.teams.material import card_problems

FACES = Faces(
    {1: Account("aad-ana", "Ana", reference=str(AccountReference("29:ana")))}, "Europe/Oslo"
)
WILD = "<at>everyone</at> **b** _i_ [l](https://evil.example) {{DATE(2026-01-01T00:00:00Z)}} \\ & "
MESSAGES = recall_measures_gallery.messages(WILD)


@pytest.mark.parametrize("name", MESSAGES)
def test_every_view_passes_the_official_schema(name: str) -> None:
    said = MESSAGES[name]()
    made = card(said.blocks, FACES)
    assert card_problems(made) == []
    assert size(activity(said, FACES)) < MESSAGE_BYTES
    for block in made["body"]:
        assert len(block.get("actions", [])) <= BUTTONS

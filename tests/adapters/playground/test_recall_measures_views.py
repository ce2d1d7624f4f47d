"""Every view of what was remembered in the playground: plain JSON that the browser draws."""

from __future__ import annotations

import json
from typing import get_args

import pytest

from adapters.playground import render
from bot.events import Account
from bot.messages import Block
from bot.messenger import Faces
from tests import recall_measures_gallery

FACES = Faces({1: Account("ana"), 2: Account("bo")}, "Europe/Lisbon")
WILD = "<b>b</b><script>alert(1)</script> @everyone & ‮evil "
MESSAGES = recall_measures_gallery.messages(WILD)
KINDS = {block.model_fields["kind"].default for block in get_args(Block)}


@pytest.mark.parametrize("name", MESSAGES)
def test_every_view_is_drawn_and_says_what_was_written(name: str) -> None:
    said = MESSAGES[name]()
    made = render.blocks(said.blocks, FACES)
    assert {block["kind"] for block in made} <= KINDS
    assert len(made) == len(said.blocks)
    json.dumps(made)

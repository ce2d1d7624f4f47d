"""Every view of every feature in the playground: plain JSON of kinds that the browser draws."""

from __future__ import annotations

import json
from typing import get_args

import pytest

from adapters.playground import render
from bot.events import Account, Person
from bot.messages import Block
from bot.messenger import Faces
from tests import galleries

PEOPLE = tuple(Person(n, f"Bo <b>{n}</b>") for n in range(1, 11))
FACES = Faces({1: Account("ana"), 2: Account("bo")}, "Europe/Lisbon")
WILD = "<b>b</b><script>alert(1)</script> @everyone & ‮evil "
MESSAGES, FORMS = galleries.of(PEOPLE, WILD)
KINDS = {block.model_fields["kind"].default for block in get_args(Block)}


@pytest.mark.parametrize("name", MESSAGES)
def test_every_view_is_drawn_and_says_what_was_written(name: str) -> None:
    said = MESSAGES[name]()
    made = render.blocks(said.blocks, FACES)
    assert {block["kind"] for block in made} <= KINDS
    assert len(made) == len(said.blocks)
    json.dumps(made)


@pytest.mark.parametrize("name", FORMS)
def test_every_form_is_drawn(name: str) -> None:
    form = FORMS[name]
    made = render.form(form, FACES)
    assert [f["name"] for f in made["fields"]] == [e.name for e in form.entries]
    json.dumps(made)

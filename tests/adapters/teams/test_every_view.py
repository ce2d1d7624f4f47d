"""Every view of every feature in Teams: valid Adaptive Cards, within a message's size."""

from __future__ import annotations

import pytest

from adapters.teams.forms import form_card, launcher
from adapters.teams.limits import BUTTONS, MESSAGE_BYTES
from adapters.teams.references import AccountReference
from adapters.teams.render import activity, card, size
from bot.events import Account, Person
from bot.messages import Payload
from bot.messenger import Faces
from tests import galleries
from tests.adapters.teams.material import card_problems

PEOPLE = tuple(Person(n, f"Bo <at>x</at> **{n}**") for n in range(1, 11))
FACES = Faces(
    {1: Account("aad-ana", "Ana", reference=str(AccountReference("29:ana")))}, "Europe/Oslo"
)
WILD = "<at>everyone</at> **b** _i_ [l](https://evil.example) {{DATE(2026-01-01T00:00:00Z)}} \\ & "
MESSAGES, FORMS = galleries.of(PEOPLE, WILD)
OPENING = {kind.key for kind in Payload.__subclasses__() if kind.opens_form}


@pytest.mark.parametrize("name", MESSAGES)
def test_every_view_passes_the_official_schema(name: str) -> None:
    said = MESSAGES[name]()
    made = card(said.blocks, FACES)
    assert card_problems(made) == []
    assert size(activity(said, FACES)) < MESSAGE_BYTES
    for block in made["body"]:
        assert len(block.get("actions", [])) <= BUTTONS


@pytest.mark.parametrize("name", MESSAGES)
def test_a_button_that_opens_a_form_opens_it_in_one_press(name: str) -> None:
    assert {"session.new", "answer.open", "expert.open"} <= OPENING
    for action in _actions(card(MESSAGES[name]().blocks, FACES)):
        assert action.get("verb") not in OPENING


@pytest.mark.parametrize("name", FORMS)
def test_every_form_passes_the_official_schema(name: str) -> None:
    form = FORMS[name]
    for made in (form_card(form, FACES, (), "sealed"), launcher(form, FACES, "sealed")):
        assert card_problems(made) == []
        assert size(made) < MESSAGE_BYTES


def _actions(value: object) -> list[dict[str, object]]:
    if isinstance(value, dict):
        own = [value] if str(value.get("type", "")).startswith("Action.") else []
        return own + [a for part in value.values() for a in _actions(part)]
    return [a for part in value for a in _actions(part)] if isinstance(value, list) else []

"""Every refusal of a card is a sentence that says what to do."""

from __future__ import annotations

import pytest

from bot.events import Person
from bot.rules.recall_cards import Problem
from bot.views.recall_card_forms import sentence
from tests.recall_card_gallery import Gallery

GALLERY = Gallery((Person(1, "Ana"), Person(2, "Bo")), "12")


@pytest.mark.parametrize("problem", GALLERY.problems(), ids=lambda p: p.fault)
def test_every_fault_has_a_sentence(problem: Problem) -> None:
    said = sentence(problem)
    assert said[0].isupper() or said[0] in "“1"
    assert len(said) <= 200

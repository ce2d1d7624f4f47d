"""Every view of every feature in Slack: valid Block Kit, within the limits, literal."""

from __future__ import annotations

import pytest

from adapters.slack import render
from adapters.slack.carried import Carried
from bot.events import Account, Conversation, Person
from bot.messages import Home
from bot.messenger import Faces
from tests import galleries
from tests.adapters.slack.drawings import alive, faults, view_faults

PEOPLE = tuple(Person(n, f"Bo <!channel> *{n}* `c`") for n in range(1, 11))
FACES = Faces({1: Account("U1ANA"), 2: Account("U2BO")}, "Asia/Tokyo")
WILD = "<!channel> <@U2BO> @here *b* _i_ `c` ~s~ :tada: https://e.example <https://x|y> & &amp; >q "
MESSAGES, FORMS = galleries.of(PEOPLE, WILD)
CARRIED = Carried("nonce", Conversation("C1", name="general"), "https://hooks.slack.com/x", "5.5")


@pytest.mark.parametrize("name", MESSAGES)
def test_every_view_is_valid(name: str) -> None:
    said = MESSAGES[name]()
    assert faults(render.message(said, FACES)) == []
    assert faults(render.message(said, Faces())) == []
    assert view_faults(render.home(Home(blocks=said.blocks), FACES)) == []


@pytest.mark.parametrize("name", MESSAGES)
def test_nothing_in_a_view_is_alive_but_what_was_meant(name: str) -> None:
    found = alive(render.message(MESSAGES[name](), FACES)["blocks"])
    assert found.others == []
    assert set(found.users) <= {"U1ANA", "U2BO"}
    assert set(found.links) <= galleries.LINKS


@pytest.mark.parametrize("name", FORMS)
def test_every_form_is_valid(name: str) -> None:
    drawn = render.form(FORMS[name], FACES, CARRIED)
    assert view_faults(drawn) == []
    assert alive(drawn["blocks"]).others == []

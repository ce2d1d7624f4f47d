"""In every door a form with something wrong in it stays the form that was opened."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, time
from typing import Annotated, Any

import pytest

from adapters.slack import render as block_kit
from adapters.slack.answers import Answers
from adapters.slack.carried import Carried
from adapters.slack.config import Config
from adapters.slack.inbound import arrival
from adapters.slack.messenger import SlackMessenger
from adapters.slack.socket_mode import pause
from adapters.slack.web import Web
from adapters.teams import forms as cards
from adapters.teams import replies
from adapters.teams.replies import Asker
from bot.dispatcher import Outcome
from bot.events import FormSubmitted, Raw
from bot.messages import Blank, Form, FormErrors, Hidden, Line, PickOne, form_by_key
from bot.messenger import Faces
from bot.rules.session_plan import Draft
from bot.rules.sessions import Repeats, Repetition
from bot.views import session_forms
from tests.adapters.slack.test_door import filled as filled_modal

FACES = Faces({}, "Europe/Lisbon")
Json = dict[str, Any]


WRONG = "Mend this, please."
CARRIED = ("data", "private_metadata")
"""What a form bears unseen: it has a nonce that is new in each drawing."""


class Pick(Form, key="redrawn.pick", heading="Pick one"):
    """Options of the moment."""

    which: Annotated[str, PickOne("Which?")] = ""
    why: Annotated[str, Line("Why?")] = ""


class Sure(Form, key="redrawn.sure", heading="Sure?", submit="Yes"):
    """Nothing to fill in."""

    carried: Annotated[int, Hidden()] = 0


def cards_draw(form: Blank) -> Json:
    return cards.form_card(form, FACES, (), "")


def cards_send(card: Json) -> Raw:
    (submit,) = card["actions"]
    values = {e["id"]: str(e.get("value", "")) for e in card["body"] if "id" in e}
    read = cards.read(submit["data"] | values)
    assert read is not None
    return read


def modal_draw(form: Blank) -> Json:
    return block_kit.form(form, FACES, Carried("nonce"))


def modal_send(view: Json) -> Raw:
    found = arrival(filled_modal(view))
    assert found is not None
    assert isinstance(found.event, FormSubmitted)
    return found.event.form


@dataclass(frozen=True, slots=True)
class Door:
    """How a door draws a form, reads what was sent from it, and answers that it was wrong."""

    draw: Callable[[Blank], Json]
    send: Callable[[Json], Raw]
    refuse: Callable[[Json, FormErrors], Json]
    """What is in front of the person then."""


def cards_refuse(card: Json, wrong: FormErrors) -> Json:
    answer = replies.in_dialog(wrong, Asker(FACES, tuple, str))
    assert answer is not None
    made: Json = answer["task"]["value"]["card"]["content"]
    return made


def modal_refuse(view: Json, wrong: FormErrors) -> Json:
    """Slack leaves the modal as it is, unless it is told to draw another."""
    arrived = arrival(filled_modal(view))
    assert arrived is not None
    web = Web(Config("xoxb-nobody"))
    answer = Answers(web, SlackMessenger(web), pause).now(arrived, Outcome(wrong, FACES))
    assert answer is not None
    if answer["response_action"] == "errors":
        assert answer["errors"].keys() <= {b.get("block_id") for b in view["blocks"]}
        return view
    made: Json = answer["view"]
    return made


DOORS = {
    "teams": Door(cards_draw, cards_send, cards_refuse),
    "slack": Door(modal_draw, modal_send, modal_refuse),
}

SERIES = Draft(
    title="Query planner 101",
    time_zone="Europe/Lisbon",
    day=date(2026, 12, 3),
    begins=time(12, 30),
    repetition=Repetition(Repeats.WEEKLY, times=3),
)
FORMS = {
    "a change": session_forms.plan(SERIES, session_id=7, is_announced=True),
    "a second time": session_forms.plan(SERIES, reached={"Asia/Tokyo": 3}),
    "no such day": session_forms.plan(SERIES, impossible="30 February"),
    "own options": Pick.blank(options={"which": [("a", "Apple, <red>"), ("b", "Banana")]}),
    "other words": Sure.blank(carried=7).model_copy(
        update={"heading": "Really?", "submit": "Do it"}
    ),
}


def seen(drawn: Any) -> list[str]:
    """Every word on it, apart from what is wrong and what tells drawings apart."""
    match drawn:
        case dict():
            if WRONG in str(drawn.get("text", "")) or drawn.get("type") == "rich_text":
                return []
            return [w for k, v in sorted(drawn.items()) if k not in CARRIED for w in seen(v)]
        case list():
            return [w for v in drawn for w in seen(v)]
        case _:
            return [str(drawn)]


@pytest.mark.parametrize("name", FORMS)
@pytest.mark.parametrize("platform", DOORS)
def test_a_form_with_something_wrong_in_it_stays_the_form_that_was_opened(
    platform: str, name: str
) -> None:
    door, opened = DOORS[platform], FORMS[name]
    first = drawn = door.draw(opened)
    for _ in range(2):  # What was drawn again can be drawn again.
        raw = door.send(drawn)
        last = opened.entries[-1].name
        again = form_by_key(raw.key).again(raw.values, {last: WRONG}, raw.look)
        drawn = door.refuse(drawn, FormErrors(errors={last: WRONG}, form=again))
        assert seen(drawn) == seen(first)
        assert door.send(drawn).values == raw.values

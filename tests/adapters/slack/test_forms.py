"""Forms → modals, and what comes back of every field."""

from __future__ import annotations

import json
from datetime import date, datetime, time
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import Field

from adapters.slack import limits, phrases, render
from adapters.slack.carried import Carried, TooMuchToCarry, pack, unpack
from adapters.slack.inbound import arrival
from bot.events import Account, Conversation, ConversationKind, FormSubmitted, Person
from bot.messages import (
    Blank,
    Date,
    DateAndTime,
    Form,
    Hidden,
    Line,
    Number,
    Option,
    Paragraph,
    PickMany,
    PickOne,
    PickPeople,
    PickPerson,
    Time,
    Toggle,
)
from bot.messenger import Faces
from bot.views.kudos import GiveKudos
from tests.adapters.slack.drawings import alive, view_faults

ANA, BO, CHI = Person(1, "Ana"), Person(2, "Bo"), Person(3, "Chi <!channel>")
FACES = Faces({1: Account("U1ANA"), 2: Account("U2BO")}, "Asia/Tokyo")
HERE = Conversation("C1", name="general", thread="4.4")
CARRIED = Carried("nonce", HERE, "https://hooks.slack.com/x", "5.5")
COLORS = (Option(value="r", label="Red <&>"), Option(value="g", label="Green"))


class Everything(Form, key="slack.everything", heading="Everything & more", submit="Send it"):
    """One field of each kind."""

    line: Annotated[
        str, Line("A line", hint="short", placeholder="like this"), Field(max_length=50)
    ]
    text: Annotated[str, Paragraph("Some text"), Field(max_length=500)]
    person: Annotated[Person | None, PickPerson("Who?")] = None
    people: Annotated[list[Person], PickPeople("Who else?", most=3)]
    one: Annotated[str, PickOne("Which?", options=COLORS)]
    many: Annotated[list[str], PickMany("Which ones?", options=COLORS)]
    day: Annotated[date | None, Date("When?")] = None
    hour: Annotated[time | None, Time("What time?")] = None
    at: Annotated[datetime | None, DateAndTime("Exactly?")] = None
    number: Annotated[int, Number("How many?", least=1, most=1_000_000)] = 3
    share: Annotated[float, Number("How much?", decimal=True, least=0.5)] = 1.5
    is_on: Annotated[bool, Toggle("On?")] = False
    secret: Annotated[int, Hidden()] = 7
    witness: Annotated[Person | None, Hidden()] = None


FILLED: dict[str, Any] = {
    "line": "a line",
    "text": "<!channel> & more",
    "person": ANA,
    "people": [ANA, BO],
    "one": "g",
    "many": ["r"],
    "day": "2026-11-18",
    "hour": "09:30:00",
    "at": "2026-11-18T12:00:00+00:00",
    "number": 12,
    "is_on": True,
    "witness": BO,
}


def view(blank: Blank, faces: Faces = FACES, carried: Carried = CARRIED) -> dict[str, Any]:
    drawn = render.form(blank, faces, carried)
    assert view_faults(drawn) == []
    found = alive(drawn["blocks"])
    assert (found.users, found.links, found.others) == ([], [], [])
    return drawn


def inputs(drawn: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {b["block_id"]: b["element"] for b in drawn["blocks"] if b["type"] == "input"}


@pytest.mark.parametrize("prefill", [{}, FILLED])
def test_every_field_is_valid(prefill: dict[str, Any]) -> None:
    drawn = view(Everything.blank(**prefill))
    assert drawn["callback_id"] == "slack.everything"
    assert drawn["title"]["text"] == "Everything &amp; more"
    assert inputs(drawn).keys() == Everything.model_fields.keys() - {"secret", "witness"}
    needed = {b["block_id"] for b in drawn["blocks"] if not b.get("optional", False)}
    assert needed == {"line", "text", "people", "one", "many"}


def test_the_kudos_form_is_valid() -> None:
    drawn = view(GiveKudos.blank(to=[ANA, CHI], note="x" * 600, evidence="https://a.example"))
    assert inputs(drawn)["to"]["initial_users"] == ["U1ANA"]


def test_what_is_prefilled_comes_back_as_it_was() -> None:
    drawn = view(Everything.blank(**FILLED))
    state: dict[str, Any] = {}
    for name, element in inputs(drawn).items():
        answered = {"type": element["type"]}
        for key, value in element.items():
            if key.startswith("initial_"):
                answered[key.replace("initial", "selected")] = answered["value"] = value
        state[name] = {element["action_id"]: answered}
    found = arrival(
        {
            "type": "view_submission",
            "team": {"id": "T1"},
            "user": {"id": "U1"},
            "view": drawn | {"state": {"values": state}},
        }
    )
    assert found is not None
    assert isinstance(found.event, FormSubmitted)
    assert (found.event.id, found.event.conversation) == ("form:nonce", HERE)
    people = {"U1ANA": ANA, "U2BO": BO}
    values = {k: _person(v, people) for k, v in found.event.form.values.items()}
    read = Everything.read(values, ZoneInfo("Asia/Tokyo"))
    assert read == Everything.read(FILLED | {"secret": 7}, ZoneInfo("Asia/Tokyo"))


def _person(value: Any, people: dict[str, Person]) -> Any:
    if isinstance(value, Account):
        return people[value.address]
    return [_person(v, people) for v in value] if isinstance(value, list) else value


def test_a_time_without_an_offset_is_where_the_reader_is() -> None:
    drawn = view(Everything.blank(at="2026-11-18T21:00:00"))
    expected = datetime(2026, 11, 18, 21, tzinfo=ZoneInfo("Asia/Tokyo")).timestamp()
    assert inputs(drawn)["at"]["initial_date_time"] == int(expected)


def test_people_who_are_not_here_are_said_to_be_missing() -> None:
    drawn = view(Everything.blank(people=[ANA, CHI], person=CHI))
    assert inputs(drawn)["people"]["initial_users"] == ["U1ANA"]
    assert "initial_user" not in inputs(drawn)["person"]
    assert alive(drawn["blocks"]).words.count("Not in this Slack workspace") == 2


def test_a_prefill_longer_than_allowed_is_kept_to_be_shortened() -> None:
    element = inputs(view(Everything.blank(line="x" * 60)))["line"]
    assert element["initial_value"] == "x" * 60
    assert "max_length" not in element
    drawn = view(Everything.blank(text="x" * 4_000))
    assert len(inputs(drawn)["text"]["initial_value"]) == limits.PLAIN_INPUT
    assert phrases.cut_short(limits.PLAIN_INPUT) in alive(drawn["blocks"]).words


def test_several_lines_make_a_line_field_taller() -> None:
    assert inputs(view(Everything.blank(line="a\nb")))["line"]["multiline"] is True
    assert inputs(view(Everything.blank(line="ab")))["line"]["multiline"] is False


@pytest.mark.parametrize("count", [0, 1, 100, 101, 950])
def test_any_number_of_options(count: int) -> None:
    options = [(f"v{i}", f"Option {i}") for i in range(count)]
    drawn = view(Everything.blank(options={"one": options, "many": options}, one=f"v{count - 1}"))
    if count == 0:
        assert "one" not in inputs(drawn)
        assert phrases.NOTHING_TO_PICK in alive(drawn["blocks"]).words
        return
    element = inputs(drawn)["one"]
    groups = element.get("option_groups", [{"options": element.get("options")}])
    assert sum(len(g["options"]) for g in groups) == count
    assert element["initial_option"]["value"] == f"v{count - 1}"


def test_errors_of_a_form_shown_again_stand_above_it() -> None:
    again = Everything.again({"line": "x"}, {"line": "Too short <&>", "secret": "Try again"})
    words = alive(view(again)["blocks"][:2]).words
    assert words == "⚠ A line: Too short <&>⚠ Try again"


class OnlyHidden(Form, key="slack.only_hidden", heading="Sure?", submit="Yes"):
    """Nothing to see."""

    secret: Annotated[str, Hidden()]


def test_a_form_without_inputs_says_so() -> None:
    drawn = view(OnlyHidden.blank(secret="x"))
    assert alive(drawn["blocks"]).words == phrases.NOTHING_TO_FILL_IN


def test_hidden_fields_have_a_limit() -> None:
    view(OnlyHidden.blank(secret="x" * 2_500))
    with pytest.raises(TooMuchToCarry):
        render.form(OnlyHidden.blank(secret="x" * 3_000), FACES, CARRIED)


@pytest.mark.parametrize(
    ("said", "visible", "shown"),
    [
        ({"to": "Pick"}, ("to", "note"), {"to": "Pick"}),
        ({"secret": "Again"}, ("to", "note"), {"to": "Again"}),
        ({"to": "Pick", "secret": "Again"}, ("to", "note"), {"to": "Pick Again"}),
        ({"secret": "Again"}, (), {}),
        ({"to": "a < b"}, ("to",), {"to": "a &lt; b"}),
    ],
)
def test_errors_stand_at_inputs(
    said: dict[str, str], visible: tuple[str, ...], shown: dict[str, str]
) -> None:
    assert render.errors(said, visible) == shown


text = st.text(max_size=300)


@given(text, text, st.sampled_from(list(ConversationKind)), st.none() | text)
def test_what_a_form_carries_comes_back(
    secret: str, name: str, kind: ConversationKind, thread: str | None
) -> None:
    there = Conversation("C1", kind, name, thread or None)
    given = Carried("n", there, "https://hooks.slack.com/x", "5.5", {"a": secret, "b": 7})
    packed = pack(given)
    assert not set("<>&") & set(packed)
    assert len(packed) <= limits.PRIVATE_METADATA
    back = unpack(packed)
    assert back is not None
    if not any(c == "\x00" or "\ud800" <= c <= "\udfff" for c in secret + name + (thread or "")):
        assert (back.nonce, back.hidden) == ("n", given.hidden)
        assert back.conversation is not None
        assert (back.conversation.kind, back.conversation.thread) == (kind, thread or None)


@pytest.mark.parametrize(
    "packed",
    [
        *("", "x", "7", "[]", "{}", '{"n":7}', '{"n":"x","c":["C1"]}', '{"n":"x","h":{"a":{}}}'),
        *('{"n":"x","c":["C1","nowhere","",""]}', '{"n":"x","h":7}', "[" * 9_999),
    ],
)
def test_what_others_carry_is_nothing(packed: str) -> None:
    assert unpack(packed) is None


@given(text, text)
def test_nothing_prefilled_comes_alive(line: str, error: str) -> None:
    blank = Everything.blank(line=line, text=line).model_copy(update={"errors": {"line": error}})
    json.dumps(view(blank)).encode()

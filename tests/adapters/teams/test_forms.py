"""Forms as dialogs: drawn within the schema, and read back as they were filled in."""

import json
from datetime import date, datetime, time
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.teams.forms import dialog, form_card, launcher, opened, read
from adapters.teams.limits import MESSAGE_BYTES
from adapters.teams.render import OURS, size
from adapters.teams.replies import Asker, in_chat
from bot.events import Account, Person, Raw
from bot.messages import (
    Blank,
    Date,
    DateAndTime,
    Form,
    FormInvalid,
    Hidden,
    Line,
    Number,
    Paragraph,
    PickMany,
    PickOne,
    PickPeople,
    PickPerson,
    Time,
    Toggle,
)
from bot.messages.blocks import Option
from bot.messenger import Faces
from bot.views.kudos import GiveKudos
from tests.adapters.teams.material import Json, card_problems, problems

ANA, BO = Person(1, "Ana <at>x</at>"), Person(2, "Bo")
FACES = Faces({1: Account("aad-ana", "Ana"), 2: Account("aad-bo", "Bo")}, "Europe/Oslo")
KNOWN = [Account("aad-bo", "Bo"), Account("aad-chi", "Chi")]
OPTIONS = (Option(value="a,b%", label="A"), Option(value="c", label="C"))


class Everything(Form, key="test.teams-everything", heading="Everything", submit="Go"):
    """One of each field."""

    line: Annotated[str, Line("Line", placeholder="…")] = ""
    words: Annotated[str, Paragraph("Words", hint="**hint**")]
    one: Annotated[Person, PickPerson("Who?")]
    some: Annotated[list[Person], PickPeople("Who else?")] = []  # noqa: RUF012
    pick: Annotated[str, PickOne("Which?", options=OPTIONS)] = ""
    many: Annotated[list[str], PickMany("Which ones?", options=OPTIONS)] = []  # noqa: RUF012
    day: Annotated[date | None, Date("Day")] = None
    hour: Annotated[time | None, Time("Hour")] = None
    at: Annotated[datetime | None, DateAndTime("When")] = None
    count: Annotated[int, Number("How many?", least=1, most=9)] = 1
    flag: Annotated[bool, Toggle("Really?")] = False
    carried: Annotated[str, Hidden()] = ""


FILLED: dict[str, Any] = {
    "line": "l",
    "words": "w\nw",
    "one": ANA,
    "some": [ANA, BO],
    "pick": "c",
    "many": ["a,b%", "c"],
    "day": "2026-01-05",
    "hour": "09:30:00",
    "at": "2026-01-05T09:30:00",
    "count": 3,
    "flag": True,
    "carried": "https://x",
}


def sent(card: Json, **changes: str) -> Json:
    """What a client sends for a card whose inputs are left as they are, but for the changes."""
    values = {e["id"]: str(e.get("value", "")) for e in card["body"] if "id" in e}
    assert set(changes) <= set(values)
    (submit,) = card["actions"]
    made: Json = submit["data"] | values | changes
    return made


def test_every_field_passes_the_official_schema() -> None:
    for blank in (Everything.blank(), Everything.blank(**FILLED), GiveKudos.blank()):
        made = form_card(blank, FACES, KNOWN, "sealed")
        assert card_problems(made) == []
        assert size(made) < MESSAGE_BYTES


def test_the_people_search_is_what_teams_documents() -> None:
    made = form_card(GiveKudos.blank(), FACES, KNOWN, "")
    # The 1.6 schema is the first to know it; Teams takes it in cards of any version.
    plain = {k: v for k, v in made.items() if k != "msteams"} | {"version": "1.6"}
    assert problems("adaptive-card.1.6.0.json", plain) == []
    (people,) = [e for e in made["body"] if e["type"] == "Input.ChoiceSet"]
    assert people["choices.data"]["dataset"] == "graph.microsoft.com/users"
    assert people["choices"] == [
        {"title": "Bo", "value": "aad-bo"},
        {"title": "Chi", "value": "aad-chi"},
    ]


def test_a_filled_form_comes_back_as_it_was_shown() -> None:
    raw = read(sent(form_card(Everything.blank(**FILLED), FACES, KNOWN, "")))
    assert raw == Raw(
        "test.teams-everything",
        {
            "carried": "https://x",
            "line": "l",
            "words": "w\nw",
            "one": Account("aad-ana"),
            "some": [Account("aad-ana"), Account("aad-bo")],
            "pick": "c",
            "many": ["a,b%", "c"],
            "day": "2026-01-05",
            "hour": "09:30",
            "at": "2026-01-05T09:30",
            "count": "3",
            "flag": True,
        },
    )
    values = dict(raw.values) | {"one": ANA, "some": [ANA, BO]}
    form = Everything.read(values, ZoneInfo("Europe/Oslo"))
    assert form.at == datetime(2026, 1, 5, 9, 30, tzinfo=ZoneInfo("Europe/Oslo"))
    assert (form.count, form.hour, form.many) == (3, time(9, 30), ["a,b%", "c"])


def test_an_empty_form_comes_back_empty() -> None:
    raw = read(sent(form_card(Everything.blank(), FACES, KNOWN, "")))
    assert raw is not None
    assert raw.values["one"] is None
    assert raw.values["some"] == []
    assert raw.values["at"] == ""
    assert raw.values["flag"] is False


def test_half_a_moment_is_asked_for_again() -> None:
    card = form_card(Everything.blank(**FILLED), FACES, KNOWN, "")
    for change in ({"day:at": ""}, {"hour:at": ""}):
        raw = read(sent(card, **change))
        assert raw is not None
        with pytest.raises(FormInvalid, match="at"):
            Everything.read(dict(raw.values) | {"one": ANA, "some": []}, ZoneInfo("UTC"))


def test_errors_stand_beside_their_fields_and_the_rest_keeps_its_values() -> None:
    blank = Everything.again(FILLED, {"words": "Say **more**.", "carried": "Open it again."})
    made = form_card(blank, FACES, KNOWN, "")
    assert card_problems(made) == []
    body = made["body"]
    assert (body[0]["text"], body[0]["color"]) == ("Open it again.", "Attention")
    at = next(i for i, e in enumerate(body) if e.get("id") == "text:words")
    assert body[at - 1]["text"] == r"Say \*\*more\*\*."
    assert body[at]["value"] == "w\nw"


def test_each_drawing_has_its_own_nonce() -> None:
    nonces = {
        form_card(GiveKudos.blank(), FACES, (), "")["actions"][0]["data"][OURS]["nonce"]
        for _ in range(50)
    }
    assert len(nonces) == 50


def test_a_launcher_keeps_the_form_and_who_is_in_it() -> None:
    blank = GiveKudos.blank(to=[ANA, BO], note="for the <at>help</at>", evidence="https://x")
    card = launcher(blank, FACES, "sealed")
    assert card_problems(card) == []
    (action,) = card["body"][1]["actions"]
    assert action["data"]["msteams"] == {"type": "task/fetch"}
    found = opened(json.loads(json.dumps(action["data"][OURS])))
    assert found is not None
    form, faces = found
    assert form == blank
    assert dialog(form, faces, (), "")["card"]["content"]["body"][0]["value"] == "aad-ana,aad-bo"


def test_a_form_too_large_for_a_button_gets_a_sentence() -> None:
    options = [(f"v{i}" * 30, f"l{i}" * 12) for i in range(400)]
    blank = Everything.blank(options={"many": options})
    answer = in_chat(blank, Asker(FACES, lambda: (), lambda: ""))
    assert answer is not None
    assert size(answer) < MESSAGE_BYTES
    assert "more than a form in Teams can hold" in str(answer)


JSON: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=10),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner),
    max_leaves=8,
)
KEYS = st.sampled_from(["open", "faces", "zone", "at", "form", "nonce", "hidden"])


@given(st.dictionaries(KEYS, JSON))
def test_a_forged_launcher_is_not_opened(data: Json) -> None:
    assert opened(data) is None or isinstance(opened(data), tuple)


@given(
    st.dictionaries(
        st.sampled_from(["people:to", "person:x", "many:m", "day:a", "hour:a", "text:n", ":", "x"])
        | st.text(max_size=8),
        JSON,
    ),
    st.dictionaries(KEYS, JSON),
)
def test_whatever_a_client_sends_can_be_read(inputs: Json, ours: Json) -> None:
    raw = read(inputs | {OURS: ours | {"form": "kudos.give"}})
    assert raw is not None
    for value in raw.values.values():
        if isinstance(value, list):
            assert len(value) <= 100


def test_odd_ids_are_not_people() -> None:
    raw = read({OURS: {"form": "f"}, "people:to": "aad-bo,<at>,a b,,aad-bo," + "x" * 300})
    assert raw is not None
    assert raw.values["to"] == [Account("aad-bo")]


def test_a_form_of_another_app_is_none() -> None:
    assert read({}) is None
    assert read({OURS: 3}) is None
    assert isinstance(Blank.model_validate(GiveKudos.blank().model_dump(mode="json")), Blank)

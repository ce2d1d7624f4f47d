"""Forms: what is shown, what comes back, and what is wrong with it in words."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import Field as Limit
from pydantic import model_validator

from bot.events import Person
from bot.messages import (
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
    Unreadable,
    form_by_key,
)
from bot.messages.blocks import Option

OSLO = ZoneInfo("Europe/Oslo")
ANA, BO = Person(1, "Ana"), Person(2, "Bo")
COLOURS = (Option(value="r", label="Red"), Option(value="g", label="Green"))


class Everything(Form, key="forms.everything", heading="Everything", submit="Go"):
    line: Annotated[str, Line("Line"), Limit(min_length=3, max_length=10)]
    words: Annotated[str | None, Paragraph("Words")] = None
    person: Annotated[Person | None, PickPerson("Person")] = None
    people: Annotated[
        list[Person], PickPeople("People", most=3), Limit(max_length=2, default_factory=list)
    ]
    one: Annotated[Literal["a", "b"], PickOne("One")] = "a"
    listed: Annotated[str, PickOne("Listed", options=COLOURS)] = "r"
    many: Annotated[list[str], PickMany("Many", options=COLOURS), Limit(default_factory=list)]
    day: Annotated[date | None, Date("Day")] = None
    clock: Annotated[time | None, Time("Clock")] = None
    moment: Annotated[datetime | None, DateAndTime("Moment")] = None
    count: Annotated[int, Number("Count", least=1, most=9)] = 1
    share: Annotated[float, Number("Share", decimal=True), Limit(gt=0, lt=1)] = 0.5
    sure: Annotated[bool, Toggle("Sure")] = False
    carried: Annotated[str, Hidden()] = ""


class Span(Form, key="forms.span", heading="Span"):
    """A rule over two fields at once."""

    begin: Annotated[int, Number("Begin")]
    end: Annotated[int, Number("End")]

    @model_validator(mode="after")
    def _ordered(self) -> Span:
        if self.end < self.begin:
            raise ValueError("The end comes before the beginning.")
        return self


def wrong(**values: Any) -> dict[str, str]:
    """What reading complains about."""
    with pytest.raises(FormInvalid) as found:
        Everything.read({"line": "fine"} | values, OSLO)
    return found.value.errors


def test_a_filled_in_form_has_typed_values() -> None:
    form = Everything.read(
        {
            "line": "  hello ",
            "words": "two\nlines",
            "person": ANA,
            "people": [ANA, BO],
            "one": "b",
            "listed": "g",
            "many": ["r", "g"],
            "day": "2026-03-01",
            "clock": "09:30",
            "moment": "2026-03-29T09:30",
            "count": "7",
            "share": 0.25,
            "sure": True,
            "carried": "x",
        },
        OSLO,
    )
    assert form.line == "hello"
    assert form.words == "two\nlines"
    assert (form.person, form.people) == (ANA, [ANA, BO])
    assert (form.one, form.listed, form.many) == ("b", "g", ["r", "g"])
    assert (form.day, form.clock) == (date(2026, 3, 1), time(9, 30))
    assert form.moment == datetime(2026, 3, 29, 7, 30, tzinfo=UTC)
    assert (form.count, form.share, form.sure, form.carried) == (7, 0.25, True, "x")


@pytest.mark.parametrize("nothing", [None, "", []])
def test_what_may_stay_empty_gets_its_default(nothing: object) -> None:
    names = set(Everything.model_fields) - {"line"}
    form = Everything.read({"line": "fine"} | dict.fromkeys(names, nothing), OSLO)
    assert form == Everything.read({"line": "fine"}, OSLO)
    assert (form.count, form.sure, form.people, form.moment) == (1, False, [], None)


def test_zero_and_no_are_answers() -> None:
    assert Span.read({"begin": 0, "end": 0}, OSLO).end == 0
    assert Everything.read({"line": "fine", "sure": False}, OSLO).sure is False


@pytest.mark.parametrize(
    ("moment", "utc"),
    [
        ("2026-07-01T12:00", "2026-07-01T10:00+00:00"),
        ("2026-12-01T12:00", "2026-12-01T11:00+00:00"),
        ("2026-12-01T12:00:00Z", "2026-12-01T12:00+00:00"),
        ("2026-12-01T12:00-05:00", "2026-12-01T17:00+00:00"),
        ("2026-10-25T02:30", "2026-10-25T00:30+00:00"),  # twice: the first
        ("2026-03-29T02:30", "2026-03-29T01:30+00:00"),  # skipped: as long after
    ],
)
def test_a_wall_time_is_meant_where_the_person_is(moment: str, utc: str) -> None:
    read = Everything.read({"line": "fine", "moment": moment}, OSLO).moment
    assert read is not None
    assert read.astimezone(UTC) == datetime.fromisoformat(utc)


@pytest.mark.parametrize(
    ("values", "field", "words"),
    [
        ({"line": None}, "line", "Please fill this in."),
        ({"line": "   "}, "line", "Please write at least 3 characters."),
        ({"line": "x"}, "line", "Please write at least 3 characters."),
        ({"line": "x" * 11}, "line", "Please keep this to 10 characters."),
        ({"line": ANA}, "line", "Please check this."),
        ({"line": ["a", "b"]}, "line", "Please check this."),
        ({"person": "ana"}, "person", "Please pick from the list."),
        ({"person": {"id": 2, "name": "Somebody else"}}, "person", "Please pick from the list."),
        ({"people": [{"id": 2, "name": "<b>"}]}, "people", "Please pick from the list."),
        ({"people": [ANA, "bo"]}, "people", "Please pick from the list."),
        ({"people": [ANA, BO, Person(3, "C")]}, "people", "Please pick at most 2."),
        ({"people": [Person(n, "x") for n in range(4)]}, "people", "Please pick at most 3."),
        ({"one": "c"}, "one", "Please pick from the list."),
        ({"listed": "blue"}, "listed", "Please pick from the list."),
        ({"many": ["r", "blue"]}, "many", "Please pick from the list."),
        ({"day": "2026-02-30"}, "day", "Please pick a date or time from the list."),
        ({"day": "soon"}, "day", "Please pick a date or time from the list."),
        ({"clock": "25:00"}, "clock", "Please pick a date or time from the list."),
        ({"moment": "tomorrow"}, "moment", "Please pick a date or time from the list."),
        ({"moment": "0001-01-01T00:00"}, "moment", "Please pick a date or time from the list."),
        ({"count": "many"}, "count", "Please give a number."),
        ({"count": 1.5}, "count", "Please give a number."),
        ({"count": "0"}, "count", "Please give a number from 1 up."),
        ({"count": 10}, "count", "Please give a number up to 9."),
        ({"share": 0}, "share", "Please give a number above 0.0."),
        ({"share": 1}, "share", "Please give a number below 1.0."),
        ({"share": "nan"}, "share", "Please give a number."),
        ({"share": "inf"}, "share", "Please give a number."),
        ({"sure": "perhaps"}, "sure", "Please check this."),
        (
            {"surprise": "x"},
            "line",
            "This form has changed since you opened it. Please open it again.",
        ),
    ],
)
def test_what_is_wrong_is_said_at_the_field(values: dict[str, Any], field: str, words: str) -> None:
    assert wrong(**values) == {field: words}


def test_everything_that_is_wrong_is_said_at_once() -> None:
    assert set(wrong(line="x", count=0, moment="?", one="z")) == {"line", "count", "moment", "one"}


def test_a_rule_over_the_whole_form_is_said_at_its_first_field() -> None:
    with pytest.raises(FormInvalid) as found:
        Span.read({"begin": 2, "end": 1}, OSLO)
    assert found.value.errors == {"begin": "The end comes before the beginning."}


junk = st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.just(ANA)


@given(
    st.dictionaries(
        st.sampled_from(sorted(Everything.model_fields)) | st.text(max_size=5),
        junk | st.lists(junk, max_size=4) | st.dictionaries(st.text(max_size=3), junk, max_size=2),
    )
)
def test_whatever_a_client_sends_is_read_or_refused_in_words(values: dict[str, Any]) -> None:
    errors: dict[str, str] | None = None
    try:
        Everything.read(values, OSLO)
    except FormInvalid as invalid:
        errors = invalid.errors
    assert errors is None or errors
    assert set(errors or {}) <= set(Everything.model_fields)
    assert all((errors or {}).values())


def test_a_blank_form_shows_every_field_with_what_it_allows() -> None:
    blank = Everything.blank(line="pre", people=[ANA], day=date(2026, 3, 1))
    assert (blank.key, blank.heading, blank.submit) == ("forms.everything", "Everything", "Go")
    by_name = {e.name: e for e in blank.entries}
    assert list(by_name) == list(Everything.model_fields)
    assert by_name["line"].required
    assert by_name["line"].max_length == 10
    assert by_name["line"].value == "pre"
    assert not by_name["words"].required
    assert by_name["count"].value == 1
    assert by_name["day"].value == "2026-03-01"
    assert by_name["people"].field.kind == "people"
    assert blank.people() == {ANA}
    assert blank.errors == {}


def test_options_can_be_given_as_the_form_is_shown() -> None:
    blank = Everything.blank(options={"one": [("a", "Apple")], "many": [("x", "X")]})
    fields = {e.name: e.field for e in blank.entries}
    assert isinstance(fields["one"], PickOne)
    assert isinstance(fields["many"], PickMany)
    assert fields["one"].options == (Option(value="a", label="Apple"),)
    assert fields["many"].options == (Option(value="x", label="X"),)
    assert isinstance(fields["listed"], PickOne)
    assert fields["listed"].options == COLOURS


def test_the_form_is_shown_again_as_it_was_filled_in() -> None:
    blank = Everything.again({"line": "x", "people": [BO]}, {"line": "Too short."})
    values = {e.name: e.value for e in blank.entries}
    assert (values["line"], values["people"], values["listed"]) == ("x", [BO], "r")
    assert blank.errors == {"line": "Too short."}


@given(st.dictionaries(st.sampled_from(sorted(Everything.model_fields)), junk | st.lists(junk)))
def test_whatever_was_filled_in_can_be_shown_again(values: dict[str, Any]) -> None:
    blank = Everything.again(values | {"line": {"not": "text"}}, {"line": "Please check this."})
    assert blank.entries[0].value is None


@pytest.mark.parametrize("show", [lambda: Everything.blank(nope="x"), lambda: form_by_key("nope")])
def test_a_field_or_form_that_does_not_exist_is_unreadable(show: Any) -> None:
    with pytest.raises(Unreadable):
        show()


def test_two_forms_cannot_have_one_key() -> None:
    with pytest.raises(ValueError, match=r"'forms.span' is taken by Span"):

        class Twice(Form, key="forms.span", heading="Twice"):
            pass

    assert form_by_key("forms.span") is Span


def test_a_field_must_say_what_it_is() -> None:
    with pytest.raises(TypeError, match="does not say which field it is"):

        class Mute(Form, key="forms.mute", heading="Mute"):
            what: str

"""A form drawn again looks as it did when it was opened."""

from __future__ import annotations

from typing import Annotated, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.messages import Blank, Form, Hidden, Line, Paragraph, PickOne, Toggle
from bot.messages.look import MOST_CHARACTERS, Look


class Worn(Form, key="look.worn", heading="Worn", submit="Send"):
    what: Annotated[str, Line("What?", hint="A word.")]
    why: Annotated[str, Paragraph("Why?")] = ""
    pick: Annotated[str, PickOne("Which?")] = ""
    is_draft: Annotated[bool, Toggle("A draft")] = False
    carried: Annotated[int, Hidden()] = 0


PLAIN = Worn.blank()


def changed(form: Blank, name: str, **field: Any) -> Blank:
    entries = tuple(
        e.model_copy(update={"field": e.field.model_copy(update=field)}) if e.name == name else e
        for e in form.entries
    )
    return form.model_copy(update={"entries": entries})


def looks(form: Blank) -> object:
    return form.heading, form.submit, [(e.name, e.field, e.required) for e in form.entries]


names = st.text(min_size=1, max_size=20)
options = st.lists(st.tuples(names, names), max_size=5)


@st.composite
def opened(draw: st.DrawFn) -> Blank:
    """A form as some view may have made it."""
    form = Worn.blank(options={"pick": draw(options)}, what=draw(names))
    form = changed(form, "what", hint=draw(st.text(max_size=150)), placeholder=draw(names))
    kept = draw(st.sets(st.sampled_from(["what", "why", "pick", "is_draft"]), min_size=1))
    entries = tuple(e for e in form.entries if e.name in kept | {"carried"})
    heading, submit = draw(names), draw(names)
    return form.model_copy(update={"heading": heading, "submit": submit, "entries": entries})


@given(opened(), st.dictionaries(st.sampled_from(["what", "why", "pick"]), names))
def test_it_is_drawn_as_it_was_opened_with_what_was_filled_in(
    form: Blank, filled: dict[str, str]
) -> None:
    again = Worn.again(filled, {"what": "Mend it."}, form.look())
    assert looks(again) == looks(form)
    assert again.errors == {"what": "Mend it."}
    shown = {e.name: e.value for e in again.entries}
    assert {k: v for k, v in filled.items() if k in shown}.items() <= shown.items()


def test_a_form_like_its_class_carries_nothing() -> None:
    assert PLAIN.look() == ""
    assert Worn.blank(what="said").look() == ""


@pytest.mark.parametrize(
    "look",
    [
        *("", "x", "[]", "7", '{"heading":7}', '{"nope":1}', "[" * 9_999),
        '{"fields":{"what":{"kind":"nope"}}}',
        Look(fields={"nope": Line(label="Else")}, shown=("nope",)).packed(),
        # What is hidden stays so, and each field stays of its kind.
        Look(fields={"carried": Line(label="Which?"), "what": Hidden()}).packed(),
        Look(heading="x").packed() + " " * MOST_CHARACTERS,
    ],
)
def test_a_look_that_fits_nothing_is_the_look_of_the_class(look: str) -> None:
    assert looks(Worn.again({}, {}, look)) == looks(PLAIN)

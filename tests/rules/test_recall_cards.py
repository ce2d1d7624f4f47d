"""Decisions about recall cards: what is read in what was typed, and what can't be asked."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.recall_cards import (
    LONGEST_PROMPT,
    MOST_OPTIONS,
    Choice,
    Draft,
    Fault,
    as_typed,
    choices,
    problems,
)
from bot.store.models import CardKind

TWO = "* an index\nanother disk"


def draft(kind: str = "single", **more: str) -> Draft:
    return Draft(**{"kind": kind, "prompt": "What helps?", "options": TWO} | more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "typed",
    [
        "* right\nwrong",
        "*   right\n\n  wrong  ",
        "[x] right\n[ ] wrong",
        "- [X] right\n- [ ] wrong",
        "* [x] right\n* [ ] wrong",
        "* right\n- wrong",
        "[✓] right\r\n[] wrong",
    ],
)
def test_right_options_are_marked_in_any_usual_way(typed: str) -> None:
    assert choices("single", typed) == (Choice("right", is_right=True), Choice("wrong"))


def test_a_star_without_a_space_is_part_of_the_option() -> None:
    assert choices("several", "*args\n* **kwargs")[0] == Choice("*args")
    assert choices("several", "*args\n* **kwargs")[1] == Choice("**kwargs", is_right=True)


def test_steps_keep_their_order_and_lose_their_numbers() -> None:
    found = choices("order", "1. parse\n2) plan\n* run")
    assert [c.words for c in found] == ["parse", "plan", "run"]
    assert not any(c.is_right for c in found)


@pytest.mark.parametrize(
    ("typed", "right"),
    [
        ("true", "True"),
        (" False. ", "False"),
        ("yes", "True"),
        ("[x] True\n[ ] False", "True"),
        ("True\n* False", "False"),
        ("maybe", None),
        ("", None),
        ("true\nfalse", None),
        ("* true\n* false", None),
        ("true\ntrue", None),
    ],
)
def test_true_or_false_is_said_in_a_word_or_marked(typed: str, right: str | None) -> None:
    found = choices("true_false", typed)
    assert next((c.words for c in found if c.is_right), None) == right
    assert [c.words for c in found] == (["True", "False"] if right else [])


WORDS = st.text(
    st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1, max_size=30
)


@given(
    kind=st.sampled_from(["single", "several"]),
    options=st.lists(st.builds(Choice, WORDS, st.booleans()), min_size=1, max_size=8),
)
def test_options_as_a_form_shows_them_are_read_as_the_same(
    kind: str, options: list[Choice]
) -> None:
    assert choices(kind, as_typed(kind, options)) == tuple(options)


@given(st.lists(WORDS.map(Choice), min_size=1, max_size=8))
def test_steps_as_a_form_shows_them_are_read_as_the_same(steps: list[Choice]) -> None:
    assert choices("order", as_typed("order", steps)) == tuple(steps)


@pytest.mark.parametrize("right", ["True", "False"])
def test_true_and_false_as_a_form_shows_them_are_read_as_the_same(right: str) -> None:
    found = choices("true_false", right)
    assert as_typed("true_false", found) == right


@pytest.mark.parametrize(
    "fit",
    [
        draft(),
        draft("several", options="* a\n* b"),
        draft("true_false", options="true"),
        draft("free", options="", solution="An index."),
        draft("order", options="parse\nplan\nrun"),
        draft("apply", options=""),
        draft(link="https://example.com/a", topics="#sql postgres", explanation="Because."),
    ],
)
def test_what_can_be_asked_has_no_problem(fit: Draft) -> None:
    assert problems(fit) == []


@pytest.mark.parametrize(
    ("unfit", "field", "fault"),
    [
        (draft(prompt=" "), "prompt", Fault.NO_PROMPT),
        (draft(prompt="🤔"), "prompt", Fault.NO_PROMPT),
        (draft(prompt="x" * 10_000), "prompt", Fault.TOO_LONG),
        (draft(options="a\nb"), "options", Fault.NO_RIGHT),
        (draft("several", options="a\nb"), "options", Fault.NO_RIGHT),
        (draft(options="* a\n* b"), "options", Fault.SEVERAL_RIGHT),
        (draft(options="* a"), "options", Fault.FEW_OPTIONS),
        (draft(options=""), "options", Fault.FEW_OPTIONS),
        (draft(options="* a\n[ ]"), "options", Fault.FEW_OPTIONS),
        (draft(options="* a\n" + "\n".join(map(str, range(29)))), "options", Fault.MANY_OPTIONS),
        (draft(options=f"* a\n{'b' * 151}"), "options", Fault.LONG_OPTION),
        (draft(options="* Index\nindex"), "options", Fault.TWICE),
        (draft("order", options="go\nstop\ngo"), "options", Fault.TWICE),
        (draft("order", options="go"), "options", Fault.FEW_OPTIONS),
        (draft("true_false", options="perhaps"), "options", Fault.TRUE_OR_FALSE),
        (draft("free", options="", solution=" "), "solution", Fault.NO_SOLUTION),
        (draft("free", solution="An index."), "options", Fault.NO_NEED),
        (draft("apply"), "options", Fault.NO_NEED),
        (draft(link="javascript:alert(1)"), "link", Fault.NO_LINK),
        (draft(topics="#a #b #c #d #e #f"), "topics", Fault.MANY_TOPICS),
        (draft(explanation="x" * 1001), "explanation", Fault.TOO_LONG),
        (draft("riddle"), "kind", Fault.NO_KIND),
    ],
)
def test_what_cannot_be_asked_names_the_field(unfit: Draft, field: str, fault: Fault) -> None:
    assert [(p.field, p.fault) for p in problems(unfit)] == [(field, fault)]


def test_every_kind_of_the_store_is_known_here() -> None:
    for kind in CardKind:
        assert all(p.fault is not Fault.NO_KIND for p in problems(draft(kind)))


def test_limits_are_those_the_form_names() -> None:
    assert problems(draft(prompt="x" * LONGEST_PROMPT)) == []
    most = "\n".join(["* a", *(f"b{n}" for n in range(MOST_OPTIONS - 1))])
    assert problems(draft(options=most)) == []

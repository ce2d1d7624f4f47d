"""Files of recall cards: what is read in them, and what is said about what can't be."""

from __future__ import annotations

import tracemalloc
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.recall_cards import problems
from bot.rules.recall_import import NoCards, Record, looks_like_markdown, records

CSV = """kind,prompt,options,solution,explanation,link,topics
single,Why?,* a | b,,Because.,https://example.com/,#sql
,What first?,"1. parse
2. plan",,,,
,Say it,,An index.,,,
,Used it?,,,,,
,"Is it, true?",false,,,,
"""

MARKDOWN = """# A deck about plans

Not a card.

## Why does the planner
skip an index?

- [x] It would read most of it
- [ ] It is broken

Why: Reading in order
is cheaper then.
Link: <https://example.com/>
Topics: #sql

## What comes first?
1. parse
2. plan

### Is a plan a promise?
**Answer:** false

## What is a plan?

Solution: A tree.

- with leaves

## Did you read one?
"""


def read(text: str | bytes, *, is_markdown: bool = False, size: int = 7) -> list[Record]:
    raw = text.encode() if isinstance(text, str) else text
    chunks = (raw[i : i + size] for i in range(0, len(raw), size))
    return list(records(chunks, is_markdown=is_markdown))


def test_a_table_is_read_with_its_columns_in_any_order() -> None:
    found = read(CSV)
    assert [r.number for r in found] == [2, 3, 5, 6, 7]
    kinds = [r.draft.kind for r in found if r.draft]
    assert kinds == ["single", "order", "free", "apply", "true_false"]
    first = found[0].draft
    assert first is not None
    assert [(c.words, c.is_right) for c in first.choices] == [("a", True), ("b", False)]
    assert (first.explanation, first.link, first.topic_names) == (
        "Because.",
        "https://example.com/",
        ["sql"],
    )
    assert all(r.draft and not problems(r.draft) for r in found)
    turned = read("Question;Answer\nWhat is it?;A tree.\n")
    assert turned[0].draft
    assert turned[0].draft.solution == "A tree."


def test_markdown_is_read_with_a_heading_for_each_card() -> None:
    found = read(MARKDOWN, is_markdown=True)
    drafts = [r.draft for r in found if r.draft]
    assert [d.kind for d in drafts] == ["single", "order", "true_false", "free", "apply"]
    assert drafts[0].prompt == "Why does the planner\nskip an index?"
    assert drafts[0].explanation == "Reading in order\nis cheaper then."
    assert drafts[0].link == "https://example.com/"
    assert drafts[3].solution == "A tree.\n\n- with leaves"
    assert [problems(d) for d in drafts] == [[]] * 5
    assert [r.number for r in found][:2] == [5, 16]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("size", [1, 2, 3, 1000])
def test_every_usual_encoding_is_read_in_pieces_of_any_size(encoding: str, size: int) -> None:
    (one,) = read("prompt,solution\nWas heißt „Größe“?,ÄÖ 🤔\n".encode(encoding), size=size)
    assert one.draft
    assert one.draft.prompt == "Was heißt „Größe“?"
    assert one.draft.solution == "ÄÖ 🤔"


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"", "it is empty"),
        (b"\n\n", "it is empty"),
        ("prompt\nGröße?\n".encode("latin-1"), "is not UTF-8 text"),
        (b"prompt\n\0\0\n", "it holds zero bytes"),
        (b"name,email\nana,a@b\n", "The first row must name the columns: prompt"),
        (b"prompt\n" + b"x" * 200_000, "Line 2 has more than"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(raw: bytes, said: str) -> None:
    with pytest.raises(NoCards, match=said):
        read(raw, size=1000)


def test_a_quotation_mark_left_open_costs_its_own_row_alone() -> None:
    rows = "\n".join(f"Question {n}?,A" for n in range(500))
    found = read(f'prompt,solution\nFirst?,A\n"Open?,A\n{rows}\n', size=1000)
    assert [(r.number, bool(r.broken)) for r in found[:4]] == [
        (2, False),
        (3, True),
        (4, False),
        (5, False),
    ]
    assert len(found) == 502
    assert found[-1].draft
    assert found[-1].draft.prompt == "Question 499?"


def test_one_left_open_in_the_last_row_is_told_too() -> None:
    found = read('prompt,solution\n"Open?,A\nSecond?,B')
    assert [bool(r.broken) for r in found] == [True, False]


def test_a_hundred_thousand_rows_are_read_in_little_memory() -> None:
    def rows() -> Iterator[bytes]:
        yield b"prompt,solution\n"
        piece = b"".join(b"Question %d?,Answer\n" % n for n in range(1000))
        for _ in range(100):
            yield piece

    tracemalloc.start()
    number = sum(1 for _ in records(rows(), is_markdown=False))
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert number == 100_000
    assert most < 1_000_000, "bytes, however many rows there are"


@given(st.binary(max_size=300), st.booleans())
def test_whatever_bytes_come_are_read_or_refused(raw: bytes, is_markdown: bool) -> None:
    try:
        found = read(raw, is_markdown=is_markdown)
    except NoCards as no:
        assert str(no)  # noqa: PT017
    else:
        assert all(r.draft is not None or r.broken for r in found)
        for record in found:
            if record.draft:
                problems(record.draft)


@pytest.mark.parametrize(
    ("name", "head", "is_it"),
    [("a.md", b"", True), ("a.csv", b"# x", False), ("cards", b"# x", True), ("x", b"a,b", False)],
)
def test_markdown_is_told_by_name_or_else_by_its_beginning(
    name: str, head: bytes, is_it: bool
) -> None:
    assert looks_like_markdown(name, head) is is_it

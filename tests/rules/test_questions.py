"""What a question is: its first line, topics and code; how long those asked are waited for."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules import questions as rules
from bot.rules.question_waiting import MOST, patience, worked_off
from bot.rules.working_time import Rhythm, is_available

WEDNESDAY = datetime(2026, 11, 18, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "title", "body", "topics"),
    [
        ("How do I do it? #sql", "How do I do it?", "", ("sql",)),
        ("How do I do #sql right?", "How do I do #sql right?", "", ("sql",)),
        ("Why?\nIt says no.\n#sql #pg", "Why?", "It says no.", ("sql", "pg")),
        ("Why `#define X`?", "Why #define X?", "", ()),
        ("```\n#include <a>\n```", "#include <a>", "```\n#include <a>\n```", ()),
        ("Why?\n  a\n    b", "Why?", "  a\n    b", ()),
        ("#sql", "#sql", "", ("sql",)),
    ],
)
def test_a_question_taken_apart(text: str, title: str, body: str, topics: tuple[str, ...]) -> None:
    said = rules.read(text)
    assert (said.title, said.body, said.topics) == (title, body, topics)


@given(st.text(max_size=600))
def test_the_first_line_is_one_line_and_nothing_is_lost(text: str) -> None:
    said = rules.read(text)
    assert len(said.title) <= rules.TITLE_LENGTH
    assert "\n" not in said.title
    kept = set((said.title + said.body + " ".join(said.topics)).casefold())
    assert {c for c in text.casefold() if c.isascii() and c.isalpha()} <= kept


def test_a_long_first_line_is_kept_whole_below_its_beginning() -> None:
    text = "word " * 100
    said = rules.read(text)
    assert said.title.endswith("…")
    assert said.body == text.strip()


@pytest.mark.parametrize(
    ("words", "is_one"),
    [
        ("how do I rotate it?", True),
        ("How does billing work", True),
        ("the build is red again", True),
        ("kudo", False),
        ("kudo?", False),
        ("helo there", False),
        ("凭据如何轮换 吗？", True),
    ],
)
def test_what_sounds_like_a_question(words: str, is_one: bool) -> None:
    assert rules.sounds_like_one(words) is is_one


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("words\n```\nx = 1\n```\nmore", ["x = 1"]),
        ('Traceback (most recent call last):\n  File "a", line 1', [None]),
        ("Error: no\n    at a.b (c.js:1)\n    at d (e.js:2)", [None]),
        ("plain words\nin two lines", []),
        ("```never closed", ["never closed"]),
        ("so: ```x = 1``` it is", ["x = 1"]),
        ("```python\nx = 1\n```", ["x = 1"]),
    ],
)
def test_what_is_shown_as_code(text: str, code: list[str | None]) -> None:
    found = [said for said, is_code in rules.pieces(text) if is_code]
    assert len(found) == len(code)
    assert all(want is None or want == said for want, said in zip(code, found, strict=True))


@given(st.text(alphabet="ab`\n ", max_size=80))
def test_no_character_is_lost_between_the_pieces(text: str) -> None:
    shown = "".join(said for said, _ in rules.pieces(text))
    if "```" not in text:
        assert shown.strip("\n") == text.strip("\n")
    elif not re.search("```[ab]+\n", text):  # else a language is named, and not shown
        assert shown.count("b") == text.count("b")


@given(
    st.integers(0, 24 * 14),
    st.integers(1, 80),
    st.sampled_from(["UTC", "Asia/Shanghai", "America/Los_Angeles", "Australia/Lord_Howe"]),
)
def test_they_are_waited_for_while_they_work(after: int, hours: int, zone: str) -> None:
    rhythm, since = Rhythm(zone=zone), WEDNESDAY + timedelta(hours=after)
    until = worked_off(rhythm, since, hours)
    assert since + timedelta(hours=min(hours, 8)) <= until <= since + MOST
    if until < since + MOST:
        assert is_available(rhythm, until - timedelta(seconds=1))
    assert worked_off(rhythm, since, hours + 1) >= until


def test_whoever_is_away_is_not_waited_for_longer_than_a_week() -> None:
    away = Rhythm(paused_until=WEDNESDAY + timedelta(days=30))
    assert worked_off(away, WEDNESDAY, 4) == WEDNESDAY + MOST


def test_the_last_of_them_decides() -> None:
    here, far = Rhythm(), Rhythm(zone="Asia/Shanghai")
    one, both = patience([(here, WEDNESDAY)], 4), patience([(here, WEDNESDAY), (far, WEDNESDAY)], 4)
    assert one == WEDNESDAY + timedelta(hours=4)
    assert both is not None
    assert both > one
    assert patience([], 4) is None

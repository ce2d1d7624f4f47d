"""Text in cards: what people wrote is shown literally, and our own markup as it is meant."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given

from adapters.teams.markup import Writer, escape, safe_url, when
from bot.events import Account, Person
from bot.messages import (
    Link,
    Plain,
    There,
    When,
    bold,
    code,
    italic,
    spans,
)
from bot.messenger import Faces
from tests.adapters.teams.markdown import NASTY, PEOPLES_TEXT, readable, shown


@pytest.mark.parametrize("text", NASTY)
def test_nasty_text_is_shown_as_it_was_written(text: str) -> None:
    seen, kinds = shown(escape(text))
    assert kinds == set()
    assert readable(seen).rstrip("\u202c") == readable(text).rstrip("\u202c")


@given(PEOPLES_TEXT)
def test_any_text_is_shown_as_it_was_written(text: str) -> None:
    escaped = escape(text)
    seen, kinds = shown(escaped)
    assert kinds == set()
    assert readable(seen).rstrip("\u202c\u2069") == readable(text).rstrip("\u202c\u2069")
    assert "<" not in escaped
    assert "{{" not in escaped


@given(PEOPLES_TEXT)
def test_a_name_cannot_break_out_of_its_mention(name: str) -> None:
    writer = Writer(Faces({9: Account("aad-9", name)}))
    text = writer.write(spans(["hi ", Person(9, name), " there"]))
    assert text.count("<") == 2
    assert text.startswith("hi <at>")
    assert text.endswith("</at> there")
    assert [e["text"] for e in writer.entities] == [text[3:-6]]


def test_emphasis_hugs_the_words() -> None:
    writer = Writer(Faces())
    said = spans(
        [bold(" a*b "), "and ", italic("c_d"), " ", code("/learn x"), bold("  "), bold("x\ny")]
    )
    seen, kinds = shown(writer.write(said))
    assert kinds == {"strong_open", "strong_close", "em_open", "em_close"}
    assert readable(seen) == "a*bandc_d/learnxxy"


def test_links_lead_where_they_say_and_nowhere_else() -> None:
    writer = Writer(Faces())
    text = writer.write(spans([Link(url="https://a.example/x_(y)?q=a b", text="see [this](no)")]))
    assert text == r"[see \[this\](no)](https://a.example/x%5F%28y%29?q=a%20b)"
    for url in ("javascript:alert(1)", "data:text/html,x", "https://", "//x", "x", "http://[", ""):
        assert safe_url(url) == ""
        assert writer.write(spans([Link(url=url, text="t")])) == "t"


def test_moments_are_told_in_the_readers_zone() -> None:
    at = datetime(2026, 1, 5, 10, 0, tzinfo=timezone(timedelta(hours=1)))
    assert when(When(at=at)) == (
        "{{DATE(2026-01-05T09:00:00Z,SHORT)}} {{TIME(2026-01-05T09:00:00Z)}}"
    )
    assert when(When(at=at.astimezone(UTC), form="date")) == "{{DATE(2026-01-05T09:00:00Z,SHORT)}}"


def test_plain_is_literal_even_between_markup() -> None:
    writer = Writer(Faces())
    text = writer.write(
        (
            Plain(text="{"),
            Plain(text="{DATE(2026-01-01T00:00:00Z)}}"),
            Plain(text="<"),
            Plain(text="at>Ana</at>"),
        )
    )
    assert shown(text) == ("{{DATE(2026-01-01T00:00:00Z)}}<at>Ana</at>\n", set())


def test_the_way_to_a_message_is_the_address_that_teams_itself_copies() -> None:
    to = There(
        text="its [thread]",
        style="bold",
        platform="teams",
        workspace="",
        conversation="19:a_b@thread.tacv2",
        message="1650",
        thread="1600",
    )
    room = "https://teams.microsoft.com/l/message/19%3Aa%5Fb%40thread.tacv2/1650"
    assert Writer(Faces()).write((to,)) == rf"[its \[thread\]]({room}?parentMessageId=1600)"
    assert Writer(Faces()).write((to.model_copy(update={"thread": None}),)).endswith(f"({room})")
    for change in ({"platform": "slack"}, {"conversation": "a:personal"}, {"message": ""}):
        elsewhere = Writer(Faces()).write((to.model_copy(update=change),))
        assert elsewhere == r"**its \[thread\]**"

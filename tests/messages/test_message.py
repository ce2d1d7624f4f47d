"""Messages: what was said is stored as JSON and comes back to the letter."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from bot.events import Person
from bot.messages import (
    Bullets,
    Button,
    Buttons,
    Confirm,
    Context,
    Divider,
    Fact,
    Facts,
    Header,
    Image,
    Link,
    Mention,
    Message,
    Option,
    Plain,
    Press,
    Progress,
    Select,
    Text,
    When,
    listed,
    plain,
    spans,
)

short = st.text(min_size=1, max_size=30)
people = st.builds(Person, id=st.integers(1, 10**9), name=st.text(max_size=20))
moments = st.datetimes(timezones=st.just(UTC))
span = (
    st.builds(Plain, text=short, style=st.sampled_from(["", "bold", "italic", "code"]))
    | st.builds(Link, url=st.just("https://example.com/a?b=c#d"), text=short)
    | st.builds(Mention, person=people, ping=st.booleans())
    | st.builds(When, at=moments, form=st.sampled_from(["date", "time", "datetime"]))
)
text = st.lists(span, max_size=4).map(tuple)
press = st.builds(
    Press,
    key=short,
    data=st.dictionaries(short, st.integers(-(2**53), 2**53) | short, max_size=3),
)
confirm = st.none() | st.builds(Confirm, title=short, text=short, yes=short)
button = st.builds(Button, label=short, press=press, confirm=confirm)
option = st.builds(Option, value=short, label=short)
block = st.one_of(
    st.builds(Header, text=short),
    st.builds(Text, spans=text),
    st.builds(Context, spans=text),
    st.builds(
        Facts,
        facts=st.lists(st.builds(Fact, label=short, value=text), min_size=1, max_size=3).map(tuple),
    ),
    st.builds(
        Bullets, items=st.lists(text, min_size=1, max_size=3).map(tuple), ordered=st.booleans()
    ),
    st.builds(Buttons, buttons=st.lists(button, min_size=1, max_size=5).map(tuple)),
    st.builds(
        Select,
        placeholder=short,
        options=st.lists(option, min_size=1, max_size=3).map(tuple),
        press=press,
    ),
    st.builds(Image, url=st.just("https://example.com/x.png"), alt=short),
    st.just(Divider()),
    st.builds(Progress, label=short, fraction=st.floats(0, 1)),
)
messages = st.builds(
    Message, blocks=st.lists(block, min_size=1, max_size=6).map(tuple), summary=st.text()
)


@given(messages)
def test_a_message_survives_being_stored(message: Message) -> None:
    assert Message.model_validate_json(message.model_dump_json()) == message


@given(messages)
def test_whoever_is_mentioned_anywhere_is_found(message: Message) -> None:
    stored = message.model_dump_json()
    for person in message.people():
        assert f'"id":{person.id}' in stored
    assert len(message.people()) <= stored.count('"kind":"mention"')


@pytest.mark.parametrize(
    "stored",
    [
        "",
        "null",
        "[]",
        "{}",
        '{"blocks": [], "summary": ""}',
        '{"blocks": [{"kind": "hologram"}], "summary": ""}',
        '{"blocks": [{"kind": "divider", "extra": 1}], "summary": ""}',
        '{"blocks": [{"kind": "header", "text": 7}], "summary": ""}',
    ],
)
def test_what_no_version_wrote_is_refused(stored: str) -> None:
    with pytest.raises(ValidationError):
        Message.model_validate_json(stored)


@pytest.mark.parametrize(
    ("message", "summary"),
    [
        (Message.of("Hello"), "Hello"),
        (Message.of(Divider(), Header(text="Title"), "Hello"), "Title"),
        (Message.of("Hello", summary="Short"), "Short"),
        (Message.of(Divider()), "A message from Potluck"),
    ],
)
def test_a_notification_says_the_first_words(message: Message, summary: str) -> None:
    assert message.summary == summary


def test_bare_strings_are_literal_and_bare_people_are_mentions() -> None:
    made = spans(["<!channel> *b*", "", Person(1, "Ana"), Plain(text="x", style="code")])
    assert made == (
        Plain(text="<!channel> *b*"),
        Mention(person=Person(1, "Ana")),
        Plain(text="x", style="code"),
    )


@pytest.mark.parametrize(
    ("count", "words"), [(0, ""), (1, "P1"), (2, "P1 and P2"), (4, "P1, P2, P3 and P4")]
)
def test_people_are_listed_as_one_would_say_it(count: int, words: str) -> None:
    people = [Person(n, f"P{n}") for n in range(1, count + 1)]
    assert plain(spans(listed(people))) == words


def test_the_words_alone_name_links_people_and_moments() -> None:
    at = datetime(2026, 3, 1, 9, 30, tzinfo=UTC)
    said = spans(
        [Link(url="https://x.example", text="this"), " by ", Person(1, "Ana"), When(at=at)]
    )
    assert plain(said) == "this by Ana2026-03-01 09:30 UTC"


def test_nothing_can_be_changed_once_said() -> None:
    message = Message.of("Hello")
    with pytest.raises(ValidationError):
        message.summary = "Bye"

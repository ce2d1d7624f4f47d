"""Whatever people write stands there as they wrote it: hypothesis through the renderer."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from adapters.slack import limits, render
from adapters.slack.pressed import launcher, pressed
from bot.events import Account, CommandInvoked, Person, Workspace
from bot.messages import (
    Block,
    Bullets,
    Button,
    Buttons,
    Confirm,
    Context,
    Fact,
    Facts,
    Header,
    Image,
    Link,
    Mention,
    Message,
    Option,
    Plain,
    Progress,
    Select,
    Text,
    When,
)
from tests.adapters.slack.drawings import alive, faults
from tests.adapters.slack.test_render import FACES, PRESS, WILD, blocks

text = st.one_of(
    st.text(max_size=60),
    st.sampled_from(
        [WILD, "<!everyone>", "<!subteam^S1>", "<#C1>", "<@U1ANA>", "<https://e.example|x>", "&lt;"]
    ),
    st.text(alphabet="<>&@!#*_~`:|^U1\n\u202e\u200b\ud800\x00", max_size=40),
)
spans_ = st.lists(
    st.one_of(
        st.builds(Plain, text=text, style=st.sampled_from(["", "bold", "italic", "code"])),
        st.builds(
            Mention, person=st.builds(Person, st.sampled_from([1, 2, 3]), text), ping=st.booleans()
        ),
        st.builds(Link, url=st.just("https://meant.example/"), text=text),
        st.builds(Link, url=text, text=text),
        st.builds(When, at=st.integers(0, 2**35).map(lambda s: datetime.fromtimestamp(s, UTC))),
    ),
    max_size=14,
).map(tuple)
labels = st.text(min_size=1, max_size=75)
written = st.one_of(
    st.builds(Header, text=st.text(max_size=150)),
    st.builds(Text, spans=spans_),
    st.builds(Context, spans=spans_),
    st.builds(
        Facts,
        facts=st.lists(st.builds(Fact, label=text, value=spans_), min_size=1, max_size=3).map(
            tuple
        ),
    ),
    st.builds(
        Bullets, items=st.lists(spans_, min_size=1, max_size=3).map(tuple), ordered=st.booleans()
    ),
    st.builds(
        Buttons,
        buttons=st.lists(
            st.builds(
                Button,
                label=labels,
                press=st.just(PRESS),
                confirm=st.none()
                | st.builds(
                    Confirm,
                    title=st.text(min_size=1, max_size=100),
                    text=st.text(min_size=1, max_size=300),
                    yes=st.text(min_size=1, max_size=30),
                ),
            ),
            min_size=1,
            max_size=5,
        ).map(tuple),
    ),
    st.builds(
        Select,
        placeholder=st.text(min_size=1, max_size=150),
        options=st.lists(
            st.builds(
                Option, value=st.text(alphabet="abc", min_size=1, max_size=150), label=labels
            ),
            min_size=1,
            max_size=4,
        ).map(tuple),
        press=st.just(PRESS),
    ),
    st.builds(Image, url=text, alt=st.text(min_size=1, max_size=50)),
    st.builds(Progress, label=text, fraction=st.floats(0, 1)),
)


@given(st.lists(written, min_size=1, max_size=6).map(tuple), text)
def test_nothing_people_write_comes_alive(said: tuple[Block, ...], summary: str) -> None:
    drawn = render.message(Message(blocks=said, summary=summary), FACES)
    assert faults(drawn) == []
    json.dumps(drawn).encode()
    found = alive(drawn["blocks"])
    assert found.others == []
    pinged = {
        a.address
        for p in Message(blocks=said, summary="").people()
        if (a := FACES.of(p)) is not None
    }
    assert set(found.users) <= pinged
    assert all(link.startswith(("http://", "https://")) for link in found.links)


@given(text)
def test_people_read_what_people_wrote(note: str) -> None:
    shown = note.replace("\x00", "\ufffd").replace("\ud800", "\ufffd")
    found = alive(blocks(Text.of("“", note, "”")))
    if not any("\ud800" <= c <= "\udfff" for c in shown):
        assert found.words == f"“{shown}”"
    assert (found.users, found.links, found.others) == ([], [], [])


@given(st.lists(st.one_of(text, st.just(Account("U2BO"))), max_size=5).map(tuple))
def test_a_launcher_carries_all_or_says_so(said: tuple[str | Account, ...]) -> None:
    command = CommandInvoked[Account](
        id="1", workspace=Workspace("slack", "T1"), actor=Account("U1"), name="kudos", text=said
    )
    press, whole = launcher(command)
    (block,) = blocks(Buttons.of(Button(label="Open", press=press)))
    again: Any = pressed(block["elements"][0])
    assert again.name == "kudos"
    if whole and not any(c in p for p in said if isinstance(p, str) for c in "\x00\ud800"):
        assert again.text == said


def test_a_launcher_for_more_than_fits_keeps_the_beginning() -> None:
    words = " ".join(f"word{i}" for i in range(900))
    command = CommandInvoked[Account](
        id="1",
        workspace=Workspace("slack", "T1"),
        actor=Account("U1"),
        name="kudos",
        text=(Account("U2BO"), words),
    )
    press, whole = launcher(command)
    (block,) = blocks(Buttons.of(Button(label="Open", press=press)))
    again: Any = pressed(block["elements"][0])
    assert not whole
    assert again.text[0] == Account("U2BO")
    assert words.startswith(again.text[1])
    assert len(again.text[1]) > 800
    assert len(block["elements"][0]["value"]) <= limits.BUTTON_VALUE

"""Messages that people point at, edit and delete: what they say, and which they are."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.teams.inbound import Reader
from adapters.teams.quoted import said
from adapters.teams.sealing import Seal
from bot.events import (
    Account,
    CommandInvoked,
    MessageChanged,
    MessageDeleted,
    MessagePosted,
    MessageRef,
    ShortcutUsed,
)

READER = Reader(Seal("secret"))
BO = {
    "id": 0,
    "mentionText": "Bo Berg",
    "mentioned": {"user": {"id": "aad-bo", "displayName": "Bo Berg"}},
}


def html(content: str, *mentions: dict[str, Any]) -> tuple[str | Account, ...]:
    return said({"body": {"contentType": "html", "content": content}, "mentions": list(mentions)})


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("<div>hello</div>", "hello"),
        ("<p>one</p>\n<p>two<br>three</p>", "one\ntwo\nthree"),
        ("<div><div>a &amp; b &lt;c&gt;&nbsp;d</div></div>", "a & b <c> d"),
        ("<ul><li>one</li><li>two</li></ul>", "- one\n- two"),
        ("<pre>if x:\n    y = 1</pre><p>so</p>", "if x:\n    y = 1\nso"),
        ("see <a href='https://a.example/x'>the page</a>", "see the page (https://a.example/x)"),
        ('see <a href="https://a.example/x">https://a.example/x</a>', "see https://a.example/x"),
        ('<a href="javascript:alert(1)">press</a>', "press"),
        ('nice <emoji alt="🙂"></emoji> <img src="x" alt="a graph">', "nice 🙂 a graph"),
        ("<script>alert(1)</script>ok<style>b{}</style>", "ok"),
        ('<attachment id="1"></attachment><p>a reply</p>', "a reply"),
        ("a < b and <unclosed", "a < b and <unclosed"),
        ("", ""),
    ],
)
def test_html_is_read_as_people_see_it(content: str, words: str) -> None:
    assert "".join(str(p) for p in html(content)) == words


def test_mentions_are_accounts_once() -> None:
    found = html('<p><at id="0">Bo&nbsp;Berg</at> knows, <at id="7">Nobody</at> too</p>', BO)
    assert found == (Account("aad-bo", "Bo Berg"), " knows, Nobody too")


def test_plain_text_stays_as_it_is() -> None:
    body = {"body": {"contentType": "text", "content": "a <b> &amp; c"}}
    assert said(body) == ("a <b> &amp; c",)


@given(st.text(alphabet="<>/ab =\"'&;#at id0!-[]\n", max_size=60))
def test_no_html_breaks_it(content: str) -> None:
    for part in html(content, BO):
        assert isinstance(part, str | Account)


def activity(kind: str, **more: Any) -> dict[str, Any]:
    return {
        "type": kind,
        "id": "1650",
        "timestamp": "2026-11-18T12:00:00.000Z",
        "serviceUrl": "https://smba.trafficmanager.net/emea/",
        "from": {"id": "29:bo", "aadObjectId": "aad-bo", "name": "Bo Berg"},
        "recipient": {"id": "28:bot", "name": "Potluck"},
        "conversation": {"id": "19:x;messageid=1600", "conversationType": "channel"},
        "text": "use EXPLAIN",
    } | more


def one(made: dict[str, Any]) -> Any:
    (event,) = READER.events(made)
    return event


def test_an_edit_and_a_deletion_name_the_message_that_was_posted() -> None:
    posted = one(activity("message"))
    edited = one(activity("messageUpdate", channelData={"eventType": "editMessage"}))
    back = one(activity("messageUpdate", channelData={"eventType": "undeleteMessage"}))
    gone = one(activity("messageDelete", channelData={"eventType": "softDeleteMessage"}))
    assert isinstance(posted, MessagePosted)
    assert isinstance(edited, MessageChanged)
    assert isinstance(back, MessageChanged)
    assert isinstance(gone, MessageDeleted)
    assert {e.ref for e in (posted, edited, back, gone)} == {MessageRef("19:x", "1650", "1600")}
    assert len({e.id for e in (posted, edited, back, gone)}) == 4
    assert edited.text == ("use EXPLAIN",)
    assert gone.actor.address == "aad-bo"


def test_each_edit_is_its_own_event_and_a_repeated_one_is_the_same() -> None:
    first, again = (one(activity("messageUpdate", text="a")) for _ in range(2))
    later = one(activity("messageUpdate", text="a", timestamp="2026-11-18T12:01:00.000Z"))
    assert first.id == again.id != later.id


@pytest.mark.parametrize("kind", ["messageUpdate", "messageDelete"])
def test_our_own_edits_are_left_be(kind: str) -> None:
    assert READER.events(activity(kind, **{"from": {"id": "28:bot"}})) == []
    assert READER.events(activity(kind, id=None)) == []


def pointed(name: str, **payload: Any) -> dict[str, Any]:
    value = {"commandId": name, "commandContext": "message", "messagePayload": payload}
    return activity("invoke", name="composeExtension/fetchTask", value=value)


@pytest.mark.parametrize("name", ["question.ask", "answer.mark"])
def test_a_message_extension_brings_the_words_along(name: str) -> None:
    content = '<div><at id="0">Bo</at>, use <b>EXPLAIN</b></div>'
    body = {"contentType": "html", "content": content}
    event = one(pointed(name, id="1650", body=body, mentions=[BO]))
    assert isinstance(event, ShortcutUsed)
    assert (event.name, event.quote.text) == (name, (Account("aad-bo", "Bo Berg"), ", use EXPLAIN"))


@pytest.mark.parametrize(
    ("name", "command"),
    [("kudos.give", "kudos"), ("question.ask", "ask"), ("answer.mark", "find"), ("x", "help")],
)
def test_without_a_message_it_is_the_command_that_does_the_same(name: str, command: str) -> None:
    event = one(pointed(name))
    assert isinstance(event, CommandInvoked)
    assert event.name == command

"""What people write, edit and delete where the operator let Potluck read, and what it leaves be."""

from __future__ import annotations

from typing import Any

import pytest

from adapters.slack.arrival import Asked
from adapters.slack.inbound import arrival
from bot.events import (
    Account,
    ConversationKind,
    MessageChanged,
    MessageDeleted,
    MessagePosted,
    MessageRef,
)
from tests.adapters.slack.material import wrapped
from tests.adapters.slack.payloads import shortcut

REPLY = {"type": "message", "user": "U1", "text": "Ask <@U2>", "ts": "9.1", "thread_ts": "8.1"}


def heard(event: dict[str, Any]) -> Any:
    found = arrival(wrapped({"channel": "C1", "channel_type": "channel", "ts": "9.5"} | event))
    assert found is None or found.asked is Asked.NOBODY
    return found.event if found else None


def edit(new: dict[str, Any], old: dict[str, Any]) -> dict[str, Any]:
    """An edit as Slack tells it."""
    base = {"type": "message", "subtype": "message_changed", "hidden": True}
    return base | {"message": new, "previous_message": old}


def test_a_reply_in_a_thread_is_heard_once_with_its_mentions() -> None:
    event = heard(REPLY)
    assert isinstance(event, MessagePosted)
    assert event.text == ("Ask ", Account("U2"))
    assert event.ref == MessageRef("C1", "9.1", "8.1")
    assert event.conversation is not None
    assert event.conversation.thread == "8.1"
    assert event.id == heard(REPLY).id == "event:Ev1"


def test_a_reply_that_is_shown_in_the_channel_too_stays_in_its_thread() -> None:
    event = heard(REPLY | {"subtype": "thread_broadcast", "root": {"ts": "8.1"}})
    assert event.ref == MessageRef("C1", "9.1", "8.1")


@pytest.mark.parametrize(
    "event",
    [
        REPLY | {"bot_id": "B1"},
        REPLY | {"user": "UBOT"},
        REPLY | {"subtype": "bot_message"},
        REPLY | {"subtype": "channel_join"},
        REPLY | {"subtype": "message_replied", "hidden": True},
        REPLY | {"text": ""},
        REPLY | {"text": "<@UBOT> expert who #sql"},
        REPLY | {"channel": "D1", "channel_type": "im"},
        edit(REPLY | {"bot_id": "B1", "text": "x"}, REPLY | {"bot_id": "B1"}),
        edit(REPLY | {"attachments": [{"title": "a link, unfurled"}]}, REPLY),
        edit(REPLY | {"user": "UBOT", "text": "x"}, REPLY | {"user": "UBOT"}),
    ],
)
def test_what_is_nobodys_words_is_left_be(event: dict[str, Any]) -> None:
    assert heard(event) is None


def test_an_edit_tells_the_new_words() -> None:
    event = heard(edit(REPLY | {"text": "Ask &lt;me&gt;"}, REPLY))
    assert isinstance(event, MessageChanged)
    assert event.text == ("Ask <me>",)
    assert event.ref == MessageRef("C1", "9.1", "8.1")
    assert event.actor == Account("U1")


def test_a_deletion_tells_which_and_whose() -> None:
    gone = {"type": "message", "subtype": "message_deleted", "deleted_ts": "9.1"}
    event = heard(gone | {"previous_message": REPLY})
    assert isinstance(event, MessageDeleted)
    assert (event.ref, event.actor) == (MessageRef("C1", "9.1", "8.1"), Account("U1"))
    assert heard(gone | {"previous_message": REPLY | {"bot_id": "B1"}}) is None
    unknown = heard(gone)
    assert (unknown.ref.id, unknown.actor.is_bot) == ("9.1", True)


def test_the_stone_of_a_deleted_thread_is_a_deletion() -> None:
    stone = {"subtype": "tombstone", "user": "USLACKBOT", "ts": "8.1", "thread_ts": "8.1"}
    event = heard(edit(stone, {"user": "U1", "ts": "8.1", "thread_ts": "8.1", "text": "How?"}))
    assert isinstance(event, MessageDeleted)
    assert event.ref == MessageRef("C1", "8.1")


def test_a_group_of_people_is_no_channel() -> None:
    assert heard(REPLY | {"channel_type": "mpim"}).conversation.kind is ConversationKind.GROUP


@pytest.mark.parametrize("name", ["question.ask", "answer.mark"])
def test_a_shortcut_brings_the_words_along(name: str) -> None:
    message = {"user": "U2", "ts": "9.1", "text": " <@U3>: use `EXPLAIN` &amp; read "}
    found = arrival(shortcut(callback_id=name, message=message))
    assert found is not None
    event: Any = found.event
    assert event.name == name
    assert event.quote.text == (Account("U3"), ": use `EXPLAIN` & read")

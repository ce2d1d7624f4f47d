"""What a browser did → the core's event: a table."""

from __future__ import annotations

from typing import Any

import pytest

from adapters.playground import inbound
from adapters.playground.deeds import Filled, Press, Shortcut
from adapters.playground.people import BOT
from adapters.playground.rows import Room, Said
from adapters.playground.typed import Piece
from bot.events import (
    Account,
    BotAdded,
    ButtonClicked,
    CommandInvoked,
    Conversation,
    ConversationKind,
    FormSubmitted,
    HomeOpened,
    MessagePosted,
    MessageRef,
    Quote,
    Raw,
    ReactionAdded,
    ReactionRemoved,
    ShortcutUsed,
)

CHANNEL = Room("c-data", "channel", "data", "", frozenset({"ana", "bo", BOT}))
OWN = Room("a-ana", "app", "", "", frozenset({"ana", BOT}))
PAIR = Room("d-ana-bo", "direct", "", "", frozenset({"ana", "bo"}))
AT = Conversation("c-data", ConversationKind.CHANNEL, "data")
ANA = Account("ana")


def text(*parts: Piece) -> dict[str, Any]:
    return {"text": [p.as_json() for p in parts]}


HELLO = text(Piece("text", "hello "), Piece("person", "bo"))
CALLED = text(Piece("person", BOT), Piece("text", " kudos "), Piece("person", "bo"))
SLASHED = text(Piece("text", "/kudos me"))


def message(body: dict[str, Any], room: str = "c-data", thread: int | None = None) -> Said:
    return Said(77, room, "ana", body, thread)


def test_a_slash_command_keeps_its_thread() -> None:
    parts = [Piece("person", "bo"), Piece("text", " for it #sql")]
    assert inbound.slashed("ana:d1", "ana", CHANNEL, 5, "kudos", parts, {}) == CommandInvoked(
        id="say:ana:d1",
        workspace=inbound.WORKSPACE,
        actor=ANA,
        conversation=Conversation("c-data", ConversationKind.CHANNEL, "data", thread="5"),
        name="kudos",
        text=(Account("bo"), " for it #sql"),
    )


@pytest.mark.parametrize(
    ("said", "room", "heard"),
    [
        (message(HELLO), CHANNEL, None),
        (message(CALLED), CHANNEL, ("kudos ", Account("bo"))),
        (message(CALLED), PAIR, None),
        (message(HELLO, "a-ana"), OWN, ("hello ", Account("bo"))),
        (message(SLASHED, "a-ana"), OWN, ("kudos me",)),
    ],
)
def test_what_is_said_to_potluck_is_a_command(said: Said, room: Room, heard: Any) -> None:
    made = inbound.addressed(said, "ana:d1", room, {})
    assert (made and made.text) == heard
    assert made is None or (made.name, made.id) == ("learn", "say:ana:d1")


def test_talk_is_heard_where_potluck_is() -> None:
    made = inbound.posted(message(HELLO, thread=5), "ana:d1", CHANNEL, {})
    assert made == MessagePosted(
        id="say:ana:d1",
        workspace=inbound.WORKSPACE,
        actor=ANA,
        conversation=Conversation("c-data", ConversationKind.CHANNEL, "data", thread="5"),
        ref=MessageRef("c-data", "77", "5"),
        text=("hello ", Account("bo")),
    )


@pytest.mark.parametrize(
    ("room", "kind"),
    [
        (CHANNEL, ConversationKind.CHANNEL),
        (OWN, ConversationKind.PERSONAL),
        (PAIR, ConversationKind.GROUP),
    ],
)
def test_rooms_are_conversations(room: Room, kind: ConversationKind) -> None:
    assert inbound.where(room).kind is kind


def test_a_press_on_a_message_and_on_home() -> None:
    press = Press.model_validate(
        {"as": "ana", "deed": "deed-0001", "key": "x.y", "data": {"id": 3}, "choice": "a"}
    )
    on_message = inbound.pressed("ana:d1", press, CHANNEL, message(HELLO))
    assert on_message == ButtonClicked(
        id="press:ana:d1",
        workspace=inbound.WORKSPACE,
        actor=ANA,
        conversation=AT,
        payload=Raw("x.y", {"id": 3, "choice": "a"}),
        message=MessageRef("c-data", "77"),
    )
    assert inbound.pressed("ana:d1", press, OWN, None).message is None


def test_a_form_brings_people_back_as_accounts_and_all_else_as_it_is() -> None:
    values = {
        "one": {"kind": "person", "value": "bo"},
        "nobody": {"kind": "person", "value": None},
        "some": {"kind": "people", "value": ["bo", "emre"]},
        "none": {"kind": "people", "value": []},
        "topics": {"kind": "many", "value": ["sql"]},
        "note": {"kind": "paragraph", "value": "true"},
        "seats": {"kind": "number", "value": 4},
        "share": {"kind": "number", "value": 0.5},
        "remind": {"kind": "toggle", "value": False},
        "day": {"kind": "date", "value": "2026-11-24"},
        "id": {"kind": "hidden", "value": 12},
    }
    filled = Filled.model_validate(
        {"as": "ana", "deed": "deed-0001", "room": "c-data", "key": "x", "values": values}
    )
    made = inbound.submitted("ana:d1", filled, CHANNEL)
    assert made == FormSubmitted(
        id="form:ana:d1",
        workspace=inbound.WORKSPACE,
        actor=ANA,
        conversation=AT,
        form=Raw(
            "x",
            {
                "one": Account("bo"),
                "nobody": None,
                "some": [Account("bo"), Account("emre")],
                "none": None,
                "topics": ["sql"],
                "note": "true",
                "seats": 4,
                "share": 0.5,
                "remind": False,
                "day": "2026-11-24",
                "id": 12,
            },
        ),
    )
    assert isinstance(made.form.values["remind"], bool)


def test_a_shortcut_points_at_a_message_with_its_lasting_address() -> None:
    used = Shortcut.model_validate(
        {"as": "bo", "deed": "deed-0001", "message": 77, "name": "kudos.give"}
    )
    made = inbound.pointed("bo:d1", used, message(HELLO), CHANNEL, "http://127.0.0.1:8080", {})
    assert made == ShortcutUsed(
        id="shortcut:bo:d1",
        workspace=inbound.WORKSPACE,
        actor=Account("bo"),
        conversation=AT,
        name="kudos.give",
        quote=Quote(
            MessageRef("c-data", "77"),
            ANA,
            "http://127.0.0.1:8080/#/c-data/77",
            ("hello ", Account("bo")),
        ),
    )


def test_a_card_has_no_words_to_quote() -> None:
    used = Shortcut.model_validate({"as": "bo", "deed": "deed-0001", "message": 77, "name": "x"})
    card = message({"card": {"blocks": []}})
    assert inbound.pointed("bo:d1", used, card, CHANNEL, "", {}).quote.text == ()


def test_edits_and_deletions_name_the_message_that_was_posted() -> None:
    posted = inbound.posted(message(HELLO, thread=5), "ana:d1", CHANNEL, {})
    edited = inbound.edited(message(HELLO, thread=5), "ana:d2", CHANNEL, {})
    deleted = inbound.deleted(message({}, thread=5), "ana:d3", CHANNEL)
    assert posted.ref == edited.ref == deleted.ref == MessageRef("c-data", "77", "5")
    assert edited.text == posted.text
    assert [e.id for e in (edited, deleted)] == ["edit:ana:d2", "delete:ana:d3"]
    assert deleted.actor == ANA


@pytest.mark.parametrize(("on", "kind"), [(True, ReactionAdded), (False, ReactionRemoved)])
def test_reactions(on: bool, kind: type[Any]) -> None:
    made = inbound.reacted("bo:d1", "bo", "heart", on, message(HELLO), CHANNEL)
    assert type(made) is kind
    assert (made.id, made.emoji, made.author, made.ref) == (
        "react:bo:d1",
        "heart",
        ANA,
        MessageRef("c-data", "77"),
    )


def test_home_and_being_let_in() -> None:
    own = Conversation("a-ana", ConversationKind.PERSONAL)
    assert inbound.looked_home("ana:d1", "ana", OWN) == HomeOpened(
        id="home:ana:d1", workspace=inbound.WORKSPACE, actor=ANA, conversation=own
    )
    assert inbound.added(CHANNEL, "ana") == BotAdded(
        id="added:c-data",
        workspace=inbound.WORKSPACE,
        actor=ANA,
        conversation=Conversation("c-data", ConversationKind.CHANNEL, "data", reference="c-data"),
    )

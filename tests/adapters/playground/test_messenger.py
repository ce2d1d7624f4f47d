"""The core's port onto the chat server: what every messenger must do."""

from __future__ import annotations

import sqlite3

import pytest

from adapters.door import Door
from adapters.playground import inbound
from adapters.playground.inbound import WORKSPACE
from adapters.playground.messenger import PlaygroundMessenger
from bot.events import Account, Conversation, ConversationKind, MessageRef, Person
from bot.messages import Message, Text
from bot.messenger import Faces, Messenger, Refused, TryLater
from tests.adapters.playground.stage import Stage

GENERAL = Conversation("c-general", ConversationKind.CHANNEL, "general")
FACES = Faces({1: Account("ana")})
HELLO = Message.of(Text.of("Hello ", Person(1, "Ana Ferreira")))


@pytest.fixture
def messenger(stage: Stage) -> PlaygroundMessenger:
    """The outgoing side of a real door."""
    assert isinstance(stage.door.messenger, PlaygroundMessenger)
    return stage.door.messenger


def test_it_is_a_door_with_a_messenger(stage: Stage) -> None:
    door: Door = stage.door
    port: Messenger = door.messenger
    assert port.platform == "playground"
    assert list(port.rates) == []


async def shown(stage: Stage, ref: MessageRef) -> str:
    said = stage.door.server.store.message(int(ref.id))
    return "" if said.gone else str(said.body["card"]["summary"])


async def test_post_edit_withdraw(stage: Stage, messenger: PlaygroundMessenger) -> None:
    ref = await messenger.post(WORKSPACE, GENERAL, HELLO, FACES)
    assert (ref.conversation, ref.thread) == ("c-general", None)
    assert await shown(stage, ref) == "Hello Ana Ferreira"
    assert stage.door.server.store.marks("c-general", "ana").mentions == 1
    await messenger.edit(WORKSPACE, GENERAL, ref, Message.of("Goodbye"), FACES)
    assert await shown(stage, ref) == "Goodbye"
    assert stage.door.server.store.marks("c-general", "ana").mentions == 0
    await messenger.withdraw(WORKSPACE, GENERAL, ref)
    await messenger.withdraw(WORKSPACE, GENERAL, ref)
    assert await shown(stage, ref) == ""
    with pytest.raises(Refused):
        await messenger.edit(WORKSPACE, GENERAL, ref, HELLO, FACES)


async def test_what_was_taken_away_leaves_no_words(
    stage: Stage, messenger: PlaygroundMessenger, folder: object
) -> None:
    ref = await messenger.post(WORKSPACE, GENERAL, Message.of("canary-7f3a"), FACES)
    await messenger.withdraw(WORKSPACE, GENERAL, ref)
    (left,) = stage.door.server.store._rows(
        "SELECT count(*) FROM message WHERE body LIKE '%canary%'"
    )
    assert left[0] == 0


async def test_threads(stage: Stage, messenger: PlaygroundMessenger) -> None:
    root = await messenger.post(WORKSPACE, GENERAL, HELLO, FACES)
    there = Conversation("c-general", ConversationKind.CHANNEL, thread=root.id)
    reply = await messenger.post(WORKSPACE, there, HELLO, FACES)
    assert reply.thread == root.id
    deeper = Conversation("c-general", ConversationKind.CHANNEL, thread=reply.id)
    assert (await messenger.post(WORKSPACE, deeper, HELLO, FACES)).thread == root.id
    await messenger.withdraw(WORKSPACE, GENERAL, root)
    (kept,) = stage.door.server.store.page("c-general", "ana").messages
    assert (kept.gone, kept.body, kept.replies and kept.replies.count) == (True, {}, 2)


@pytest.mark.parametrize(
    ("to", "advice"),
    [
        (Conversation("c-none"), "gone"),
        (Conversation("c-hiring", ConversationKind.CHANNEL), "/invite @Potluck"),
        (Conversation("c-general", thread="7"), "gone"),
        (Conversation("c-general", thread="x"), "gone"),
        (Conversation("d-ana-bo", ConversationKind.GROUP), "not part of"),
    ],
)
async def test_what_can_never_be_said_is_refused_with_advice(
    stage: Stage, messenger: PlaygroundMessenger, to: Conversation, advice: str
) -> None:
    await stage.door.server.direct(["ana", "bo"])
    with pytest.raises(Refused) as no:
        await messenger.post(WORKSPACE, to, HELLO, FACES)
    assert advice in no.value.advice


async def test_a_card_that_is_too_big_is_refused(messenger: PlaygroundMessenger) -> None:
    huge = Message.of(*["é" * 3000] * 50)
    assert (await messenger.post(WORKSPACE, GENERAL, Message.of(*["x" * 3000] * 50), FACES)).id
    with pytest.raises(Refused, match="too long"):
        await messenger.post(WORKSPACE, GENERAL, huge, FACES)


async def test_a_disk_that_does_not_take_it_is_tried_later(
    stage: Stage, messenger: PlaygroundMessenger, monkeypatch: pytest.MonkeyPatch
) -> None:
    ref = await messenger.post(WORKSPACE, GENERAL, HELLO, FACES)

    def full(*_: object) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    for name in ("add", "rewrite", "remove"):
        monkeypatch.setattr(stage.door.server.store, name, full)
    with pytest.raises(TryLater):
        await messenger.post(WORKSPACE, GENERAL, HELLO, FACES)
    with pytest.raises(TryLater):
        await messenger.edit(WORKSPACE, GENERAL, ref, HELLO, FACES)
    with pytest.raises(TryLater):
        await messenger.withdraw(WORKSPACE, GENERAL, ref)


async def test_direct_conversations_and_profiles(messenger: PlaygroundMessenger) -> None:
    opened = await messenger.open_direct(WORKSPACE, Account("bo"))
    assert (opened.address, opened.kind) == ("a-bo", ConversationKind.PERSONAL)
    assert await messenger.open_direct(WORKSPACE, Account("bo")) == opened
    for nobody in ("mira", "bell", "potluck", "stranger"):
        with pytest.raises(Refused):
            await messenger.open_direct(WORKSPACE, Account(nobody))
    ines = await messenger.profile(WORKSPACE, Account("ines"))
    assert (ines.name, ines.is_admin, ines.time_zone) == (
        "Inés Quiroga",
        True,
        "America/Argentina/Buenos_Aires",
    )
    assert (await messenger.profile(WORKSPACE, Account("leo"))).is_guest
    assert (await messenger.profile(WORKSPACE, Account("mira"))).is_deleted
    assert (await messenger.profile(WORKSPACE, Account("bell"))).is_bot
    assert await messenger.profile(WORKSPACE, Account("x")) == Account("x")
    assert inbound.WORKSPACE.address == "playground"

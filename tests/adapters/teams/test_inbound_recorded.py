"""Recorded activities → events: each with what is expected of it, and whatever else may come."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.teams.activities import event_key
from adapters.teams.references import AccountReference, ConversationReference
from bot.events import (
    Account,
    BotAdded,
    BotRemoved,
    ButtonClicked,
    CommandInvoked,
    Conversation,
    ConversationKind,
    Inbound,
    MessageChanged,
    MessageDeleted,
    MessagePosted,
    MessageRef,
    ProfileChanged,
    Raw,
    ReactionAdded,
    ReactionRemoved,
    Workspace,
)
from tests.adapters.teams.material import Json, recorded
from tests.adapters.teams.reading import READER, one

ALEX = "00000000-0000-0000-0000-0000000000020"
TENANT = "00000000-0000-0000-0000-0000000000001"
PAYLOADS = recorded()

# Every recorded activity that concerns a feature here, and the events it must become.
# All others must become none.
EXPECTED: dict[str, list[type]] = {
    "playground/message.personal.json": [CommandInvoked],
    "playground/message.groupChat.mention.json": [CommandInvoked],
    "playground/message.channel.mention.json": [CommandInvoked],
    "playground/invoke.adaptiveCard_action.personal.json": [ButtonClicked],
    "playground/installationUpdate.groupChat.add.json": [BotAdded],
    "playground/installationUpdate.personal.remove.json": [BotRemoved],
    "playground/conversationUpdate.personal.membersAdded.json": [BotAdded],
    "playground/conversationUpdate.groupChat.membersAdded.json": [BotAdded],
    "playground/conversationUpdate.channel.teamMemberAdded.membersAdded.json": [BotAdded],
    "playground/conversationUpdate.channel.channelCreated.json": [ProfileChanged],
    "playground/conversationUpdate.channel.channelRenamed.json": [ProfileChanged],
    "recorded/teams.py/messageUpdate.personal.editMessage.64abe6.json": [],
    "agents-examples/08-messageUpdate.json": [MessageChanged],
    "agents-examples/09-messageDelete.json": [MessageDeleted],
    "teams.net/Activity/Message/MessageUpdateActivity.json": [MessageChanged],
    "teams.net/Activity/Message/MessageDeleteActivity.json": [MessageDeleted],
    "docs/messageReaction.channel.added.json": [ReactionAdded],
    "docs/messageReaction.channel.removed.json": [ReactionRemoved],
    "recorded/teams.py/message.826e39.json": [CommandInvoked],
    "recorded/teams.py/message.personal.mention.e201ac.json": [CommandInvoked],
    "teams.net/Activity/Message/MessageActivity_webChat.json": [CommandInvoked],
    "agents-examples/01-message.json": [MessagePosted],
    "agents-examples/10-installationUpdate.json": [BotAdded],
    "agents-examples/11-messageReaction.json": [ReactionAdded],
    "agents-examples/15-simple-message.json": [CommandInvoked],
    # A bot's own message as it was sent; its sender is not the recipient, so it is personal text.
    "teams.net/AdaptiveCardActivity.HEAD.json": [CommandInvoked],
}


def test_the_table_names_only_what_exists() -> None:
    assert set(EXPECTED) <= set(PAYLOADS)
    assert len(PAYLOADS) > 50


@pytest.mark.parametrize("name", PAYLOADS)
def test_a_recorded_activity(name: str) -> None:
    events = READER.events(PAYLOADS[name])
    assert [type(e) for e in events] == EXPECTED.get(name, [])
    for event in events:
        assert event.workspace.platform == "teams"
        assert event.actor.address
        assert [e.id for e in READER.events(PAYLOADS[name])] == [event.id]


def test_a_personal_message_in_full() -> None:
    assert one(PAYLOADS["playground/message.personal.json"]) == CommandInvoked(
        id=f"message:{event_key(PAYLOADS['playground/message.personal.json'])}",
        workspace=Workspace("teams", TENANT),
        actor=Account(
            ALEX,
            "Alex Wilber",
            "UTC",
            reference=str(
                AccountReference(
                    "user-id-0",
                    "http://127.0.0.1:5030/_connector",
                    "00000000-0000-0000-0000-00000000000011",
                )
            ),
        ),
        conversation=Conversation(
            "bbe704ff-5333-40f1-8cba-bf21a174dd77",
            ConversationKind.PERSONAL,
            reference=str(
                ConversationReference(
                    "http://127.0.0.1:5030/_connector", "00000000-0000-0000-0000-00000000000011"
                )
            ),
        ),
        name="hello",
        text=("peer",),
    )


def test_a_channel_message_knows_its_thread_and_loses_our_mention() -> None:
    event = one(PAYLOADS["playground/message.channel.mention.json"])
    assert (event.name, event.text) == ("in", ("channel",))
    assert event.conversation.kind is ConversationKind.CHANNEL
    assert (event.conversation.address, event.conversation.thread) == ("team-id", "1795304325416")


def test_a_group_message_with_our_mention_is_a_command() -> None:
    event = one(PAYLOADS["playground/message.groupChat.mention.json"])
    assert (event.name, event.text) == ("please", ("echo",))
    assert event.conversation.kind is ConversationKind.GROUP


def test_a_card_action_is_a_button() -> None:
    payload = PAYLOADS["playground/invoke.adaptiveCard_action.personal.json"]
    payload = payload | {
        "value": {
            "action": {
                "type": "Action.Execute",
                "verb": "kudos.undo",
                "data": {"press": {"kudos_id": 7, "bad": {"x": 1}}},
            }
        }
    }
    event = one(payload)
    assert event.payload == Raw("kudos.undo", {"kudos_id": 7})
    assert event.message == MessageRef("bbe704ff-5333-40f1-8cba-bf21a174dd77", "1795304198468")


def test_a_choice_comes_with_the_press() -> None:
    payload = PAYLOADS["playground/invoke.adaptiveCard_action.personal.json"]
    data = {"press": {"id": 1}, "chosen_by": "choice3", "choice3": "b", "choice4": "other"}
    payload = payload | {"value": {"action": {"verb": "pick", "data": data}}}
    assert one(payload).payload == Raw("pick", {"id": 1, "choice": "b"})


def test_a_reaction_in_full() -> None:
    event = one(PAYLOADS["docs/messageReaction.channel.added.json"])
    assert event.emoji == "+1"
    assert event.ref.id == "1575667808184"
    assert event.actor.address == "c33aafc4-646d-4543-9d4c-abd28e4d2110"


def test_newer_reactions_keep_their_words() -> None:
    payload = PAYLOADS["docs/messageReaction.channel.added.json"]
    payload = payload | {"reactionsAdded": [{"type": "1f44f_clappinghands"}, {"type": "heart"}]}
    assert [e.emoji for e in READER.events(payload) if isinstance(e, ReactionAdded)] == [
        "clappinghands",
        "heart",
    ]
    assert len({e.id for e in READER.events(payload)}) == 2


def test_a_renamed_channel_is_known_by_its_new_name() -> None:
    event = one(PAYLOADS["playground/conversationUpdate.channel.channelRenamed.json"])
    assert (event.conversation.address, event.conversation.name) == ("team-id", "General")


def test_being_installed_is_told_twice_and_counts_once() -> None:
    update = PAYLOADS["playground/installationUpdate.groupChat.add.json"]
    members = PAYLOADS["playground/conversationUpdate.groupChat.membersAdded.json"]
    assert one(update).id == one(members).id


NASTY: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                [
                    "id",
                    "name",
                    "type",
                    "text",
                    "value",
                    "data",
                    "action",
                    "verb",
                    "entities",
                    "mentioned",
                    "conversation",
                    "user",
                    "from",
                    "messagePayload",
                    "commandId",
                    "reactionsAdded",
                    "membersAdded",
                    "channelData",
                    "tenant",
                    "team",
                    "channel",
                    "conversationType",
                    "eventType",
                    "role",
                    "press",
                    "chosen_by",
                    "potluck",
                    "form",
                    "hidden",
                    "nonce",
                    "at",
                ]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@given(
    st.sampled_from(sorted(PAYLOADS)),
    st.dictionaries(
        st.sampled_from(
            [
                "text",
                "value",
                "entities",
                "name",
                "action",
                "replyToId",
                "reactionsAdded",
                "reactionsRemoved",
                "channelData",
                "conversation",
                "membersAdded",
                "membersRemoved",
                "attachments",
                "localTimezone",
                "timestamp",
                "from",
                "recipient",
            ]
        ),
        NASTY,
        max_size=4,
    ),
)
def test_nothing_that_comes_in_breaks_the_reader(name: str, changes: Json) -> None:
    events: list[Inbound] = READER.events(PAYLOADS[name] | changes)
    assert all(event.workspace.platform == "teams" for event in events)

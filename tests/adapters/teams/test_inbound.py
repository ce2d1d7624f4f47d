"""Activities → events: every recorded one with what is expected of it, then what people type."""

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.teams.activities import event_key
from adapters.teams.inbound import Reader
from adapters.teams.references import AccountReference, ConversationReference
from adapters.teams.render import OURS
from adapters.teams.sealing import Seal
from bot.events import (
    Account,
    BotAdded,
    BotRemoved,
    ButtonClicked,
    CommandInvoked,
    Conversation,
    ConversationKind,
    FormSubmitted,
    Inbound,
    MessageChanged,
    MessageDeleted,
    MessagePosted,
    MessageRef,
    ProfileChanged,
    Raw,
    ReactionAdded,
    ReactionRemoved,
    ShortcutUsed,
    Workspace,
)
from tests.adapters.teams.material import Json, recorded

ALEX = "00000000-0000-0000-0000-0000000000020"
TENANT = "00000000-0000-0000-0000-0000000000001"
SEAL = Seal("secret")
READER = Reader(SEAL)
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


def one(activity: Json) -> Any:
    found = READER.events(activity)
    assert len(found) == 1
    return found[0]


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


def message(text: str, *mentions: tuple[str, str], kind: str = "channel", **more: Any) -> Json:
    """A message as Teams writes it; mentions as (id, name), each standing as <at>name</at>."""
    entities = [
        {"type": "mention", "text": f"<at>{name}</at>", "mentioned": {"id": i, "name": name}}
        for i, name in mentions
    ]
    return {
        "type": "message",
        "id": "1700",
        "channelId": "msteams",
        "serviceUrl": "https://smba.trafficmanager.net/emea/",
        "from": {"id": "29:ana", "aadObjectId": "aad-ana", "name": "Ana"},
        "recipient": {"id": "28:bot", "name": "Potluck"},
        "conversation": {"id": "19:x", "conversationType": kind, "tenantId": "t1"},
        "entities": entities,
        "text": text,
    } | more


BOT = ("28:bot", "Potluck")
BO = ("29:bo", "Bo Berg")
CHI = ("29:chi", "Chi")


def test_mentions_become_accounts_where_they_stand() -> None:
    knows = {"29:bo": "aad-bo"}
    reader = replace(READER, knows=lambda tenant, user: knows.get(user))
    said = "<at>Potluck</at> /kudos <at>Bo Berg</at> and <at>Chi</at> for the help #sql"
    # Entities come in any order.
    (event,) = reader.events(message(said, CHI, BO, BOT))
    assert isinstance(event, CommandInvoked)
    assert event.name == "kudos"
    bo, word, chi, rest = event.text
    assert isinstance(bo, Account)
    assert isinstance(chi, Account)
    assert (bo.address, bo.name) == ("aad-bo", "Bo Berg")
    assert (chi.address, AccountReference.read(chi.reference).id) == ("29:chi", "29:chi")
    assert (word, rest) == (" and ", " for the help #sql")


@pytest.mark.parametrize(
    ("said", "name", "rest"),
    [
        ("kudos me", "kudos", ("me",)),
        ("/kudos me", "kudos", ("me",)),
        ("  KUDOS   me  ", "kudos", ("me",)),
        ("learn help", "learn", ("help",)),
        ("", "help", ()),
        ("/", "help", ()),
        ("kudos\nfor all", "kudos", ("for all",)),
        ("a &lt;b&gt; &amp; c", "a", ("&lt;b&gt; &amp; c",)),
    ],
)
def test_what_people_type(said: str, name: str, rest: tuple[str, ...]) -> None:
    event = one(message(said, kind="personal"))
    assert (event.name, event.text) == (name, rest)


def test_teams_own_encoding_is_undone_once() -> None:
    html = [{"contentType": "text/html", "content": "<div></div>"}]
    said = "<at>Potluck</at>&nbsp;kudos a &lt;b&gt; &amp;amp; c"
    assert one(message(said, BOT, attachments=html)).text == ("a <b> &amp; c",)


def test_at_tags_that_people_type_stay_text() -> None:
    event = one(message("<at>Potluck</at> kudos <at>everyone</at> hi", BOT))
    assert event.text == ("<at>everyone</at> hi",)


def test_a_channel_message_without_our_mention_is_only_read() -> None:
    event = one(message("thanks <at>Bo Berg</at>", BO))
    assert isinstance(event, MessagePosted)
    assert event.ref == MessageRef("19:x", "1700")


def test_our_own_messages_are_not_heard() -> None:
    assert READER.events(message("hi", kind="personal", **{"from": {"id": "28:bot"}})) == []


def test_message_ids_are_unique_only_within_a_conversation() -> None:
    first, second = message("a"), message("a") | {"conversation": {"id": "19:y"}}
    assert event_key(first) != event_key(second)
    assert event_key(first) == event_key(json.loads(json.dumps(first)))


@pytest.mark.parametrize(
    ("zone", "is_kept"),
    [
        ("Europe/Oslo", "Europe/Oslo"),
        ("GMT-8", None),
        ("../../etc/passwd", None),
        ("Nowhere/City", None),
        ("America", None),
        (7, None),
    ],
)
def test_only_real_zones_are_learnt(zone: object, is_kept: str | None) -> None:
    assert one(message("x", kind="personal", localTimezone=zone)).actor.time_zone == is_kept


def quoted(**payload: Any) -> Json:
    made = message("", type="invoke", name="composeExtension/fetchTask")
    made["conversation"] = {"id": "19:x;messageid=1600", "conversationType": "channel"}
    made["value"] = {
        "commandId": "kudos.give",
        "commandContext": "message",
        "messagePayload": {
            "id": "1650",
            "linkToMessage": "https://teams.microsoft.com/l/message/19:x/1650",
            "from": {"user": {"id": "aad-bo", "displayName": "Bo Berg"}, "application": None},
            "body": {"contentType": "html", "content": "<div>hello</div>"},
        }
        | payload,
    }
    return made


def test_the_message_extension_quotes_the_message() -> None:
    event = one(quoted())
    assert isinstance(event, ShortcutUsed)
    assert event.name == "kudos.give"
    assert event.quote.author == Account("aad-bo", "Bo Berg")
    assert event.quote.link == "https://teams.microsoft.com/l/message/19:x/1650"
    assert event.quote.ref == MessageRef("19:x", "1650", "1600")


def test_a_quoted_bot_is_a_bot_and_odd_links_are_dropped() -> None:
    event = one(
        quoted(
            linkToMessage="javascript:alert(1)",
            **{"from": {"user": None, "application": {"id": "app-1", "displayName": "Robot"}}},
        )
    )
    assert event.quote.author == Account("28:app-1", "Robot", is_bot=True)
    assert event.quote.link == ""


def test_the_extension_without_a_message_is_the_command() -> None:
    made = quoted()
    made["value"] = {"commandId": "kudos.give", "commandContext": "compose"}
    assert isinstance(one(made), CommandInvoked)
    assert one(made).name == "kudos"


def submitted(nonce: str = "n1", name: str = "task/submit", **inputs: Any) -> Json:
    here = Conversation("19:origin", ConversationKind.CHANNEL, thread="9", reference="{}")
    data = {
        OURS: {
            "form": "kudos.give",
            "nonce": nonce,
            "hidden": {"evidence": "https://x"},
            "at": SEAL.close(here, "aad-ana"),
        }
    } | inputs
    return message("", kind="personal", type="invoke", name=name) | {"value": {"data": data}}


def test_a_form_comes_back_where_it_was_opened() -> None:
    event = one(
        submitted(**{"people:to": "aad-bo,aad-chi", "text:note": " hi ", "toggle:p": "true"})
    )
    assert isinstance(event, FormSubmitted)
    assert event.conversation is not None
    assert (event.conversation.address, event.conversation.thread) == ("19:origin", "9")
    assert event.form == Raw(
        "kudos.give",
        {
            "evidence": "https://x",
            "to": [Account("aad-bo"), Account("aad-chi")],
            "note": " hi ",
            "p": True,
        },
    )


def test_one_drawing_of_a_form_counts_once_whatever_id_teams_gives() -> None:
    ids = {one(submitted() | {"id": i}).id for i in ("a", "b")}
    assert len(ids) == 1
    assert one(submitted(nonce="n2")).id not in ids
    other = submitted() | {"from": {"id": "29:bo", "aadObjectId": "aad-bo"}}
    assert one(other).id not in ids


def test_a_forged_place_is_ignored() -> None:
    made = submitted()
    stolen = Seal("other").close(Conversation("19:secret"), "aad-ana")
    mine = SEAL.close(Conversation("19:secret"), "aad-bo")
    for sealed in (stolen, mine, "x", None, 7, "A" * 90):
        made["value"]["data"][OURS]["at"] = sealed
        assert one(made).conversation.address == "19:x"


def test_both_kinds_of_dialogs_are_read() -> None:
    assert isinstance(one(submitted(name="composeExtension/submitAction")), FormSubmitted)
    old_client = submitted() | {"type": "message"}
    old_client["value"] = old_client["value"]["data"]
    assert isinstance(one(old_client), FormSubmitted)


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

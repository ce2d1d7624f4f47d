"""Every recorded payload → the event it is, and our own cases for what nobody recorded."""

from __future__ import annotations

import json
from typing import Any

import pytest

from adapters.slack import carried
from adapters.slack.arrival import Asked
from adapters.slack.carried import Carried
from adapters.slack.inbound import arrival, direct_in_doubt
from adapters.slack.payload import Malformed
from bot.events import (
    Account,
    ButtonClicked,
    CommandInvoked,
    Conversation,
    ConversationKind,
    FormSubmitted,
    HomeOpened,
    MessageRef,
    Raw,
    ShortcutUsed,
)
from tests.adapters.slack import material
from tests.adapters.slack.payloads import BUTTON, mention, press, shortcut, slash, submission


def event(payload: dict[str, Any], *, ours: bool = True) -> Any:
    found = arrival(payload, ours=ours)
    assert found is not None
    return found.event


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", ()),
        ("<@U2|bo> for help", (Account("U2"), " for help")),
        (
            "<@U2> <@W3|chi.chen> a &amp; b &lt;c&gt;",
            (Account("U2"), " ", Account("W3"), " a & b <c>"),
        ),
        ("@bo for help", ("@bo for help",)),
        ("<!channel> <!here|here> <!subteam^S1|@crew> <!subteam^S1>", None),
        ("in <#C1|general> and <#C2>", ("in #general and #C2",)),
        ("see <https://a.example/x?a=1&amp;b=2>", ("see https://a.example/x?a=1&b=2",)),
        ("see <https://a.example|a.example>", ("see https://a.example",)),
        ("see <https://a.example|the page>", ("see the page (https://a.example)",)),
        ("<mailto:a@b.example|a@b.example>", ("a@b.example",)),
        ("<@lower> &amp;lt; &quot;", ("@lower &lt; &quot;",)),
        ("a < b > c <", ("a  b  c <",)),
        ("nul\x00 and \ud800", ("nul\ufffd and \ufffd",)),
    ],
)
def test_the_text_of_a_command(text: str, said: tuple[str | Account, ...] | None) -> None:
    if said is None:
        said = ("@channel here @crew @subteam",)
    assert event(slash(text)).text == said


def test_a_slash_command() -> None:
    found = arrival(slash("<@U2|bo> for help", channel_name="privategroup", channel_id="G1"))
    assert found is not None
    made = found.event
    assert isinstance(made, CommandInvoked)
    assert (made.id, made.name) == ("command:1.2.3", "kudos")
    assert made.actor == Account("U1")
    assert made.conversation == Conversation("G1", ConversationKind.GROUP)
    assert (found.asked, found.trigger) == (Asked.COMMAND, "1.2.3")


def test_without_a_trigger_the_same_words_have_the_same_id() -> None:
    bare = {k: v for k, v in slash("x").items() if k != "trigger_id"}
    assert event(bare).id == event(dict(reversed(bare.items()))).id
    assert event(bare).id != event(bare | {"text": "y"}).id


@pytest.mark.parametrize(
    ("channel", "name", "ours", "kind"),
    [
        ("C1", "general", True, ConversationKind.CHANNEL),
        ("D1", "directmessage", True, ConversationKind.PERSONAL),
        ("D1", "directmessage", False, ConversationKind.GROUP),
        ("G1", "mpdm-ana--bo-1", True, ConversationKind.GROUP),
        ("C2", "mpdm-ana--bo-1", True, ConversationKind.GROUP),
    ],
)
def test_how_many_listen(channel: str, name: str, ours: bool, kind: ConversationKind) -> None:
    payload = slash(channel_id=channel, channel_name=name)
    there = event(payload, ours=ours).conversation
    assert there.kind is kind
    assert there.name == ("general" if kind is ConversationKind.CHANNEL else "")


def test_only_slack_knows_whose_a_direct_conversation_is() -> None:
    assert direct_in_doubt(slash(channel_id="D1")) == ("D1", "U1")
    assert direct_in_doubt(slash()) is None
    direct = {"channel": {"id": "D1"}}
    hidden = {"container": {"is_ephemeral": True, "channel_id": "D1", "message_ts": "1.1"}}
    assert direct_in_doubt(press(BUTTON, **direct)) is None
    assert direct_in_doubt(press(BUTTON, **direct, **hidden)) == ("D1", "U1")
    assert event(press(BUTTON, **direct), ours=False).conversation.kind == "personal"
    assert event(press(BUTTON, **direct, **hidden), ours=False).conversation.kind == "group"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("<@UBOT> kudos <@U2> for help", ("kudos ", Account("U2"), " for help")),
        ("<@UBOT>", ()),
        ("  <@UBOT>   /kudos me ", ("kudos me",)),
        ("hey <@UBOT> help", ("hey help",)),
        ("<@UBOT> kudos <@UBOT> thanks", ("kudos ", Account("UBOT"), " thanks")),
        ("<@U2> and <@UBOT|potluck>", (Account("U2"), " and")),
    ],
)
def test_a_mention_is_a_command(text: str, said: tuple[str | Account, ...]) -> None:
    made = event(mention(text))
    assert isinstance(made, CommandInvoked)
    assert (made.name, made.text, made.id) == ("learn", said, "event:Ev1")


def test_a_mention_keeps_its_thread() -> None:
    assert event(mention("<@UBOT> help", thread_ts="8.1")).conversation.thread == "8.1"
    assert event(mention("<@UBOT> help", thread_ts="9.1")).conversation.thread is None


@pytest.mark.parametrize(
    "by",
    [
        {"bot_id": "B1"},
        {"subtype": "bot_message"},
        {"bot_profile": {"id": "B1"}},
        {"user": "UBOT"},
        {"user": "USLACKBOT"},
        {"user": None},
    ],
)
def test_bots_and_the_app_itself_are_not_heard(by: dict[str, Any]) -> None:
    assert arrival(mention("<@UBOT> help", **by)) is None
    reaction = {"type": "reaction_added", "item": {"type": "message", "channel": "C", "ts": "1.1"}}
    assert arrival(material.wrapped({"user": "U1", **reaction, **by})) is None


def test_a_button_in_a_message() -> None:
    made = event(press(BUTTON))
    assert isinstance(made, ButtonClicked)
    assert made.payload == Raw("kudos.undo", {"kudos_id": 7})
    assert made.message == MessageRef("C1", "5.5")
    assert made.id == "press:1.2.3"
    threaded = {"message": {"ts": "5.5", "thread_ts": "4.4"}}
    assert event(press(BUTTON, **threaded)).message == MessageRef("C1", "5.5", "4.4")
    parent = {"message": {"ts": "5.5", "thread_ts": "5.5"}}
    assert event(press(BUTTON, **parent)).conversation.thread is None


def test_a_button_in_an_ephemeral_message_has_no_lasting_card() -> None:
    container = {"is_ephemeral": True, "message_ts": "5.5", "channel_id": "C1", "thread_ts": "4.4"}
    found = arrival(press(BUTTON, container=container, message=None))
    assert found is not None
    assert isinstance(found.event, ButtonClicked)
    assert found.event.message is None
    assert found.card == ""
    assert found.event.conversation == Conversation("C1", name="general", thread="4.4")


def test_a_select_brings_its_choice() -> None:
    select = {
        "type": "static_select",
        "action_id": 'recall.snooze|{"card":3}',
        "selected_option": {"value": "tomorrow"},
    }
    assert event(press(select)).payload == Raw("recall.snooze", {"card": 3, "choice": "tomorrow"})


@pytest.mark.parametrize(
    "action",
    [
        {"type": "button", "action_id": "potluck.link#0", "url": "https://a.example"},
        {"type": "overflow", "action_id": "x"},
        {"type": "button"},
        {"type": "button", "action_id": "#1"},
    ],
)
def test_what_needs_no_deed(action: dict[str, Any]) -> None:
    assert arrival(press(action)) is None


@pytest.mark.parametrize("value", ["", "7", "[1]", "{", "nonsense", "[" * 100_000])
def test_a_button_of_somebody_elses_carries_no_ids(value: str) -> None:
    assert event(press(BUTTON | {"value": value})).payload == Raw("kudos.undo", {})


def test_a_button_on_home_and_in_a_modal() -> None:
    view = {"id": "V1", "type": "home", "private_metadata": ""}
    home = arrival(press(BUTTON, view=view, container={"type": "view"}, channel=None, message=None))
    assert home is not None
    assert (home.asked, home.view, home.event.conversation) == (Asked.HOME_CARD, "", None)
    there = Conversation("C1", name="general", thread="4.4")
    packed = carried.pack(Carried("n", there, "https://hooks.slack.com/x"))
    modal = {"id": "V1", "type": "modal", "private_metadata": packed}
    found = arrival(press(BUTTON, view=modal, container={"type": "view"}, channel=None))
    assert found is not None
    assert (found.asked, found.view, found.event.conversation) == (Asked.VIEW, "V1", there)


def test_a_form_brings_back_what_it_carried() -> None:
    there = Conversation("D1", ConversationKind.GROUP, thread="4.4")
    hidden: dict[str, Any] = {"evidence": "https://a.example/?a&<b>", "n": 3, "who": Account("U3")}
    packed = carried.pack(Carried("nonce", there, "https://hooks.slack.com/x", "5.5", hidden))
    values = {
        "to": {"value": {"type": "multi_users_select", "selected_users": ["U2", "W3"]}},
        "one": {"value": {"type": "users_select", "selected_user": None}},
        "note": {"value": {"type": "plain_text_input", "value": "<!channel> & more"}},
        "empty": {"value": {"type": "plain_text_input", "value": None}},
        "is_private": {"toggle": {"type": "checkboxes", "selected_options": [{"value": "yes"}]}},
        "not": {"toggle": {"type": "checkboxes", "selected_options": []}},
        "many": {
            "value": {
                "type": "multi_static_select",
                "selected_options": [{"value": "a"}, {"value": "b"}],
            }
        },
        "pick": {"value": {"type": "static_select", "selected_option": {"value": "a"}}},
        "day": {"value": {"type": "datepicker", "selected_date": "2026-11-18"}},
        "hour": {"value": {"type": "timepicker", "selected_time": "09:30"}},
        "at": {"value": {"type": "datetimepicker", "selected_date_time": 1_700_000_000}},
        "number": {"value": {"type": "number_input", "value": "12"}},
    }
    found = arrival(submission(values, packed))
    assert found is not None
    made = found.event
    assert isinstance(made, FormSubmitted)
    assert (made.id, made.conversation) == ("form:nonce", there)
    assert made.form == Raw(
        "kudos.give",
        {
            **hidden,
            "to": [Account("U2"), Account("W3")],
            "one": None,
            "note": "<!channel> & more",
            "empty": None,
            "is_private": True,
            "not": False,
            "many": ["a", "b"],
            "pick": "a",
            "day": "2026-11-18",
            "hour": "09:30",
            "at": "2023-11-14T22:13:20+00:00",
            "number": "12",
        },
    )
    assert (found.response_url, found.card) == ("https://hooks.slack.com/x", "5.5")
    assert found.inputs == tuple(values)


def test_a_form_of_another_make_still_has_an_id_of_its_own() -> None:
    one, two = (event(submission({}, "", hash=h)) for h in ("h1", "h2"))
    assert one.id != two.id
    assert one.conversation is None


def test_a_shortcut_points_at_a_message() -> None:
    made = event(shortcut())
    assert isinstance(made, ShortcutUsed)
    assert made.quote.author == Account("U2")
    assert made.quote.link == "https://acme.slack.com/archives/C1/p1700000000000100"
    threaded = {"user": "U2", "ts": "1700000000.000100", "thread_ts": "1690000000.000100"}
    made = event(shortcut(message=threaded))
    assert made.quote.link.endswith("p1700000000000100?thread_ts=1690000000.000100&cid=C1")
    assert made.conversation.thread == "1690000000.000100"


@pytest.mark.parametrize("domain", ["", "evil.example/x", "a b", "-a", "A\u202eb", "x@y"])
def test_a_link_is_only_built_of_a_plain_domain(domain: str) -> None:
    assert event(shortcut(team={"id": "T1", "domain": domain})).quote.link == ""


def test_a_shortcut_on_a_bots_message() -> None:
    quote = event(shortcut(message={"user": "U9", "bot_id": "B1", "ts": "1.1"})).quote
    assert quote.author == Account("U9", is_bot=True)
    assert event(shortcut(message={"bot_id": "B1", "ts": "1.1"})).quote.author is None


def test_home_is_only_the_home_tab() -> None:
    opened = {"type": "app_home_opened", "user": "U1", "channel": "D1"}
    made = event(material.wrapped(opened | {"tab": "home"}))
    assert isinstance(made, HomeOpened)
    assert made.conversation == Conversation("D1", ConversationKind.PERSONAL)
    assert arrival(material.wrapped(opened | {"tab": "messages"})) is None


def test_a_reaction_without_its_skin() -> None:
    item = {"type": "message", "channel": "C1", "ts": "1.1"}
    reacted = {"type": "reaction_added", "user": "U1", "item": item}
    made = event(material.wrapped(reacted | {"reaction": "+1::skin-tone-3", "item_user": "U2"}))
    assert (made.emoji, made.ref, made.author) == ("+1", MessageRef("C1", "1.1"), Account("U2"))
    on_file = {"type": "file", "file": "F1"}
    assert arrival(material.wrapped(reacted | {"item": on_file})) is None


def test_in_a_shared_channel_others_are_guests() -> None:
    shared = mention("<@UBOT> help", user_team="T9") | {
        "is_ext_shared_channel": True,
        "team_id": "T9",
        "context_team_id": "T9",
    }
    made = event(shared)
    assert (made.workspace.address, made.actor.is_guest) == ("T1", True)
    own = mention("<@UBOT> help", user_team="T1") | {"is_ext_shared_channel": True}
    assert event(own).actor.is_guest is None
    stranger = press(BUTTON, user={"id": "U1", "team_id": "T9"}, team={"id": "T9"})
    made = event(stranger)
    assert (made.workspace.address, made.actor.is_guest) == ("T1", True)


def test_an_enterprise_grid_is_one_company() -> None:
    org = {"team_id": None, "enterprise_id": "E1", "user_id": "WBOT", "is_bot": True}
    payload = mention("<@WBOT> help", user_team="E1") | {"team_id": "T7", "authorizations": [org]}
    made = event(payload)
    assert (made.workspace.address, made.actor.is_guest) == ("T7", None)
    inside = press(BUTTON, is_enterprise_install=True, team={"id": "T7"}, message={"team": "E1"})
    made = event(inside | {"user": {"id": "W1", "team_id": "T8"}})
    assert (made.workspace.address, made.actor.is_guest) == ("T7", None)
    nowhere = press(BUTTON, team=None, message={}, enterprise={"id": "E1"}, user={"id": "W1"})
    assert event(nowhere).workspace.address == "E1"


def test_a_revoked_token_of_a_person_is_not_ours() -> None:
    revoked = {"type": "tokens_revoked", "tokens": {"oauth": ["U1"], "bot": []}}
    assert arrival(material.wrapped(revoked)) is None


MEMBERS = ["team", "user", "channel", "view", "actions", "message", "container", "state"]


@pytest.mark.parametrize("wrong", [5, "x", [1], [[]], True])
@pytest.mark.parametrize("member", MEMBERS)
def test_members_of_another_shape_are_malformed(member: str, wrong: Any) -> None:
    payload: dict[str, Any] = press(BUTTON)
    if member == "state":
        payload = submission({}, "", state=wrong)
    else:
        payload[member] = wrong
    with pytest.raises(Malformed):
        arrival(payload)


@pytest.mark.parametrize(
    "payload",
    [
        {},
        {"type": None},
        {"type": []},
        {"command": ""},
        {"type": "event_callback"},
        {"type": "shortcut", "callback_id": "kudos.give"},
        {"type": "view_closed"},
        {"type": "interactive_message"},
        {"type": "dialog_submission"},
    ],
)
def test_what_nobody_minds(payload: dict[str, Any]) -> None:
    assert arrival(payload) is None


def test_a_launcher_gives_its_command_again() -> None:
    text = json.dumps(["for ", {"@": "U2"}, " & co"])
    action = {"type": "button", "action_id": "potluck.open"}
    value = json.dumps({"name": "kudos", "text": text})
    made = event(press(action | {"value": value}))
    assert isinstance(made, CommandInvoked)
    assert (made.name, made.text) == ("kudos", ("for ", Account("U2"), " & co"))
    for broken in ("{}", '{"name":"kudos"}', '{"name":"kudos","text":"[1]"}', '{"text":"["}'):
        with pytest.raises(Malformed):
            arrival(press(action | {"value": broken}))

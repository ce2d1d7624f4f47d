"""The message extension and filled-in forms of Teams → events."""

from typing import Any

from adapters.teams.render import OURS
from adapters.teams.sealing import Seal
from bot.events import (
    Account,
    CommandInvoked,
    Conversation,
    ConversationKind,
    FormSubmitted,
    MessageRef,
    Raw,
    ShortcutUsed,
)
from tests.adapters.teams.material import Json
from tests.adapters.teams.reading import SEAL, message, one


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

"""A kudos in Teams, from install to its undoing: the real Potluck, Microsoft's own playground."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.adapters.teams.material import card_problems
from tests.peers.conftest import Picture
from tests.peers.potluck import potluck
from tests.peers.processes import free_port
from tests.peers.teams import BOT, COLLEAGUE, ME, AgentsPlayground, agents_playground

HIS_ID = "00000000-0000-4000-8000-000000000001"
FOR = " for walking me through the query planner #sql"


@pytest.fixture
def teams(page: Page, tmp_path: Path) -> Iterator[AgentsPlayground]:
    port = free_port()
    environ = {"POTLUCK_PLAYGROUND": "0"}
    with potluck(tmp_path, environ, port) as bot, agents_playground(page, port, tmp_path) as teams:
        teams.open("Personal Chat")
        expect(teams.text("Hello, I'm Potluck.")).to_be_visible()
        yield teams
        # The playground can't take a message away, so Potluck could not either.
        assert [e for e in bot.troubles() if e.get("result") != "unsure"] == []


def card_of(message: dict[str, Any]) -> dict[str, Any]:
    """The card in a message that was sent; it must be one by the official schema."""
    card: dict[str, Any] = message["attachments"][0]["content"]
    assert card_problems(card) == []
    return card


@pytest.mark.parametrize("conversation", ["General", "Group Chat"])
def test_install_kudos_card_direct_message_undo(
    teams: AgentsPlayground, conversation: str, picture: Picture
) -> None:
    page = teams.page
    teams.open(conversation)
    teams.say(f"@{BOT}", " kudos ", f"@{COLLEAGUE}", FOR)
    card = teams.card("query planner")
    expect(card).to_contain_text(f"{ME} thanks {COLLEAGUE}")
    card_of(teams.sent(f"{ME} thanks {COLLEAGUE}", FOR))
    if conversation == "General":
        picture(teams.snapshot(card, above=114, beside=46), "teams-card")

    told = teams.sent(f"{ME} thanked you", FOR)
    card_of(told)
    assert "user-id-1" in teams.direct_chats().values()

    teams.open("Personal Chat")
    expect(teams.text(f"Sent to {COLLEAGUE}. Thank you for noticing.")).to_be_visible()
    teams.press("Undo")
    expect(teams.text("Taken back.")).to_be_visible()
    expect(page.get_by_role("button", name="Undo", exact=True)).to_have_count(0)

    teams.open(conversation)
    expect(teams.text(f"{ME} took back a kudos.")).to_be_visible()
    expect(page.get_by_role("button", name="Give kudos too")).to_have_count(0)


def test_the_form_opens_complains_and_gives(teams: AgentsPlayground) -> None:
    teams.open("Group Chat")
    teams.say(f"@{BOT}", " kudos ", f"@{COLLEAGUE}")
    teams.sent(f"Nobody has thanked {COLLEAGUE}")
    teams.say(f"@{BOT}", " kudos")
    launcher = card_of(teams.sent("Give kudos"))
    [button] = launcher["body"][-1]["actions"]

    opened = teams.invoke("task/fetch", {"data": button["data"]})
    form = opened["task"]["value"]["card"]["content"]
    assert card_problems(form) == []
    offered = {choice["title"]: choice["value"] for choice in form["body"][0]["choices"]}

    def submit(form: dict[str, Any], name: str, note: str) -> dict[str, Any]:
        filled = {"people:to": offered[name], "text:note": note}
        return teams.invoke("task/submit", {"data": {**form["actions"][0]["data"], **filled}})

    wrong = submit(form, ME, "being me")
    again = wrong["task"]["value"]["card"]["content"]
    assert card_problems(again) == []
    assert "Pick a colleague, not yourself." in str(again)

    right = submit(again, COLLEAGUE, "a patient first review")
    assert "Pick" not in str(right)
    expect(teams.card("a patient first review")).to_contain_text(f"{ME} thanks {COLLEAGUE}")


def test_a_message_is_thanked_for_through_its_menu(teams: AgentsPlayground) -> None:
    teams.open("Group Chat")
    teams.say(f"@{BOT}", " help")
    teams.sent("What you can do")
    quoted = {
        "id": "1700000000000",
        "from": {"user": {"id": HIS_ID, "displayName": COLLEAGUE}},
        "linkToMessage": "https://teams.microsoft.com/l/message/x/1700000000000",
        "body": {"contentType": "text", "content": "ANALYZE before you trust it"},
    }
    value = {
        "commandId": "kudos.give",
        "commandContext": "message",
        "messagePayload": quoted,
    }
    opened = teams.invoke("composeExtension/fetchTask", value)
    form = opened["task"]["value"]["card"]["content"]
    assert card_problems(form) == []
    data = {**form["actions"][0]["data"], "text:note": "saving my afternoon"}
    data["people:to"] = next(i for i in form["body"] if i.get("id") == "people:to")["value"]
    teams.invoke("composeExtension/submitAction", {**value, "data": data})
    expect(teams.card("saving my afternoon")).to_contain_text(f"{ME} thanks {COLLEAGUE}")

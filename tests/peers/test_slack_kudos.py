"""A kudos in Slack, from the command to its undoing: the real Potluck, a third-party emulator."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.peers.conftest import Picture
from tests.peers.potluck import Potluck, potluck
from tests.peers.processes import eventually, free_port
from tests.peers.slack import BOT, SlackPeer, said, slack_peer
from tests.peers.slack_client import SlackClient
from tests.peers.slack_picture import show


@dataclass(frozen=True)
class Workspace:
    """A Slack workspace with Potluck installed, and who is in it."""

    slack: SlackPeer
    potluck: Potluck
    ana: SlackClient
    bo: SlackClient
    learning: str


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    port = free_port()
    with slack_peer(port, tmp_path) as slack, potluck(tmp_path, slack.environ, port) as bot:
        ana, bo = SlackClient(slack, "ana"), SlackClient(slack, "bo")
        yield Workspace(slack, bot, ana, bo, slack.channel("learning"))
        assert bot.troubles() == [], bot.troubles()


def test_install_kudos_card_direct_message_undo(
    workspace: Workspace, page: Page, picture: Picture
) -> None:
    slack, ana, bo, learning = workspace.slack, workspace.ana, workspace.bo, workspace.learning

    text = f"<@{bo.id}|bo> for walking me through the query planner #sql"
    sent = ana.command("learning", "/kudos", text)
    assert sent.status == 200
    assert sent.said["response_type"] == "ephemeral"
    assert "Sent to Bo Lindqvist. Thank you for noticing." in said(sent.said)

    card = slack.posted(learning, "walking me through the query planner")
    assert f"Ana Ferreira thanks <@{bo.id}>" in said(card)
    assert card["text"].startswith("Ana Ferreira thanks Bo Lindqvist")
    told = slack.told(bo.id, "walking me through the query planner")
    assert "Ana Ferreira thanked you" in said(told)
    picture(show(page, slack, card), "slack-card")

    undo = ana.press(learning, sent.said, "Undo", private=True)
    assert (undo.status, undo.body) == (200, "")
    [changed] = eventually(
        lambda: slack.front.responded(undo.response_url), "the giver's answer changes"
    )
    assert changed["replace_original"] is True
    assert "Taken back." in said(changed)
    edited = slack.posted(learning, "took back a kudos")
    assert edited["ts"] == card["ts"]
    assert edited["edited"]
    assert len(slack.messages(learning)) == 1
    eventually(lambda: not slack.direct_messages(bo.id), "the direct message disappears")
    expect(show(page, slack, edited)).to_contain_text("took back a kudos")


def test_what_slack_sends_twice_happens_once(workspace: Workspace) -> None:
    slack, ana, bo, learning = workspace.slack, workspace.ana, workspace.bo, workspace.learning
    sent = ana.command("learning", "/kudos", f"<@{bo.id}> for the first review")
    card = slack.posted(learning, "the first review")
    assert ana.again(sent).status == 200

    undo = ana.press(learning, sent.said, "Undo", private=True)
    assert [ana.again(undo).status for _ in range(2)] == [200, 200]
    assert slack.posted(learning, "took back a kudos")["ts"] == card["ts"]

    # A second kudos comes after whatever the repetitions might have posted.
    ana.command("learning", "/kudos", f"<@{bo.id}> for the second review")
    slack.posted(learning, "the second review")
    slack.told(bo.id, "the second review")
    assert len(slack.messages(learning)) == 2
    assert [said(m).count("review") for m in slack.direct_messages(bo.id)] == [1]


def test_the_form_opens_complains_and_gives(workspace: Workspace) -> None:
    slack, ana, bo, learning = workspace.slack, workspace.ana, workspace.bo, workspace.learning
    assert ana.command("learning", "/kudos", "").body == ""
    opened = eventually(lambda: slack.front.last("views.open"), "the form opens")
    assert opened.answered["ok"] is True
    view = opened.answered["view"]

    wrong = ana.submit(view, to=[ana.id], note="being me")
    assert wrong.said["response_action"] == "errors"
    assert "Pick a colleague, not yourself." in wrong.said["errors"]["to"]

    right = ana.submit(view, to=[bo.id], note="a patient first review")
    assert (right.status, right.body) == (200, "")
    assert ana.again(right).status == 200
    card = slack.posted(learning, "a patient first review")
    assert f"Ana Ferreira thanks <@{bo.id}>" in said(card)
    slack.told(bo.id, "a patient first review")

    hidden = ana.submit(
        {**view, "private_metadata": "{}"}, to=[bo.id], note="only you", is_private=1
    )
    assert hidden.status == 200
    slack.told(bo.id, "only you")
    assert len(slack.messages(learning)) == 1


def test_home_shows_what_was_given(workspace: Workspace) -> None:
    slack, ana, bo = workspace.slack, workspace.ana, workspace.bo
    ana.command("learning", "/kudos", f"<@{bo.id}> for explaining locks")
    slack.told(bo.id, "explaining locks")

    assert bo.open_home().status == 200
    home = eventually(lambda: slack.front.last("views.publish"), "Home is drawn")
    assert home.answered["ok"] is True
    assert home.asked["user_id"] == bo.id
    assert "explaining locks" in said(home.asked["view"])

    assert bo.press_home(home.answered["view"], "Give kudos").status == 200
    opened = eventually(lambda: slack.front.last("views.open"), "the form opens")
    assert opened.answered["view"]["title"]["text"] == "Give kudos"


def test_a_message_is_thanked_for_through_its_menu(workspace: Workspace) -> None:
    slack, ana, bo, learning = workspace.slack, workspace.ana, workspace.bo, workspace.learning
    slack.client("xoxp-bo").chat_postMessage(channel=learning, text="ANALYZE before you trust it")
    [advice] = slack.messages(learning)
    assert ana.use_shortcut(learning, advice, "kudos.give").status == 200
    opened = eventually(lambda: slack.front.last("views.open"), "the form opens")
    view = opened.answered["view"]
    picked = next(b["element"] for b in view["blocks"] if b["block_id"] == "to")
    assert picked["initial_users"] == [bo.id]
    assert ana.submit(view, note="saving my afternoon").status == 200
    slack.posted(learning, "saving my afternoon")


def test_a_mention_is_a_command_too(workspace: Workspace) -> None:
    slack, ana, bo, learning = workspace.slack, workspace.ana, workspace.bo, workspace.learning
    assert ana.mention(learning, f"kudos <@{bo.id}> for the runbook").status == 200
    card = slack.posted(learning, "the runbook")
    assert f"Ana Ferreira thanks <@{bo.id}>" in said(card)


def test_a_channel_it_was_not_invited_to(workspace: Workspace) -> None:
    slack, ana, bo = workspace.slack, workspace.ana, workspace.bo
    secret = slack.channel("secret")
    ana.command("secret", "/kudos", f"<@{bo.id}> for the glossary")
    told = slack.told(ana.id, "Invite me there with /invite @Potluck")
    slack.told(bo.id, "the glossary")

    slack.client("xoxp-ana").conversations_invite(channel=secret, users=[BOT])
    ana.press(secret, told, "Try again")
    assert f"thanks <@{bo.id}>" in said(slack.posted(secret, "the glossary"))

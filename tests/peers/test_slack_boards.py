"""Who helped lately, in Slack: the real Potluck, a third-party emulator."""

from __future__ import annotations

import time

from playwright.sync_api import Page

from tests.peers.conftest import Picture
from tests.peers.front import Json
from tests.peers.slack import PEOPLE, said
from tests.peers.slack_client import SlackClient
from tests.peers.slack_picture import show
from tests.peers.workspace import Workspace

BO, CHI = PEOPLE["bo"], PEOPLE["chi"]


def thank(who: SlackClient, whom: SlackClient, words: str) -> None:
    """Thank a colleague in #learning."""
    sent = who.command("learning", "/kudos", f"<@{whom.id}|{whom.name}> for {words}")
    assert "Thank you for noticing" in said(sent.said)


def pressed(workspace: Workspace, who: SlackClient, message: Json, label: str) -> Json:
    """Press a button of what only this person sees; what it turns into."""
    sent = who.press(workspace.learning, message, label, private=True)
    assert (sent.status, sent.body) == (200, "")
    [answer] = workspace.replies(sent)
    assert answer["replace_original"] is True
    return answer


def test_thanks_make_a_board_and_one_press_takes_oneself_off(
    workspace: Workspace, page: Page, picture: Picture
) -> None:
    ana, bo, chi = workspace.ana, workspace.bo, workspace.chi
    empty = bo.command("learning", "/learn", "board")
    assert empty.status == 200
    assert "Nobody has been thanked here this month" in said(empty.said)

    thank(ana, bo, "walking me through the query planner #sql")
    thank(chi, bo, "the review #git")
    thank(bo, chi, "the slides #sql")  # it comes back, so it counts half
    shown = bo.command("learning", "/learn", "board").said
    assert shown["response_type"] == "ephemeral"
    words = said(shown)
    assert words.index("1st") < words.index(BO) < words.index("2nd") < words.index(CHI)
    assert "You: 1st. Only you see this line." in words
    assert "point" not in words
    picture(show(page, workspace.slack, {**shown, "ts": f"{time.time():.6f}"}), "slack-board")

    about = said(ana.command("learning", "/learn", "board #git").said)
    assert BO in about
    assert CHI not in about
    new = pressed(workspace, bo, shown, "Newcomers")
    assert "Nobody new has taken part" in said(new)

    off = pressed(workspace, bo, shown, "Stay off the boards")
    assert "you are on no board" in said(off)
    without = said(ana.command("learning", "/learn", "board").said)
    assert BO not in without
    assert CHI in without
    back = pressed(workspace, bo, off, "Show me on boards again")
    assert "on the boards again" in said(back)
    assert BO in said(pressed(workspace, bo, back, "See the boards"))

    refused = said(ana.command("learning", "/learn", "board rings").said)
    assert "is for administrators" in refused

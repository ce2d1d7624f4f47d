"""Teams in Slack: a list that is imported, and what is said by hand; a third-party emulator."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.peers.conftest import Picture
from tests.peers.people import bring
from tests.peers.slack import said
from tests.peers.slack_client import SlackClient
from tests.peers.slack_picture import show
from tests.peers.workspace import Workspace, slack_workspace

LIST = """email;name;manager;team
{ana};Ana;;Learning
{bo};Bo;{ana};Learning
nobody@example.com;Not Here Yet;{bo};Learning
"""
OURS = ("--organization", "slack:T000000001")
"""The playground is an organization of its own."""


@pytest.fixture
def workspace(browser: Browser, tmp_path: Path) -> Iterator[Workspace]:
    """A workspace on a Monday morning, when people are told things."""
    with slack_workspace(browser, tmp_path) as made:
        made.clock.move_clock("To Monday 09:00")
        yield made


def email(workspace: Workspace, who: SlackClient) -> str:
    """Their address, as the emulator tells it."""
    user = workspace.slack.client().users_info(user=who.id)["user"]
    return str(user["profile"]["email"])


def test_a_list_says_who_leads_whom_and_by_hand_somebody_objects(
    workspace: Workspace, page: Page, picture: Picture, tmp_path: Path
) -> None:
    slack, ana, bo, chi = workspace.slack, workspace.ana, workspace.bo, workspace.chi
    for who in (ana, bo, chi):
        assert "You're in no team yet" in said(who.command("learning", "/learn", "team").said)
    listed = LIST.format(ana=email(workspace, ana), bo=email(workspace, bo))
    assert "1 new, 2 changed" in bring(tmp_path, listed, *OURS)
    assert "1 new, 2 changed" in bring(tmp_path, listed, *OURS, "--apply")
    assert "0 new, 0 changed, 3 as they were" in bring(tmp_path, listed, *OURS, "--apply")

    shown = said(bo.command("learning", "/learn", "team").said)
    assert "Learning" in shown
    assert "Ana Ferreira" in shown
    assert "Not Here Yet" in shown
    refused = said(chi.command("learning", "/learn", f"team add <@{bo.id}|bo>").said)
    assert "Only those who lead a team" in refused

    added = said(ana.command("learning", "/learn", f"team add <@{chi.id}|chi>").said)
    assert "Chidi Okafor reports to you now" in added
    told = slack.told(chi.id, "says that you report to")
    picture(show(page, slack, told), "slack-team")
    assert "that's undone" in workspace.press_direct(chi, told, "That's not right")
    heard = slack.told(ana.id, "says it's not right that they report to")
    assert "I've undone it" in said(heard)
    again = said(ana.command("learning", "/learn", f"team add <@{chi.id}|chi>").said)
    assert "Talk with them" in again
    shown = said(ana.command("learning", "/learn", "team").said)
    assert "You lead 1 colleague (Learning)" in shown


def test_whoever_leads_somebody_is_asked_before_they_go(
    workspace: Workspace, tmp_path: Path
) -> None:
    slack, ana, bo, chi = workspace.slack, workspace.ana, workspace.bo, workspace.chi
    for who in (ana, bo, chi):
        who.command("learning", "/learn", "team")
    listed = LIST.format(ana=email(workspace, ana), bo=email(workspace, bo))
    led = f"{email(workspace, chi)};Chi;;\nother@example.com;Other;{email(workspace, chi)};\n"
    bring(tmp_path, listed + led, *OURS, "--apply")

    asked = said(chi.command("learning", "/learn", f"team add <@{bo.id}|bo>").said)
    assert "I've asked Ana Ferreira" in asked
    question = slack.told(ana.id, "Until now they report to you")
    assert "Bo Lindqvist reports to Chidi Okafor now" in workspace.press_direct(
        ana, question, "Yes, they do"
    )
    assert "is in your team now" in said(slack.told(chi.id, "agrees:"))
    shown = said(bo.command("learning", "/learn", "team").said)
    assert "Chidi Okafor" in shown

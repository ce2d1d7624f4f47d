"""The Monday digest in Slack: the real Potluck, a third-party emulator."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page

from tests.peers.conftest import Picture
from tests.peers.praise import ASKED, THANKS, TOPIC, praising
from tests.peers.slack import said
from tests.peers.slack_client import SlackClient
from tests.peers.slack_picture import show
from tests.peers.workspace import Workspace, slack_workspace

COLLEAGUES = ("dina", "eli", "fay")
"""With Bo and Chi they are five: enough for a chart of the team."""


@pytest.fixture
def workspace(browser: Browser, tmp_path: Path) -> Iterator[Workspace]:
    """A Slack workspace on a Monday morning, whose administrator is Ana."""
    with slack_workspace(browser, tmp_path, praising(tmp_path, "ana"), COLLEAGUES) as made:
        made.clock.move_clock("To Monday 09:00")
        made.clock.move_clock("An hour on")
        yield made


def test_a_manager_reads_what_the_team_did_and_the_team_reads_the_same(
    workspace: Workspace, page: Page, picture: Picture
) -> None:
    slack, ana, bo, chi = workspace.slack, workspace.ana, workspace.bo, workspace.chi
    team = [bo, chi, *(SlackClient(slack, name) for name in COLLEAGUES)]
    for who in team:
        who.command("learning", "/kudos", "")  # met
    mentions = " ".join(f"<@{who.id}>" for who in team)
    added = ana.command("learning", "/learn", f"team add {mentions}").said
    assert "Bo Lindqvist" in said(added) or bo.id in said(added)
    slack.told(bo.id, "says that you report to")

    chi.command("learning", "/kudos", f"<@{bo.id}> for {THANKS}")
    bo.command("learning", "/ask", f"{ASKED} {TOPIC}")
    preview = ana.command("learning", "/learn", "digest preview").said
    assert "A preview" in said(preview)
    assert THANKS.partition(" #")[0] in said(preview)

    workspace.clock.move_clock("To Monday 09:00")
    digest = slack.told(ana.id, THANKS.partition(" #")[0])
    assert ASKED in said(digest)
    with Image.open(BytesIO(slack.uploaded(digest))) as chart:
        assert (chart.format, chart.size) == ("PNG", (800, 320))
    picture(show(page, slack, digest), "slack-digest")

    mirror = bo.command("learning", "/learn", "mirror").said
    assert THANKS.partition(" #")[0] in said(mirror)
    board = bo.command("learning", "/learn", "board").said
    assert "Who helped most" in said(board)

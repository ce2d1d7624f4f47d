"""Being asked what one learnt in Slack: the real Potluck, a third-party emulator."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.peers.conftest import Picture
from tests.peers.processes import eventually
from tests.peers.slack import said
from tests.peers.slack_picture import show
from tests.peers.test_playground_recall import SETTINGS
from tests.peers.workspace import Workspace, slack_workspace


@pytest.fixture
def workspace(browser: Browser, tmp_path: Path) -> Iterator[Workspace]:
    """A Slack workspace with a Potluck that holds nothing out, on a Monday morning."""
    file = tmp_path / "recall.yaml"
    file.write_text(SETTINGS)
    with slack_workspace(browser, tmp_path, {"POTLUCK_CONFIG": str(file)}) as made:
        made.clock.move_clock("To Monday 09:00")
        yield made


def test_asked_in_the_morning_and_answered_by_button_and_form(
    workspace: Workspace, page: Page, picture: Picture
) -> None:
    ana, bo = workspace.ana, workspace.bo
    for kind, prompt, choices in (
        ("single", "Why is the index skipped?", "* It reads most rows\nIt is broken"),
        ("several", "What does ANALYZE cost?", "* Time\n* Locks\nMoney"),
    ):
        view = workspace.form("A recall card", ana.command("learning", "/learn", "recall new"))
        fields = {"kind": kind, "prompt": prompt, "choices": choices, "topics": "#sql"}
        sent = ana.submit(view, **fields, title="Plans")
        [preview] = workspace.replies(sent)
        assert "It's in use" in workspace.press(ana, preview, "Use it")
    learnt = bo.command("learning", "/learn", "recall learn #sql")
    assert "#sql" in said(learnt.said)

    workspace.clock.move_clock("A day on")
    card = eventually(lambda: workspace.slack.told(bo.id, "2 quick questions"), "the questions")
    assert "Right is: It reads most rows" in workspace.press_direct(bo, card, "It is broken")
    card = workspace.slack.told(bo.id, "Right is: It reads most rows")
    chat = workspace.slack.client().conversations_open(users=[bo.id])["channel"]["id"]
    form = workspace.form("What is right?", bo.press(chat, card, "Tick what is right"))
    assert bo.submit(form, chosen=["0", "1"]).status == 200
    done = eventually(lambda: workspace.slack.told(bo.id, "That's it for today"), "the end")
    assert "Right: Time, Locks" in said(done)
    picture(show(page, workspace.slack, done), "slack-recall")

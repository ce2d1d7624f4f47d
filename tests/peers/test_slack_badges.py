"""Badges in Slack, earned and given by hand: the real Potluck, a third-party emulator."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page

from tests.peers.conftest import Picture
from tests.peers.front import Call
from tests.peers.praise import ANSWER, ASKED, DEED, ENDORSED, PROOF, TOPIC, WORD, praising
from tests.peers.processes import eventually
from tests.peers.slack import said
from tests.peers.slack_client import SlackClient
from tests.peers.slack_picture import show
from tests.peers.workspace import Workspace, slack_workspace


@pytest.fixture
def workspace(browser: Browser, tmp_path: Path) -> Iterator[Workspace]:
    """A Slack workspace whose administrator is Ana."""
    with slack_workspace(browser, tmp_path, praising(tmp_path, "ana")) as made:
        yield made


def chat(workspace: Workspace, who: SlackClient) -> str:
    """The direct chat of somebody with Potluck."""
    found = workspace.slack.client().conversations_open(users=[who.id])
    return str(found["channel"]["id"])


def size(png: bytes) -> tuple[int, int]:
    """Width and height, in pixels."""
    with Image.open(BytesIO(png)) as drawn:
        assert drawn.format == "PNG"
        return drawn.size


def view(workspace: Workspace, method: str, *, pictured: bool = False) -> Call | None:
    """The latest view shown by this method; the latest that shows a picture."""
    calls = [c for c in workspace.slack.front.calls if c.method == method]
    return next((c for c in reversed(calls) if not pictured or "slack_file" in str(c.asked)), None)


def test_a_first_answer_earns_a_badge(workspace: Workspace, page: Page, picture: Picture) -> None:
    slack, ana, bo = workspace.slack, workspace.ana, workspace.bo
    ana.command("learning", "/ask", f"{ASKED} {TOPIC}")
    card = workspace.card("asks #postgres")
    form = workspace.form("Answer", bo.press(workspace.learning, card, "Answer"))
    assert bo.submit(form, answer=ANSWER).status == 200
    told = slack.told(bo.id, "You've earned a badge")
    assert "First responder" in said(told)
    assert size(slack.uploaded(told)) == (160, 160)
    picture(show(page, slack, told), "slack-badge")

    own = bo.command("learning", "/learn", "badges").said
    assert "First responder" in said(own)
    theirs = ana.command("learning", "/learn", f"badges <@{bo.id}>").said
    assert "First responder" in said(theirs)
    assert len(workspace.heard(bo, "You've earned a badge")) == 1

    # The same badge on Home: Slack has its picture already.
    uploads = len(slack.front.files)
    assert bo.open_home().status == 200
    home = eventually(lambda: slack.front.last("views.publish"), "Home")
    assert slack.uploaded(home.asked["view"]) == slack.uploaded(told)
    assert len(slack.front.files) == uploads


def test_a_colleague_is_nominated_endorsed_and_given_a_badge(
    workspace: Workspace, page: Page, picture: Picture
) -> None:
    slack, ana, bo, chi = workspace.slack, workspace.ana, workspace.bo, workspace.chi
    ana.command("learning", "/learn", "badges")  # met, and so known as the administrator
    sent = chi.command("learning", "/learn", f"badges nominate <@{bo.id}>")
    form = workspace.form("Nominate for a badge", sent)
    filled = {"badge": "mentor", "topic": TOPIC, "reason": DEED, "evidence": PROOF}
    refused = chi.submit(form, **filled, endorser=chi.id).said
    assert "endorser" in refused["errors"]
    assert chi.submit(form, **filled, endorser=ana.id).body == ""

    asked = slack.told(ana.id, "says that you know the work")
    assert DEED in said(asked)
    form = workspace.form("Endorse a nomination", ana.press(chat(workspace, ana), asked, "Endorse"))
    assert ana.submit(form, words=ENDORSED).status == 200
    waits = slack.told(ana.id, "A nomination waits for you")
    assert ENDORSED in said(waits)
    assert not workspace.heard(bo, DEED)
    form = workspace.form("Grant the badge", ana.press(chat(workspace, ana), waits, "Grant…"))
    assert ana.submit(form, word=WORD).status == 200

    given = slack.told(bo.id, "You've been given a badge")
    for words in ("Mentor", TOPIC, DEED, ENDORSED, WORD):
        assert words in said(given)
    assert size(slack.uploaded(given)) == (160, 160)
    picture(show(page, slack, given), "slack-nomination")

    # On Home two badges are one picture, which Slack is given a moment after Home is shown.
    ana.command("learning", "/ask", f"{ASKED} {TOPIC}")
    form = workspace.form(
        "Answer", bo.press(workspace.learning, workspace.card("asks #postgres"), "Answer")
    )
    assert bo.submit(form, answer=ANSWER).status == 200
    slack.told(bo.id, "You've earned a badge")
    assert bo.open_home().status == 200
    first = eventually(lambda: view(workspace, "views.publish"), "Home")
    later = eventually(lambda: view(workspace, "views.publish", pictured=True), "its picture")
    assert "hash" not in first.asked
    assert size(slack.uploaded(later.asked["view"])) == (268, 128)

    # A window shows the same picture, which Slack has by now.
    uploads = len(slack.front.files)
    assert bo.press_home(later.answered["view"], "My badges").status == 200
    window = eventually(lambda: view(workspace, "views.open", pictured=True), "a window").asked
    assert slack.uploaded(window["view"]) == slack.uploaded(later.asked["view"])
    assert len(slack.front.files) == uploads
    picture(show(page, slack, {**window["view"], "ts": given["ts"]}), "slack-my-badges")
    slack.told(chi.id, "Mentor")

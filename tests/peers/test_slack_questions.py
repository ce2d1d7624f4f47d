"""Questions in Slack: the real Potluck, a third-party emulator."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.peers.conftest import Picture
from tests.peers.front import Json
from tests.peers.processes import eventually
from tests.peers.queries import AGAIN, ANSWER, ASKED, NOBODYS, QUIETLY, TOPIC, WANTED, quick
from tests.peers.slack import said
from tests.peers.slack_client import SlackClient
from tests.peers.slack_picture import show
from tests.peers.workspace import Workspace, slack_workspace


@pytest.fixture
def workspace(browser: Browser, tmp_path: Path) -> Iterator[Workspace]:
    """A Slack workspace with a Potluck that waits less long than usual, on a Monday morning."""
    with slack_workspace(browser, tmp_path, quick(tmp_path)) as made:
        made.clock.move_clock("To Monday 09:00")
        made.clock.move_clock("An hour on")
        yield made


def experts(workspace: Workspace, *who: SlackClient) -> None:
    """They declare the topic."""
    for one in who:
        done = one.command("learning", "/expert", f"add {TOPIC}").said
        assert "You're an expert of #postgres now" in said(done)


def answer(workspace: Workspace, who: SlackClient, on: Json) -> None:
    """Answer by the button of a card or of a request."""
    view = workspace.form("Answer", who.press(workspace.learning, on, "Answer"))
    assert who.submit(view, answer=ANSWER).status == 200


def test_ask_pass_answer_accept_find_deflect(
    workspace: Workspace, page: Page, picture: Picture
) -> None:
    ana, bo, chi = workspace.ana, workspace.bo, workspace.chi
    experts(workspace, bo, chi)
    asked = ana.command("learning", "/ask", f"{ASKED} {TOPIC}").said
    assert "Asked." in said(asked)
    card = workspace.card("asks #postgres")
    request = workspace.in_thread(card, f"<@{bo.id}>, can you help?")
    assert "you're an expert on #postgres" in said(request)
    assert "Somebody else" in workspace.press(bo, request, "Pass")
    eventually(lambda: "Bo" not in said(workspace.card("asks #postgres")), "Chi alone is asked")

    answer(workspace, chi, workspace.in_thread(card, f"<@{chi.id}>, can you help?"))
    reply = workspace.in_thread(card, "answered")
    assert "potctl rotate staging" in said(reply)
    assert "Settled" in workspace.press(ana, reply, "This answers it")
    settled = workspace.card("Answered by")
    picture(show(page, workspace.slack, settled), "slack-answer")

    found = bo.command("learning", "/find", WANTED).said
    assert "potctl" in said(found)
    before = bo.command("learning", "/ask", f"{AGAIN} {TOPIC}").said
    assert ASKED in said(before)
    assert "it helped again" in workspace.press(bo, before, "This answers it")
    workspace.slack.told(chi.id, "found it in your answer")


def test_a_reply_in_the_thread_is_an_answer_and_so_are_its_edits(workspace: Workspace) -> None:
    ana, bo = workspace.ana, workspace.bo
    experts(workspace, bo)
    ana.command("learning", "/ask", f"{ASKED} {TOPIC}")
    card = workspace.card("asks #postgres")
    workspace.noted("question.card")
    typed = workspace.slack.client("xoxp-bo").chat_postMessage(
        channel=workspace.learning, thread_ts=card["ts"], text="Run it twice."
    )
    card = workspace.card("1 answer so far")
    assert "Run it twice." in workspace.press(ana, card, "Show answers")
    workspace.slack.client("xoxp-bo").chat_update(
        channel=workspace.learning, ts=typed["ts"], text="Run it once."
    )
    eventually(lambda: "Run it once." in workspace.press(ana, card, "Show answers"), "the edit")
    workspace.slack.client("xoxp-bo").chat_delete(channel=workspace.learning, ts=typed["ts"])
    eventually(lambda: "Run it" not in workspace.press(ana, card, "Show answers"), "the deletion")


def test_a_message_is_asked_about_and_another_kept_as_its_answer(workspace: Workspace) -> None:
    slack, ana, bo, chi = workspace.slack, workspace.ana, workspace.bo, workspace.chi
    experts(workspace, chi)
    at: dict[str, Any] = {"channel": workspace.learning}
    slack.client("xoxp-bo").chat_postMessage(**at, text=f"{ASKED} {TOPIC}")
    stuck = slack.messages(workspace.learning)[0]
    view = workspace.form(
        "Ask a question", bo.use_shortcut(workspace.learning, stuck, "question.ask")
    )
    inputs = {b["block_id"]: b["element"] for b in view["blocks"] if "element" in b}
    assert inputs["question"]["initial_value"].startswith(ASKED)
    assert bo.submit(view).status == 200
    workspace.in_thread(stuck, f"<@{chi.id}>, can you help?")
    slack.client("xoxp-ana").chat_postMessage(**at, thread_ts=stuck["ts"], text=ANSWER)
    replies = slack.client().conversations_replies(**at, ts=stuck["ts"])["messages"]
    [typed] = [m for m in replies if m["text"] == ANSWER]
    marked = workspace.answer(ana.use_shortcut(workspace.learning, typed, "answer.mark"))
    assert "as an answer by Ana Ferreira" in marked


def test_who_asks_anonymously_stays_so(workspace: Workspace) -> None:
    ana, bo = workspace.ana, workspace.bo
    experts(workspace, bo)
    ana.command("learning", "/ask", f"anonymously {QUIETLY} {TOPIC}")
    card = workspace.card("asks anonymously")
    answer(workspace, bo, card)
    direct = workspace.slack.told(ana.id, "answered your question")
    assert "Settled" in workspace.press_direct(ana, direct, "This answers it")
    workspace.card("Answered by")
    for message in workspace.slack.messages(workspace.learning):
        assert ana.id not in str(message)
        assert "Ana" not in str(message)


def test_a_question_nobody_answers_becomes_a_session(workspace: Workspace) -> None:
    ana, bo = workspace.ana, workspace.bo
    experts(workspace, bo)
    ana.command("learning", "/ask", f"{NOBODYS} {TOPIC}")
    workspace.card("asks #postgres")
    for _ in range(3):
        workspace.clock.move_clock("An hour on")
    workspace.slack.told(ana.id, "Nobody I asked could answer yet")
    for _ in range(2):
        workspace.clock.move_clock("A day on")
    asked = workspace.slack.told(bo.id, "Would you speak about it")
    assert "is a draft of yours now" in workspace.press_direct(bo, asked, "I could speak about it")
    workspace.slack.told(ana.id, "prepares a session about your question")


def test_an_answer_that_has_aged_is_looked_at_again(workspace: Workspace) -> None:
    ana, bo = workspace.ana, workspace.bo
    experts(workspace, bo)
    ana.command("learning", "/ask", f"{ASKED} {TOPIC}")
    card = workspace.card("asks #postgres")
    answer(workspace, bo, card)
    workspace.press(ana, workspace.in_thread(card, "answered"), "This answers it")
    for _ in range(4):
        workspace.clock.move_clock("A day on")
    due = workspace.slack.told(bo.id, "Is this still right?")
    assert "Verified, thank you" in workspace.press_direct(bo, due, "It still holds")

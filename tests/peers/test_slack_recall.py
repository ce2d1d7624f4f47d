"""Being asked what one learnt, in Slack: the real Potluck, a third-party emulator."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.peers.agenda import SERIES, Slot
from tests.peers.conftest import Picture
from tests.peers.front import Json
from tests.peers.lessons import DECK, DOUBT, HARD, TASKS, TOPIC, TRICKY, Lesson, course
from tests.peers.processes import eventually
from tests.peers.slack import said
from tests.peers.slack_client import Sent, SlackClient
from tests.peers.slack_picture import show
from tests.peers.workspace import Workspace, slack_workspace


@pytest.fixture
def today(browser: Browser, tmp_path: Path) -> Iterator[Workspace]:
    """A Slack workspace with a Potluck that holds nothing out."""
    with slack_workspace(browser, tmp_path, course(tmp_path)) as made:
        yield made


@pytest.fixture
def workspace(today: Workspace) -> Workspace:
    """The same on a Monday morning."""
    today.clock.move_clock("To Monday 09:00")
    return today


def write(
    workspace: Workspace, who: SlackClient, lesson: Lesson, asked: Sent | None = None
) -> None:
    """Write a card by the form, after forgetting to say what is right; and use it."""
    asked = asked or who.command("learning", "/recall", "new")
    view = workspace.form("A recall card", asked)
    filled = {"prompt": lesson.asks, "explanation": lesson.why, "topics": TOPIC}
    inputs = {b["block_id"]: b["element"] for b in view["blocks"] if "element" in b}
    if "deck" in inputs:
        filled["deck"] = inputs["deck"]["options"][0]["value"]
    elif "title" in inputs:  # no deck of one's own, and not a session's
        filled["title"] = DECK
    refused = who.submit(view, **filled, choices=lesson.unmarked).said
    assert set(refused["errors"]) == {"choices"}
    assert who.submit(view, **filled, choices=lesson.options).body == ""
    [preview] = workspace.replies(asked)
    assert lesson.why in said(preview)
    assert "It's in use" in workspace.press(who, preview, "Use it")


def turned(workspace: Workspace, who: SlackClient, message: Json, label: str) -> Json:
    """Press a button of a direct message; the message as it stands then."""
    chat = workspace.slack.client().conversations_open(users=[who.id])["channel"]["id"]
    [answer] = workspace.replies(who.press(chat, message, label))
    assert answer["replace_original"] is True
    return {**message, "blocks": answer["blocks"]}


def test_asked_in_one_message_answered_and_looked_up(
    workspace: Workspace, page: Page, picture: Picture
) -> None:
    slack, ana, bo = workspace.slack, workspace.ana, workspace.bo
    for lesson in (TRICKY, HARD):
        write(workspace, ana, lesson)
    assert "2 cards now" in said(bo.command("learning", "/recall", f"learn {TOPIC}").said)

    workspace.clock.move_clock("A day on")
    asked = slack.told(bo.id, "2 quick questions")
    assert TRICKY.why not in said(asked)
    once = turned(workspace, bo, asked, TRICKY.right)
    assert f"✅ Right: {TRICKY.right}" in said(once)
    assert TRICKY.why in said(once)
    assert HARD.why not in said(once)
    picture(show(page, slack, once), "slack-recall")
    both = turned(workspace, bo, once, HARD.wrong)
    assert f"❌ Not this time. You said: {HARD.wrong}. Right is: {HARD.right}" in said(both)
    assert HARD.why in said(both)
    assert "That's it for today" in said(both)
    # A second press on what the emulator still shows as it was rates nothing again.
    assert "already" in said(turned(workspace, bo, asked, TRICKY.wrong))

    drawn = bo.command("learning", "/recall", "progress").said
    assert "What you remember" in said(drawn)
    assert f"{TOPIC}: 100 % today" in said(drawn)
    kept = bo.command("learning", "/recall", "").said
    assert f"{TOPIC} · 2 cards" in said(kept)
    assert f"You write {DECK}: 2 cards in use" in said(ana.command("learning", "/recall", "").said)
    assert "Nothing is due" in said(bo.command("learning", "/recall", "now").said)


def test_put_off_paused_and_doubted(workspace: Workspace) -> None:
    slack, ana, bo, chi = workspace.slack, workspace.ana, workspace.bo, workspace.chi
    write(workspace, ana, TRICKY)
    for who in (bo, chi):
        who.command("learning", "/recall", f"learn {TOPIC}")
    workspace.clock.move_clock("A day on")
    asked = slack.told(bo.id, "A quick question")
    later = turned(workspace, bo, asked, "Not now")
    assert "I'll ask again at" in said(later)
    again = turned(workspace, bo, later, "Ask me now")
    assert TRICKY.asks in said(again)

    chat = slack.client().conversations_open(users=[bo.id])["channel"]["id"]
    form = workspace.form("What is wrong?", bo.press(chat, again, "This card is wrong"))
    assert bo.submit(form, said=DOUBT).status == 200
    assert "Bo Lindqvist" in said(slack.told(ana.id, DOUBT))

    paused = turned(workspace, chi, slack.told(chi.id, "A quick question"), "Pause a week")
    assert "No questions until" in said(paused)
    for _ in range(2):
        workspace.clock.move_clock("A day on")
    assert "Good to have you back" in said(turned(workspace, chi, paused, "Go on now"))
    workspace.clock.move_clock("A day on")
    eventually(lambda: len(workspace.heard(chi, TRICKY.asks)) > 1, "asked again on Friday")
    assert len(workspace.heard(chi, TRICKY.asks)) == 2  # and not while it paused


def test_ticked_put_in_order_and_used(workspace: Workspace) -> None:
    slack, ana, bo = workspace.slack, workspace.ana, workspace.bo
    for task in TASKS:
        asking = ana.command("learning", "/recall", "new")
        view = workspace.form("A recall card", asking)
        inputs = {b["block_id"]: b["element"] for b in view["blocks"] if "element" in b}
        filled = {"kind": task.kind, "prompt": task.asks, "topics": TOPIC}
        filled |= {"choices": task.choices} if task.choices else {}
        is_new = "deck" not in inputs
        filled |= {"title": DECK} if is_new else {"deck": inputs["deck"]["options"][0]["value"]}
        assert ana.submit(view, **filled).body == ""
        [preview] = workspace.replies(asking)
        assert "It's in use" in workspace.press(ana, preview, "Use it")
    bo.command("learning", "/recall", f"learn {TOPIC}")
    workspace.clock.move_clock("A day on")
    asked = slack.told(bo.id, "3 quick questions")
    chat = slack.client().conversations_open(users=[bo.id])["channel"]["id"]
    for task in TASKS:
        pressed = bo.press(chat, asked, task.button)
        view = workspace.form(task.heading, pressed)
        options = [o for b in view["blocks"] for o in b.get("element", {}).get("options", ())]
        offered = {o["text"]["text"]: o["value"] for o in options}
        answers: dict[str, Any] = {f: offered.get(words, words) for f, words in task.answers}
        if task.kind == "several":
            answers = {"chosen": [offered[words] for _, words in task.answers]}
        assert bo.submit(view, **answers).body == ""
        [told] = workspace.replies(pressed)
        assert task.told in said(told)
    done = said(slack.told(bo.id, "That's it for today"))
    assert done.count("✅ Right: ") == 2
    assert "Good to hear!" in done


def test_who_came_to_a_session_is_asked_its_cards(today: Workspace) -> None:
    slack, ana, bo, chi = today.slack, today.ana, today.bo, today.chi
    soon = Slot.after(1)
    view = today.form("Plan a session", ana.command("learning", "/session", f"{SERIES} {TOPIC}"))
    when = {"time_zone": "UTC", "minutes": "60", "day": soon.day, "begins": soon.begins}
    assert ana.submit(view, **when).body == ""
    card = today.card(SERIES)
    for who in (bo, chi):
        assert "You're going" in today.press(who, card, "Going")
    today.clock.move_clock("A day on")
    slack.told(bo.id, "Coming up")
    today.clock.move_clock("An hour on")
    assert "Welcome to" in today.press(bo, today.card("I'm here"), "I'm here")
    today.clock.move_clock("An hour on")

    remains = slack.told(ana.id, "Would you leave your slides")
    chat = slack.client().conversations_open(users=[ana.id])["channel"]["id"]
    [deck] = today.replies(ana.press(chat, remains, "Write recall cards"))
    for lesson in (TRICKY, HARD):
        write(today, ana, lesson, ana.press(chat, deck, "Write a card"))
    today.clock.move_clock("An hour on")
    assert "its 2 cards now and then" in said(slack.told(bo.id, "is still there next month"))
    today.clock.move_clock("A day on")
    asked = turned(today, bo, slack.told(bo.id, "2 quick questions"), TRICKY.right)
    assert f"✅ Right: {TRICKY.right}" in said(asked)
    assert today.heard(chi, TRICKY.asks) == []  # who did not come

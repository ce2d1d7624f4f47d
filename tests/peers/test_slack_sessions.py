"""A session in Slack, from the wish to what remains: the real Potluck, a third-party emulator."""

import csv

from playwright.sync_api import Page

from tests.peers.agenda import KEPT, LINE, LONG, WISH, WISHED, Slot
from tests.peers.attendance import imports_who_came
from tests.peers.conftest import Picture
from tests.peers.slack import said
from tests.peers.slack_client import address
from tests.peers.slack_picture import show
from tests.peers.workspace import Workspace


def test_from_a_wish_to_the_thanks(workspace: Workspace, page: Page, picture: Picture) -> None:
    slack, ana, bo, chi = workspace.slack, workspace.ana, workspace.bo, workspace.chi

    assert "Your wish is noted" in said(bo.command("learning", "/session", WISHED).said)
    wish = workspace.card(WISH)
    assert "1 person would come" in said(wish)
    assert "You're counted in" in workspace.press(chi, wish, "Me too")
    workspace.card("2 people would come")
    taking = ana.press(workspace.learning, wish, "I could speak about it")
    assert "is a draft of yours now" in workspace.answer(taking)
    [draft] = slack.front.responded(taking.response_url)

    view = workspace.form(
        "Plan a session",
        ana.press(workspace.learning, draft, "Say when and where", private=True),
    )
    soon, later = Slot.after(1), Slot.after(2)
    filled = {"time_zone": "UTC", "minutes": str(LONG), "place": "Room 4"}
    wrong = ana.submit(view, **filled, day=soon.day, begins=soon.begins, seats="0")
    assert "1 or more" in wrong.said["errors"]["seats"]
    done = ana.submit(view, **filled, day=soon.day, begins=soon.begins, seats="1")
    assert (done.status, done.body) == (200, "")
    assert ana.again(done).status == 200
    card = workspace.card("1 of 1 left")
    assert "Room 4" in said(card)
    for wisher in (bo, chi):
        slack.told(wisher.id, "You wished for it")

    assert "You're going" in workspace.press(bo, card, "Going")
    workspace.card("0 of 1 left")
    assert "the first on the waitlist" in workspace.press(chi, card, "Going")
    workspace.card("1 on the waitlist")
    picture(show(page, slack, workspace.card("1 on the waitlist")), "slack-session")
    assert "you can't come" in workspace.press(bo, card, "Can't")
    slack.told(chi.id, "A seat has become free")
    assert "perhaps you'll come" in workspace.press(bo, card, "Maybe")

    own = ana.command("learning", "/session", "mine").said
    managing = ana.press(workspace.learning, own, "Manage", private=True)
    workspace.answer(managing)
    [shown] = slack.front.responded(managing.response_url)
    moving = workspace.form(
        "Move it", ana.press(workspace.learning, shown, "Move it", private=True)
    )
    assert ana.submit(moving, day=later.day, begins=later.begins).status == 200
    slack.told(chi.id, "has moved")
    slack.told(bo.id, "has moved")

    workspace.clock.move_clock("A day on")
    workspace.clock.move_clock("A day on")
    reminder = slack.told(chi.id, "Coming up")
    assert "Room 4" in said(reminder)
    assert workspace.heard(bo, "Coming up") == []

    workspace.clock.move_clock("An hour on")
    running = workspace.card("I'm here")
    assert "Welcome to" in workspace.press(chi, running, "I'm here")
    slack.told(ana.id, "The code for the room")

    for _ in range(2):
        workspace.clock.move_clock("An hour on")
    asked = slack.told(chi.id, "How was")
    feedback = chi.press(workspace.learning, asked, "Say how it was")
    view = workspace.form("How was it?", feedback)
    assert chi.submit(view, rating="5", will_use="the invoice run").status == 200
    assert "Thanked." in workspace.press_direct(chi, asked, "Thank the speaker")
    thanks = workspace.card("speaking at")
    assert f"Chidi Okafor thanks <@{ana.id}>" in said(thanks)
    over = slack.told(ana.id, "is over")
    outcome = workspace.press_direct(ana, over, "How it went")
    assert "1 came: Chidi Okafor" in outcome
    assert "shown once 3 of them have answered" in outcome

    remains = slack.told(ana.id, "Would you leave your slides")
    leaving = workspace.form("What remains", ana.press(workspace.learning, remains, "Add them"))
    wrong = ana.submit(leaving, link="slides")
    assert "beginning with https" in wrong.said["errors"]["link"]
    assert ana.submit(leaving, link="https://example.com/slides", takeaways=KEPT).status == 200
    assert KEPT in said(workspace.in_thread(card, "What remains of"))

    own = ana.command("learning", "/session", "mine").said
    report = imports_who_came(page, address(own, "Month view"), "Bo Lindqvist", picture)
    rows = list(csv.DictReader(report.splitlines()))
    assert [r["Report"].startswith("refused: ") for r in rows] == [False, True, True, True]
    assert rows[3]["Says"] == "'=1+1"  # no sheet takes it for a formula
    outcome = workspace.press_direct(ana, over, "How it went")
    assert "1 came: Chidi Okafor" in outcome
    assert "Bo Lindqvist" in outcome

    assert len(workspace.heard(chi, "has moved")) == 1
    assert len(workspace.heard(chi, "Coming up")) <= 2


def test_one_line_fills_in_the_form(workspace: Workspace) -> None:
    ana, bo = workspace.ana, workspace.bo
    sent = ana.command("learning", "/session", f"{LINE} <@{bo.id}|bo>")
    view = workspace.form("Plan a session", sent)
    inputs = {b["block_id"]: b["element"] for b in view["blocks"]}
    assert inputs["title"]["initial_value"] == "Query planner 101"
    assert inputs["begins"]["initial_time"] == "12:30"
    assert inputs["seats"]["initial_value"] == "20"
    assert inputs["topics"]["initial_value"] == "#sql"
    assert inputs["speakers"]["initial_users"] == [bo.id]
    day = next(b for b in view["blocks"] if b["block_id"] == "day")
    assert "That is Thursday" in day["hint"]["text"]
    assert ana.submit(view).body == ""
    card = workspace.card("Query planner 101")
    assert "20 of 20 left" in said(card)

    # Whoever has found the button of somebody else's session changes nothing with it.
    own = ana.command("learning", "/session", "mine").said
    refused = workspace.press(bo, own, "Manage")
    assert "Only the facilitator" in refused

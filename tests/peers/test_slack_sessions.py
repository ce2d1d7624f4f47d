"""A session in Slack, from the wish to the thanks: the real Potluck, a third-party emulator."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.peers.agenda import LINE, LONG, WISH, WISHED, Slot, clock
from tests.peers.conftest import Picture
from tests.peers.desk import Desk
from tests.peers.front import Json
from tests.peers.potluck import potluck
from tests.peers.processes import eventually, free_port
from tests.peers.slack import SlackPeer, said, slack_peer
from tests.peers.slack_client import Sent, SlackClient
from tests.peers.slack_picture import show


@dataclass(frozen=True)
class Workspace:
    """A Slack workspace with Potluck installed, and the clock that Potluck goes by."""

    slack: SlackPeer
    clock: Desk
    ana: SlackClient
    bo: SlackClient
    chi: SlackClient
    learning: str

    def card(self, words: str) -> Json:
        """The newest card in #learning with these words."""
        return self.slack.posted(self.learning, words)

    def press(self, who: SlackClient, message: Json, label: str) -> str:
        """Press a button in #learning or on what only `who` sees; what they are answered."""
        private = "ts" not in message
        return self.answer(who.press(self.learning, message, label, private=private))

    def press_direct(self, who: SlackClient, message: Json, label: str) -> str:
        """Press a button on a direct message; what one is answered."""
        chat = self.slack.client().conversations_open(users=[who.id])["channel"]["id"]
        return self.answer(who.press(chat, message, label))

    def answer(self, sent: Sent) -> str:
        """What somebody is answered at the response_url."""
        assert (sent.status, sent.body) == (200, "")
        responded = self.slack.front.responded
        [answer] = eventually(lambda: responded(sent.response_url), "an answer")
        return said(answer)

    def form(self, heading: str, sent: Sent) -> Json:
        """The form that was opened just now."""
        assert (sent.status, sent.body) == (200, "")

        def look() -> Json | None:
            opened = self.slack.front.last("views.open")
            view = (opened.answered if opened else {}).get("view") or {}
            return view if view.get("title", {}).get("text") == heading else None

        return eventually(look, f"the form {heading!r}")

    def heard(self, who: SlackClient, words: str) -> list[str]:
        """Every direct message with these words."""
        return [t for m in self.slack.direct_messages(who.id) if words in (t := said(m))]


@pytest.fixture
def workspace(browser: Browser, tmp_path: Path) -> Iterator[Workspace]:
    port = free_port()
    with slack_peer(port, tmp_path) as slack:
        environ = {**slack.environ, "POTLUCK_PLAYGROUND": "1"}
        with potluck(tmp_path, environ, port) as bot:
            with clock(browser, bot.url) as moved:
                ana, bo, chi = (SlackClient(slack, name) for name in ("ana", "bo", "chi"))
                yield Workspace(slack, moved, ana, bo, chi, slack.channel("learning"))
            assert bot.troubles() == []


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

"""Pictures of sessions, drawn from running doors: `make pictures` keeps them."""

from pathlib import Path

from playwright.sync_api import Browser, Locator, Page, expect

from tests.peers.agenda import LINE
from tests.peers.conftest import Picture
from tests.peers.desk import desks
from tests.peers.front import Json
from tests.peers.potluck import potluck
from tests.peers.processes import eventually, free_port
from tests.peers.side_by_side import side_by_side
from tests.peers.slack import SlackPeer, slack_peer
from tests.peers.slack_client import SlackClient
from tests.peers.slack_picture import show
from tests.peers.teams import BOT, AgentsPlayground, agents_playground
from tests.peers.teams_people import TeamsPerson

ABSTRACT = "Why the same query takes a second or a minute, and how to ask which."
PLACE = "Room 4"
READY = "19 of 20 left"


def test_the_same_session_in_three_doors(
    browser: Browser, page: Page, tmp_path: Path, picture: Picture
) -> None:
    port = free_port()
    with slack_peer(port, tmp_path) as slack:
        environ = {**slack.environ, "POTLUCK_PLAYGROUND": "1"}
        with potluck(tmp_path, environ, port) as bot:
            drawn = {"playground": _in_the_playground(browser, bot.url)}
            drawn["slack"] = show(page, slack, _in_slack(slack), width=430).screenshot()
            with agents_playground(page, port, tmp_path) as teams:
                drawn["teams"] = teams.snapshot(_in_teams(teams), above=8, beside=10)
    picture(side_by_side(page, drawn), "sessions-three-doors")


def _in_the_playground(browser: Browser, url: str) -> bytes:
    with desks(browser, url) as office:
        size = {"width": 480, "height": 900}
        ana, bo = office.sit("ana", size, scale=2), office.sit("bo", size)
        ana.open("learning")
        bo.open("learning")
        ana.say(f"/session {LINE}")
        form = ana.dialog("Plan a session")
        form.get_by_label("What will people learn?").fill(ABSTRACT)
        form.get_by_label("Where?").fill(PLACE)
        form.get_by_role("button", name="Announce").click()
        bo.message(ABSTRACT).get_by_role("button", name="Going").click()
        card = ana.message(ABSTRACT)
        expect(card).to_contain_text(READY)
        ana.page.mouse.move(0, 0)
        return card.screenshot(animations="disabled")


def _in_slack(slack: SlackPeer) -> Json:
    ana, bo, learning = SlackClient(slack, "ana"), SlackClient(slack, "bo"), "learning"
    ana.command(learning, "/session", LINE)
    opened = eventually(lambda: slack.front.last("views.open"), "the form opens")
    ana.submit(opened.answered["view"], abstract=ABSTRACT, place=PLACE)
    channel = slack.channel(learning)
    bo.press(channel, slack.posted(channel, ABSTRACT), "Going")
    return slack.posted(channel, READY)


def _in_teams(teams: AgentsPlayground) -> Locator:
    ana, bo = TeamsPerson(teams, 0, "Ana Ferreira"), TeamsPerson(teams, 1, "Bo Lindqvist")
    teams.open("General")
    teams.say(f"@{BOT}", f" session {LINE}")
    launcher = teams.said("press the button to fill in the form")
    general = teams.place()
    form = ana.press(general, launcher, "Plan a session")
    ana.submit(general, form, abstract=ABSTRACT, place=PLACE)
    bo.press(general, teams.said(ABSTRACT), "Going")
    card = teams.card(READY)
    expect(card).to_be_visible()
    return card

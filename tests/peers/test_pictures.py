"""The pictures of the README, drawn from running doors: `make pictures` keeps them."""

import re
from pathlib import Path

from playwright.sync_api import Browser, Page, expect

from tests.peers.conftest import Picture
from tests.peers.desk import PHONE, desks
from tests.peers.potluck import potluck
from tests.peers.processes import free_port
from tests.peers.side_by_side import side_by_side
from tests.peers.slack import slack_peer
from tests.peers.slack_client import SlackClient
from tests.peers.slack_picture import show
from tests.peers.teams import BOT, COLLEAGUE, agents_playground

WORDS = "for walking me through the query planner #sql"


def test_a_quarter_in_the_playground(browser: Browser, tmp_path: Path, picture: Picture) -> None:
    with potluck(tmp_path, {}, command="demo") as bot, desks(browser, bot.url) as office:
        ana = office.sit("ana", scale=1.5)
        ana.open("data")
        ana.type("/kudos @Emr!for ")
        expect(ana.box).to_have_value("/kudos @Emre Yıldız for ")
        picture(ana.page, "playground")

        bo = office.sit("bo", scheme="dark", scale=1.5)
        bo.open("learning")
        bo.log.get_by_role("link", name=re.compile(r"\d replies")).last.click()
        expect(bo.page.get_by_role("complementary", name="Thread")).to_be_visible()
        picture(bo.page, "playground-dark")

        phone = office.sit("ana", PHONE, scale=2)
        phone.page.goto(f"{bot.url}?as=ana#/c-general")
        expect(phone.log).to_contain_text("thanks")
        picture(phone.page, "playground-phone")

        dana = office.sit("dana", {"width": 1100, "height": 1700}, scale=1.5)
        dana.open("Potluck")
        dana.say("/learn digest preview")
        week = dana.message("Your team")
        expect(week.locator("figure svg, svg[role=img]").first).to_be_visible()
        for words in ("thanked", "Badge:", "This week:"):
            expect(week).to_contain_text(words)
        picture(week, "playground-digest")
        ana.open("Potluck")
        ana.say("/learn mirror")
        expect(ana.message("What your manager reads about you")).to_be_visible()
        ines = office.sit("ines", {"width": 1100, "height": 1700}, scale=1.5)
        ines.open("Potluck")
        ines.say("/learn digest programme")
        told = ines.message("The programme")
        expect(told).to_contain_text("Sessions held")
        picture(told, "playground-programme")


def test_the_same_kudos_in_three_doors(
    browser: Browser, page: Page, tmp_path: Path, picture: Picture
) -> None:
    port = free_port()
    with slack_peer(port, tmp_path) as slack:
        environ = {**slack.environ, "POTLUCK_PLAYGROUND": "1"}
        with potluck(tmp_path, environ, port) as bot:
            with desks(browser, bot.url) as office:
                desk = office.sit("ana", {"width": 480, "height": 800}, scale=2)
                desk.open("data")
                desk.say(f"/kudos @Bo! {WORDS}")
                card = desk.message("query planner")
                expect(card).to_contain_text("thanks")
                desk.page.mouse.move(0, 0)
                drawn = {"playground": card.screenshot(animations="disabled")}

            ana = SlackClient(slack, "ana")
            ana.command("learning", "/kudos", f"<@{slack.user('bo')}> {WORDS}")
            posted = slack.posted(slack.channel("learning"), "query planner")
            drawn["slack"] = show(page, slack, posted, width=430).screenshot()

            with agents_playground(page, port, tmp_path) as teams:
                teams.open("General")
                teams.say(f"@{BOT}", " kudos ", f"@{COLLEAGUE}", f" {WORDS}")
                shown = teams.card("query planner")
                expect(shown).to_contain_text("thanks")
                drawn["teams"] = teams.snapshot(shown, above=26, beside=34)
    picture(side_by_side(page, drawn), "three-doors")

"""The Monday digest of a team of six in Teams, with its chart, in Microsoft's playground."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from tests.peers.conftest import Picture
from tests.peers.install import HOME
from tests.peers.praise import THANKS, praising
from tests.peers.team_weeks import HELPED, led_by_ana
from tests.peers.teams import BOT, COLLEAGUE, Json
from tests.peers.teams_people import card_of
from tests.peers.tenant import Tenant, teams_tenant

LIBRARY = HOME / "node_modules/adaptivecards/dist/adaptivecards.min.js"
"""Draws Adaptive Cards as their schema has them: without Teams' charts."""

TALL = ViewportSize(width=1280, height=1200)
"""Shows the whole digest."""


@pytest.fixture
def tenant(browser: Browser, page: Page, tmp_path: Path) -> Iterator[Tenant]:
    """A tenant on a Monday morning in which Ana leads six people, by a list."""
    led_by_ana(tmp_path)
    with teams_tenant(browser, page, tmp_path, praising(tmp_path, "bo")) as made:
        made.clock.move_clock("To Monday 09:00")
        made.clock.move_clock("An hour on")
        yield made


def test_a_manager_of_six_sees_how_often_they_helped(
    tenant: Tenant, browser: Browser, picture: Picture
) -> None:
    teams = tenant.teams
    teams.open("General")
    for words in (THANKS, "reading my plan aloud #sql", "the migration that nobody noticed #sql"):
        teams.say(f"@{BOT}", " kudos ", f"@{COLLEAGUE}", f" for {words}")
        teams.said("thanks", words.partition(" #")[0])

    tenant.clock.move_clock("To Monday 09:00")
    sent = card_of(teams.said("Your team helped others 3 times", THANKS.partition(" #")[0]))
    (chart,) = [part for part in sent["body"] if part["type"].startswith("Chart.")]
    assert [bar["y"] for bar in chart["data"]] == [*HELPED, 3]
    teams.page.set_viewport_size(TALL)
    teams.open("Personal Chat")
    digest = teams.card("Your team helped others 3 times")
    expect(digest).to_contain_text("Your team: how often somebody helped")
    drawn = digest.get_by_role("alert", name="Your team: how often somebody helped")
    for bar in chart["data"]:
        expect(drawn.get_by_role("img", name=f"{bar['x']}, {bar['y']}")).to_be_visible()
    picture(teams.snapshot(digest, above=8, beside=10), "teams-digest")

    _open_where_no_charts_are_known(page := browser.new_page(), sent)
    instead = page.get_by_role("img", name=f"{chart['data'][0]['x']}: {HELPED[0]}, ")
    assert instead.evaluate("picture => picture.decode().then(() => picture.naturalWidth)") > 0
    page.close()


def _open_where_no_charts_are_known(page: Page, card: Json) -> None:
    """A card as an older client shows it."""
    page.add_script_tag(path=LIBRARY)
    page.evaluate(
        """card => {
            const made = new AdaptiveCards.AdaptiveCard();
            made.parse(card);
            document.body.append(made.render());
        }""",
        card,
    )

"""Who helped lately, in Teams: the real Potluck, Microsoft's playground."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.peers.conftest import Picture
from tests.peers.teams import BOT, COLLEAGUE
from tests.peers.teams_people import card_of
from tests.peers.tenant import Tenant


def test_thanks_make_a_board_and_one_press_takes_oneself_off(
    tenant: Tenant, picture: Picture
) -> None:
    teams = tenant.teams
    teams.open("Personal Chat")
    teams.say("board")
    expect(teams.card("Nobody has been thanked here this month")).to_be_visible()

    teams.open("General")
    teams.say(f"@{BOT}", " kudos ", f"@{COLLEAGUE}", " for walking me through the planner #sql")
    teams.said("thanks", COLLEAGUE)
    teams.open("Personal Chat")
    teams.say("board week")
    shown = teams.card("Who helped most, this week")
    expect(shown).to_contain_text("1st")
    expect(shown).to_contain_text(COLLEAGUE)
    expect(shown).not_to_contain_text("Only you see this line")
    card_of(teams.said("Who helped most, this week"))
    picture(teams.snapshot(shown, above=8, beside=10), "teams-board")

    teams.press("Stay off the boards")
    expect(teams.card("from this moment you are on no board")).to_be_visible()
    teams.press("Show me on boards again")
    expect(teams.card("You can be on the boards again")).to_be_visible()
    teams.say("board rings")
    expect(teams.text("That list is for administrators")).to_be_visible()

"""One human in Slack's emulator and in the Agents Playground: thanks given in both add up."""

from pathlib import Path

from playwright.sync_api import Page, expect

from tests.peers.conftest import Picture
from tests.peers.potluck import potluck
from tests.peers.processes import free_port
from tests.peers.slack import said, slack_peer
from tests.peers.slack_client import SlackClient
from tests.peers.slack_picture import show
from tests.peers.teams import BOT, COLLEAGUE, TENANT, agents_playground


def test_the_same_address_in_slack_and_in_teams_is_one_person(
    page: Page, tmp_path: Path, picture: Picture
) -> None:
    port = free_port()
    with slack_peer(port, tmp_path) as slack:
        team = slack.client().auth_test()["team_id"]
        both = f"organizations: [{{name: Example, workspaces: ['slack:{team}', 'teams:{TENANT}']}}]"
        environ = {**slack.environ, "POTLUCK_PLAYGROUND": "1"}
        with potluck(tmp_path, environ, port, decided=f"{both}\n") as bot:
            ana, bo = SlackClient(slack, "ana"), SlackClient(slack, "bo")
            given = ana.command("learning", "/kudos", f"<@{bo.id}> for the query planner #sql")
            assert "Sent to Bo Lindqvist." in said(given.said)

            with agents_playground(page, port, tmp_path) as teams:
                teams.open("General")
                teams.say(f"@{BOT}", " kudos ", f"@{COLLEAGUE}", " for the migration plan #sql")
                expect(teams.card("migration plan")).to_contain_text("thanks")

                seen = ana.command("learning", "/kudos", f"<@{bo.id}>")
                assert "for the query planner" in said(seen.said)
                assert "for the migration plan" in said(seen.said)
                told = slack.told(ana.id, "has the same verified e-mail address as")

                mine = ana.command("learning", "/learn", "link")
                assert "Ana Ferreira in Slack" in said(mine.said)
                assert "Ana Ferreira in Microsoft Teams" in said(mine.said)
                picture(show(page, slack, told), "slack-linked")
        troubles = [e for e in bot.troubles() if e.get("result") != "unsure"]
        assert troubles == []

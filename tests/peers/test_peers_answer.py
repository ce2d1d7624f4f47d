"""The stand-ins themselves start and answer: a failing scenario is then not their absence."""

from pathlib import Path

from playwright.sync_api import Page, expect

from tests.peers.processes import free_port
from tests.peers.slack import slack_peer
from tests.peers.slack_picture import show
from tests.peers.teams import agents_playground


def test_the_slack_emulator_knows_its_people(tmp_path: Path) -> None:
    with slack_peer(free_port(), tmp_path) as slack:
        assert slack.client().auth_test()["user_id"] == "U00PEERBOT"
        assert slack.user("ana") != slack.user("bo")
        posted = slack.client().chat_postMessage(channel=slack.channel("general"), text="Hello")
        assert slack.messages(slack.channel("general"))[0]["ts"] == posted["ts"]


def test_the_agents_playground_shows_a_conversation(page: Page, tmp_path: Path) -> None:
    with agents_playground(page, free_port(), tmp_path) as teams:
        teams.open("General")
        assert page.get_by_role("button", name="Post").is_visible()


def test_the_renderer_draws_a_posted_message(page: Page, tmp_path: Path) -> None:
    with slack_peer(free_port(), tmp_path) as slack:
        channel, ana = slack.channel("general"), slack.user("ana")
        section = {"type": "section", "text": {"type": "mrkdwn", "text": f"Thank <@{ana}> *twice*"}}
        slack.client().chat_postMessage(channel=channel, text="Thanks", blocks=[section])
        expect(show(page, slack, slack.messages(channel)[0])).to_contain_text(
            "Thank @Ana Ferreira twice"
        )

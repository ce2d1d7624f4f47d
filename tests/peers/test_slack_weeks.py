"""A week on Monday morning, in Slack: one's own, and the programme's in numbers."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page
from sqlalchemy.orm import Session

from bot.rules.measures import last_week
from bot.store.database import Database
from bot.store.migrate import upgrade
from tests.measures import WEEK, plant_at
from tests.peers.agenda import clock
from tests.peers.conftest import Picture
from tests.peers.desk import Desk
from tests.peers.potluck import AT_ANY_HOUR, potluck
from tests.peers.processes import eventually, free_port
from tests.peers.slack import SlackPeer, said, slack_peer
from tests.peers.slack_client import SlackClient
from tests.peers.slack_picture import show

Office = tuple[SlackPeer, Desk]


@pytest.fixture
def office(browser: Browser, tmp_path: Path) -> Iterator[Office]:
    """A Slack workspace in which a week has passed that was counted by hand."""
    port = free_port()
    with slack_peer(port, tmp_path) as slack:
        people = {n: slack.user(name) for n, name in enumerate(("ana", "bo", "chi"), 1)}
        settings = tmp_path / "weeks.yaml"
        programme = f'recipients: ["slack:{people[1]}"]\n    time_zone: {WEEK.zone}'
        settings.write_text(f"{AT_ANY_HOUR}digests:\n  programme:\n    {programme}\n")
        (tmp_path / "data").mkdir()
        database = Database(f"sqlite:///{tmp_path / 'data' / 'potluck.db'}")
        upgrade(database)
        # What was counted is the week that ends when the clock is moved to Monday.
        this_week = last_week(datetime.now(UTC), WEEK.zone).earlier(-1)
        shift = this_week.monday - WEEK.monday
        team = slack.client().auth_test()["team_id"]
        with Session(database.engine) as session, session.begin():
            plant_at(session, "slack", team, people, timedelta(days=shift.days))
        database.close()
        environ = {**slack.environ, "POTLUCK_PLAYGROUND": "1", "POTLUCK_CONFIG": str(settings)}
        with potluck(tmp_path, environ, port) as bot:
            with clock(browser, bot.url) as moved:
                yield slack, moved
            assert bot.troubles() == [], bot.troubles()


def test_the_programme_is_told_in_numbers_to_whom_the_operator_named(
    office: Office, page: Page, picture: Picture
) -> None:
    slack, desk = office
    ana, bo = SlackClient(slack, "ana"), SlackClient(slack, "bo")

    def answered(who: SlackClient, text: str) -> str:
        sent = who.command("learning", "/learn", text)
        return (
            said(sent.said)
            if sent.body
            else said(eventually(lambda: slack.front.responded(sent.response_url), "an answer")[0])
        )

    assert "The programme's numbers are for those who run it." in answered(bo, "digest programme")
    assert "12 colleagues thanked, answered or spoke" in answered(ana, "digest programme")

    general = slack.channel("learning")
    thanked = bo.command("learning", "/kudos", f"<@{ana.id}> for reading my plan aloud #sql")
    assert (thanked.status, slack.posted(general, "reading my plan aloud") != {}) == (200, True)
    assert "Done. The digest of your own week" in answered(ana, "digest me on")
    desk.move_clock("To Monday 09:00")
    told = slack.told(ana.id, "of 12 colleagues thanked, answered or spoke")
    assert "Answered within a week: " in said(told)
    picture(show(page, slack, told), "slack-programme-week")
    own = slack.told(ana.id, "1 colleague thanked you.")
    picture(show(page, slack, own), "slack-own-week")
    assert not [m for m in slack.direct_messages(bo.id) if "The programme" in said(m)]

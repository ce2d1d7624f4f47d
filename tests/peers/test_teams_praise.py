"""Badges and the Monday digest in Teams: the real Potluck, Microsoft's playground."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.peers.conftest import Picture
from tests.peers.praise import (
    ANSWER,
    ASKED,
    DEED,
    ENDORSED,
    PROOF,
    THANKS,
    TOPIC,
    WORD,
    praising,
)
from tests.peers.teams import BOT, COLLEAGUE
from tests.peers.teams_people import card_of
from tests.peers.tenant import Tenant, teams_tenant


@pytest.fixture
def tenant(browser: Browser, page: Page, tmp_path: Path) -> Iterator[Tenant]:
    """A tenant on a Monday morning, whose administrator is Bo."""
    with teams_tenant(browser, page, tmp_path, praising(tmp_path, "bo")) as made:
        made.teams.open("General")
        made.clock.move_clock("To Monday 09:00")
        made.clock.move_clock("An hour on")
        yield made


def test_a_first_answer_earns_a_badge(tenant: Tenant) -> None:
    teams, bo = tenant.teams, tenant.bo
    teams.say(f"@{BOT}", f" ask {ASKED} {TOPIC}")
    card = teams.said("asks #postgres", "Answer")
    general = teams.place()
    bo.submit(general, bo.press(general, card, "Answer"), answer=ANSWER)
    told = card_of(teams.said("You've earned a badge", "First responder"))
    assert "First responder" in str(told)


def test_a_colleague_is_nominated_endorsed_and_given_a_badge(
    tenant: Tenant, picture: Picture
) -> None:
    teams, ana, bo, chi = tenant.teams, tenant.ana, tenant.bo, tenant.chi
    teams.say(f"@{BOT}", " learn badges")
    page = teams.said("Your badges", "Nominate a colleague")
    general = teams.place()
    bo.press(general, page, "Nominate a colleague")  # met, and so known as the administrator
    form = chi.press(general, page, "Nominate a colleague")
    filled = {"badge": "mentor", "topic": TOPIC, "reason": DEED, "evidence": PROOF}
    chi.submit(general, form, **filled, nominee=ana.address, endorser=bo.address)

    asked = teams.said("says that you know the work", DEED)
    bo.submit(bo.chat, bo.press(bo.chat, asked, "Endorse"), words=ENDORSED)
    waits = teams.said("A nomination waits for you", ENDORSED)
    bo.submit(bo.chat, bo.press(bo.chat, waits, "Grant…"), word=WORD)
    teams.said("You've been given a badge", "Mentor", ENDORSED, WORD)
    teams.open("Personal Chat")
    given = teams.card("You've been given a badge")
    expect(given).to_contain_text(DEED)
    picture(teams.snapshot(given, above=8, beside=10), "teams-nomination")


def test_a_manager_reads_what_the_team_did_and_the_team_reads_the_same(tenant: Tenant) -> None:
    teams, bo, chi = tenant.teams, tenant.bo, tenant.chi
    teams.say(f"@{BOT}", " learn team")
    offered = teams.said("team", "Add")
    general = teams.place()
    form = tenant.ana.press(general, offered, "Add colleagues")
    tenant.ana.submit(general, form, people=f"{bo.address},{chi.address}")
    teams.said("says that you report to")

    teams.say(f"@{BOT}", " kudos ", f"@{COLLEAGUE}", f" for {THANKS}")
    teams.said("thanks", THANKS.partition(" #")[0])
    teams.say(f"@{BOT}", " learn digest preview")
    teams.said("A preview")

    tenant.clock.move_clock("To Monday 09:00")
    teams.open("Personal Chat")
    digest = teams.card("Your team")
    expect(digest).to_contain_text(THANKS.partition(" #")[0])

"""Questions in Teams: the real Potluck, Microsoft's playground."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.peers.conftest import Picture
from tests.peers.queries import AGAIN, ANSWER, ASKED, NOBODYS, QUIETLY, TOPIC, WANTED, quick
from tests.peers.teams import BOT
from tests.peers.teams_people import TeamsPerson, card_of
from tests.peers.tenant import Tenant, teams_tenant


@pytest.fixture
def tenant(browser: Browser, page: Page, tmp_path: Path) -> Iterator[Tenant]:
    """A tenant with a Potluck that waits less long than usual, on a Monday morning."""
    with teams_tenant(browser, page, tmp_path, quick(tmp_path)) as made:
        made.clock.move_clock("To Monday 09:00")
        made.clock.move_clock("An hour on")
        made.teams.open("General")
        yield made


def knows(tenant: Tenant, who: TeamsPerson) -> None:
    """They declare the topic, by the button of whoever asks who knows it."""
    tenant.teams.say(f"@{BOT}", f" expert who {TOPIC}")
    offered = tenant.teams.said("I know it")
    assert "expert of" in str(who.press(tenant.teams.place(), offered, "I know it"))


def answer(tenant: Tenant, who: TeamsPerson) -> None:
    """Answer by the button of the request, or of the card."""
    general = tenant.teams.place()
    form = who.press(general, tenant.teams.said("asks", "Answer"), "Answer")
    who.submit(general, form, answer=ANSWER)
    tenant.teams.said("Sent, thank you")


def test_ask_pass_answer_accept_find_deflect(tenant: Tenant, picture: Picture) -> None:
    teams, ana, bo, chi = tenant.teams, tenant.ana, tenant.bo, tenant.chi
    knows(tenant, bo)
    teams.say(f"@{BOT}", f" ask {ASKED} {TOPIC}")
    general = teams.place()
    card_of(teams.said("asks", ASKED))
    request = teams.said("can you help?")
    assert "Somebody else is asked" in str(bo.press(general, request, "Pass"))
    answer(tenant, chi)
    reply = teams.said("answered", "potctl rotate staging", "This answers it")
    ana.press(general, reply, "This answers it")
    teams.said("Settled")
    settled = teams.card("Answered by")
    expect(settled).to_contain_text("potctl rotate staging")
    picture(teams.snapshot(settled, above=8, beside=10), "teams-answer")

    teams.say(f"@{BOT}", f" find {WANTED}")
    teams.said("Found for", "potctl")
    teams.say(f"@{BOT}", f" ask {AGAIN} {TOPIC}")
    before = teams.said("may have been answered before")
    assert "helped again" in str(ana.press(general, before, "This answers it"))
    teams.said("found it in your answer")


def test_a_message_is_asked_about_and_another_kept_as_its_answer(tenant: Tenant) -> None:
    teams, ana, bo = tenant.teams, tenant.ana, tenant.bo
    knows(tenant, bo)
    general = teams.place()
    form = ana.point(general, "question.ask", f"<div>{ASKED} <b>{TOPIC}</b></div>", "1600")
    asking = form["task"]["value"]["card"]["content"]
    assert f"{ASKED} {TOPIC}" in str(asking)
    ana.submit(general, asking)
    teams.said("can you help?")
    reply = f"<p>Run <code>potctl</code>, {ANSWER.partition(',')[2]}</p>"
    ana.point(general, "answer.mark", reply, "1700", by=bo, below="1600")
    teams.said("as an answer by", "Bo Lindqvist")


def test_who_asks_anonymously_stays_so(tenant: Tenant) -> None:
    teams, ana, bo = tenant.teams, tenant.ana, tenant.bo
    knows(tenant, bo)
    teams.say(f"@{BOT}", f" ask anonymously {QUIETLY} {TOPIC}")
    card = card_of(teams.said("asks anonymously"))
    assert "Ana" not in str(card)
    answer(tenant, bo)
    direct = teams.said("answered your question")
    ana.press(ana.chat, direct, "This answers it")
    assert "Ana" not in str(card_of(teams.said("asks anonymously", "Answered")))


def test_a_question_nobody_answers_becomes_a_session(tenant: Tenant) -> None:
    teams, bo = tenant.teams, tenant.bo
    knows(tenant, bo)
    teams.say(f"@{BOT}", f" ask {NOBODYS} {TOPIC}")
    teams.said("can you help?")
    for _ in range(3):
        tenant.clock.move_clock("An hour on")
    teams.said("Nobody I asked could answer yet")
    for _ in range(2):
        tenant.clock.move_clock("A day on")
    bo.press(bo.chat, teams.said("Would you speak about it"), "I could speak about it")
    teams.said("is a draft of yours now")
    teams.said("prepares a session about your question")


def test_an_answer_that_has_aged_is_looked_at_again(tenant: Tenant) -> None:
    teams, ana, bo = tenant.teams, tenant.ana, tenant.bo
    knows(tenant, bo)
    teams.say(f"@{BOT}", f" ask {ASKED} {TOPIC}")
    answer(tenant, bo)
    ana.press(teams.place(), teams.said("answered", "This answers it"), "This answers it")
    for _ in range(4):
        tenant.clock.move_clock("A day on")
    due = teams.said("Is this still right?")
    assert "Verified, thank you" in str(bo.press(bo.chat, due, "It still holds"))

"""Questions in Potluck's own playground, asked and answered as people do it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, expect

from tests.peers.conftest import Picture
from tests.peers.desk import Desk, Desks, desks
from tests.peers.potluck import potluck
from tests.peers.queries import AGAIN, ANSWER, ASKED, NOBODYS, QUIETLY, TOPIC, WANTED, quick


@pytest.fixture
def office(browser: Browser, tmp_path: Path) -> Iterator[Desks]:
    with potluck(tmp_path, quick(tmp_path)) as bot:
        with desks(browser, bot.url) as office:
            yield office
        assert bot.troubles() == [], bot.troubles()


def press(on: Locator, label: str) -> None:
    """Press a button of a message."""
    on.get_by_role("button", name=label, exact=True).click()


def field(form: Locator, label: str) -> Locator:
    """A field; those that may stay empty say so after their label."""
    return form.get_by_label(re.compile(rf"^{re.escape(label)}"))


def told(desk: Desk, words: str) -> Locator:
    """A direct message from Potluck with these words."""
    desk.open("Potluck")
    expect(desk.message(words)).to_be_visible()
    return desk.message(words)


def thread(desk: Desk, card: Locator) -> Locator:
    """The replies below a card, opened beside it."""
    card.get_by_role("link", name=re.compile("repl")).click()
    return desk.page.locator(".thread .log")


def in_thread(desk: Desk, words: str) -> Locator:
    """The newest message of the open thread with these words."""
    return desk.page.locator(".thread .log").get_by_role("article").filter(has_text=words).last


def experts(office: Desks, *who: str) -> list[Desk]:
    """Colleagues who declare the topic, on a Monday morning."""
    made = [office.sit(name) for name in who]
    made[0].move_clock("To Monday 09:00")
    made[0].move_clock("An hour on")
    for desk in made:
        desk.open("learning")
        desk.say(f"/expert add {TOPIC}")
        expect(desk.message("You're an expert of")).to_be_visible()
    return made


def answered(asker: Desk, expert: Desk, question: str) -> None:
    """Ask and answer it, and accept that."""
    asker.open("learning")
    asker.say(f"/ask {question} {TOPIC}")
    expect(asker.message("Asked.")).to_be_visible()
    press(expert.message(question), "Answer")
    form = expert.dialog("Answer")
    field(form, "Your answer").fill(ANSWER)
    press(form, "Send")
    expect(form).to_have_count(0)
    expect(expert.message("Sent, thank you")).to_be_visible()
    card = asker.message(question)
    thread(asker, card)
    press(in_thread(asker, "answered"), "This answers it")
    expect(card).to_contain_text("Answered by")


def test_ask_pass_answer_accept_find_deflect(office: Desks, picture: Picture) -> None:
    bo, chi = experts(office, "bo", "chidi")
    ana = office.sit("ana", scale=1.5)
    ana.open("learning")
    ana.say(f"/ask {ASKED} {TOPIC}")
    expect(ana.message("Asked.")).to_contain_text("Only visible to you")
    card = ana.message("asks #postgres")
    expect(card).to_contain_text("Asked: @Bo Lindqvist and @Chidi Okafor")
    expect(card).to_contain_text("2 replies")
    ana.page.mouse.move(0, 0)
    picture(card.locator(".card"), "playground-question")

    thread(bo, bo.message("asks #postgres"))
    asked = in_thread(bo, "@Bo Lindqvist, can you help?")
    expect(asked).to_contain_text("you're an expert on #postgres")
    press(asked, "Pass")
    expect(in_thread(bo, "somebody else")).to_be_visible()
    expect(card).to_contain_text("Asked: @Chidi Okafor")

    thread(chi, chi.message("asks #postgres"))
    press(in_thread(chi, "@Chidi Okafor, can you help?"), "Answer")
    form = chi.dialog("Answer")
    field(form, "Your answer").fill(ANSWER)
    press(form, "Send")
    expect(form).to_have_count(0)

    thread(ana, card)
    reply = in_thread(ana, "@Chidi Okafor answered")
    expect(reply).to_contain_text("potctl rotate staging")
    press(reply, "This answers it")
    expect(card).to_contain_text("Answered by @Chidi Okafor")
    expect(reply).to_contain_text("Accepted by")
    ana.page.mouse.move(0, 0)
    picture(ana.page, "playground-answer")

    dana = office.sit("dana", scale=1.5)
    dana.open("random")
    dana.say(f"/find {WANTED}")
    found = dana.message("Found for")
    expect(found).to_contain_text("potctl rotate staging")
    expect(found).to_contain_text("Chidi Okafor")
    picture(found.locator(".card"), "playground-find")
    dana.say(f"/ask {AGAIN} {TOPIC}")
    before = dana.message("Ask anyway")
    expect(before).to_contain_text(ASKED)
    picture(before.locator(".card"), "playground-deflect")
    press(before, "This answers it")
    expect(dana.message("it helped again")).to_be_visible()
    told(chi, "found it in your answer")


def test_who_asks_anonymously_stays_so(office: Desks) -> None:
    (bo,) = experts(office, "bo")
    ana = office.sit("ana")
    ana.open("learning")
    ana.say(f"/ask anonymously {QUIETLY} {TOPIC}")
    expect(ana.message("Asked.")).to_be_visible()
    card = bo.message(QUIETLY)
    expect(card).to_contain_text("asks anonymously")
    expect(card).not_to_contain_text("Ana")
    press(card, "Answer")
    form = bo.dialog("Answer")
    field(form, "Your answer").fill(ANSWER)
    press(form, "Send")
    expect(form).to_have_count(0)
    press(told(ana, "answered your question"), "This answers it")
    expect(card).to_contain_text("Answered by @Bo Lindqvist")
    expect(bo.log).not_to_contain_text("Ana")


def test_a_question_nobody_answers_becomes_a_session(office: Desks) -> None:
    (bo,) = experts(office, "bo")
    ana, chi = office.sit("ana"), office.sit("chidi")
    ana.open("learning")
    ana.say(f"/ask {NOBODYS} {TOPIC}")
    expect(ana.message("Asked.")).to_be_visible()
    chi.open("learning")
    press(chi.message("asks #postgres"), "Me too")
    for _ in range(3):
        ana.move_clock("An hour on")
    told(ana, "Nobody I asked could answer yet")
    for _ in range(2):
        ana.move_clock("A day on")
    told(ana, "might be worth a session")
    asked = told(bo, "Would you speak about it")
    press(asked, "I could speak about it")
    expect(bo.message("is a draft of yours now")).to_be_visible()
    told(ana, "prepares a session about your question")


def test_an_answer_that_has_aged_is_looked_at_again(office: Desks) -> None:
    bo, ana = experts(office, "bo", "ana")
    ines = office.sit("ines")
    ines.open("learning")
    ines.say(f"/learn topic {TOPIC}")
    press(ines.message("Open questions"), "Change")
    form = ines.dialog("About this topic")
    field(form, "Owners").click()
    ines.page.keyboard.type("Ana Fer")
    ines.page.keyboard.press("Enter")
    press(form, "Save")
    expect(form).to_have_count(0)
    answered(ana, bo, ASKED)
    for _ in range(4):
        ana.move_clock("A day on")
    due = told(ana, "Is this still right?")
    expect(due).to_contain_text("potctl rotate staging")
    press(due, "It still holds")
    expect(ana.message("Verified, thank you")).to_be_visible()

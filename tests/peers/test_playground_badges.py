"""A badge in Potluck's own playground: nominated, endorsed, granted and looked at."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, expect

from tests.peers.conftest import Picture
from tests.peers.desk import Desk, Desks, desks
from tests.peers.potluck import potluck

REASON = "Sat with Emre every Thursday until his first release was out"
LINK = "https://example.org/releases/41"


@pytest.fixture
def office(browser: Browser, tmp_path: Path) -> Iterator[Desks]:
    with potluck(tmp_path, {}) as bot:
        with desks(browser, bot.url) as office:
            yield office
        assert bot.troubles() == [], bot.troubles()


def press(on: Locator, label: str) -> None:
    """Press a button of a message."""
    on.get_by_role("button", name=label, exact=True).click()


def pick(desk: Desk, form: Locator, label: str, name: str) -> None:
    """Choose a colleague in a field."""
    form.get_by_role("combobox", name=label).press_sequentially(name)
    desk.page.keyboard.press("Enter")


def field(form: Locator, label: str) -> Locator:
    return form.get_by_label(re.compile(rf"^{re.escape(label)}"))


def told(desk: Desk, words: str) -> Locator:
    """A direct message from Potluck with these words."""
    desk.open("Potluck")
    expect(desk.message(words)).to_be_visible()
    return desk.message(words)


def drawn(message: Locator) -> None:
    """Its picture was fetched and has something on it."""
    image = message.locator("img[src*='/badges/']").first
    expect(image).to_be_visible()
    script = "image => image.complete && image.naturalWidth"
    assert image.evaluate(script) >= 128


def test_nominate_endorse_grant_and_look(office: Desks, picture: Picture) -> None:
    ana = office.sit("ana", scale=1.5)
    ana.open("learning")
    ana.say("/learn badges nominate @Bo Lindqvist!")
    form = ana.dialog("Nominate for a badge")
    form.get_by_label("Mentor (for a topic)").check()
    field(form, "For which topic?").fill("#postgres")
    field(form, "What did they do?").fill(REASON)
    field(form, "Where can it be seen?").fill("http://example.org/")
    pick(ana, form, "Who else knows this work?", "Ana")
    form.get_by_role("button", name="Nominate").click()
    expect(form).to_contain_text("can't endorse your own nomination")
    form.get_by_role("button", name=re.compile("Remove Ana")).click()
    pick(ana, form, "Who else knows this work?", "Emre")
    form.get_by_role("button", name="Nominate").click()
    expect(form).to_contain_text("begins with https://")
    field(form, "Where can it be seen?").fill(LINK)
    form.get_by_role("button", name="Nominate").click()
    expect(ana.message("I'm asking")).to_contain_text("Emre Yıldız")

    emre = office.sit("emre")
    press(told(emre, "says that you know the work"), "Endorse")
    form = emre.dialog("Endorse a nomination")
    field(form, "What do you know of it?").fill("Without Bo I would still be reading")
    form.get_by_role("button", name="Endorse").click()
    expect(emre.message("Thank you. Whoever looks after the badge")).to_be_visible()

    ines = office.sit("ines")
    press(told(ines, "A nomination waits for you"), "Grant…")
    form = ines.dialog("Grant the badge")
    field(form, "A word to go with it?").fill("That is what this place is for. Thank you!")
    form.get_by_role("button", name="Grant").click()
    expect(ines.message("Granted.")).to_be_visible()

    bo = office.sit("bo", scale=1.5)
    given = told(bo, "You've been given a badge")
    expect(given).to_contain_text("Mentor, #postgres")
    drawn(given)
    picture(given.locator(".card"), "playground-badge")
    press(given, "See my badges")
    mine = bo.message("Your badges")
    expect(mine).to_contain_text(REASON)
    drawn(mine)

    ana.say("/learn badges @Bo Lindqvist!")
    drawn(ana.message("Badges of"))

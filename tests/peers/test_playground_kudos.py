"""Potluck's own playground as a person uses it, in Chromium."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.peers.desk import PHONE, Desk, Desks, desks
from tests.peers.potluck import potluck

PLANNER = "/kudos @Bo! for walking me through the query planner #sql"


@pytest.fixture
def office(browser: Browser, tmp_path: Path) -> Iterator[Desks]:
    with potluck(tmp_path, {}) as bot:
        with desks(browser, bot.url) as office:
            yield office
        assert bot.troubles() == [], bot.troubles()


def test_a_kudos_by_keyboard_seen_by_a_colleague_at_once(office: Desks) -> None:
    ana, bo = office.sit("ana"), office.sit("bo")
    ana.open("data")
    bo.open("data")

    ana.box.press_sequentially("/ku")
    offered = ana.page.get_by_role("listbox", name="Suggestions").get_by_role("option")
    expect(offered.first).to_contain_text("/kudos @colleague for")
    expect(offered.first).to_have_attribute("aria-selected", "true")
    ana.page.keyboard.press("Enter")
    expect(ana.box).to_have_value("/kudos ")
    ana.page.keyboard.type("@lind")
    ana.page.keyboard.press("Tab")
    ana.page.keyboard.type("for walking me through the query planner #sql")
    ana.page.keyboard.press("Enter")

    card = bo.message("query planner")
    expect(card).to_contain_text("@Ana Ferreira thanks @Bo Lindqvist")
    answer = ana.message("Sent to @Bo Lindqvist")
    expect(answer).to_contain_text("Only visible to you")
    expect(bo.log).not_to_contain_text("Sent to")
    mark = bo.page.get_by_role("navigation").get_by_role("link", name=re.compile("^Potluck, 1"))
    expect(mark).to_be_visible()

    answer.get_by_role("button", name="Undo").click()
    expect(ana.message("Taken back.")).to_be_visible()
    expect(bo.message("took back a kudos")).to_be_visible()
    expect(bo.log).not_to_contain_text("query planner")
    bo.open("Potluck")
    expect(bo.log).not_to_contain_text("query planner")


def test_the_form_says_at_the_field_what_is_wrong(office: Desks) -> None:
    ana = office.sit("ana")
    ana.open("data")
    ana.say("/kudos ")
    form = ana.dialog("Give kudos")
    expect(form).to_contain_text("in #data")
    expect(form.get_by_role("listbox", name="Colleagues")).to_be_visible()
    # A person's click takes its time; the list going meanwhile must not move the button away.
    form.get_by_role("button", name="Give", exact=True).click(delay=150)
    who = form.get_by_role("combobox", name="Who helped you?")
    expect(who).to_have_attribute("aria-invalid", "true")
    expect(who).to_be_focused()

    who.press_sequentially("ana fer")
    ana.page.keyboard.press("Enter")
    note = form.get_by_role("textbox", name="What did they do?")
    note.fill("being me")
    form.get_by_role("button", name="Give", exact=True).click()
    expect(form.get_by_text("Pick a colleague, not yourself.")).to_be_visible()
    expect(note).to_have_value("being me")

    form.get_by_role("button", name="Remove Ana Ferreira").click()
    who.press_sequentially("bo")
    ana.page.keyboard.press("Enter")
    note.fill("a patient first review")
    form.get_by_role("button", name="Give", exact=True).click()
    expect(form).to_have_count(0)
    expect(ana.message("a patient first review")).to_contain_text("thanks @Bo Lindqvist")


def test_a_message_is_thanked_for_and_talked_about_in_its_thread(office: Desks) -> None:
    ana, bo = office.sit("ana"), office.sit("bo")
    bo.open("data")
    bo.say("ANALYZE before you trust it.")
    ana.open("data")
    advice = ana.message("ANALYZE")
    ana.more(advice, "Give kudos")
    form = ana.dialog("Give kudos")
    expect(form.get_by_role("button", name="Remove Bo Lindqvist")).to_be_visible()
    form.get_by_role("textbox", name="What did they do?").fill("saving my afternoon")
    form.get_by_role("button", name="Give", exact=True).click()
    card = ana.message("saving my afternoon")
    expect(card.get_by_role("link", name="what it's about")).to_be_visible()

    bo.message("ANALYZE").hover()
    bo.message("ANALYZE").get_by_role("link", name="Reply in thread").click()
    reply = bo.page.get_by_role("combobox", name="Reply in the thread")
    reply.fill("And after it, too.")
    reply.press("Enter")
    expect(ana.message("ANALYZE").get_by_role("link", name=re.compile("1 reply"))).to_be_visible()
    ana.message("ANALYZE").get_by_role("link", name=re.compile("1 reply")).click()
    thread = ana.page.get_by_role("complementary", name="Thread")
    expect(thread).to_contain_text("And after it, too.")

    bo.page.get_by_role("button", name="Close the thread").click()
    bo.message("saving my afternoon").hover()
    bo.message("saving my afternoon").get_by_role("button", name="React: heart").click()
    seen = ana.message("saving my afternoon").get_by_role("button", name=re.compile("^heart, 1"))
    expect(seen).to_be_visible()


def test_home_the_clock_and_speaking_as_somebody_else(office: Desks) -> None:
    ana = office.sit("ana")
    page = ana.page
    ana.open("data")
    ana.say(PLANNER)
    expect(ana.message("query planner")).to_be_visible()

    page.get_by_role("button", name="You speak as Ana Ferreira").click()
    page.get_by_role("menuitemradio", name=re.compile("Bo Lindqvist")).click()
    expect(page.get_by_role("button", name="You speak as Bo Lindqvist")).to_be_visible()
    ana.open("Potluck")
    page.get_by_role("tab", name="Home").click()
    home = page.get_by_role("tabpanel", name="Home")
    expect(home).to_contain_text("You've been thanked once.")
    expect(home).to_contain_text("query planner")

    clock = page.get_by_role("button", name=re.compile("Move the clock on"))
    clock.click()
    page.get_by_role("menuitem", name=re.compile("A day on")).click()
    expect(clock).to_have_attribute("aria-label", re.compile("1 day ahead"))
    clock.click()
    page.get_by_role("menuitem", name=re.compile("To Monday 09:00")).click()
    expect(clock).to_contain_text("09:00")
    expect(clock).to_contain_text("Mon")

    # Ten minutes are over in everybody's time: nothing is taken back any more.
    page.get_by_role("button", name="You speak as Bo Lindqvist").click()
    page.get_by_role("menuitemradio", name=re.compile("Ana Ferreira")).click()
    ana.open("data")
    ana.message("Sent to").get_by_role("button", name="Undo").click()
    expect(ana.message("those have passed")).to_be_visible()


def test_a_reload_keeps_everything(office: Desks) -> None:
    ana = office.sit("ana")
    ana.open("data")
    ana.say(PLANNER)
    expect(ana.message("thanks @Bo Lindqvist")).to_be_visible()
    ana.say("/kudos me")
    expect(ana.message("You just thanked @Bo Lindqvist.")).to_be_visible()
    ana.type("half a thought")
    before = ana.log.inner_text()
    ana.page.reload()
    ana.page.locator("body.ready").wait_for()
    expect(ana.message("You just thanked @Bo Lindqvist.")).to_be_visible()
    assert ana.log.inner_text() == before
    expect(ana.box).to_have_value("half a thought")


def _walk(desk: Desk) -> Iterator[str]:
    """Look at everything there is, naming each place."""
    page, phone = desk.page, desk.page.viewport_size == PHONE
    yield "an empty channel"
    if phone:
        page.get_by_role("button", name="Conversations", exact=True).click()
        yield "the list of conversations"
    desk.open("data")
    desk.say(PLANNER.replace("query planner", "query planner " + "and".join(["words"] * 30)))
    expect(desk.message("thanks @Bo Lindqvist")).to_be_visible()
    yield "a card"
    desk.type("/ku")
    yield "completion"
    desk.page.keyboard.press("Escape")
    desk.box.fill("")
    desk.say("/kudos ")
    expect(desk.dialog("Give kudos")).to_be_visible()
    yield "a form"
    desk.dialog("Give kudos").get_by_role("button", name="Cancel").click()
    page.get_by_role("button", name=re.compile("Move the clock on")).click()
    yield "a menu"
    page.keyboard.press("Escape")
    desk.page.goto(f"{desk.url}?as={desk.who}#/a-{desk.who}/home")
    expect(page.get_by_role("tabpanel", name="Home")).to_contain_text("Kudos")
    yield "Home"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_phone_never_scrolls_sideways(office: Desks, scheme: str) -> None:
    ana = office.sit("ana", PHONE, scheme)
    wide = [place for place in _walk(ana) if not ana.has_no_sideways_scroll()]
    assert wide == []


def test_light_and_dark_are_the_readers_choice(office: Desks) -> None:
    ana = office.sit("ana", scheme="dark")
    background = "getComputedStyle(document.body).backgroundColor"
    dark = ana.page.evaluate(background)
    ana.page.get_by_role("button", name="Switch to light").click()
    ana.page.get_by_role("button", name="Switch to dark").wait_for()
    light = ana.page.evaluate(background)
    assert _brightness(dark) < 80 < 200 < _brightness(light)
    ana.page.reload()
    ana.page.get_by_role("button", name="Switch to dark").wait_for()
    assert ana.page.evaluate(background) == light


def _brightness(colour: str) -> float:
    red, green, blue = (float(n) for n in re.findall(r"[\d.]+", colour)[:3])
    return 0.3 * red + 0.6 * green + 0.1 * blue

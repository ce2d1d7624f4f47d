"""A session in Potluck's own playground, from the wish to the thanks, as people use it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, expect

from tests.peers.agenda import FAR_AWAY, LINE, LONG, PLACE, RIVAL, SERIES, WISH, WISHED, Slot
from tests.peers.conftest import Picture
from tests.peers.desk import Desk, Desks, desks
from tests.peers.potluck import potluck


@pytest.fixture
def office(browser: Browser, tmp_path: Path) -> Iterator[Desks]:
    with potluck(tmp_path, {}) as bot:
        with desks(browser, bot.url) as office:
            yield office
        assert bot.troubles() == [], bot.troubles()


def press(on: Locator, label: str) -> None:
    """Press a button of a message."""
    on.get_by_role("button", name=label, exact=True).click()


def field(form: Locator, label: str) -> Locator:
    """A field; those that may stay empty say so after their label."""
    return form.get_by_label(re.compile(rf"^{re.escape(label)}"))


def fill(form: Locator, slot: Slot) -> None:
    """Say when."""
    field(form, "Day").fill(slot.day)
    field(form, "Start").fill(slot.begins)


def told(desk: Desk, words: str) -> Locator:
    """A direct message from Potluck with these words."""
    desk.open("Potluck")
    expect(desk.message(words)).to_be_visible()
    return desk.message(words)


def test_from_a_wish_to_the_thanks(office: Desks, picture: Picture) -> None:
    ana, bo, chi = (office.sit(who) for who in ("ana", "bo", "chidi"))
    for desk in (ana, bo, chi):
        desk.open("learning")

    bo.say(f"/session {WISHED}")
    expect(bo.message("Your wish is noted")).to_contain_text("Only visible to you")
    press(chi.message("Who'd like a session on"), "Me too")
    expect(chi.message("You're counted in")).to_be_visible()
    wish = ana.message("Who'd like a session on")
    expect(wish).to_contain_text("2 people would come")
    press(wish, "I could speak about it")
    press(ana.message("is a draft of yours now"), "Say when and where")

    form = ana.dialog("Plan a session")
    expect(field(form, "What is it about?")).to_have_value(WISH)
    field(form, "Time zone").fill("UTC")
    field(form, "Where?").fill("Room 4")
    field(form, "How many minutes?").fill(str(LONG))
    field(form, "Seats").fill("0")
    fill(form, Slot.after(1))
    soon, later = Slot.after(1), Slot.after(2)
    press(form, "Announce")
    expect(form.get_by_text("1 or more")).to_be_visible()
    field(form, "Seats").fill("1")
    fill(form, soon)
    press(form, "Announce")
    expect(form).to_have_count(0)
    expect(ana.message("is announced for")).to_be_visible()

    told(bo, "You wished for it")
    bo.open("learning")
    press(bo.message("1 of 1 left"), "Going")
    expect(bo.message("You're going to")).to_be_visible()
    press(chi.message("0 of 1 left"), "Going")
    expect(chi.message("the first on the waitlist")).to_be_visible()
    full = ana.message("1 on the waitlist")
    expect(full).to_contain_text("1 going: @Bo Lindqvist")
    ana.page.mouse.move(0, 0)
    picture(full, "playground-session")
    press(bo.message("1 on the waitlist"), "Can't")
    expect(bo.message("you can't come")).to_be_visible()
    told(chi, "A seat has become free")
    press(bo.message("0 of 1 left"), "Maybe")
    expect(bo.message("perhaps you'll come")).to_be_visible()

    press(ana.message("is announced for"), "Manage")
    press(ana.message("1 going, 1 maybe"), "Move it")
    form = ana.dialog("Move it")
    fill(form, later)
    press(form, "Move")
    expect(form).to_have_count(0)
    told(chi, "has moved")
    told(bo, "has moved")

    ana.move_clock("A day on")
    ana.move_clock("A day on")
    expect(told(chi, "Coming up")).to_contain_text("Room 4")
    expect(bo.log).not_to_contain_text("Coming up")

    ana.move_clock("An hour on")
    expect(told(ana, "The code for the room")).to_be_visible()
    chi.open("learning")
    press(chi.message("I'm here"), "I'm here")
    expect(chi.message("Welcome to")).to_be_visible()

    for _ in range(2):
        ana.move_clock("An hour on")
    asked = told(chi, "How was")
    press(asked, "Say how it was")
    form = chi.dialog("How was it?")
    field(form, "5: I'd have missed something").check()
    field(form, "What will you use?").fill("the invoice run")
    press(form, "Send")
    expect(form).to_have_count(0)
    expect(chi.message("It's shown without names")).to_be_visible()
    press(asked, "Thank the speaker")
    expect(chi.message("Thanked.")).to_be_visible()
    expect(chi.log.get_by_role("article").filter(has_text="has moved")).to_have_count(1)
    press(told(ana, "is over"), "How it went")
    expect(ana.message("1 came")).to_contain_text("Chidi Okafor")
    ana.open("learning")
    expect(ana.message("speaking at")).to_contain_text("thanks @Ana Ferreira")


def plan(desk: Desk, title: str, slot: Slot) -> Locator:
    """The form of a session at that time in Room 4, not sent yet."""
    desk.open("learning")
    desk.say(f"/session {title}")
    form = desk.dialog("Plan a session")
    field(form, "Time zone").fill("UTC")
    field(form, "Where?").fill(PLACE)
    fill(form, slot)
    return form


def test_a_series_and_what_becomes_of_it(office: Desks) -> None:
    ana, bo, hiro = (office.sit(who) for who in ("ana", "bo", "hiro"))
    bo.open("learning")
    slot = Slot.afternoon()
    press(plan(hiro, RIVAL, slot), "Announce")
    expect(hiro.message("is announced for")).to_be_visible()

    form = plan(ana, SERIES, slot)
    field(form, "How often?").select_option("weekly")
    field(form, "… or how many times?").fill("3")
    press(form, "Announce")
    expect(form.get_by_text(f"{PLACE} is taken by “{RIVAL}” on")).to_be_visible()
    field(form, "Even if it clashes").check()
    press(form, "Announce")
    is_series = ana.log.get_by_role("article").filter(has_text="Every week, 3 times")
    announced = is_series.filter(has_text="is announced for")
    press(announced, "Offer a second time")
    second = ana.dialog("Plan a session")
    expect(second.get_by_text(f"Suits 1 more colleague: 1 in {FAR_AWAY}.")).to_be_visible()
    field(second, "Where?").fill("Room 5")
    press(second, "Announce")
    expect(ana.message("Room 5")).to_be_visible()

    press(bo.message("Every week, 3 times"), "Going")
    expect(bo.message("You're going to")).to_be_visible()
    press(announced, "Manage")
    managed = ana.message("1 going")
    press(managed, "Change it")
    change = ana.dialog("Change the session")
    field(change, "Seats").fill("0")
    press(change, "Save")
    expect(change.get_by_text("1 or more")).to_be_visible()
    expect(change.get_by_label("Save as a draft")).to_have_count(0)
    field(change, "Seats").fill("12")
    press(change, "Save")
    expect(bo.message("11 of 12 left")).to_be_visible()
    managed.get_by_role("button", name="Cancel it").nth(1).click()
    press(ana.page.get_by_role("alertdialog"), "Cancel it")
    expect(ana.message("is cancelled")).to_be_visible()

    with bo.page.context.expect_page() as opened:
        bo.message("You're going to").get_by_role("link", name="Month view").click()
    month = opened.value
    month.goto(f"{month.url}?month={slot.day[:7]}")
    expect(month.get_by_role("table")).to_contain_text("you: going")

    ana.say("/session mine")
    ana.message("You run or speak at").get_by_role("button", name="I can't speak").first.click()
    press(bo.message("Who can step in?"), "I'll do it")
    expect(bo.message("You speak at")).to_be_visible()
    expect(bo.message("steps in and speaks at")).to_be_visible()


def test_one_line_fills_in_the_form(office: Desks, picture: Picture) -> None:
    ana = office.sit("ana", scale=1.5)
    ana.open("learning")
    ana.say(f"/session {LINE}")
    form = ana.dialog("Plan a session")
    expect(field(form, "What is it about?")).to_have_value("Query planner 101")
    expect(form.get_by_text("That is Thursday")).to_be_visible()
    picture(ana.page, "session-form")
    press(form, "Announce")
    expect(ana.message("20 of 20 left")).to_be_visible()

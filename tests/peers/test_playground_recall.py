"""Being asked what one learnt, in Potluck's own playground, in the weeks after."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, expect

from tests.peers.conftest import Picture
from tests.peers.desk import Desk, Desks, desks
from tests.peers.potluck import potluck

SETTINGS = """
attention:
  public_holidays: false
recall:
  hold_out: 0
"""


@pytest.fixture
def office(browser: Browser, tmp_path: Path) -> Iterator[Desks]:
    """A Potluck that holds nothing out, on a Monday morning."""
    file = tmp_path / "recall.yaml"
    file.write_text(SETTINGS)
    with potluck(tmp_path, {"POTLUCK_CONFIG": str(file)}) as bot:
        with desks(browser, bot.url) as office:
            yield office
        assert bot.troubles() == [], bot.troubles()


def press(on: Locator, label: str) -> None:
    """Press a button of a message."""
    on.get_by_role("button", name=label, exact=True).click()


def write(desk: Desk, prompt: str, **fields: str) -> None:
    """Write a card, and use it."""
    desk.say("/recall new")
    form = desk.dialog("A recall card")
    if "kind" in fields:
        form.get_by_label("How does it ask?").select_option(fields.pop("kind"))
    form.get_by_label("What does it ask?").fill(prompt)
    for label, said in fields.items():
        form.get_by_label(re.compile(f"^{label}")).fill(said)
    press(form, "Preview")
    expect(form).to_have_count(0)
    press(desk.message(prompt), "Use it")
    expect(desk.message("It's in use")).to_be_visible()


def test_asked_answered_put_off_and_asked_again(office: Desks, picture: Picture) -> None:
    ana, bo = office.sit("ana"), office.sit("bo")
    ana.move_clock("To Monday 09:00")
    ana.open("learning")
    write(
        ana,
        "Why does the planner skip an index?",
        Options="* It would read most rows\nIt is broken",
        **{"Why is that so": "Reading in order is cheaper then.", "Topics": "#sql"},
        **{"Name of its deck": "Query plans"},
    )
    write(
        ana,
        "What does EXPLAIN ANALYZE do?",
        kind="free",
        Solution="It runs the query and tells what each step took.",
        Topics="#sql",
        **{"… or a new deck": "More plans"},
    )
    bo.open("learning")
    bo.say("/recall learn #sql")
    expect(bo.message("#sql")).to_be_visible()

    bo.move_clock("A day on")
    bo.open("Potluck")
    expect(bo.message("2 quick questions")).to_be_visible()
    card = bo.message("What does EXPLAIN ANALYZE do?")
    press(card, "It is broken")
    expect(card).to_contain_text("Right is: It would read most rows")
    press(card, "Show the answer")
    expect(card).to_contain_text("It runs the query")
    picture(card, "playground-recall")
    press(card, "Got it")
    expect(card).to_contain_text("That's it for today")

    bo.move_clock("A day on")
    bo.move_clock("A day on")
    again = bo.message("A quick question")
    expect(again).to_be_visible()
    press(again, "Not now")
    expect(bo.message("No problem. I'll ask again at")).to_be_visible()
    bo.move_clock("A day on")
    press(bo.message("Why does the planner"), "It would read most rows")
    expect(bo.message("✅ Right")).to_be_visible()

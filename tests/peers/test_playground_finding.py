"""Finding in Potluck's own playground as a person uses it, in Chromium."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.peers.desk import Desks, desks
from tests.peers.potluck import potluck


@pytest.fixture
def office(browser: Browser, tmp_path: Path) -> Iterator[Desks]:
    with potluck(tmp_path, {}) as bot:
        with desks(browser, bot.url) as office:
            yield office
        assert bot.troubles() == [], bot.troubles()


def test_questions_are_found_while_one_types(office: Desks) -> None:
    ana, bo = office.sit("ana"), office.sit("bo")
    ana.open("data")
    bo.open("data")
    ana.box.fill("/ask How do I rotate the staging credentials? #postgres")
    ana.page.keyboard.press("Enter")
    expect(bo.message("staging credentials").first).to_be_visible()

    bo.box.press_sequentially("/find rotate cred")
    found = bo.page.get_by_role("status", name="Found so far")
    expect(found).to_contain_text("staging credentials")
    expect(found.get_by_role("button")).to_have_count(0)
    bo.page.keyboard.press("Escape")
    expect(found).to_be_hidden()
    bo.box.press_sequentially("entials")
    expect(found).to_contain_text("staging credentials")
    bo.page.keyboard.press("Enter")
    expect(found).to_be_hidden()
    expect(bo.message("Found for").get_by_role("button", name="Show").first).to_be_visible()

"""What every peer test stands on: a sealed machine, a browser, a place for pictures."""

import os
import socket
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, sync_playwright

from tests.peers.install import CHROMIUM, NODE, ROOT

_CHROMIUM_ARGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what stands here, so that it can be told apart from the rest of the suite."""
    here = Path(__file__).parent
    for item in items:
        if item.path.is_relative_to(here):
            item.add_marker(pytest.mark.peer)


@pytest.fixture(scope="session", autouse=True)
def sealed() -> None:
    """Refuse to run where a peer could be reached from, or reach, another machine."""
    if [name for _, name in socket.if_nameindex()] != ["lo"] or not NODE.is_file():
        pytest.fail("tests/peers run sealed and installed: use make test-peers", pytrace=False)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One headless Chromium for all tests; each test opens pages of its own."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=_CHROMIUM_ARGS)
        yield chromium
        chromium.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A fresh desktop page; a test fails on an error that its script did not catch."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, device_scale_factor=1)
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.set_default_timeout(15_000)
    yield page
    context.close()
    assert not errors


@pytest.fixture
def picture(tmp_path: Path) -> Callable[[Page | Locator, str], None]:
    """Keep a screenshot under a name: in POTLUCK_PICTURES when set, for nobody otherwise."""
    folder = ROOT / os.environ["POTLUCK_PICTURES"] if "POTLUCK_PICTURES" in os.environ else tmp_path

    def take(of: Page | Locator, name: str) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        of.screenshot(path=folder / f"{name}.png", animations="disabled")

    return take

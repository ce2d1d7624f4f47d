"""What every peer test stands on: a sealed machine, a browser, a place for pictures."""

import os
import socket
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from typing import TypeAlias

import pytest
from PIL import Image
from playwright.sync_api import Browser, Locator, Page, sync_playwright

from tests.peers.install import CHROMIUM, NODE, ROOT
from tests.peers.tenant import Tenant, teams_tenant
from tests.peers.workspace import Workspace, slack_workspace

Picture: TypeAlias = Callable[[bytes | Page | Locator, str], None]
LARGEST = 400_000  # bytes; pictures live in the repository

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
    context = browser.new_context(viewport={"width": 1280, "height": 900}, device_scale_factor=2)
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.set_default_timeout(15_000)
    yield page
    context.close()
    assert not errors


@pytest.fixture
def picture(tmp_path: Path) -> Picture:
    """Keep a screenshot under a name: in POTLUCK_PICTURES when set, for nobody otherwise."""
    folder = ROOT / os.environ["POTLUCK_PICTURES"] if "POTLUCK_PICTURES" in os.environ else tmp_path

    def take(shot: bytes | Page | Locator, name: str) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        drawn = shot if isinstance(shot, bytes) else shot.screenshot(animations="disabled")
        with Image.open(BytesIO(drawn)) as image:
            # 256 colours are enough for text and cards, and a third of the size.
            few = image.convert("RGB").quantize(256, dither=Image.Dither.NONE)
        few.save(folder / f"{name}.png", optimize=True)
        assert (folder / f"{name}.png").stat().st_size < LARGEST

    return take


@pytest.fixture
def workspace(browser: Browser, tmp_path: Path) -> Iterator[Workspace]:
    """A Slack workspace with Potluck in it."""
    with slack_workspace(browser, tmp_path) as made:
        yield made


@pytest.fixture
def tenant(browser: Browser, page: Page, tmp_path: Path) -> Iterator[Tenant]:
    """A Teams tenant with Potluck in it."""
    with teams_tenant(browser, page, tmp_path) as made:
        yield made

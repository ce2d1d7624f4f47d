"""Microsoft's Agents Playground, driven in a browser as a person would use Teams."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Locator, Page

from tests.peers.install import HOME, NODE
from tests.peers.processes import Program, free_port

BOT = "Test Bot"
ME = "Alex Wilber"

_CLI = HOME / "node_modules/@microsoft/m365agentsplayground/cli.js"


class AgentsPlayground:
    """A page of a running playground."""

    def __init__(self, page: Page, url: str) -> None:
        self.page = page
        self.url = url

    def open(self, conversation: str) -> None:
        """Show "Personal Chat", "Group Chat" or "General"; a first visit installs the bot there."""
        if not self.page.url.startswith(self.url):
            self.page.goto(self.url)
        self.page.get_by_role("treeitem", name=conversation).click()
        self._box().wait_for()

    def say(self, *parts: str) -> None:
        """Write a message in the open conversation; a part "@Megan Bowen" becomes a mention."""
        box = self._box()
        box.click()
        for part in parts:
            self.page.keyboard.type(part)
            if part.startswith("@"):
                self.page.get_by_role("menuitem", name=part[1:]).click()
        self.page.keyboard.press("Enter")

    def press(self, label: str) -> None:
        """Press the newest button with this label."""
        self.page.get_by_role("button", name=label, exact=True).last.click()

    def text(self, words: str) -> Locator:
        """Where the page shows these words last (a list of chats repeats them first)."""
        return self.page.get_by_text(words).last

    def _box(self) -> Locator:
        return self.page.locator("[role=textbox][data-lexical-editor]").first


@contextmanager
def agents_playground(page: Page, bot_port: int, logs: Path) -> Iterator[AgentsPlayground]:
    """Run the playground against the bot on `bot_port` and show it in `page`."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    command: list[str | Path] = [
        NODE,
        _CLI,
        "start",
        "--channel-id",
        "msteams",
        "--port",
        str(port),
    ]
    command += ["--app-endpoint", f"http://127.0.0.1:{bot_port}/api/messages"]
    command += ["--service-url", f"{url}/_connector", "--disable-telemetry", "true"]
    environment = {**os.environ, "BROWSER": "none"}
    with Program(command, logs / "agents_playground.log", HOME, environment) as program:
        program.wait_for(f"Listening on {port}")
        page.goto(url)
        yield AgentsPlayground(page, url)

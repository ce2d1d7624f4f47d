"""Somebody at Potluck's own playground: a browser window, used by keyboard and pointer."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Browser, ConsoleMessage, Locator, Page, expect

DESKTOP = {"width": 1280, "height": 900}
PHONE = {"width": 390, "height": 844}


class Desk:
    """A tab in which `who` (an id) speaks."""

    def __init__(self, page: Page, url: str, who: str) -> None:
        self.page = page
        self.url = url
        self.who = who
        page.goto(f"{url}?as={who}")
        self.page.locator("body.ready").wait_for()

    @property
    def box(self) -> Locator:
        """Where one writes in the open room."""
        return self.page.get_by_role("combobox", name="Write a message")

    @property
    def log(self) -> Locator:
        """What was said in the open room."""
        return self.page.locator("#main .log")

    def open(self, room: str) -> None:
        """Show a channel, or a conversation by its name."""
        name = re.compile(rf"^(Channel )?{re.escape(room)}(,|$)")
        menu = self.page.get_by_role("button", name="Conversations", exact=True)
        if menu.is_visible() and not self.page.locator("body.side-open").count():
            menu.click()
        self.page.get_by_role("navigation").get_by_role("link", name=name).click()
        expect(
            self.page.get_by_role("main").get_by_role("heading", name=room).first
        ).to_be_visible()

    def type(self, text: str) -> None:
        """Write by keyboard; what is typed after @ or / is completed with Enter."""
        self.box.click()
        for part in re.split(r"(@[\w ]+!)", text):
            if part.startswith("@"):
                self.page.keyboard.type(part[:-1])
                self.page.locator("#main .completion [aria-selected=true]").wait_for()
                self.page.keyboard.press("Enter")
            else:
                self.page.keyboard.type(part)

    def say(self, text: str) -> None:
        """Write and send; a name to be completed stands like "@Bo!"."""
        self.type(text)
        self.page.keyboard.press("Enter")
        expect(self.box).to_have_value("")

    def message(self, words: str) -> Locator:
        """The newest message of the open room with these words."""
        return self.log.get_by_role("article").filter(has_text=words).last

    def more(self, message: Locator, item: str) -> None:
        """Choose from a message's menu."""
        message.hover()
        message.get_by_role("button", name="More").click()
        self.page.get_by_role("menuitem", name=item).click()

    def move_clock(self, item: str) -> None:
        """Choose from the clock's menu: "An hour on", "A day on" …; it has moved then."""
        clock = self.page.get_by_role("button", name=re.compile("Move the clock on"))
        before = clock.inner_text()
        clock.click()
        self.page.get_by_role("menuitem", name=re.compile(item)).click()
        expect(clock).not_to_have_text(before, use_inner_text=True)

    def dialog(self, heading: str) -> Locator:
        """The open dialog with this heading."""
        return self.page.get_by_role("dialog", name=heading)

    def has_no_sideways_scroll(self) -> bool:
        """Whether the page is no wider than its window."""
        wide = "() => document.scrollingElement.scrollWidth > document.documentElement.clientWidth"
        return not self.page.evaluate(wide)


class Desks:
    """Windows at one playground. Every complaint in a console is kept."""

    def __init__(self, browser: Browser, url: str) -> None:
        self._browser = browser
        self._url = url
        self.complaints: list[str] = []

    def sit(
        self, who: str, size: Mapping[str, int] = DESKTOP, scheme: str = "light", scale: float = 1
    ) -> Desk:
        """A new window, as somebody of its own."""
        settings: dict[str, Any] = {
            "viewport": dict(size),
            "color_scheme": scheme,
            "device_scale_factor": scale,
            "has_touch": size["width"] < 500,
            "locale": "en-GB",
        }
        page = self._browser.new_context(**settings).new_page()
        page.set_default_timeout(15_000)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("console", self._hear)
        return Desk(page, self._url, who)

    def _hear(self, line: ConsoleMessage) -> None:
        if line.type in ("error", "warning"):
            self.complaints.append(line.text)


@contextmanager
def desks(browser: Browser, url: str) -> Iterator[Desks]:
    """Windows that are all closed in the end; none may have complained."""
    made = Desks(browser, url)
    before = set(browser.contexts)
    try:
        yield made
    finally:
        for context in set(browser.contexts) - before:
            context.close()
    assert made.complaints == []

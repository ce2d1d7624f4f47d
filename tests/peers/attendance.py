"""The page on which a list of who came is imported, used in a browser."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import FilePayload, Page, expect

from tests.peers.conftest import Picture

BOOK = "Name\n{came}\n{came}\nNobody Known\n=1+1\n"


def imports_who_came(page: Page, month: str, came: str, picture: Picture) -> str:
    """Check a list that names `came` twice and two nobodies, fetch its report, and note it."""
    page.goto(month)
    page.get_by_role("link", name="Import who came").first.click()
    expect(page.get_by_role("heading", name="Who came to")).to_be_visible()
    body = BOOK.format(came=came).encode()
    book = FilePayload(name="came.csv", mimeType="text/csv", buffer=body)

    def press(label: str) -> None:
        button = page.get_by_role("button", name=label)
        file = page.locator("form").filter(has=button).locator("input[type=file]")
        if file.count():
            file.set_input_files([book])
        button.click()

    press("Check it, change nothing")
    expect(page.get_by_text("Nothing was changed yet: 1 noted")).to_be_visible()
    with page.expect_download() as found:
        press("report as CSV")
    report = Path(found.value.path()).read_text(encoding="utf-8-sig")
    press("Note who came")
    expect(page.get_by_text("Done: 1 noted")).to_be_visible()
    expect(page.get_by_role("table")).to_contain_text("nobody here has this name")
    picture(page.locator("main"), "session-import")
    return report

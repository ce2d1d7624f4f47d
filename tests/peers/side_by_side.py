"""Puts the pictures of three doors beside each other."""

from base64 import b64encode
from pathlib import Path

from playwright.sync_api import Page


def side_by_side(page: Page, drawn: dict[str, bytes]) -> bytes:
    """A picture of the same card in the playground, in Slack and in Teams."""
    captions = {"playground": "In the browser", "slack": "In Slack", "teams": "In Microsoft Teams"}
    page.goto(Path(__file__).with_name("three_doors.html").as_uri())
    for door, caption in captions.items():
        source = "data:image/png;base64," + b64encode(drawn[door]).decode()
        page.evaluate(
            """([door, caption, source]) => {
                const figure = document.createElement("figure");
                figure.innerHTML = "<div><img></div><figcaption></figcaption>";
                figure.querySelector("div").className = door;
                figure.querySelector("img").src = source;
                figure.querySelector("figcaption").textContent = caption;
                document.body.append(figure);
                return figure.querySelector("img").decode();
            }""",
            [door, caption, source],
        )
    return page.locator("body").screenshot()

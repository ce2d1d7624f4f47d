"""Shows a message of the Slack emulator in a browser, drawn by a third-party renderer."""

import json
import subprocess
from pathlib import Path

from playwright.sync_api import Locator, Page

from tests.peers.front import Json
from tests.peers.install import HOME, NODE
from tests.peers.slack import SlackPeer

# One transparent pixel, where the renderer insists on a logo.
_NO_LOGO = "data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7"


def show(page: Page, slack: SlackPeer, message: Json, logo: str = _NO_LOGO) -> Locator:
    """Draw a posted message on `page`; where to take the picture. `logo` is a data: URL."""
    client = slack.client()
    people = client.users_list()["members"]
    asked = {
        "blocks": message["blocks"],
        "users": [{"id": person["id"], "name": person["real_name"]} for person in people],
        "channels": client.conversations_list()["channels"],
        "name": "Potluck",
        "logo": logo,
        "time": float(message["ts"]) * 1000,
    }
    drawn = subprocess.run(
        [NODE, Path(__file__).with_name("slack_html.mjs"), HOME],
        input=json.dumps(asked),
        capture_output=True,
        text=True,
        check=True,
    )
    page.set_content(drawn.stdout)
    return page.locator("body")

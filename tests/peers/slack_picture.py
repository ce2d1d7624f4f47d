"""Shows a message of the Slack emulator in a browser, drawn by a third-party renderer."""

import json
import subprocess
from base64 import b64encode
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from playwright.sync_api import Locator, Page

from tests.peers.front import Json
from tests.peers.install import HOME, NODE, ROOT
from tests.peers.slack import SlackPeer

_ICON = ROOT / "adapters/playground/static/icon.svg"


def show(page: Page, slack: SlackPeer, message: Json, width: int = 640) -> Locator:
    """Draw a posted message on `page`, so many pixels wide; where to take the picture."""
    client = slack.client()
    people = client.users_list()["members"]
    asked = {
        "blocks": _formatted(message["blocks"], slack.front.files),
        "users": [{"id": person["id"], "name": person["real_name"]} for person in people],
        "channels": client.conversations_list()["channels"],
        "name": "Potluck",
        "width": width,
        "logo": "data:image/svg+xml;base64," + b64encode(_ICON.read_bytes()).decode(),
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


def _formatted(part: Any, files: Mapping[str, bytes]) -> Any:
    """The same as the renderer can draw it.

    Without "verbatim", which keeps Slack from linking names and not from markup; the renderer
    takes it to mean neither. With what was uploaded in the place of its id.
    """
    if isinstance(part, list):
        return [_formatted(one, files) for one in part]
    if not isinstance(part, dict):
        return part
    kept = {key: _formatted(value, files) for key, value in part.items() if key != "verbatim"}
    if "slack_file" in kept:
        png = b64encode(files[kept["slack_file"]["id"]]).decode()
        kept["slack_file"] = {"url": f"data:image/png;base64,{png}"}
    return kept

"""The app package that an admin uploads to Teams: a manifest with the least rights, and icons."""

import json
import re
import zipfile
from pathlib import Path
from typing import Any

from adapters.door import Misconfigured

Json = dict[str, Any]

MANIFEST_VERSION = "1.29"
SCHEMA = "https://developer.microsoft.com/json-schemas/teams/v1.29/MicrosoftTeams.schema.json"
# Raise it when the manifest changes: Teams takes an update only with a higher version.
VERSION = "1.2.0"
ICONS = Path(__file__).parent / "icons"
GUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
HOST = re.compile(r"(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}", re.IGNORECASE)
EARLIEST = (1980, 1, 1, 0, 0, 0)  # the first moment a zip knows: equal input makes equal bytes

# What the menu of a chat offers; each is also a command of the core. Teams shows ten in each place.
ANYWHERE = (
    ("ask", "Ask whoever knows: ask How do I rotate the staging credentials? #postgres"),
    ("find", "Find answers that helped others: find rotate credentials #postgres"),
    ("expert", "What you can be asked: expert add #postgres, expert pause until monday"),
    ("kudos", "Thank a colleague: kudos @colleague for walking me through the query planner #sql"),
    ("recall", "What you keep fresh: recall now, recall learn #postgres, recall leave"),
    ("session", "Plan a session: session Query planner 101 next thursday 12:30 45m #sql seats 20"),
    ("session list", "Sessions that are to come"),
)
ALONE = (
    ("kudos me", "What you've been thanked for"),
    ("session mine", "Those you go to or run, and your drafts"),
)
TOGETHER = (("session wishes", "What colleagues would like to learn"),)
HELP = (("learn help", "Everything you can do here"),)
COMMANDS = {
    ("personal",): (*ANYWHERE, *ALONE, *HELP),
    ("team", "groupChat"): (*ANYWHERE, *TOGETHER, *HELP),
}
"""Scopes → what is offered there."""
# What the menu of a message offers: the core's name, the title, and what it does.
SHORTCUTS = (
    ("kudos.give", "Give kudos", "Thank the author; the message becomes the evidence"),
    ("question.ask", "Ask the experts", "Bring this question to those who know"),
    ("answer.mark", "This is an answer", "Keep this message as the answer to a question"),
)
HISTORY = "ChannelMessage.Read.Group"  # what lets an app hear a team's channels without a mention


def manifest(app_id: str, host: str, *, history: bool = False) -> Json:
    """The manifest. `app_id` is the bot's app registration, `host` where people read about it.

    Asks for no permission at all: without resource-specific consent the bot hears only what is
    said to it. `history` asks each team's owner for the right to hear its channels, so that replies
    in threads are kept as answers. Raises Misconfigured with what to give instead.
    """
    if not GUID.fullmatch(app_id):
        raise Misconfigured(
            "The app id is not a GUID.",
            "Give the application (client) id of the app registration, as MicrosoftAppId.",
        )
    if not HOST.fullmatch(host):
        raise Misconfigured(
            f"{host[:80]!r} is not a public host name.",
            "Give the name under which people reach Potluck over https, such as bot.example.com.",
        )
    site = f"https://{host.lower()}"
    lists = [
        {
            "scopes": list(where),
            "commands": [{"title": title, "description": does} for title, does in offered],
        }
        for where, offered in COMMANDS.items()
    ]
    scopes = ["personal", "team", "groupChat"]
    made: Json = {
        "$schema": SCHEMA,
        "manifestVersion": MANIFEST_VERSION,
        "version": VERSION,
        "id": app_id.lower(),
        "developer": {
            "name": "Potluck",
            "websiteUrl": site,
            "privacyUrl": f"{site}/privacy",
            "termsOfUseUrl": f"{site}/terms",
        },
        "name": {"short": "Potluck", "full": "Potluck, peer learning where you talk"},
        "description": {
            "short": "Thank colleagues and learn from each other where you already talk.",
            "full": (
                "Potluck helps people learn from each other. Ask a question and the colleagues "
                "who know are asked; find the answers that helped others; thank who taught you "
                "with kudos. Type it, fill in a form, or use the menu of any message. "
                + (
                    "Potluck hears what is written in the channels of the teams it is added to, "
                    "and keeps the replies to questions asked there."
                    if history
                    else "Potluck hears only what is said to it."
                )
            ),
        },
        "icons": {"color": "color.png", "outline": "outline.png"},
        "accentColor": "#5B46B2",
        "defaultInstallScope": "personal",
        "bots": [
            {
                "botId": app_id.lower(),
                "scopes": scopes,
                "isNotificationOnly": False,
                "supportsFiles": False,
                "commandLists": lists,
            }
        ],
        "composeExtensions": [
            {
                "botId": app_id.lower(),
                "commands": [
                    {
                        "id": name,
                        "type": "action",
                        "title": title,
                        "description": does,
                        "context": ["message"],
                        "fetchTask": True,
                    }
                    for name, title, does in SHORTCUTS
                ],
            }
        ],
    }
    if history:
        made["webApplicationInfo"] = {"id": app_id.lower(), "resource": f"https://{host.lower()}"}
        permission = {"name": HISTORY, "type": "Application"}
        made["authorization"] = {"permissions": {"resourceSpecific": [permission]}}
    return made


def write_package(path: Path, app_id: str, host: str, *, history: bool = False) -> Path:
    """Writes the zip and returns its path; `history` as in `manifest`. Equal input, equal bytes.

    Raises Misconfigured for a bad id or host, OSError when the file can't be written.
    """
    text = json.dumps(manifest(app_id, host, history=history), indent=2, ensure_ascii=False)
    files = {
        "manifest.json": text.encode(),
        "color.png": (ICONS / "color.png").read_bytes(),
        "outline.png": (ICONS / "outline.png").read_bytes(),
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in files.items():
            package.writestr(zipfile.ZipInfo(name, EARLIEST), content, zipfile.ZIP_DEFLATED)
    return path

"""The Slack API emulator: what stands in its channels, and how it is run."""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from slack_sdk import WebClient

from tests.peers.front import Front, Json, front
from tests.peers.install import HOME, NODE
from tests.peers.processes import Program, eventually, free_port

# What the emulator's seed file (seed.json) names.
BOT_TOKEN = "xoxb-peer"
BOT = "U00PEERBOT"
SIGNING_SECRET = "peer-signing-secret"

PEOPLE = {"ana": "Ana Ferreira", "bo": "Bo Lindqvist", "chi": "Chidi Okafor"}
"""The seed's people, and the names they give themselves: those of the other doors."""


@dataclass(frozen=True)
class SlackPeer:
    """A running emulator, wired to a bot that listens on `bot_port`."""

    front: Front
    bot_port: int

    @property
    def environ(self) -> dict[str, str]:
        """What makes Potluck speak with this Slack."""
        return {
            "SLACK_BOT_TOKEN": BOT_TOKEN,
            "SLACK_SIGNING_SECRET": SIGNING_SECRET,
            "SLACK_API_URL": f"{self.front.url}/api/",
        }

    def client(self, token: str = BOT_TOKEN) -> WebClient:
        """Slack's own client, speaking as the bot or as whoever owns `token` (xoxp-ana …)."""
        return WebClient(token=token, base_url=f"{self.front.emulator}/api/")

    def user(self, name: str) -> str:
        """The id of the user with this name; ids are random per start."""
        return self._id(self.client().users_list()["members"], name)

    def channel(self, name: str) -> str:
        """The id of the channel with this name."""
        return self._id(self._channels(), name)

    def channel_name(self, id_: str) -> str:
        """The name of a channel; empty for a direct chat."""
        return next((str(c["name"]) for c in self._channels() if c["id"] == id_), "")

    def messages(self, channel: str) -> list[Json]:
        """What stands in a conversation, newest first."""
        found: list[Json] = self.client().conversations_history(channel=channel)["messages"]
        return found

    def direct_messages(self, user: str) -> list[Json]:
        """What the bot wrote to a user (an id) directly, newest first."""
        opened = self.client().conversations_open(users=[user])
        return self.messages(opened["channel"]["id"])

    def posted(self, channel: str, words: str) -> Json:
        """The newest message in a conversation with these words, waited for."""

        def look() -> Json | None:
            return next((m for m in self.messages(channel) if words in said(m)), None)

        return eventually(look, f"a message with {words!r} in {channel}")

    def told(self, user: str, words: str) -> Json:
        """The newest direct message to a user (an id) with these words, waited for."""
        opened = self.client().conversations_open(users=[user])
        return self.posted(opened["channel"]["id"], words)

    def _channels(self) -> list[Json]:
        types = "public_channel,private_channel"
        found: list[Json] = self.client("xoxp-ana").conversations_list(types=types)["channels"]
        return found

    @staticmethod
    def _id(rows: list[Json], name: str) -> str:
        return next(str(row["id"]) for row in rows if row["name"] == name)

    def uploaded(self, shown: Json) -> bytes:
        """The picture that a message or view shows, as it was uploaded: shared with nobody."""
        (block,) = [b for b in shown["blocks"] if b["type"] == "image"]
        file = block["slack_file"]["id"]
        (ended,) = [
            call.asked
            for call in self.front.calls
            if call.method == "files.completeUploadExternal" and file in str(call.asked["files"])
        ]
        assert set(ended) == {"files"}
        return self.front.files[file]


def said(message: Json) -> str:
    """Every text in a message's blocks, people as <@id>, one after the other."""
    return " ".join(_texts(message.get("blocks") or []))


def _texts(found: Any) -> Iterator[str]:
    if isinstance(found, list):
        joined = [t for one in found for t in _texts(one)]
        yield "".join(joined)
    elif isinstance(found, dict):
        if found.get("type") == "user":
            yield f"<@{found['user_id']}>"
        elif isinstance(found.get("text"), str):
            yield found["text"]
        else:
            yield from _texts([found[key] for key in ("text", "elements") if key in found])


@contextmanager
def slack_peer(bot_port: int, logs: Path, more: Sequence[str] = ()) -> Iterator[SlackPeer]:
    """Run the emulator, sending its events to the bot on `bot_port`; `more` work there, too."""
    port = free_port()
    seed = json.loads((HOME / "seed.json").read_text())
    seed["slack"]["users"] += [
        {"name": one, "real_name": one.title(), "email": f"{one}@example.com"} for one in more
    ]
    seeded = logs / "seed.json"
    seeded.write_text(json.dumps(seed))
    events = f"http://127.0.0.1:{bot_port}/slack/events"
    command: list[str | Path] = [NODE, HOME / "slack_peer.mjs"]
    command += [str(port), events, seeded]
    with Program(command, logs / "slack_peer.log", HOME) as program:
        program.wait_for("slack peer http")
        with front(f"http://127.0.0.1:{port}") as stands_before:
            slack = SlackPeer(stands_before, bot_port)
            for handle, name in PEOPLE.items():
                profile = {"display_name": name, "real_name": name}
                slack.client(f"xoxp-{handle}").users_profile_set(profile=profile)
            yield slack

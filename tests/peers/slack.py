"""The Slack API emulator, and the requests Slack would send that it cannot send itself."""

import hmac
import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

from slack_sdk import WebClient

from tests.peers.install import HOME, NODE
from tests.peers.processes import Program, free_port

Json = dict[str, Any]

# What the emulator's seed file (seed.json) names.
BOT_TOKEN = "xoxb-peer"
SIGNING_SECRET = "peer-signing-secret"


@dataclass(frozen=True)
class Answer:
    """What the bot's HTTP endpoint answered."""

    status: int
    body: str

    def json(self) -> Json:
        """The body as an object; an empty body is an empty object."""
        parsed: Json = json.loads(self.body or "{}")
        return parsed


@dataclass(frozen=True)
class SlackPeer:
    """A running emulator, wired to a bot that listens on `bot_port`."""

    url: str
    bot_port: int

    @property
    def api_url(self) -> str:
        """What the bot needs as SLACK_API_URL."""
        return f"{self.url}/api/"

    def client(self, token: str = BOT_TOKEN) -> WebClient:
        """Slack's own client, speaking as the bot or as whoever owns `token` (xoxp-ana …)."""
        return WebClient(token=token, base_url=self.api_url)

    def user(self, name: str) -> str:
        """The id of the user with this name; ids are random per start."""
        return self._id(self.client().users_list()["members"], name)

    def channel(self, name: str) -> str:
        """The id of the public channel with this name."""
        return self._id(self.client().conversations_list()["channels"], name)

    def messages(self, channel: str) -> list[Json]:
        """What stands in a conversation, newest first."""
        found: list[Json] = self.client().conversations_history(channel=channel)["messages"]
        return found

    def direct_messages(self, user: str) -> list[Json]:
        """What the bot wrote to a user directly, newest first."""
        opened = self.client().conversations_open(users=[user])
        return self.messages(opened["channel"]["id"])

    def command(self, user: str, channel: str, command: str, text: str) -> Answer:
        """Type a slash command, as `user` (a name) in `channel` (a name)."""
        return self._send(
            urlencode(
                {
                    **self._envelope(),
                    "team_domain": "peer",
                    "channel_id": self.channel(channel),
                    "channel_name": channel,
                    "user_id": self.user(user),
                    "user_name": user,
                    "command": command,
                    "text": text,
                    "response_url": f"{self.url}/response/{time.time_ns()}",
                }
            ).encode()
        )

    def interact(self, kind: str, user: str, **details: Any) -> Answer:
        """Send an interaction (block_actions, view_submission …) made by `user` (a name)."""
        envelope = self._envelope()
        payload = {
            **envelope,
            "type": kind,
            "team": {"id": envelope["team_id"], "domain": "peer"},
            "user": {"id": self.user(user), "username": user, "team_id": envelope["team_id"]},
            "is_enterprise_install": False,
            "enterprise": None,
            **details,
        }
        return self._send(urlencode({"payload": json.dumps(payload)}).encode())

    def press(self, user: str, channel: str, message: Json, label: str) -> Answer:
        """Press the button with this label on a message that really stands in `channel` (an id)."""
        block, button = next(
            (block, element)
            for block in message["blocks"]
            for element in _elements(block)
            if element.get("type") == "button" and element["text"]["text"] == label
        )
        pressed = {key: button[key] for key in ("action_id", "type", "text", "value")}
        return self.interact(
            "block_actions",
            user,
            channel={"id": channel, "name": "channel"},
            message=message,
            container={
                "type": "message",
                "message_ts": message["ts"],
                "channel_id": channel,
                "is_ephemeral": False,
            },
            actions=[
                {
                    **pressed,
                    "block_id": block.get("block_id", "block"),
                    "action_ts": f"{time.time():.6f}",
                }
            ],
            response_url=f"{self.url}/response/{time.time_ns()}",
        )

    def _envelope(self) -> Json:
        auth = self.client().auth_test()
        trigger = self.client().api_call("views.generateTriggerId")
        return {
            "token": "gone-out-of-use",
            "team_id": auth["team_id"],
            "api_app_id": auth["app_id"],
            "is_enterprise_install": "false",
            "trigger_id": trigger["trigger_id"],
        }

    def _send(self, form: bytes) -> Answer:
        stamp = str(int(time.time()))
        signed = hmac.new(SIGNING_SECRET.encode(), b"v0:%s:%s" % (stamp.encode(), form), "sha256")
        request = Request(
            f"http://127.0.0.1:{self.bot_port}/slack/events",
            form,
            {
                "Content-Type": "application/x-www-form-urlencoded",
                "X-Slack-Request-Timestamp": stamp,
                "X-Slack-Signature": f"v0={signed.hexdigest()}",
            },
        )
        try:
            with urlopen(request, timeout=10) as answer:
                return Answer(answer.status, answer.read().decode())
        except HTTPError as refusal:
            with refusal:
                return Answer(refusal.code, refusal.read().decode())

    @staticmethod
    def _id(rows: list[Json], name: str) -> str:
        return next(str(row["id"]) for row in rows if row["name"] == name)


def _elements(block: Json) -> list[Json]:
    return [*block.get("elements", ()), *([block["accessory"]] if "accessory" in block else ())]


@contextmanager
def slack_peer(bot_port: int, logs: Path) -> Iterator[SlackPeer]:
    """Run the emulator, sending its events to the bot on `bot_port`."""
    port = free_port()
    events = f"http://127.0.0.1:{bot_port}/slack/events"
    command: list[str | Path] = [NODE, HOME / "slack_peer.mjs"]
    command += [str(port), events, HOME / "seed.json"]
    with Program(command, logs / "slack_peer.log", HOME) as program:
        program.wait_for("slack peer http")
        yield SlackPeer(f"http://127.0.0.1:{port}", bot_port)

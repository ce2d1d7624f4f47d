"""What Slack sends and the emulator can't: recorded payloads, with the emulator's ids in them."""

import hmac
import json
import time
import uuid
from dataclasses import dataclass
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

from tests.peers.front import RESPONSES, Json
from tests.peers.install import SHARED
from tests.peers.slack import BOT, PEOPLE, SIGNING_SECRET, SlackPeer

FORM, JSON = "application/x-www-form-urlencoded", "application/json"


@dataclass(frozen=True)
class Sent:
    """A request to the bot and its answer."""

    status: int
    body: str
    content_type: str
    payload: bytes
    response_url: str = ""

    @property
    def said(self) -> Json:
        """The answer as an object; an empty one is an empty object."""
        parsed: Json = json.loads(self.body or "{}")
        return parsed


def recorded(name: str) -> Json:
    """A payload that Slack really sent once, from the material beside the checkout."""
    found: Json = json.loads((SHARED / f"material/slack/curated/{name}.json").read_text())
    return found


@dataclass(frozen=True)
class SlackClient:
    """Somebody at their Slack, `name` in the emulator's seed."""

    slack: SlackPeer
    name: str

    @property
    def id(self) -> str:
        """Their user id."""
        return self.slack.user(self.name)

    def command(self, channel: str, command: str, text: str) -> Sent:
        """Type a slash command in a channel (its name)."""
        url = self._response_url()
        form = {
            **recorded("slash_command.form")["parsed"],
            **self._envelope(),
            "team_domain": "peer",
            "channel_id": self.slack.channel(channel),
            "channel_name": channel,
            "user_id": self.id,
            "user_name": self.name,
            "command": command,
            "text": text,
            "response_url": url,
        }
        form.pop("enterprise_id")
        form.pop("enterprise_name")
        return self._send(FORM, urlencode(form).encode(), url)

    def press(
        self, channel: str, message: Json, label: str, *, private: bool = False, nth: int = 0
    ) -> Sent:
        """Press a button with this label, the `nth` from 0, on a message in `channel` (an id).

        `private`: the message is an answer that only this person sees.
        """
        url = self._response_url()
        stamp = message.get("ts") or f"{time.time():.6f}"
        container = {
            "type": "message",
            "message_ts": stamp,
            "channel_id": channel,
            "is_ephemeral": private,
        }
        return self._interact(
            "block_actions.button.message",
            url,
            container=container,
            channel=self._named(channel),
            actions=[_pressed(message["blocks"], label, nth)],
            message=None if private else message,
        )

    def press_home(self, view: Json, label: str) -> Sent:
        """Press the button with this label on the Home tab."""
        container = {"type": "view", "view_id": view["id"]}
        actions = [_pressed(view["blocks"], label)]
        return self._interact(
            "block_actions.button.view", "", container=container, view=view, actions=actions
        )

    def submit(self, view: Json, **filled: Any) -> Sent:
        """Submit a modal that the emulator holds; inputs by block id, else as they were."""
        values = {
            b["block_id"]: {b["element"]["action_id"]: _value(b["element"], filled, b["block_id"])}
            for b in view["blocks"]
            if b["type"] == "input"
        }
        assert set(filled) <= set(values)
        held = {**view, "state": {"values": values}}
        return self._interact("view_submission", "", view=held)

    def use_shortcut(self, channel: str, message: Json, name: str) -> Sent:
        """Choose a shortcut from a message's menu."""
        return self._interact(
            "message_action",
            self._response_url(),
            callback_id=name,
            message=message,
            message_ts=message["ts"],
            channel=self._named(channel),
        )

    def open_home(self) -> Sent:
        """Look at the app's Home tab."""
        return self._happen("event.app_home_opened", tab="home", channel="D0HOME", view=None)

    def live_in(self, zone: str) -> Sent:
        """Set their time zone, which the emulator knows nothing of."""
        told = recorded("inner.user_change")
        name = PEOPLE[self.name]
        profile = {"display_name": name, "real_name": name}
        user = {**told["user"], "id": self.id, "tz": zone, "profile": profile}
        user["team_id"] = self._envelope()["team_id"]
        return self._happen("event.app_home_opened", type="user_change", user=user)

    def mention(self, channel: str, text: str) -> Sent:
        """Write to the bot in a channel (an id), @Potluck first."""
        words = f"<@{BOT}> {text}"
        stamp = f"{time.time():.6f}"
        return self._happen(
            "event.app_mention", channel=channel, text=words, ts=stamp, event_ts=stamp
        )

    def again(self, sent: Sent) -> Sent:
        """What Slack does when it believes that something was lost: the same, signed anew."""
        return self._send(sent.content_type, sent.payload, sent.response_url, retry=True)

    def _happen(self, name: str, **changes: Any) -> Sent:
        told = recorded(name)
        envelope = self._envelope()
        envelope.pop("trigger_id")
        event = {**told["event"], "user": self.id, "team": envelope["team_id"], **changes}
        for absent in ("authed_users", "authorizations", "event_context"):
            told.pop(absent, None)
        told |= {**envelope, "event": event, "event_id": f"Ev{uuid.uuid4().hex[:9].upper()}"}
        told["authorizations"] = [
            {"team_id": envelope["team_id"], "user_id": BOT, "is_bot": True, "enterprise_id": None}
        ]
        return self._send(JSON, json.dumps(told).encode())

    def _interact(self, name: str, response_url: str, **changes: Any) -> Sent:
        envelope = self._envelope()
        team = envelope["team_id"]
        payload = {
            **recorded(name),
            **envelope,
            "team": {"id": team, "domain": "peer"},
            "user": {"id": self.id, "username": self.name, "name": self.name, "team_id": team},
            "enterprise": None,
            "is_enterprise_install": False,
            "response_url": response_url,
            **changes,
        }
        payload = {key: value for key, value in payload.items() if value is not None}
        form = urlencode({"payload": json.dumps(payload)}).encode()
        return self._send(FORM, form, response_url)

    def _envelope(self) -> Json:
        """What names the emulator's workspace and app, and a trigger that it will take once."""
        client = self.slack.client()
        auth, trigger = client.auth_test(), client.api_call("views.generateTriggerId")
        return {
            "team_id": auth["team_id"],
            "api_app_id": auth["app_id"],
            "trigger_id": trigger["trigger_id"],
        }

    def _named(self, channel: str) -> Json:
        """A conversation (an id) as an interaction tells of it."""
        return {"id": channel, "name": self.slack.channel_name(channel) or "directmessage"}

    def _response_url(self) -> str:
        return f"{self.slack.front.url}{RESPONSES}{uuid.uuid4().hex}"

    def _send(self, kind: str, payload: bytes, url: str = "", *, retry: bool = False) -> Sent:
        stamp = str(int(time.time()))
        basis = b"v0:%s:%s" % (stamp.encode(), payload)
        signed = hmac.new(SIGNING_SECRET.encode(), basis, "sha256").hexdigest()
        headers = {
            "Content-Type": kind,
            "X-Slack-Request-Timestamp": stamp,
            "X-Slack-Signature": f"v0={signed}",
        }
        if retry:
            headers |= {"X-Slack-Retry-Num": "1", "X-Slack-Retry-Reason": "http_timeout"}
        to = f"http://127.0.0.1:{self.slack.bot_port}/slack/events"
        try:
            with urlopen(Request(to, payload, headers), timeout=10) as answer:
                return Sent(answer.status, answer.read().decode(), kind, payload, url)
        except HTTPError as refusal:
            with refusal:
                return Sent(refusal.code, refusal.read().decode(), kind, payload, url)


def buttons(blocks: list[Json], label: str) -> list[tuple[Json, Json]]:
    """The buttons with this label, each with its block before it."""
    return [
        (block, element)
        for block in blocks
        for element in [*block.get("elements", ()), block.get("accessory") or {}]
        if element.get("type") == "button" and element["text"]["text"] == label
    ]


def address(message: Json, label: str) -> str:
    """Where the button with this label leads."""
    ((_, button),) = buttons(message["blocks"], label)
    return str(button["url"])


def _pressed(blocks: list[Json], label: str, nth: int = 0) -> Json:
    """The action of the button with this label, as Slack tells of it."""
    block, button = buttons(blocks, label)[nth]
    kept = {key: button[key] for key in ("action_id", "type", "text", "value")}
    return {**kept, "block_id": block.get("block_id", "b1"), "action_ts": f"{time.time():.6f}"}


def _value(element: Json, filled: dict[str, Any], name: str) -> Json:
    """An input's state as Slack sends it: what was filled in, else what it began with."""
    kind = element["type"]
    match kind:
        case "plain_text_input" | "number_input":
            shown: Any = {"value": filled.get(name, element.get("initial_value"))}
        case "datepicker":
            shown = {"selected_date": filled.get(name, element.get("initial_date"))}
        case "timepicker":
            shown = {"selected_time": filled.get(name, element.get("initial_time"))}
        case "static_select":
            first = element.get("initial_option", {}).get("value")
            chosen = filled.get(name, first)
            offered = {option["value"]: option for option in element["options"]}
            shown = {"selected_option": offered[chosen] if chosen else None}
        case "users_select":
            shown = {"selected_user": filled.get(name, element.get("initial_user"))}
        case "multi_static_select":
            wanted = filled.get(name, [o["value"] for o in element.get("initial_options", [])])
            shown = {"selected_options": [o for o in element["options"] if o["value"] in wanted]}
        case "multi_users_select":
            shown = {"selected_users": filled.get(name, element.get("initial_users", []))}
        case "checkboxes":
            chosen = element["options"] if filled.get(name) else element.get("initial_options", [])
            shown = {"selected_options": chosen}
        case _:
            raise ValueError(f"nobody fills in a {kind}")
    return {"type": kind, **shown}

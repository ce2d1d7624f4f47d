"""Microsoft's Agents Playground, driven in a browser as a person would use Teams."""

import json
import os
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import FloatRect, Locator, Page, WebSocket

from bot.events import Account
from tests.peers.install import HOME, NODE
from tests.peers.processes import Program, eventually, free_port

Json = dict[str, Any]

BOT = "Potluck"
ME, COLLEAGUE = "Ana Ferreira", "Bo Lindqvist"

_OTHERS = (COLLEAGUE, "Chidi Okafor", "Dana Whitfield", "Farah Haddad", "Grace Wanjiru")
"""Five, which is what the playground asks for."""

TENANT = "00000000-0000-4000-8000-000000000010"

_CLI = HOME / "node_modules/@microsoft/m365agentsplayground/cli.js"


class AgentsPlayground:
    """A page of a running playground."""

    def __init__(self, page: Page, url: str) -> None:
        self.page = page
        self.url = url
        self.log: list[Json] = []
        """What passed between the playground and the bot, as its log panel is told."""
        page.on("websocket", self._listen)
        page.goto(url)

    def open(self, conversation: str) -> None:
        """Show "Personal Chat", "Group Chat" or "General"; a first visit installs the bot there."""
        self.page.get_by_role("treeitem", name=conversation).click()
        self._box().wait_for()

    def say(self, *parts: str) -> None:
        """Write a message in the open conversation; a part "@Bo Lindqvist" becomes a mention."""
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

    def card(self, words: str) -> Locator:
        """The newest card with these words."""
        return self.page.locator(".ac-adaptiveCard").filter(has_text=words).last

    def post(self, words: str) -> Locator:
        """A post of the open channel with its replies."""
        return self.page.get_by_role("group").filter(has_text=words).last

    def snapshot(self, card: Locator, above: float, beside: float) -> bytes:
        """A card with so many pixels of its surroundings; not what the playground notes below."""
        box = card.bounding_box()
        assert box
        clip = FloatRect(
            x=box["x"] - beside,
            y=box["y"] - above,
            width=box["width"] + 2 * beside,
            height=box["height"] + above + 6,
        )
        self.page.mouse.move(0, 0)
        return self.page.screenshot(clip=clip)

    def passed(self, what: str, look: Callable[[Json], Any]) -> Json:
        """The newest exchange that `look` finds true, waited for; `what` it is, in words."""

        def newest() -> Json | None:
            return next((entry for entry in reversed(self.log) if look(entry)), None)

        return self._eventually(newest, what)

    def sent(self, *words: str) -> Json:
        """The newest message that the bot sent with these words in its summary, waited for."""

        def look(entry: Json) -> bool:
            summary = _asked(entry).get("summary", "")
            return "statusCode" in entry["response"] and all(w in summary for w in words)

        entry = self.passed(f"a message {words!r}", look)
        assert entry["response"]["statusCode"] in (200, 201)
        return _asked(entry)

    def direct_chats(self) -> dict[str, str]:
        """Conversation → member, of the chats that the bot has opened."""
        made = [e for e in self.log if e["activityName"] == "createConversation"]
        return {e["response"]["body"]["id"]: _asked(e)["members"][0]["id"] for e in made}

    def said(self, *words: str, times: int = 1) -> Json:
        """The newest message with all these words that the bot sent or edited, waited for.

        `times`: there have to be so many of them. (The log does not tell to which chat.)
        """

        def text(entry: Json) -> str:
            asked = _asked(entry) if "statusCode" in entry["response"] else {}
            return json.dumps([asked.get("attachments"), asked.get("text")], ensure_ascii=False)

        def look() -> Json | None:
            found = [e for e in self.log if all(w in text(e) for w in words)]
            sent = [_asked(e) for e in found if "recipient" not in _asked(e)]
            return sent[-1] if len(sent) >= times else None

        return self._eventually(look, f"{times} messages with {words!r}")

    def place(self) -> Json:
        """Where one was just spoken to the bot, as an activity says it."""
        spoken = self.passed("something said to the bot", lambda e: "recipient" in _asked(e))
        return {key: _asked(spoken)[key] for key in ("conversation", "channelData")}

    def place_of(self, member: str) -> Json:
        """The chat that the bot has opened with a member, as an activity says it."""
        [chat] = [c for c, who in self.direct_chats().items() if who == member]
        return {"conversation": {"id": chat, "conversationType": "personal"}}

    def invoke(self, name: str, value: Json, **more: Any) -> Json:
        """Send the bot a custom activity, as the playground's menu can; the body of its answer.

        `more` is what it says otherwise than the last activity: from whom, where.
        """
        spoken = self.passed("something said to the bot", lambda e: "recipient" in _asked(e))
        about = ("from", "serviceUrl", "conversation", "recipient", "channelData", "channelId")
        activity = {key: _asked(spoken)[key] for key in about if key in _asked(spoken)}
        activity |= {"type": "invoke", "name": name, "value": value, "id": str(uuid.uuid4())}
        activity |= more
        reply = self.page.request.post(f"{self.url}/_internal/v1/customActivities", data=activity)
        assert reply.ok
        answered = self.passed(
            f"an answer to {name}", lambda e: _asked(e).get("id") == activity["id"]
        )["response"]
        assert answered["statusCode"] == 200
        body: Json = answered["body"]
        return body

    def _eventually(self, look: Callable[[], Json | None], what: str) -> Json:
        return eventually(look, what, pause=lambda s: self.page.wait_for_timeout(s * 1000))

    def _listen(self, socket: WebSocket) -> None:
        if "/log/" in socket.url:
            socket.on("framereceived", self._hear)

    def _hear(self, frame: str | bytes) -> None:
        entry = json.loads(frame).get("log") or {}
        if "request" in entry:
            self.log.append(entry)

    def _box(self) -> Locator:
        return self.page.locator("[role=textbox][data-lexical-editor]").first


def _asked(entry: Json) -> Json:
    body: Json = entry["request"].get("body") or {}
    return body


def _person(number: int, name: str) -> Json:
    given, surname = name.split()
    address = f"{given.lower()}@example.com"
    return {
        "id": f"user-id-{number}",
        "aadObjectId": f"00000000-0000-4000-8000-00000000000{number}",
        "name": name,
        "givenName": given,
        "surname": surname,
        "email": address,
        "userPrincipleName": address,
    }


def colleagues() -> list[Account]:
    """Whom the playground knows, as Teams tells of them: first the one who sits at it."""
    people = (_person(number, name) for number, name in enumerate((ME, *_OTHERS)))
    return [Account(p["aadObjectId"], p["name"], "UTC", email=p["email"]) for p in people]


def _context() -> Json:
    """Who and what there is, as the playground's own file of that kind says it."""
    return {
        "version": "0.1.1",
        "tenantId": TENANT,
        "bot": {"id": "00000000-0000-4000-8000-000000000011", "name": BOT},
        "currentUser": _person(0, ME),
        "users": [_person(n, name) for n, name in enumerate(_OTHERS, 1)],
        "personalChat": {"id": "personal-chat-id"},
        "groupChat": {"id": "group-chat-id", "name": "Group Chat"},
        "team": {
            "id": "team-id",
            "name": "My Team",
            "aadGroupId": "00000000-0000-4000-8000-000000000031",
            "channels": [{"id": "channel-data-id", "name": "Data"}],
        },
    }


@contextmanager
def agents_playground(page: Page, bot_port: int, logs: Path) -> Iterator[AgentsPlayground]:
    """Run the playground against the bot on `bot_port` and show it in `page`."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    command: list[str | Path] = [NODE, _CLI, "start", "--port", str(port)]
    command += ["--channel-id", "msteams"]
    command += ["--app-endpoint", f"http://127.0.0.1:{bot_port}/api/messages"]
    command += ["--service-url", f"{url}/_connector", "--disable-telemetry", "true"]
    context = logs / "context.yml"
    context.write_text(json.dumps(_context()))  # JSON is YAML
    environment = {
        **os.environ,
        "BROWSER": "none",
        "M365_AGENTS_PLAYGROUND_CONFIG_PATH": str(context),
    }
    with Program(command, logs / "agents_playground.log", HOME, environment) as program:
        program.wait_for(f"Listening on {port}")
        yield AgentsPlayground(page, url)

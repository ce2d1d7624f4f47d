"""A Slack workspace with Potluck installed: who presses and fills in, and what is answered."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote_plus

from playwright.sync_api import Browser

from tests.peers.agenda import clock
from tests.peers.desk import Desk
from tests.peers.front import Json
from tests.peers.potluck import Potluck, potluck
from tests.peers.processes import eventually, free_port
from tests.peers.slack import SlackPeer, said, slack_peer
from tests.peers.slack_client import Sent, SlackClient


@dataclass(frozen=True)
class Workspace:
    """A Slack workspace with Potluck installed, and the clock that Potluck goes by."""

    slack: SlackPeer
    clock: Desk
    ana: SlackClient
    bo: SlackClient
    chi: SlackClient
    learning: str
    potluck: Potluck

    def card(self, words: str) -> Json:
        """The newest card in #learning with these words."""
        return self.slack.posted(self.learning, words)

    def noted(self, kind: str) -> None:
        """Return once Potluck has written down where its first post of a kind stands.

        A program answers in a thread sooner than that; people take longer to read it.
        """

        def look() -> bool:
            return any(
                (entry["event"], entry.get("kind"), entry.get("result"))
                == ("delivery", kind, "sent")
                for entry in self.potluck.log()
            )

        eventually(look, f"{kind} noted as sent")

    def in_thread(self, card: Json, words: str) -> Json:
        """The reply to a card in #learning with these words."""

        def look() -> Json | None:
            at = {"channel": self.learning, "ts": card["ts"]}
            replies: list[Json] = self.slack.client().conversations_replies(**at)["messages"]
            return next((m for m in replies if words in said(m)), None)

        return eventually(look, f"a reply with {words!r}")

    def press(self, who: SlackClient, message: Json, label: str) -> str:
        """Press a button in #learning or on what only `who` sees; what they are answered."""
        private = "ts" not in message
        return self.answer(who.press(self.learning, message, label, private=private))

    def press_direct(self, who: SlackClient, message: Json, label: str) -> str:
        """Press a button on a direct message; what one is answered."""
        chat = self.slack.client().conversations_open(users=[who.id])["channel"]["id"]
        return self.answer(who.press(chat, message, label))

    def answer(self, sent: Sent) -> str:
        """What somebody is answered at the response_url."""
        assert (sent.status, sent.body) == (200, "")
        responded = self.slack.front.responded
        [answer] = eventually(lambda: responded(sent.response_url), "an answer")
        return said(answer)

    def form(self, heading: str, sent: Sent) -> Json:
        """The form that was opened by what was sent."""
        assert (sent.status, sent.body) == (200, "")

        def look() -> Json | None:
            opened = self.slack.front.last("views.open")
            if opened is None or opened.asked["trigger_id"] not in unquote_plus(str(sent.payload)):
                return None
            view: Json = opened.answered.get("view") or {}
            return view if view.get("title", {}).get("text") == heading else None

        return eventually(look, f"the form {heading!r}")

    def replies(self, sent: Sent, number: int = 1) -> list[Json]:
        """The messages at the response_url, once there are so many of them."""

        def look() -> list[Json] | None:
            found = self.slack.front.responded(sent.response_url)
            return found if len(found) >= number else None

        return eventually(look, f"{number} answers")

    def heard(self, who: SlackClient, words: str) -> list[str]:
        """Every direct message with these words."""
        return [t for m in self.slack.direct_messages(who.id) if words in (t := said(m))]


@contextmanager
def slack_workspace(
    browser: Browser,
    logs: Path,
    more: Mapping[str, str] | None = None,
    colleagues: Sequence[str] = (),
) -> Iterator[Workspace]:
    """Run it, with `more` in its environment and colleagues besides Ana, Bo and Chi.

    Potluck may have logged no trouble in the end.
    """
    port = free_port()
    with slack_peer(port, logs, colleagues) as slack:
        environ = {**slack.environ, "POTLUCK_PLAYGROUND": "1", **(more or {})}
        with potluck(logs, environ, port) as bot:
            with clock(browser, bot.url) as moved:
                ana, bo, chi = (SlackClient(slack, name) for name in ("ana", "bo", "chi"))
                yield Workspace(slack, moved, ana, bo, chi, slack.channel("learning"), bot)
            assert bot.troubles() == [], bot.troubles()

"""Which direct conversations are the bot's own: Slack's payloads don't tell."""

from __future__ import annotations

from adapters.slack.messenger import SlackMessenger
from adapters.slack.web import soon
from bot.events import Account, Workspace
from bot.messenger import MaybeSent, RateLimited, Refused, TryLater

PATIENCE = 0.8
"""Seconds to wait for Slack to say it: somebody waits for an answer."""
REMEMBERED = 50_000
"""People whose direct conversation is remembered; more than that and all are forgotten."""


class Directs:
    """Asks Slack once a person, and remembers."""

    def __init__(self, messenger: SlackMessenger) -> None:
        self._messenger = messenger
        self._of: dict[str, str] = {}

    async def is_ours(self, conversation: str, user: str) -> bool:
        """Whether this is the conversation between the user and the bot.

        False when Slack doesn't say in time: then it is one of some people, which at worst posts
        there what could have been said more quietly.
        """
        if user not in self._of:
            try:
                opened = await soon(
                    self._messenger.open_direct(Workspace("slack", ""), Account(user)), PATIENCE
                )
            except (TryLater, RateLimited, MaybeSent, Refused):
                return False
            if len(self._of) >= REMEMBERED:
                self._of.clear()
            self._of[user] = opened.address
        return self._of[user] == conversation

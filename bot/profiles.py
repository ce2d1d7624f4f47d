"""Who is this? Asks a platform about accounts not met before, ahead of the transaction."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from typing import Any

import structlog

from bot.events import Account, Inbound, Workspace
from bot.messenger import Messenger, Refused

log = structlog.get_logger()

PATIENCE = 1.5
"""Seconds a person may wait for a platform to say who somebody is: Slack wants its answer in 3."""
FRESH = 12 * 3600.0
"""Seconds after which an account is asked about again."""
REMEMBERED = 100_000
"""Accounts remembered as asked about; more than that and all are forgotten (and asked again)."""


def accounts_in(value: Any) -> Iterator[Account]:
    """Every account named anywhere in an event: the actor, mentions, authors, picked people."""
    if isinstance(value, Account):
        yield value
    elif isinstance(value, tuple | list):
        for item in value:
            yield from accounts_in(item)
    elif isinstance(value, Mapping):
        for item in value.values():
            yield from accounts_in(item)
    elif is_dataclass(value):
        for f in fields(value):
            yield from accounts_in(getattr(value, f.name))


class Profiles:
    """Asks each platform once about each account, and again when it may have changed."""

    def __init__(self, messengers: Iterable[Messenger]) -> None:
        self._messengers = {m.platform: m for m in messengers}
        self._asked: dict[tuple[str, str, str], float] = {}

    async def learn(self, event: Inbound) -> list[Account]:
        """What the platform says about accounts not asked about lately. Never fails or dawdles."""
        asking = {a.address: a for a in accounts_in(event) if self._wants(event.workspace, a)}
        answers = await asyncio.gather(
            *(self._ask(event.workspace, account) for account in asking.values())
        )
        return [a for a in answers if a is not None]

    def forget(self, workspace: Workspace, address: str) -> None:
        """Ask about this account again when it is next met."""
        self._asked.pop((workspace.platform, workspace.address, address), None)

    def _wants(self, workspace: Workspace, account: Account) -> bool:
        if workspace.platform not in self._messengers:
            return False
        asked = self._asked.get((workspace.platform, workspace.address, account.address))
        return asked is None or time.monotonic() - asked > FRESH

    async def _ask(self, workspace: Workspace, account: Account) -> Account | None:
        messenger = self._messengers[workspace.platform]
        try:
            known: Account | None
            async with asyncio.timeout(PATIENCE):
                known = await messenger.profile(workspace, account)
        except Refused as error:
            log.warning("profile.refused", platform=workspace.platform, why=error.reason)
            known = None
        except Exception as error:  # whatever it is, nobody's thanks wait for it
            log.warning("profile.unanswered", platform=workspace.platform, why=repr(error))
            return None
        self._remember(workspace, account)
        return known

    def _remember(self, workspace: Workspace, account: Account) -> None:
        if len(self._asked) >= REMEMBERED:
            self._asked.clear()
        key = (workspace.platform, workspace.address, account.address)
        self._asked[key] = time.monotonic()

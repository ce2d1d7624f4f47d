"""What a button or select carries, both ways: written by the renderer, read when it is pressed."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from adapters.slack.carried import bare
from adapters.slack.limits import BUTTON_VALUE, IDENTIFIER
from adapters.slack.payload import Malformed, Payload, part, word
from adapters.slack.said import clean
from bot.events import Account, CommandInvoked, Raw, Said
from bot.messages import Press

OPEN = "potluck.open"
"""Action of the launcher that stands in for a form Slack gave no moment to open."""
LINK = "potluck.link"
"""Action of buttons that only open an address: Slack reports those presses too."""


class TooMuchToPress(ValueError):
    """More ids than a button or select can carry."""


@dataclass(frozen=True, slots=True)
class Again:
    """The command that a launcher stands for."""

    name: str
    text: Said[Account]


def button_action(press: Press, index: int) -> dict[str, str]:
    """`action_id` and `value` of a button; the index keeps two of a kind apart in their block."""
    value = bare(press.data)
    if len(value) > BUTTON_VALUE:
        raise TooMuchToPress(press.key)
    return {"action_id": _action(press.key, index), "value": value}


def select_action(press: Press, index: int) -> str:
    """`action_id` of a select, which has no value of its own for the ids."""
    action = _action(press.key, index) + "|" + bare(press.data)
    if len(action) > IDENTIFIER:
        raise TooMuchToPress(press.key)
    return action


def _action(key: str, index: int) -> str:
    return f"{key}#{index}" if index else key


def launcher(command: CommandInvoked[Account]) -> tuple[Press, bool]:
    """A press that gives the command again, and whether all of its words went along."""
    text = [{"@": p.address} if isinstance(p, Account) else p for p in command.text]
    whole = True
    while text and len(bare({"name": command.name, "text": bare(text)})) > BUTTON_VALUE:
        whole = False
        last = text.pop()
        if isinstance(last, str) and len(last) > 20:
            text.append(last[: len(last) * 3 // 4].rpartition(" ")[0] or last[: len(last) // 2])
    return Press(key=OPEN, data={"name": command.name, "text": bare(text)}), whole


def pressed(action: Payload) -> Raw | Again | None:
    """What a press stands for; None for what only opens an address or isn't ours to mind."""
    name, _, data = word(action, "action_id").partition("|")
    key = name.partition("#")[0]
    kind = word(action, "type")
    if not key or key == LINK or kind not in ("button", "static_select"):
        return None
    ids = _object(word(action, "value") if kind == "button" else data)
    if key == OPEN:
        return _again(ids)
    if kind == "static_select":
        ids["choice"] = word(part(action, "selected_option"), "value")
    return Raw(key, ids)


def _object(data: str) -> dict[str, Any]:
    """The ids; none when it is no button of ours, which the core then calls outdated."""
    try:
        read = json.loads(data)
    except (ValueError, RecursionError):
        return {}
    if not isinstance(read, dict):
        return {}
    return {clean(k): clean(v) if isinstance(v, str) else v for k, v in read.items()}


def _again(ids: dict[str, Any]) -> Again:
    try:
        name, text = str(ids["name"]), json.loads(ids["text"])
        return Again(clean(name), tuple(_piece(p) for p in text))
    except (KeyError, ValueError, TypeError) as bad:
        raise Malformed("a launcher carries a command") from bad


def _piece(piece: object) -> str | Account:
    match piece:
        case {"@": str(address)}:
            return Account(clean(address))
        case str():
            return clean(piece)
        case _:
            raise TypeError("words and accounts")

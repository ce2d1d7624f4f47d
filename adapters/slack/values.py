"""The filled-in inputs of a view → the values of a raw form. Pure."""

from __future__ import annotations

from datetime import UTC, datetime

from adapters.slack.payload import Malformed, Payload, part, parts, word, words
from adapters.slack.said import clean
from bot.events import Account, Value

TOGGLE = "toggle"
"""The action id that tells a yes-or-no box from a list of boxes."""


def values(view: Payload) -> dict[str, Value]:
    """Field name → value; each input's block is named for its field and holds one input."""
    state = part(part(view, "state"), "values")
    out: dict[str, Value] = {}
    for name in state:
        for action, one in part(state, name).items():
            if not isinstance(one, dict):
                raise Malformed("an input is not an object")
            out[clean(name)] = _value(action, one)
    return out


def _value(action: str, one: Payload) -> Value:
    match word(one, "type"):
        case "users_select":
            user = word(one, "selected_user")
            return Account(user) if user else None
        case "multi_users_select":
            return [Account(u) for u in words(one, "selected_users")]
        case "static_select" | "radio_buttons" | "external_select":
            return word(part(one, "selected_option"), "value") or None
        case "multi_static_select" | "multi_external_select" | "checkboxes":
            chosen = [word(o, "value") for o in parts(one, "selected_options")]
            return bool(chosen) if action == TOGGLE else chosen
        case "datepicker":
            return word(one, "selected_date") or None
        case "timepicker":
            return word(one, "selected_time") or None
        case "datetimepicker":
            return _moment(one.get("selected_date_time"))
        case "conversations_select":
            return word(one, "selected_conversation") or None
        case "channels_select":
            return word(one, "selected_channel") or None
        case "multi_conversations_select":
            return words(one, "selected_conversations")
        case "multi_channels_select":
            return words(one, "selected_channels")
        case _:
            # plain_text_input, number_input, email and address inputs
            return word(one, "value") or None


def _moment(value: object) -> str | None:
    if value is None:
        return None
    if not isinstance(value, int):
        raise Malformed("selected_date_time is not a number")
    try:
        return datetime.fromtimestamp(value, UTC).isoformat()
    except (OverflowError, OSError, ValueError) as bad:
        raise Malformed("selected_date_time is out of range") from bad

"""Payloads as Slack sends them, made here for what nobody recorded."""

from __future__ import annotations

from typing import Any

from tests.adapters.slack.material import wrapped


def slash(text: str = "", **more: str) -> dict[str, Any]:
    return {
        "command": "/kudos",
        "text": text,
        "team_id": "T1",
        "user_id": "U1",
        "user_name": "ana.alves",
        "channel_id": "C1",
        "channel_name": "general",
        "trigger_id": "1.2.3",
    } | more


def mention(text: str, **more: Any) -> dict[str, Any]:
    return wrapped(
        {"type": "app_mention", "user": "U1", "text": text, "ts": "9.1", "channel": "C1"} | more
    )


def press(action: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {
        "type": "block_actions",
        "team": {"id": "T1", "domain": "acme"},
        "user": {"id": "U1", "team_id": "T1"},
        "channel": {"id": "C1", "name": "general"},
        "container": {"type": "message", "message_ts": "5.5", "channel_id": "C1"},
        "message": {"ts": "5.5", "team": "T1"},
        "trigger_id": "1.2.3",
        "actions": [action],
    } | more


BUTTON = {"type": "button", "action_id": "kudos.undo#1", "value": '{"kudos_id":7}'}


def submission(values: dict[str, Any], packed: str, **view: Any) -> dict[str, Any]:
    return {
        "type": "view_submission",
        "team": {"id": "T1"},
        "user": {"id": "U1", "team_id": "T1"},
        "view": {
            "id": "V1",
            "callback_id": "kudos.give",
            "private_metadata": packed,
            "state": {"values": values},
            "blocks": [{"type": "input", "block_id": name} for name in values],
        }
        | view,
    }


def shortcut(**more: Any) -> dict[str, Any]:
    return {
        "type": "message_action",
        "callback_id": "kudos.give",
        "team": {"id": "T1", "domain": "acme"},
        "user": {"id": "U1", "team_id": "T1"},
        "channel": {"id": "C1", "name": "general"},
        "message_ts": "1700000000.000100",
        "message": {"user": "U2", "ts": "1700000000.000100"},
        "trigger_id": "1.2.3",
    } | more

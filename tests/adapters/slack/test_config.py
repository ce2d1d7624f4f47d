"""The environment, the addresses that are trusted, and the manifest."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from adapters.door import Door, Misconfigured
from adapters.slack.app import PATH, SlackDoor
from adapters.slack.config import SLACK_API, Config, from_environ, may_answer, may_listen
from adapters.slack.manifest import manifest

TOKEN = {"SLACK_BOT_TOKEN": "xoxb-canary"}
HTTP = {**TOKEN, "SLACK_SIGNING_SECRET": "canary"}
SOCKET = {**TOKEN, "SLACK_APP_TOKEN": "xapp-canary"}
LOCAL = "http://127.0.0.1:5000/api/"


@pytest.mark.parametrize(
    ("environ", "config"),
    [
        ({}, None),
        ({"SLACK_API_URL": "https://slack.example/api"}, None),
        ({"SLACK_BOT_TOKEN": "  "}, None),
        (HTTP, Config("xoxb-canary", "canary")),
        (SOCKET, Config("xoxb-canary", "", "xapp-canary")),
        (HTTP | {"SLACK_API_URL": LOCAL[:-1]}, Config("xoxb-canary", "canary", "", LOCAL)),
        (
            HTTP | {"SLACK_API_URL": "https://slack.example/api"},
            Config("xoxb-canary", "canary", "", "https://slack.example/api/"),
        ),
    ],
)
def test_what_the_environment_says(environ: dict[str, str], config: Config | None) -> None:
    assert from_environ(environ) == config


@pytest.mark.parametrize(
    ("environ", "named"),
    [
        ({"SLACK_SIGNING_SECRET": "x"}, "SLACK_BOT_TOKEN"),
        ({"SLACK_APP_TOKEN": "xapp-x"}, "SLACK_BOT_TOKEN"),
        (HTTP | {"SLACK_BOT_TOKEN": "xoxp-user"}, "SLACK_BOT_TOKEN"),
        (TOKEN, "SLACK_SIGNING_SECRET"),
        (TOKEN | {"SLACK_APP_TOKEN": "xoxb-x"}, "SLACK_APP_TOKEN"),
        (HTTP | {"SLACK_API_URL": "http://slack.example/api/"}, "SLACK_API_URL"),
        (HTTP | {"SLACK_API_URL": "slack.com"}, "SLACK_API_URL"),
        (HTTP | {"SLACK_API_URL": "https://["}, "SLACK_API_URL"),
        (HTTP | {"SLACK_API_URL": "https://slack.com:port/"}, "SLACK_API_URL"),
    ],
)
def test_what_cannot_be_right_is_said_plainly(environ: dict[str, str], named: str) -> None:
    with pytest.raises(Misconfigured) as wrong:
        from_environ(environ)
    assert named in wrong.value.problem
    assert wrong.value.mend.endswith(".")
    assert "canary" not in str(wrong.value)


def test_secrets_are_not_shown() -> None:
    assert "canary" not in repr(from_environ(HTTP | SOCKET))


def test_the_door_is_a_door_without_a_loop() -> None:
    door: Door = SlackDoor(Config("xoxb-x", "secret"))
    assert door.messenger.platform == "slack"


def test_the_door_minds_no_names_of_bolts_own(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("SLACK_BOT_TOKEN", "SLACK_SIGNING_SECRET", "SLACK_VERIFICATION_TOKEN"):
        monkeypatch.setenv(name, "xoxb-other")
    SlackDoor(Config("xoxb-x", "", "xapp-x"))


@pytest.mark.parametrize(
    ("url", "api", "good"),
    [
        ("https://hooks.slack.com/commands/T1/2/3", SLACK_API, True),
        ("https://hooks.slack.com:443/x", SLACK_API, True),
        ("https://slack.com/x", SLACK_API, True),
        ("https://hooks.slack.com:444/x", SLACK_API, False),
        ("http://hooks.slack.com/x", SLACK_API, False),
        ("https://HOOKS.slack.com/x", SLACK_API, True),
        ("https://hooks.slack.com.evil.example/x", SLACK_API, False),
        ("https://evil.example/?hooks.slack.com", SLACK_API, False),
        ("https://hooks.slack.com@evil.example/", SLACK_API, False),
        ("https://u:p@hooks.slack.com/", SLACK_API, False),
        ("https://127.0.0.1/x", SLACK_API, False),
        ("https://169.254.169.254/latest", SLACK_API, False),
        ("http://127.0.0.1:5000/hooks", LOCAL, True),
        ("http://127.0.0.1:5001/hooks", LOCAL, False),
        ("http://10.0.0.1:5000/hooks", LOCAL, False),
        ("https://10.0.0.1/x", "https://10.0.0.1/api/", False),
        ("", SLACK_API, False),
        ("https://[", SLACK_API, False),
        ("https://hooks.slack.com:99999/", SLACK_API, False),
    ],
)
def test_where_answers_may_go(url: str, api: str, good: bool) -> None:
    assert may_answer(url, api) is good


@pytest.mark.parametrize(
    ("url", "api", "good"),
    [
        ("wss://wss-primary.slack.com/link/?ticket=x", SLACK_API, True),
        ("ws://wss-primary.slack.com/link", SLACK_API, False),
        ("wss://10.0.0.1/link", SLACK_API, False),
        ("ws://127.0.0.1:1/link", SLACK_API, False),
        ("ws://127.0.0.1:1/link", LOCAL, True),
        ("https://slack.com", SLACK_API, False),
        ("wss://[", SLACK_API, False),
    ],
)
def test_where_the_socket_may_go(url: str, api: str, good: bool) -> None:
    assert may_listen(url, api) is good


def read(public_url: str | None) -> dict[str, Any]:
    made: dict[str, Any] = yaml.safe_load(manifest(public_url))
    return made


def test_the_manifest_asks_for_the_least() -> None:
    assert read("https://a.example")["oauth_config"]["scopes"]["bot"] == [
        "app_mentions:read",
        "chat:write",
        "commands",
        "files:write",
        "im:write",
        "reactions:read",
        "users:read",
    ]


def test_hearing_replies_is_asked_for_only_on_request() -> None:
    for url in ("https://a.example", None):
        more: dict[str, Any] = yaml.safe_load(manifest(url, history=True))
        scopes = more["oauth_config"]["scopes"]["bot"]
        assert set(scopes) - set(read(url)["oauth_config"]["scopes"]["bot"]) == {"channels:history"}
        events = more["settings"]["event_subscriptions"]["bot_events"]
        assert set(events) - set(read(url)["settings"]["event_subscriptions"]["bot_events"]) == {
            "message.channels"
        }


def test_the_manifest_has_everything_in_one_paste() -> None:
    made = read("https://potluck.example.org/")
    url = "https://potluck.example.org" + PATH
    commands = {c["command"]: c for c in made["features"]["slash_commands"]}
    assert commands.keys() == {
        *("/ask", "/find", "/expert", "/kudos", "/recall", "/session", "/learn")
    }
    assert all(c["url"] == url and c["should_escape"] is True for c in commands.values())
    shortcuts = {s["callback_id"]: s["type"] for s in made["features"]["shortcuts"]}
    assert shortcuts == dict.fromkeys(["kudos.give", "question.ask", "answer.mark"], "message")
    assert made["features"]["app_home"]["home_tab_enabled"] is True
    settings = made["settings"]
    assert settings["event_subscriptions"]["request_url"] == url
    assert settings["interactivity"] == {"is_enabled": True, "request_url": url}
    assert {"app_home_opened", "app_mention"} <= set(settings["event_subscriptions"]["bot_events"])
    assert settings["socket_mode_enabled"] is False


def test_the_manifest_for_socket_mode_needs_no_address() -> None:
    text = manifest(None)
    assert "example.com" not in text
    made = read(None)
    assert made["settings"]["socket_mode_enabled"] is True
    assert made["settings"]["interactivity"] == {"is_enabled": True}


def test_the_manifest_is_within_slacks_limits() -> None:
    """docs.slack.dev/reference/app-manifest"""
    made = read("https://a.example")
    assert len(made["display_information"]["name"]) <= 35
    assert len(made["display_information"]["description"]) <= 140
    assert len(made["features"]["bot_user"]["display_name"]) <= 80
    for command in made["features"]["slash_commands"]:
        assert len(command["command"]) <= 32
        assert len(command["description"]) <= 2000
        assert len(command["usage_hint"]) <= 1000
    for one in made["features"]["shortcuts"]:
        assert len(one["name"]) <= 24
        assert len(one["description"]) <= 150
        assert len(one["callback_id"]) <= 255


@pytest.mark.parametrize(
    "url",
    ["", "a.example", "http://a.example", "https://", "https://a?b", 'https://a"', "https://["],
)
def test_the_manifest_takes_public_addresses_alone(url: str) -> None:
    with pytest.raises(Misconfigured):
        manifest(url)


def test_an_address_given_whole_is_understood() -> None:
    assert manifest("https://a.example" + PATH) == manifest("https://a.example")

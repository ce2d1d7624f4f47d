"""Which doors an environment opens, and which it can't."""

from __future__ import annotations

import pytest

from adapters.doors import Planned, demo_environ, for_newcomers, planned
from bot.settings import BadSettings, Environment, Kudos, Roundup, Settings

SLACK = {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_SIGNING_SECRET": "0123456789abcdef"}
TEAMS = {
    "MicrosoftAppId": "00000000-0000-0000-0000-000000000001",
    "MicrosoftAppPassword": "canary",
}
PUBLIC = {"HOST": "0.0.0.0"}  # noqa: S104


def doors(environ: dict[str, str]) -> list[str]:
    """The planned doors; a local one in brackets."""
    plan = planned(Environment.read(environ), environ)
    return [f"({d.platform})" if d.is_local else d.platform for d in plan]


def problem(environ: dict[str, str]) -> str:
    with pytest.raises(BadSettings) as bad:
        doors(environ)
    return str(bad.value)


@pytest.mark.parametrize(
    ("environ", "opened"),
    [
        ({}, ["(teams)", "playground"]),
        ({"POTLUCK_PLAYGROUND": "0"}, ["(teams)"]),
        (SLACK, ["slack"]),
        (SLACK | {"POTLUCK_PLAYGROUND": "1"}, ["slack", "(teams)", "playground"]),
        (SLACK | PUBLIC, ["slack"]),
        (TEAMS, ["teams"]),
        (SLACK | TEAMS | PUBLIC, ["slack", "teams"]),
    ],
)
def test_what_is_configured_opens(environ: dict[str, str], opened: list[str]) -> None:
    assert doors(environ) == opened


@pytest.mark.parametrize("environ", [PUBLIC, PUBLIC | SLACK | {"POTLUCK_PLAYGROUND": "1"}])
def test_the_playground_opens_to_this_machine_alone(environ: dict[str, str]) -> None:
    assert problem(environ).startswith("HOST: 0.0.0.0 lets other machines in")


def test_a_house_without_a_way_in_is_refused() -> None:
    assert "no way in" in problem(PUBLIC | {"POTLUCK_PLAYGROUND": "0"})


def test_the_problems_of_all_doors_are_told_at_once() -> None:
    said = problem({"SLACK_BOT_TOKEN": "xapp-canary", "MicrosoftAppPassword": "canary"})
    assert "slack: " in said
    assert "teams: " in said
    assert "canary" not in said


def test_a_plan_builds_its_door() -> None:
    (teams,) = planned(Environment.read(TEAMS), TEAMS)
    assert teams.build().messenger.platform == "teams"


def test_a_demo_is_a_playground_alone_and_stores_apart() -> None:
    environ = demo_environ(
        SLACK | TEAMS | {"POTLUCK_DATA": "there", "DATABASE_URL": "postgresql://x/y", "PORT": "1"}
    )
    environment = Environment.read(environ)
    assert doors(environ) == ["(teams)", "playground"]
    assert environment.database_url == "sqlite:///there/demo/potluck.db"
    assert environment.port == 1


def test_only_who_tries_potluck_out_gets_a_roundup_nobody_asked_for() -> None:
    trying = [Planned("playground", None), Planned("teams", None, is_local=True)]
    tried_out = for_newcomers(Settings(), trying)
    assert tried_out.kudos.roundup == Roundup(channel="general")
    for doors in ([Planned("slack", None)], [*trying, Planned("slack", None)]):
        assert for_newcomers(Settings(), doors).kudos.roundup is None
    decided = Settings(kudos=Kudos(roundup=Roundup(channel="thanks")))
    assert for_newcomers(decided, trying).kudos == decided.kudos
    assert for_newcomers(Settings(), trying).digests.programme.recipients == ("admins",)

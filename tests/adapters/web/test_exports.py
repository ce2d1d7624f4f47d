"""Exports of a session: who signed up, and that no cell is a formula."""

from __future__ import annotations

import pytest

from tests.calendars import Client, rename, rows, serving, visit
from tests.sessions import announced, say
from tests.world import World, ana, bo, chi, mod


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
async def test_whoever_runs_it_exports_who_signed_up(
    world: World, client: Client, kind: str
) -> None:
    card = await announced(world, seats=1)
    for who, label in ((bo, "Going"), (chi, "Going"), (mod, "Maybe")):
        await say(world, who, label, card)
    for who in (ana, mod):
        found = await rows(client, f"/calendar/{await visit(world, who)}/1/signups.{kind}")
        assert [row[:3] for row in found] == [
            ["Name", "Answer", "Place"],
            ["Bo Berg", "going", "1"],
            ["Mo Moderator", "maybe", ""],
            ["Chi Chen", "on the waitlist", "1"],
        ]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
@pytest.mark.parametrize(
    "name",
    [
        "=1+1",
        "+1",
        "-1",
        "@SUM(1)",
        "\t=1",
        "\r=1",
        '=HYPERLINK("http://x","y")',
        "=cmd|' /C x'!A0",
    ],
)
async def test_an_export_holds_no_formula(small_world: World, kind: str, name: str) -> None:
    card = await announced(small_world)
    await say(small_world, bo, "Going", card)
    await rename(small_world, bo, name)
    token = await visit(small_world, ana)
    async with serving(small_world) as client:
        found = await rows(client, f"/calendar/{token}/1/signups.{kind}")
    for cell in (c for row in found for c in row):
        assert not str(cell).startswith(("=", "+", "-", "@", "\t", "\r"))
    assert found[1][0].startswith("'")

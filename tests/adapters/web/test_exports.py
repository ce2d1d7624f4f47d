"""Exports of a session: who signed up, what came of it, and that no cell is a formula."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from tests.calendars import Client, rename, rows, serving, visit
from tests.sessions import announced, say
from tests.world import World, ana, bo, chi, guest, mod


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


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
async def test_what_people_thought_is_exported_from_three_answers_up(
    world: World, client: Client, kind: str
) -> None:
    card = await announced(world, repeats="weekly", times=3)
    for who in (bo, chi, guest):
        await say(world, who, "Going", card)
    world.clock.now = datetime(2026, 12, 11, 12, tzinfo=UTC)
    await world.later(seconds=1)
    for who in (bo, chi, mod):
        await world.submit(ana, "session.marked", people=[who], occurrence_id=1)
    given = ((bo, 5, "", "=1+1"), (chi, 4, "EXPLAIN", "Zebra"), (mod, 4, "ANALYZE", "Ant"))

    async def results() -> list[list[str]]:
        return await rows(client, f"/calendar/{await visit(world, ana)}/1/results.{kind}")

    for number, (who, rating, use, comment) in enumerate(given, 1):
        answer: dict[str, Any] = {
            "rating": str(rating),
            "will_use": use,
            "comment": comment,
            "occurrence_id": 1,
        }
        await world.submit(who, "session.feedback", **answer)
        heading, first, second = await results()
        assert first[:6] == ["Query planner 101", "2026-12-03 12:30", "2", "1", "1", "0"]
        if number < 3:
            assert first[6:] == ["fewer than 3", *[""] * 8]
    assert heading[6:9] == ["Answers", "Rating (1 to 5)", "Rated 5"]
    assert first[6:13] == ["3", "4.3", "1", "2", "0", "0", "0"]
    assert first[13] == "ANALYZE | EXPLAIN"
    assert first[14] == "'=1+1 | Ant | Zebra"
    assert second[1:7] == ["2026-12-10 12:30", "0", "0", "0", "0", "fewer than 3"]

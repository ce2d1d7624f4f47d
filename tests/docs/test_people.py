"""docs/people.md: the list it shows can be imported, and it tells the limits there are."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

from bot.rules.teams_import import LARGEST, MOST_ROWS, NEEDED, read
from bot.rules.teams_plan import MOST_LEAVING, Became, Stored, decide

PAGE = (Path(__file__).parents[2] / "docs/people.md").read_text(encoding="utf-8")


def test_the_list_it_shows_can_be_imported() -> None:
    (said,) = re.findall(r"```csv\n(.*?)```", PAGE, re.DOTALL)
    entries = read(said.encode()).entries
    plan = decide(entries, Stored({}, {}, {}), datetime(2026, 11, 18, tzinfo=UTC))
    assert [r.problems for r in plan.rows] == [()] * 4
    assert {r.became for r in plan.rows} == {Became.NEW}
    assert [m.to.team for m in plan.moves] == ["Leadership", "Platform", "Platform"]


def test_it_tells_the_limits_and_the_columns_there_are() -> None:
    assert f"{LARGEST // 1024**2} MiB and {MOST_ROWS:,} rows" in PAGE
    assert MOST_LEAVING == 1 / 5
    assert "more than every fifth person" in PAGE
    assert re.findall(r"^\| (\w+) \| needed", PAGE, re.MULTILINE) == list(NEEDED)

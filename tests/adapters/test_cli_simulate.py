"""`potluck simulate recall`: what a policy would send, the same each time, and refused in words."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from PIL import Image
from typer.testing import CliRunner, Result

from adapters.cli import app

SMALL = ("--people", "12", "--days", "30", "--begins", "2026-01-05", "--attendance", "0.5")


def simulate(*arguments: str, config: str = "") -> Result:
    env = {"POTLUCK_CONFIG": config} if config else {}
    return CliRunner().invoke(app, ["simulate", "recall", *SMALL, *arguments], env=env)


def told(done: Result) -> str:
    """What was printed, however wide its columns are."""
    return " ".join(done.stdout.split())


def test_it_tells_figures_days_and_progress(tmp_path: Path) -> None:
    done = simulate("--out", str(tmp_path / "days.csv"), "--plot", str(tmp_path / "plot.png"))
    assert done.exit_code == 0, done.output
    assert "12 people, 30 days" in done.stdout
    assert "Remembered at the end of the course, with prompts" not in done.stdout, "not yet"
    assert "2026-01-05" in done.stdout
    with (tmp_path / "days.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert f"Messages in all {len(rows)}" in told(done)
    assert all(0 < int(row["Cards"]) <= 3 for row in rows)
    with Image.open(tmp_path / "plot.png") as drawn:
        assert drawn.size == (900, 600)


def test_the_same_seed_tells_the_same() -> None:
    assert simulate().stdout == simulate().stdout
    assert simulate("--seed", "2").stdout != simulate().stdout


def test_the_settings_are_app_yaml_s_unless_an_option_says_otherwise(tmp_path: Path) -> None:
    config = tmp_path / "app.yaml"
    config.write_text("recall:\n  daily_cards: 1\n")
    most = "Most cards for one person on one day"
    assert f"{most} 1 " in told(simulate(config=str(config)))
    assert f"{most} 2 " in told(simulate("--daily", "2", config=str(config)))


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--people", "0"], "That can't be simulated: 1 to 100,000 people"),
        (["--attendance", "3"], "attendance and answers are probabilities"),
        (["--retention", "2"], "recall, desired_retention: "),
        (["--out", "/nowhere/at/all.csv"], "/nowhere/at/all.csv can't be written"),
    ],
)
def test_what_cannot_be_is_refused(arguments: list[str], said: str) -> None:
    refused = simulate(*arguments)
    assert refused.exit_code == 1
    assert said in refused.stderr

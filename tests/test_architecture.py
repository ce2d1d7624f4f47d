"""The house rules a machine can hold: who imports whom, and how long a module may grow."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ("bot", "adapters")
LONGEST_MODULE = 400  # lines; DESIGN: longer ones are split by idea

_LINT = "from importlinter.cli import lint_imports_command as run; run()"

# Each violation: the module that commits it, the forbidden line, the contract that must notice.
PLANTED = [
    ("bot/rules/planted.py", "import bot.services", "run downward only"),
    ("bot/store/planted.py", "import bot.views", "run downward only"),
    ("bot/store/planted.py", "import bot.rules", "run downward only"),
    ("bot/messages/planted.py", "import bot.store", "run downward only"),
    ("bot/services/planted.py", "import bot.handlers", "run downward only"),
    ("bot/views/planted.py", "import adapters.slack", "knows no platform"),
    ("bot/services/planted.py", "import aiohttp", "knows no platform"),
    ("bot/handlers/planted.py", "from slack_sdk import WebClient", "knows no platform"),
    ("bot/rules/planted.py", "from botbuilder.core import TurnContext", "knows no platform"),
    ("adapters/slack/planted.py", "import adapters.teams", "do not know each other"),
    ("adapters/web/planted.py", "import adapters.playground", "do not know each other"),
    ("adapters/teams/planted.py", "import slack_bolt", "Slack's packages stay"),
    ("adapters/slack/planted.py", "import botframework.connector", "Bot Framework stays"),
    ("bot/planted.py", "", "run downward only"),
    ("bot/legible.py", "import bot.events", "run downward only"),
    ("bot/scheduler.py", "import bot.delivery", "run downward only"),
    ("adapters/slack/planted.py", "import adapters.cli", "nor who opens them"),
    ("adapters/teams/port/planted.py", "import adapters.main", "nor who opens them"),
    ("adapters/web/planted.py", "from adapters.doors import WIRING", "nor who opens them"),
    ("adapters/playground/planted.py", "import adapters.check", "nor who opens them"),
    ("adapters/slack/planted.py", "import adapters.logs", "nor who opens them"),
    ("adapters/door.py", "import adapters.web", "nor who opens them"),
    ("adapters/planted.py", "", "nor who opens them"),
    ("adapters/check.py", "import slack_sdk", "Slack's packages stay"),
    ("adapters/door.py", "import botbuilder.schema", "Bot Framework stays"),
    ("adapters/main.py", "import requests", "Bot Framework stays"),
    ("bot/services/planted.py", "import apscheduler.schedulers", "APScheduler is named"),
    ("adapters/web/planted.py", "from apscheduler import events", "APScheduler is named"),
]


def _lint(house: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", _LINT, "--no-cache", "--no-logo"],
        cwd=house,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """A copy of the packages and their contracts, free to be spoiled."""
    for package in PACKAGES:
        leave_out = shutil.ignore_patterns("__pycache__")
        shutil.copytree(ROOT / package, tmp_path / package, ignore=leave_out)
    shutil.copy(ROOT / ".importlinter", tmp_path)
    return tmp_path


def test_the_house_keeps_its_contracts(house: Path) -> None:
    done = _lint(house)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize(("module", "line", "contract"), PLANTED)
def test_a_planted_violation_is_noticed(house: Path, module: str, line: str, contract: str) -> None:
    with (house / module).open("a") as planted:
        planted.write(f"\n{line}\n")
    done = _lint(house)
    broken = [name for name in done.stdout.splitlines() if " BROKEN" in name]
    assert done.returncode == 1
    assert any(contract in name for name in broken), done.stdout


def test_no_module_outgrows_its_room() -> None:
    modules = [path for package in PACKAGES for path in (ROOT / package).rglob("*.py")]
    lines = {str(path.relative_to(ROOT)): path.read_text().count("\n") for path in modules}
    assert modules
    assert {name: count for name, count in lines.items() if count > LONGEST_MODULE} == {}

"""The tutorials in docs/ are true: their files are written, and their tests pass."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FENCE = re.compile(r"^```(python|diff) (\S+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
STAGE = ("conftest.py", "in_order.py", "organization_guard.py", "world.py")

TUTORIALS = {
    # page: its test, and how it is narrowed (PostgreSQL has its own tests)
    "adding-a-feature.md": ["tests/handlers/test_tips.py", "-k", "sqlite"],
    "adding-a-platform.md": ["tests/adapters/plain/test_plain.py"],
}


def run(house: Path, *command: str) -> None:
    done = subprocess.run(
        [sys.executable, *command], cwd=house, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def follow(page: str, house: Path) -> list[str]:
    """Do what a page says in a copy of the project; the files it makes."""
    for name in ("adapters", "bot"):
        leave_out = shutil.ignore_patterns("__pycache__")
        shutil.copytree(ROOT / name, house / name, ignore=leave_out)
    for name in ("pyproject.toml", ".importlinter"):
        shutil.copy(ROOT / name, house / name)
    (house / "tests").mkdir()
    for name in STAGE:
        shutil.copy(ROOT / "tests" / name, house / "tests" / name)
    made = []
    for kind, path, body in FENCE.findall((ROOT / "docs" / page).read_text(encoding="utf-8")):
        file = house / path
        if kind == "python":
            assert not file.exists(), f"{path} exists already"
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(body, encoding="utf-8")
            made.append(path)
            continue
        lines = body.splitlines(keepends=True)
        before = "".join(line[1:] for line in lines if line[0] != "+")
        after = "".join(line[1:] for line in lines if line[0] != "-")
        text = file.read_text(encoding="utf-8")
        assert text.count(before) == 1, f"{path} does not hold, just once:\n{before}"
        file.write_text(text.replace(before, after), encoding="utf-8")
    return made


@pytest.mark.parametrize("page", TUTORIALS)
def test_a_tutorial_can_be_followed(page: str, tmp_path: Path) -> None:
    made = follow(page, tmp_path)
    run(tmp_path, "-m", "ruff", "format", "--check", *made)
    run(tmp_path, "-m", "ruff", "check", *made)
    run(tmp_path, "-c", "from importlinter.cli import lint_imports_command as run; run()")
    run(tmp_path, "-m", "pytest", "-q", "-p", "no:cacheprovider", *TUTORIALS[page])

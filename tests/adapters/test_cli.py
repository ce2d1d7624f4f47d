"""The `potluck` command as people meet it: a process of its own."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from adapters.cli import app
from adapters.version import VERSION

ROOT = Path(__file__).resolve().parents[2]
CANARY = "canarycanarycanary"

Start = Callable[..., "subprocess.Popen[str]"]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Starts `potluck …` in an empty folder and an empty environment; ended with the test."""
    running: list[subprocess.Popen[str]] = []

    def go(*arguments: str, **environ: str) -> subprocess.Popen[str]:
        plain = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "PORT": "0"}
        made = subprocess.Popen(
            [sys.executable, "-W", "error", "-m", "adapters.cli", *arguments],
            cwd=tmp_path,
            env=plain | environ,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        running.append(made)
        return made

    yield go
    for process in running:
        process.kill()
        process.communicate()


def address(process: subprocess.Popen[str]) -> str:
    """Where it says it is, once it is up."""
    assert process.stdout is not None
    line = process.stdout.readline()
    assert "http://" in line, process.stderr and process.stderr.read()
    return "http://" + line.split("http://")[1].split()[0]


def get(url: str) -> str:
    with urllib.request.urlopen(url, timeout=10) as answer:
        return str(answer.read().decode())


def ended(process: subprocess.Popen[str]) -> tuple[int, str, str]:
    out, err = process.communicate(timeout=20)
    return process.returncode, out, err


def test_serve_says_where_it_is_and_ends_well_when_asked(start: Start) -> None:
    process = start("serve")
    where = address(process)
    assert get(f"{where}healthz") == '{"alive": true}'
    assert '"ready": true' in get(f"{where}readyz")
    assert f'version="{VERSION}"' in get(f"{where}metrics")
    assert "<html" in get(where)
    process.send_signal(signal.SIGTERM)
    code, _, err = ended(process)
    assert code == 0
    assert '"event": "stopped"' in err
    assert "Traceback" not in err


def test_demo_shows_a_quarter_of_activity_and_stores_it_apart(start: Start, tmp_path: Path) -> None:
    for _ in range(2):  # started again, it carries on
        # A quarter of log lines would fill the pipe nobody reads.
        other = {"SLACK_BOT_TOKEN": "xapp-wrong", "DATABASE_URL": "postgresql://no.where"}
        process = start("demo", LOG_LEVEL="warning", **other)
        shown = get(f"{address(process)}metrics")
        waits = re.search(r'potluck_outbox_posts{state="pending"} (\d+)', shown)
        assert waits is not None
        assert int(waits[1]) < 60  # at night and at weekends what nobody asked for waits
        sent = re.search(r'potluck_outbox_posts{state="sent"} (\d+)', shown)
        assert sent is not None
        assert int(sent[1]) > 20
        process.send_signal(signal.SIGTERM)
        assert ended(process)[0] == 0
    assert [f.name for f in tmp_path.iterdir()] == ["data"]
    assert [f.name for f in (tmp_path / "data").iterdir()] == ["demo"]


@pytest.mark.parametrize(
    ("environ", "words"),
    [
        ({"PORT": "x", "LOG_LEVEL": "y"}, ["PORT: must be", "LOG_LEVEL: must be"]),
        ({"POTLUCK_CONFIG": "no.yaml"}, ["no.yaml: this file does not exist"]),
        (
            {"POTLUCK_CONFIG": "no.yaml", "SLACK_BOT_TOKEN": CANARY},
            ["does not exist", "slack: SLACK_BOT_TOKEN is no bot token"],
        ),
        ({"HOST": "0.0.0.0"}, ["HOST: 0.0.0.0 lets other machines in"]),  # noqa: S104
        (
            {"DATABASE_URL": f"postgresql://u:{CANARY}@127.0.0.1:1/x"},
            ["The database can't be used", "Check DATABASE_URL"],
        ),
        ({"POTLUCK_DATA": "/dev/null/x"}, ["POTLUCK_DATA"]),
    ],
)
def test_what_can_not_start_says_why_in_a_few_words(
    start: Start, environ: dict[str, str], words: list[str]
) -> None:
    code, out, err = ended(start("serve", **environ))
    assert (code, out) == (1, "")
    for some in words:
        assert some in err
    assert "Traceback" not in err
    assert CANARY not in err


def test_a_second_potluck_is_refused_in_a_sentence(start: Start) -> None:
    first = start("serve")
    port = address(first).rsplit(":", 1)[1].strip("/")
    code, _, err = ended(start("serve"))
    assert code == 1
    assert err.startswith(f"Potluck can't start. Another Potluck (process {first.pid})")
    code, _, err = ended(start("serve", PORT=port, POTLUCK_DATA="other"))
    assert code == 1
    assert err.startswith(f"Potluck can't start. Can't listen on 127.0.0.1, port {port}")


def test_check_tells_and_its_exit_code_says_whether_to_mend(start: Start) -> None:
    code, out, err = ended(start("check"))
    assert (code, err) == (0, "")
    assert "Nothing to mend." in out
    code, out, err = ended(start("check", SLACK_BOT_TOKEN=f"xapp-{CANARY}"))
    assert (code, err) == (1, "")
    assert "MEND  SLACK_BOT_TOKEN" in out
    assert "To mend: 1." in out
    assert CANARY not in out


@pytest.mark.parametrize(
    "command",
    [
        *("", "serve", "demo", "check", "teams-package", "slack-manifest"),
        *("sessions", "sessions attend"),
    ],
)
def test_every_command_explains_itself(command: str) -> None:
    shown = CliRunner().invoke(app, [*command.split(), "--help"])
    assert shown.exit_code == 0
    assert "Usage" in shown.output
    if not command:
        assert "..." not in shown.output.split("Commands:")[1]


def test_the_slack_manifest_carries_the_address() -> None:
    made = CliRunner().invoke(app, ["slack-manifest", "--url", "https://bot.example.org"])
    assert made.exit_code == 0
    assert "https://bot.example.org/slack/events" in made.output
    assert "potluck.example.com/" not in made.output
    socket = CliRunner().invoke(app, ["slack-manifest", "--socket"])
    assert "socket_mode_enabled: true" in socket.output
    wrong = CliRunner().invoke(app, ["slack-manifest", "--url", "bot.example.org"])
    assert wrong.exit_code == 1


def test_the_teams_package_is_written_or_refused_in_a_sentence(tmp_path: Path) -> None:
    out = tmp_path / "app.zip"
    guid = "00000000-0000-0000-0000-00000000000a"
    arguments = ["teams-package", "--host", "bot.example.org", "--out", str(out)]
    made = CliRunner().invoke(app, [*arguments, "--app-id", guid])
    assert made.exit_code == 0, made.output
    assert out.stat().st_size > 1000
    out.unlink()
    wrong = CliRunner().invoke(app, [*arguments, "--app-id", "potluck"], env={"MicrosoftAppId": ""})
    assert wrong.exit_code == 1
    assert not out.exists()
    beyond = [*arguments[:-1], str(tmp_path / "no" / "app.zip"), "--app-id", guid]
    assert CliRunner().invoke(app, beyond).exit_code == 1


def test_the_version_is_the_projects() -> None:
    assert f'\nversion = "{VERSION}"\n' in (ROOT / "pyproject.toml").read_text(encoding="utf-8")


def test_a_second_signal_ends_at_once(start: Start) -> None:
    process = start("serve")
    where = address(process).removeprefix("http://").strip("/")
    host, port = where.split(":")
    assert process.stderr is not None
    with socket.create_connection((host, int(port))) as dawdler:
        dawdler.sendall(
            f"POST /playground/api/say HTTP/1.1\r\nHost: {where}\r\nContent-Length: 9\r\n"
            "Content-Type: application/json\r\nExpect: 100-continue\r\n\r\n".encode()
        )
        assert b"100 Continue" in dawdler.recv(100)  # now its handler waits for the body
        process.send_signal(signal.SIGTERM)
        while '"stopping"' not in process.stderr.readline():
            pass
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=4) == -signal.SIGTERM

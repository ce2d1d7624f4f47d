"""The `potluck` command. What a command needs is imported when it runs, so that help is quick."""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from adapters import badges_cli, digests_cli, people_cli, recall_cli
from adapters.simulate import simulate
from adapters.terminal import opened, secret_in, sentences, stop

if TYPE_CHECKING:
    from collections.abc import Mapping

    from adapters.doors import Planned
    from adapters.main import Running
    from bot.rules.roll import Entry
    from bot.services.roll import Row
    from bot.settings import Environment, Settings
    from bot.store.database import Database
    from bot.store.roll import Known

app = typer.Typer(
    name="potluck",
    help="Potluck: peer learning where people already talk. Slack, Microsoft Teams, or a browser.",
    epilog="Configuration: app.yaml, and environment variables that `potluck check` explains.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,  # they show local variables, and so secrets
)

sessions = typer.Typer(
    help="What is done with sessions by whoever runs the machine.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
app.add_typer(sessions, name="sessions")

app.add_typer(recall_cli.app, name="recall")
app.add_typer(people_cli.app, name="people")
app.add_typer(badges_cli.app, name="badges")
app.add_typer(digests_cli.app, name="digests")
app.add_typer(simulate, name="simulate")
index = typer.Typer(
    help="The index that finds questions.", no_args_is_help=True, rich_markup_mode=None
)
app.add_typer(index, name="index")


@app.command()
def serve() -> None:
    """Start Potluck, with every door that is configured.

    With nothing configured it stores in ./data and opens the playground on this machine alone:
    http://127.0.0.1:8080/. It runs until Ctrl-C (or SIGTERM), then finishes what is under way.
    """
    _serve(demo=False)


@app.command()
def demo() -> None:
    """Start the playground with a quarter of activity in it.

    It stores apart from everything else, in the folder `demo` of POTLUCK_DATA, and opens neither
    Slack nor Teams. Started again, it carries on where it was.
    """
    _serve(demo=True)


@app.command()
def check() -> None:
    """Say what is configured, what is wrong, and how to mend it.

    Starts nothing and changes nothing; Slack is asked what Potluck may do there. The exit code is
    1 when something must be mended. Secrets are never shown.
    """
    from adapters.check import Level, examine
    from adapters.logs import Redactor

    findings = examine(os.environ, asks=True)
    redact = Redactor.of(os.environ)
    for finding in findings:
        print(redact(str(finding)))
    wrong = sum(f.level is Level.MEND for f in findings)
    print()
    if wrong:
        print(f"To mend: {wrong}.")
        raise typer.Exit(1)
    print("Nothing to mend. Start with `potluck serve` (or `make run`).")


@app.command()
def teams_package(
    host: Annotated[
        str, typer.Option(help="The name under which Teams reaches Potluck, like bot.example.com.")
    ],
    app_id: Annotated[
        str,
        typer.Option(envvar="MicrosoftAppId", help="Application (client) ID of the registration."),
    ] = "",
    out: Annotated[
        Path, typer.Option("--out", "-o", dir_okay=False, help="Where to write the zip.")
    ] = Path("potluck-teams.zip"),
    history: Annotated[
        bool, typer.Option("--history", help="Ask for the right to hear replies in channels.")
    ] = False,
) -> None:
    """Write the app package to upload in Teams.

    It holds a manifest that asks for the least rights, and icons.
    """
    from adapters.door import Misconfigured
    from adapters.teams.package import write_package

    try:
        write_package(out, app_id, host, history=history)
    except Misconfigured as wrong:
        stop(f"{wrong.problem} {wrong.mend}")
    except OSError as error:
        stop(f"{out} can't be written: {error.strerror}.")
    print(f"Wrote {out}. Upload it in Teams: Apps, Manage your apps, Upload an app.")


@app.command()
def slack_manifest(
    url: Annotated[
        str, typer.Option(help="The https address under which Slack reaches Potluck.")
    ] = "https://potluck.example.com",
    socket: Annotated[
        bool, typer.Option("--socket", help="For Socket Mode, which needs no public address.")
    ] = False,
    history: Annotated[
        bool, typer.Option("--history", help="Ask for the right to hear replies in channels.")
    ] = False,
) -> None:
    """Print the manifest that creates the Slack app.

    At https://api.slack.com/apps choose Create New App, From a manifest, and paste it.
    """
    from adapters.door import Misconfigured
    from adapters.slack.manifest import manifest

    try:
        print(manifest(None if socket else url, history=history), end="")
    except Misconfigured as wrong:
        stop(f"{wrong.problem} {wrong.mend}")


@sessions.command()
def attend(
    session: Annotated[
        str,
        typer.Argument(help="The six-digit code of its room, or its number.", metavar="SESSION"),
    ],
    file: Annotated[
        typer.FileBinaryRead,
        typer.Argument(
            help="A CSV file with a name or an e-mail address in each row.", metavar="FILE"
        ),
    ],
    apply: Annotated[
        bool,
        typer.Option("--apply/--dry-run", help="Note who came, or only say what would happen."),
    ] = False,
) -> None:
    """Import who came to a session, from a CSV file.

    Without --apply nothing is changed: you see what each row would do. Rows that can't be used are
    told one by one. Importing the same list again notes nobody twice. Potluck may be running.
    """
    from adapters.attend import entries
    from bot.settings import Environment, read_file

    with sentences():
        environment = Environment.read(os.environ)
        settings = read_file(environment.config, required=environment.config_is_chosen)
        listed = entries(file)
        with opened(environment.database_url) as database:
            asyncio.run(_attend(database, settings, session, listed, is_applied=apply))


async def _attend(
    database: Database, settings: Settings, which: str, listed: list[Entry], *, is_applied: bool
) -> None:
    from adapters.attend import find, look, named, note

    known: Known = await find(database, which)
    print(named(known))
    rows = await look(database, known, listed)
    if is_applied:
        with typer.progressbar(length=len(rows), label="Noting who came", file=sys.stderr) as bar:
            rows = await note(database, settings, known, rows, bar.update)
    _tell(rows, is_applied=is_applied)


@index.command()
def rebuild(
    dry: Annotated[bool, typer.Option("--dry", help="Only say how much there is.")] = False,
) -> None:
    """Read every question anew into the index that finds them, and count who answered what.

    Potluck keeps both up to date by itself. After a backup was put back or questions were imported,
    rebuild them. Doing it twice changes nothing. The Potluck of this machine must not be running
    meanwhile; others may.
    """
    from adapters.reindex import opened as opened_alone
    from adapters.reindex import recount, sizes
    from bot.settings import Environment

    with sentences():
        environment = Environment.read(os.environ)
        with opened_alone(environment) as database:
            counted = asyncio.run(database.read(sizes))
            questions = sum(asked for asked, _ in counted.values())
            answers = sum(given for _, given in counted.values())
            if dry:
                print(f"Nothing was changed. It would read {_of(questions, answers)} anew.")
                return
            with typer.progressbar(length=questions, label="Reading", file=sys.stderr) as bar:
                for organization_id in counted:
                    database.index.rebuild(organization_id, bar.update)
            secret = secret_in(environment)
            with typer.progressbar(length=answers, label="Counting", file=sys.stderr) as bar:
                for organization_id in counted:
                    asyncio.run(recount(database, organization_id, secret, bar.update))
        print(f"Done: {_of(questions, answers)}.")


def _of(questions: int, answers: int) -> str:
    asked = "question" if questions == 1 else "questions"
    return f"{questions:,} {asked} and {answers:,} {'answer' if answers == 1 else 'answers'}"


def _tell(rows: list[Row], *, is_applied: bool) -> None:
    """Every row that was refused, then the counts."""
    from bot.services.roll import Verdict

    for row in rows:
        if row.is_refused:
            print(f"Row {row.entry.number}, {row.entry.said!r}: {row.verdict}.")
    new = sum(row.verdict is Verdict.NOTED for row in rows)
    known = sum(row.verdict is Verdict.KNOWN for row in rows)
    refused = len(rows) - new - known
    begins = "Done" if is_applied else "Nothing was changed yet"
    print(f"{begins}: {new} noted, {known} noted before, {refused} refused.")
    if new and not is_applied:
        print("To note them, run this again with --apply.")


def _leave_out_rich() -> None:
    """structlog would load it for colourful tracebacks: 4 MB and 50 ms for what our logs lack."""
    absent = "rich" not in sys.modules
    if absent:
        sys.modules["rich"] = None  # type: ignore[assignment]
    import structlog  # noqa: F401

    if absent:
        del sys.modules["rich"]


def _serve(*, demo: bool) -> None:
    _leave_out_rich()
    from adapters.doors import demo_environ, plant_demo
    from adapters.logs import Redactor, configure
    from bot.settings import BadSettings

    redact = Redactor.of(os.environ)
    try:
        environment, settings, doors = _read(demo_environ(os.environ) if demo else os.environ)
    except BadSettings as bad:
        lines = "\n".join(f"  {p}" for p in bad.problems)
        stop(redact(f"Potluck can't start:\n{lines}\n`potluck check` tells more."))
    configure(environment.log_level, redact)

    from adapters.main import CannotStart
    from adapters.main import serve as run

    try:
        asyncio.run(run(environment, settings, doors, _announce, plant_demo if demo else None))
    except CannotStart as why:
        stop(redact(f"Potluck can't start. {why}"))


def _read(environ: Mapping[str, str]) -> tuple[Environment, Settings, list[Planned]]:
    """What is configured. Raises BadSettings with the problems of all its parts."""
    from adapters.doors import for_newcomers, planned
    from bot.settings import BadSettings, Environment, Problem, Settings, read_file

    environment = Environment.read(environ)
    problems: list[Problem] = []
    settings, doors = Settings(), []
    try:
        settings = read_file(environment.config, required=environment.config_is_chosen)
    except BadSettings as bad:
        problems += bad.problems
    try:
        doors = planned(environment, environ)
    except BadSettings as bad:
        problems += bad.problems
    if problems:
        raise BadSettings(problems)
    return environment, for_newcomers(settings, doors), doors


def _announce(up: Running) -> None:
    """Tell whoever started it where to go."""
    if "playground" in up.doors:
        print(f"Potluck is open: {up.address}")
    else:
        print(f"Potluck is up at {up.address} for {' and '.join(sorted(up.doors))}.")
    print("Stop it with Ctrl-C.", flush=True)


if __name__ == "__main__":
    app(prog_name="potluck")

"""`potluck badges …`. What a command needs is imported when it runs, so that help is quick."""

from __future__ import annotations

import asyncio
import os
import sys
from typing import TYPE_CHECKING, Annotated, Any

import typer

from adapters.terminal import opened, secret_in, sentences

if TYPE_CHECKING:
    from adapters.recompute import Result
    from bot.settings import Settings
    from bot.store.database import Database

app = typer.Typer(
    help="What is done with badges by whoever runs the machine.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


@app.callback()
def badges() -> None:
    """What is done with badges by whoever runs the machine."""


@app.command()
def recompute(
    apply: Annotated[
        bool,
        typer.Option("--apply/--dry-run", help="Give what is missing, or only say what that is."),
    ] = False,
) -> None:
    """Run all that ever happened through the rules of app.yaml, after one was changed.

    Without --apply nothing is changed: you see who would gain what. Nobody loses anything, and
    nobody is written to. Doing it again gives nothing twice. Potluck may be running; the first
    time, when deeds from before badges are found, let it rest during the dry run.
    """
    from bot.settings import Environment, read_file

    with sentences():
        environment = Environment.read(os.environ)
        settings = read_file(environment.config, required=environment.config_is_chosen)
        with opened(environment.database_url) as database:
            settings = settings.sealed_with(secret_in(environment))
            asyncio.run(_recompute(database, settings, is_applied=apply))


async def _recompute(database: Database, settings: Settings, *, is_applied: bool) -> None:
    from adapters.recompute import recompute as run

    with _Bars() as bars:
        result = await run(database, settings, bars.tell, apply=is_applied)
    _say(result, settings, is_applied=is_applied)


def _say(result: Result, settings: Settings, *, is_applied: bool) -> None:
    from adapters.recompute import called

    for line in result.named:
        print(line)
    number = result.gains.total()
    if number > len(result.named):
        print(f"… and {number - len(result.named):,} more.")
    for (key, level), people in sorted(result.gains.items()):
        print(f"{people:>9,} × {called(settings.badges.by_key(key), key, level)}")
    begins = "Done" if is_applied else "Nothing was changed yet"
    deeds = f"{result.deeds:,} from before badges" if result.deeds else "none from before badges"
    print(f"{begins}: {number:,} to give; deeds written: {deeds}.")
    if (number or result.deeds) and not is_applied:
        print("To give them, run this again with --apply.")


class _Bars:
    """One progress bar after the other, drawn on standard error."""

    def __init__(self) -> None:
        self._label = ""
        self._bar: Any = None

    def __enter__(self) -> _Bars:
        return self

    def __exit__(self, *_: object) -> None:
        self._end()

    def tell(self, label: str, of: int, done: int) -> None:
        """So much more is done."""
        if label != self._label:
            self._end()
            self._label = label
            self._bar = typer.progressbar(length=of, label=label, file=sys.stderr)
            self._bar.__enter__()
        self._bar.update(done)

    def _end(self) -> None:
        if self._bar is not None:
            self._bar.__exit__(None, None, None)
            self._bar = None

"""`potluck digests …`. What a command needs is imported when it runs, so that help is quick."""

from __future__ import annotations

import asyncio
import os
import re
import sys
from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from adapters.terminal import opened, secret_in, sentences, stop

if TYPE_CHECKING:
    from adapters.digest_runs import Told
    from bot.settings import Settings
    from bot.store.database import Database

app = typer.Typer(
    help="What is done with digests by whoever runs the machine.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

WEEK = re.compile(r"([0-9]{4})-?[Ww]([0-9]{2})")


@app.callback()
def digests() -> None:
    """What is done with digests by whoever runs the machine."""


@app.command()
def run(
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only print what would go to whom.")
    ] = False,
    week: Annotated[
        str, typer.Option(help="With --dry-run: of this calendar week, due or not, like 2026-W47.")
    ] = "",
) -> None:
    """Make the digests that are due, in every organization. Potluck may be running.

    They wait for their readers' hours, and Potluck sends them. Run again, it makes nothing twice.
    With --dry-run nothing is written: you read what would go to whom.
    """
    from bot.settings import Environment, read_file

    monday = _monday(week)
    if monday is not None and not dry_run:
        stop("A week can only be looked at: add --dry-run. Without --week what is due is made.")
    with sentences():
        environment = Environment.read(os.environ)
        settings = read_file(environment.config, required=environment.config_is_chosen)
        secret = environment.secret if dry_run else secret_in(environment)
        settings = settings.reached_at(environment.address).sealed_with(secret)
        with opened(environment.database_url) as database:
            made = asyncio.run(_run(database, settings, monday, is_dry=dry_run))
    number = "1 digest" if made == 1 else f"{made:,} digests"
    print(f"Nothing was changed. It would be {number}." if dry_run else f"Done: {number} made.")


async def _run(database: Database, settings: Settings, monday: date | None, *, is_dry: bool) -> int:
    from adapters.digest_runs import runs

    made = 0
    for each in await runs(database, settings, monday, is_dry=is_dry):
        number = await each.readers()
        label = f"Digests ({each.kind.value})"
        with typer.progressbar(length=max(number, 1), label=label, file=sys.stderr) as bar:
            made += await each.each(_tell if is_dry else lambda told: None, bar.update)
    return made


def _tell(told: Told) -> None:
    from adapters.digest_runs import lines

    print(f"\nTo {told.name} ({told.kind.value}):")
    for line in lines(told.message):
        print(f"  {line}")


def _monday(week: str) -> date | None:
    """The Monday of a week as ISO 8601 writes it; None when none was named."""
    if not week:
        return None
    found = WEEK.fullmatch(week.strip())
    try:
        year, number = (int(found[1]), int(found[2])) if found else (0, 0)
        return date.fromisocalendar(year, number, 1)
    except ValueError:
        stop(f"{week!r} is no week. Write it like 2026-W47.")

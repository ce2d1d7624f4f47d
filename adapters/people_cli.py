"""`potluck people …`. What a command needs is imported when it runs, so that help is quick."""

from __future__ import annotations

import asyncio
import os
import sys
from typing import TYPE_CHECKING, Annotated

import typer

from adapters.terminal import opened, sentences

if TYPE_CHECKING:
    from adapters.people import Done, Options
    from bot.rules.teams_import import Listed
    from bot.store.database import Database

app = typer.Typer(
    help="The organization's list of people.", no_args_is_help=True, rich_markup_mode=None
)

LONGEST = 8_000
"""Characters of a line that is printed: a circle of twenty long addresses fits."""


@app.callback()
def people() -> None:
    """The organization's list of people: who works here, in which team, and who leads them."""


@app.command("import")
def import_people(
    file: Annotated[
        typer.FileBinaryRead,
        typer.Argument(help="People as CSV: docs/people.md.", metavar="FILE"),
    ],
    organization: Annotated[
        str, typer.Option(help="Whose list it is, when Potluck serves several organizations.")
    ] = "",
    apply: Annotated[
        bool,
        typer.Option("--apply/--dry-run", help="Write the list, or only say what would happen."),
    ] = False,
    complete: Annotated[
        bool, typer.Option("--complete", help="The file is everybody: who is missing has left.")
    ] = False,
    yes: Annotated[
        bool, typer.Option("--yes", help="Also when more than every fifth person leaves by it.")
    ] = False,
) -> None:
    """Import who works here, in which team, and who leads them, from a CSV file.

    Without --apply nothing is changed: you see what each row would do. Rows that can't be used are
    told one by one. Importing the same file again writes nothing twice. Potluck may be running.
    """
    from adapters.people import Options, listed
    from bot.rules.teams_import import LARGEST
    from bot.settings import Environment

    with sentences():
        environment = Environment.read(os.environ)
        found = listed(file.read(LARGEST + 1))
        with opened(environment.database_url) as database:
            options = Options(is_complete=complete, is_sure=yes)
            asyncio.run(_import(database, organization, found, options, is_applied=apply))


async def _import(
    database: Database, named: str, found: Listed, options: Options, *, is_applied: bool
) -> None:
    from adapters import people

    organization_id, name = await people.organization(database, named)
    print(f"{name}: {len(found.entries):,} rows")
    if is_applied:
        with typer.progressbar(length=1, label="Writing the list", file=sys.stderr) as bar:

            def tell(steps: int, of: int) -> None:
                bar.length = max(of, bar.pos + steps)
                bar.update(steps)

            done = await people.write(database, organization_id, found.entries, options, tell)
            bar.update((bar.length or 0) - bar.pos)
    else:
        done = await people.look(database, organization_id, found.entries, options)
    _tell(done, is_guessed=found.is_guessed, is_applied=is_applied)


def _tell(done: Done, *, is_guessed: bool, is_applied: bool) -> None:
    """Every row with something wrong, who leaves, then the counts."""
    from bot.rules.invitations import one_line
    from bot.rules.teams_plan import Became
    from bot.views import teams_import as views

    if is_guessed:
        print(views.GUESSED)
    for row in done.rows:
        if row.problems:
            who = f", {row.entry.email}" if row.entry.email else ""
            print(one_line(f"Row {row.entry.number}{who}: {views.problems(row)}", LONGEST))
    for person in done.leaving:
        print(one_line(views.leaves(person), LONGEST))
    begins = "Done" if is_applied else "Nothing was changed yet"
    print(f"{begins}: {views.counts(done.rows, len(done.leaving))}")
    changes = any(row.became in (Became.NEW, Became.CHANGED) for row in done.rows)
    if (changes or done.leaving) and not is_applied:
        print("To write it, run this again with --apply.")

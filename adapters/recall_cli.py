"""`potluck recall …`. What a command needs is imported when it runs, so that help is quick."""

from __future__ import annotations

import asyncio
import os
import sys
from typing import TYPE_CHECKING, Annotated

import typer

from adapters.terminal import opened, sentences, stop

if TYPE_CHECKING:
    from typing import BinaryIO

    from bot.services.recall_import import Row
    from bot.settings import Settings
    from bot.store.database import Database

app = typer.Typer(
    help="What is done with recall cards by whoever runs the machine.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

MOST_TOLD = 20
"""Memories that are told one by one when the log leads elsewhere."""


@app.command("import")
def import_cards(
    file: Annotated[
        typer.FileBinaryRead,
        typer.Argument(help="Cards as CSV or Markdown: docs/recall-cards.md.", metavar="FILE"),
    ],
    deck: Annotated[str, typer.Option(help="The deck, by its title or number.")] = "",
    session: Annotated[
        str, typer.Option(help="Or the session, by the code of its room or its number.")
    ] = "",
    apply: Annotated[
        bool,
        typer.Option("--apply/--dry-run", help="Write the cards, or only say what would happen."),
    ] = False,
    use: Annotated[
        bool, typer.Option("--use", help="Ask them from now on; else they wait as drafts.")
    ] = False,
) -> None:
    """Import recall cards into a deck, in the name of whom it belongs to.

    Without --apply nothing is changed: you see what each row would do. Rows that can't be used are
    told one by one. Importing the same file again writes nothing twice. Potluck may be running.
    """
    from bot.settings import Environment, read_file

    if bool(deck) == bool(session):
        stop("Say where the cards go: --deck “its title”, or --session “its code”.")
    with sentences():
        environment = Environment.read(os.environ)
        settings = read_file(environment.config, required=environment.config_is_chosen)
        with opened(environment.database_url) as database:
            job = _import(database, settings, file, deck, session, is_applied=apply, are_used=use)
            asyncio.run(job)


async def _import(
    database: Database,
    settings: Settings,
    file: BinaryIO,
    deck: str,
    session: str,
    *,
    is_applied: bool,
    are_used: bool,
) -> None:
    from adapters import cards

    target = await cards.find(database, deck=deck, session=session)
    print(f"{target.called} ({target.author.name})")
    name, size = getattr(file, "name", ""), _size(file)
    with typer.progressbar(length=size, label="Reading cards", file=sys.stderr) as bar:
        read = cards.File(name, file, bar.update)
        if is_applied:
            tally = await cards.write(
                database, settings, target, read, _tell_card, deck=deck, are_used=are_used
            )
        else:
            tally = await cards.look(database, target, read, _tell_card, deck=deck)
        bar.update(size)
    begins = "Done" if is_applied else "Nothing was changed yet"
    print(f"{begins}: {tally.new} new, {tally.known} there already, {tally.refused} refused.")
    if tally.new and not is_applied:
        print("To write them, run this again with --apply.")
    elif tally.new and not are_used:
        print("They wait as drafts: whoever writes the deck finds them under /recall.")


def _tell_card(row: Row) -> None:
    """A row that was refused."""
    if row.why:
        print(f"Row {row.number}, {row.said!r}: {row.why}")


def _size(file: BinaryIO) -> int:
    """Bytes of a file; 1 for what has no length, a pipe say."""
    try:
        return max(os.fstat(file.fileno()).st_size, 1)
    except (OSError, ValueError):
        return 1


@app.command()
def verify() -> None:
    """Run the log of all reviews again, and say where it leads to another memory than is stored.

    Changes nothing; Potluck may be running. The exit code is 1 when something differs.
    """
    from bot.settings import Environment, read_file

    with sentences():
        environment = Environment.read(os.environ)
        settings = read_file(environment.config, required=environment.config_is_chosen)
        with opened(environment.database_url) as database:
            is_fine = asyncio.run(_verify(database, settings))
    if not is_fine:
        raise typer.Exit(1)


async def _verify(database: Database, settings: Settings) -> bool:
    from functools import partial

    from bot.rules.recall_log import Finding
    from bot.services.recall_verify import Verified
    from bot.services.recall_verify import verify as look
    from bot.store import recall_log

    seen, last = Verified(), -1
    number = await database.read(recall_log.number)
    with typer.progressbar(length=number, label="Running the log", file=sys.stderr) as bar:
        while last:
            check = partial(look, rules=settings.recall, after=max(last, 0), into=seen)
            done, last = await database.read(check)
            bar.update(done)
    for person_id, card_id in seen.other[:MOST_TOLD]:
        print(f"Person {person_id}, card {card_id}: the log leads elsewhere.")
    if len(seen.other) > MOST_TOLD:
        print(f"… and {len(seen.other) - MOST_TOLD} more.")
    same, moved, other = (seen.found[f] for f in (Finding.SAME, Finding.MOVED, Finding.OTHER))
    print(
        f"{same + moved + other} reviewed: {same} the same, {moved} with another next date"
        f" (their person had left, or settings were others), {other} different."
    )
    return not other

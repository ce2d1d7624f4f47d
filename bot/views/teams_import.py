"""Every word about an organization's list of people: what is wrong with a row, what it does."""

from __future__ import annotations

from collections.abc import Sequence

from bot.rules.teams_import import Fault, Problem
from bot.rules.teams_plan import MOST_LEAVING, Became, Known, Row

GUESSED = (
    "The file is not UTF-8; its letters were read as Windows writes them. Look whether the names"
    " are right; if not, save it as “CSV UTF-8”."
)
"""Told when a file's letters had to be guessed."""


def problem(wrong: Problem) -> str:
    """What is wrong with a row, and what to do about it, in a sentence."""
    about = f"“{wrong.about}”"
    match wrong.fault:
        case Fault.BROKEN:
            return "it can't be read: is a quotation mark left open?"
        case Fault.NO_EMAIL:
            return "it has no e-mail address: people are told apart by it."
        case Fault.BAD_EMAIL:
            return f"{about} is no e-mail address: write one like ana@example.com."
        case Fault.TWICE:
            return f"row {wrong.about} has this e-mail already, and counts: take one of them out."
        case Fault.SAME_PERSON:
            return f"row {wrong.about} is the same person by another e-mail: take one of them out."
        case Fault.BOT:
            return "that is a bot: take it out."
        case Fault.BAD_MANAGER:
            return f"its manager {about} is no e-mail address. Who leads them stays as it was."
        case Fault.UNKNOWN_MANAGER:
            return (
                f"its manager {wrong.about} is neither in the file nor known here: add a row for"
                " them, or mend the address. Who leads them stays as it was."
            )
        case Fault.MANAGER_LEFT:
            return f"its manager {wrong.about} has left: name who leads now. It stays as it was."
        case Fault.MANAGER_BOT:
            return f"its manager {wrong.about} is a bot: name a human. It stays as it was."
        case Fault.ITSELF:
            return "it names itself as its manager. Who leads them stays as it was."
        case Fault.CIRCLE:
            return f"it closes a circle: {wrong.about}. Who leads them stays as it was."
        case Fault.IN_CIRCLE:
            return f"it is part of the circle of row {wrong.about}. Who leads them stays as it was."
        case Fault.BAD_STARTED:
            return f"{about} as the first day: write it like 2026-11-30. It is left out."
        case Fault.BAD_LEFT:
            return f"{about} as the last day: write it like 2026-11-30. It is left out."
        case Fault.BAD_COUNTRY:
            return f"{about} is no country I know: write it like PT or Portugal. It is left out."
        case Fault.BAD_ZONE:
            return f"{about} is no time zone: write it like Europe/Lisbon. It is left out."


def reasons(row: Row) -> str:
    """All that is wrong with a row, and what to do; empty: nothing."""
    return " Also: ".join(problem(p) for p in row.problems)


def problems(row: Row) -> str:
    """The same, and whether it is refused for it."""
    said = reasons(row)
    return f"refused: {said}" if row.became is Became.REFUSED else said


def counts(rows: Sequence[Row], leaving: int) -> str:
    """How many rows did what, in a sentence."""
    of = {b: sum(row.became is b for row in rows) for b in Became}
    partly = sum(bool(row.problems) and row.became is not Became.REFUSED for row in rows)
    said = [
        f"{of[Became.NEW]:,} new",
        f"{of[Became.CHANGED]:,} changed",
        f"{of[Became.SAME]:,} as they were",
        f"{of[Became.REFUSED]:,} refused",
    ]
    if partly:
        said.append(f"{partly:,} taken in part")
    if leaving:
        said.append(f"{leaving:,} leaving")
    return ", ".join(said) + "."


def leaves(person: Known) -> str:
    """Somebody who is on no row of a complete list."""
    named = f" ({person.email})" if person.email else ""
    return f"{person.name}{named} is not in the file, and leaves."


def not_complete(rows: int) -> str:
    """A list that can't be everybody."""
    some = "1 row names nobody" if rows == 1 else f"{rows:,} rows name nobody"
    return (
        f"{some}, so I can't tell who is missing. Mend them first, or leave --complete out:"
        " without it nobody leaves who is not in the file."
    )


def too_many(leaving: int, of: int) -> str:
    """More would leave than looks right."""
    return (
        f"{leaving:,} of {of:,} people are not in the file and would leave: more than"
        f" {MOST_LEAVING:.0%}. Is it the whole list? If it is, say --yes as well. Nothing was"
        " changed."
    )
